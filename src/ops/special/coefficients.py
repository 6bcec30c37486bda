# Makes bessel-coefficients.ts: python coefficients.py > bessel-coefficients.ts (mpmath 1.3, a minute).
# Chebyshev coefficients of the functions, of their smooth parts or of the amplitudes of their asymptotic forms, at 45 digits, cut off
# where they are below 2⁻⁵⁶ of the largest.
import mpmath as mp

mp.mp.dps = 45


def cheb(f, a, b, tol=mp.mpf(2)**-56):
    """Chebyshev coefficients on [a, b], cut where they are below tol of the largest."""
    n = 48
    nodes = [mp.cos(mp.pi*(k+mp.mpf(1)/2)/n) for k in range(n)]
    vals = [f((a+b)/2 + (b-a)/2*t) for t in nodes]
    c = [mp.mpf(2)/n*sum(v*mp.cos(j*mp.pi*(k+mp.mpf(1)/2)/n) for k,v in enumerate(vals)) for j in range(n)]
    c[0] /= 2
    big = max(abs(x) for x in c)
    last = max(j for j in range(n) if abs(c[j]) > tol*big)
    return [float(x) for x in c[:last+1]]
M = mp.mpf
out = {}
J = lambda v: (lambda x: mp.besselj(v, x))
Y = lambda v: (lambda x: mp.bessely(v, x))
# j0 on [0,2] in x^2: 
out['j0'] = [cheb(lambda s: mp.besselj(0, mp.sqrt(s)), M(0), M(4))] + [cheb(J(0), M(a), M(a+2)) for a in (2,4,6)]
out['j1'] = [cheb(lambda s: mp.besselj(1, mp.sqrt(s))/mp.sqrt(s), M(0), M(4))] + [cheb(J(1), M(a), M(a+2)) for a in (2,4,6)]
out['y0'] = [cheb(lambda s: mp.bessely(0, mp.sqrt(s)) - 2/mp.pi*mp.log(mp.sqrt(s))*mp.besselj(0, mp.sqrt(s)), M(0), M(4))] + [cheb(Y(0), M(a), M(a+2)) for a in (2,4,6)]
out['y1'] = [cheb(lambda s: (mp.bessely(1, mp.sqrt(s)) - 2/mp.pi*(mp.log(mp.sqrt(s))*mp.besselj(1, mp.sqrt(s)) - 1/mp.sqrt(s)))/mp.sqrt(s), M(0), M(4))] + [cheb(Y(1), M(a), M(a+2)) for a in (2,4,6)]
# modulus-free asymptotics: J = sqrt(2/(pi x)) (P cos X - Q sin X), Y = sqrt(2/(pi x)) (P sin X + Q cos X), X = x - (2v+1) pi/4
def P(v):
    def f(s):  # s = (8/x)^2
        if s == 0: return M(1)
        x = 8/mp.sqrt(s); X = x-(2*v+1)*mp.pi/4
        return mp.sqrt(mp.pi*x/2)*(mp.besselj(v,x)*mp.cos(X)+mp.bessely(v,x)*mp.sin(X))
    return f
def Q(v):
    def f(s):
        x = 8/mp.sqrt(s); X = x-(2*v+1)*mp.pi/4
        return mp.sqrt(mp.pi*x/2)*(mp.bessely(v,x)*mp.cos(X)-mp.besselj(v,x)*mp.sin(X))*x/8
    return f
for v in (0,1):
    out[f'cosine{v}'] = cheb(P(v), M(0), M(1)); out[f'sine{v}'] = cheb(Q(v), M(0), M(1))
# K: small: K0 = -ln x I0 + R(x^2);  K1 = ln x I1 + 1/x + x R
out['k0'] = cheb(lambda s: mp.besselk(0, mp.sqrt(s)) + mp.log(mp.sqrt(s))*mp.besseli(0, mp.sqrt(s)), M(0), M(1))
out['k1'] = cheb(lambda s: (mp.besselk(1, mp.sqrt(s)) - mp.log(mp.sqrt(s))*mp.besseli(1, mp.sqrt(s)) - 1/mp.sqrt(s))/mp.sqrt(s), M(0), M(1))
for v in (0,1):
    g = lambda z, v=v: mp.sqrt(mp.pi/2) if z == 0 else mp.sqrt(2/z)*mp.exp(2/z)*mp.besselk(v, 2/z)
    out[f'k{v}Far'] = [cheb(g, M(0), M(1)/4), cheb(g, M(1)/4, M(1)), cheb(g, M(1), M(2))]
# Airy
xi = lambda x: mp.mpf(2)/3*x*mp.sqrt(x)
for name, d in (('airy', 0), ('slope', 1)):
    A = lambda x, d=d: mp.airyai(x, derivative=d)
    out[name+'Left'] = [cheb(A, M(a), M(a+2)) for a in (-8,-6,-4,-2)]
    out[name+'Middle'] = [cheb(lambda x: A(x)*mp.exp(xi(x)), M(a), M(b)) for a,b in ((1,3),(3,8))]
    out[name+'Zero'] = cheb(A, M(0), M(1))
    # far right in z = 8^1.5/x^1.5
    def R(z, d=d):
        if z == 0: return 1/(2*mp.sqrt(mp.pi)) * (-1 if d else 1)
        x = 8*z**(-M(2)/3)
        return mp.airyai(x, derivative=d)*mp.exp(xi(x))*x**(-M(1)/4 if d else M(1)/4)
    out[name+'Right'] = cheb(R, M(0), M(1))
    # far left: Ai(-x) = x^-1/4/sqrt(pi) (P cos Z + Q sin Z), Z = xi - pi/4; Ai'(-x) = x^1/4/sqrt(pi) (P sin Z - Q cos Z)
    def both(s, d=d):
        x = 8*s**(-M(1)/3)  # s = (8/x)^3
        Z = xi(x)-mp.pi/4
        a,b = mp.airyai(-x,derivative=d), mp.airybi(-x,derivative=d)
        m = mp.sqrt(mp.pi)*x**(M(1)/4 if d==0 else -M(1)/4)
        # Ai = P cos Z + Q sin Z ; Bi = -P sin Z + Q cos Z ;  Ai' = P sin Z - Q cos Z ; Bi' = P cos Z + Q sin Z
        if d==0: return m*(a*mp.cos(Z)-b*mp.sin(Z)), m*(a*mp.sin(Z)+b*mp.cos(Z))
        return m*(a*mp.sin(Z)+b*mp.cos(Z)), m*(-a*mp.cos(Z)+b*mp.sin(Z))
    out[name+'Cosine'] = cheb(lambda s: M(1) if s==0 else both(s)[0], M(0), M(1))
    out[name+'Sine'] = cheb(lambda s: both(s)[1]*mp.sqrt(8*8*8/s)/mp.sqrt(8*8*8), M(0), M(1))


def show(value):
    if isinstance(value, list):
        return "[" + ", ".join(map(show, value)) + "]"
    return repr(value)


print("// Chebyshev coefficients for Bessel's and Airy's functions, lowest first; coefficients.py made them and says of what.")
print()
for name, value in out.items():
    print(f"export const {name} = {show(value)} as const")
