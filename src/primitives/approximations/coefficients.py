# Makes the polynomial coefficients of this folder: python coefficients.py [name …] (mpmath 1.3; erfInv takes minutes).
# Method: weighted minimax by the second algorithm of Remez (1934); then, lowest power first, each coefficient is rounded to
# the format it will be stored in and the others are fitted again, so that later ones make up for the rounding of earlier ones.
# Weights make the error relative to the function that the polynomial is a part of.
import sys
from functools import cache
from mpmath import mp, mpf as F, matrix, lu_solve, cos, pi, log, exp, sin, tanh, erf, erfc, atanh, sqrt, expm1, log1p, linspace
from mpmath import asin, asinh, atan, besseli, cbrt, digamma, findroot, loggamma, sinh
mp.dps = 80

def rounded(c, bits):
    with mp.workprec(bits): return +c

def minimax(f, powers, a, b, weight, fixed):
    """c with max |weight(x)·(Σ c_k x^k + Σ fixed − f(x))| least on [a, b], and that maximum."""
    n, least = len(powers), powers[0]  # the least power is divided out: the others then span a Haar space though 0 lies in [a, b]
    grid = [(a + b) / 2 + (b - a) / 2 * cos(pi * (i + F(1) / 2) / (24 * n + 48)) for i in reversed(range(24 * n + 48))]
    known = lambda x: (f(x) - sum(c * x**k for k, c in fixed.items())) / x**least
    target = {x: known(x) for x in grid}
    weights = {x: weight(x) * abs(x) ** least for x in grid}
    heavy = [x for x in grid if weights[x] > max(weights.values()) / 20]
    points = [heavy[i * (len(heavy) - 1) // n] for i in range(n + 1)]
    for _ in range(30):
        rows = matrix(n + 1, n + 1)
        right = matrix(n + 1, 1)
        for i, x in enumerate(points):
            for j, k in enumerate(powers): rows[i, j] = x ** (k - least)
            rows[i, n] = (-1) ** i / weights[x]
            right[i] = target[x]
        solution = lu_solve(rows, right)
        c = [solution[j] for j in range(n)]
        error = [(weights[x] * (sum(cj * x ** (k - least) for cj, k in zip(c, powers)) - target[x]), x) for x in grid]
        extrema = []
        for e, x in error:
            if extrema and (e > 0) == (extrema[-1][0] > 0):
                if abs(e) > abs(extrema[-1][0]): extrema[-1] = (e, x)
            else: extrema.append((e, x))
        while len(extrema) > n + 1:  # drop the least; its neighbours have one sign, so the lesser of them goes too
            i = min(range(len(extrema)), key=lambda i: abs(extrema[i][0]))
            neighbours = [j for j in (i - 1, i + 1) if 0 <= j < len(extrema)]
            if len(neighbours) == 2 and len(extrema) > n + 2:
                extrema.pop(min(neighbours, key=lambda j: abs(extrema[j][0])))
                i = min(range(len(extrema)), key=lambda i: abs(extrema[i][0]))
                extrema.pop(i)
            else: extrema.pop(0 if abs(extrema[0][0]) < abs(extrema[-1][0]) else -1)
        if len(extrema) < n + 1: break
        points = [x for _, x in extrema]
        worst = max(abs(e) for e, _ in extrema)
        if worst - min(abs(e) for e, _ in extrema) < worst * F('1e-3'): break
    return c, max(abs(e) for e, _ in error)

def fit(f, powers, a, b, weight, bits, fixed=(), leading=1):
    """The first coefficient is rounded to `leading` times as many bits."""
    a, b = F(a), F(b)
    fixed = dict(fixed)
    powers = list(powers)
    f, weight = cache(f), cache(weight)
    while powers:
        c, worst = minimax(f, powers, a, b, weight, fixed)
        fixed[powers.pop(0)] = rounded(c[0], bits if fixed else leading * bits)
    grid = linspace(a + (b - a) / 10**9, b, 2001)
    worst = max(abs(weight(x) * (sum(c * x**k for k, c in fixed.items()) - f(x))) for x in grid)
    return [fixed[k] for k in sorted(fixed)], worst

def root_form(f):
    """f(√z)/√z as a function of z."""
    return lambda z: f(sqrt(z)) / sqrt(z)

def scaled_erf_inv(w):
    """erfInv(x)/x for w = -log(1 - x²), by Newton's method on log(erfc(y)) = log(1 - x)."""
    x = sqrt(-expm1(-w))
    target = exp(-w) / (1 + x)
    y = sqrt(w)
    while True:
        step = log(erfc(y) / target) * erfc(y) * sqrt(pi) / 2 * exp(y * y)
        y += step
        if abs(step) < y * F(10) ** -70: return y / x

near0, half_ln2 = F('1e-9'), log(F(2)) / 2
def exp2_weight(small):
    """How an error of 2^f counts in tanh x = 1 - 2/(2^n·2^f + 1) from x = small on."""
    start = small * 2 / log(F(2))
    n = round(float(start))
    power = lambda f: F(2) ** (f + n + (1 if f < start - n else 0))
    return lambda f: 2 * power(f) / (power(f) + 1) ** 2 / F(2) ** f
one_over = lambda f: lambda x: 1 / abs(f(x))

# name: rows of label, function, powers, interval, weight, bits, coefficients given beforehand
def log_row(bits, degree): return (f'log {bits}', lambda f: (log1p(f) - f + f * f / 2) / f**3, degree, sqrt(F(1) / 2) - 1, sqrt(F(2)) - 1, lambda f: abs(f**3 / log1p(f)), bits)
def exp_row(bits, degree): return (f'exp {bits}', lambda r: (exp(r) - 1 - r) / r**2, degree, -half_ln2 * F('1.0001'), half_ln2 * F('1.0011'), lambda r: r**2 / abs(expm1(r)), bits)
def tanh_row(bits, degree): return (f'tanh {bits}', lambda z: (root_form(tanh)(z) - 1) / z, degree, near0**2, F('0.5625')**2, lambda z: z / root_form(tanh)(z), bits)
quarter = (pi / 4 * F('1.0001'))**2
def sin_row(bits, degree): return (f'sin {bits}', lambda z: (root_form(sin)(z) - 1) / z, degree, near0**2, quarter, lambda z: z / root_form(sin)(z), bits)
def cos_row(bits, degree): return (f'cos {bits}', lambda z: (cos(sqrt(z)) - 1 + z / 2) / z**2, degree, near0**2, quarter, lambda z: z**2 / cos(sqrt(z)), bits)
def erf_row(bits, degree, end): return (f'erf {bits}', lambda z: root_form(erf)(z) - 1, degree, near0**2, F(end)**2, lambda z: 1 / root_form(erf)(z), bits)
def erfc_row(bits, degree, start, end): return (f'-log2 erfc {bits}', lambda x: -log(erfc(x), 2), degree, F(start), F(end), lambda x: erfc(x) / erf(x) * log(F(2)), bits)
def exp2_row(bits, degree, weight): return (f'exp2 {bits}', lambda f: F(2)**f, degree, F('-.5001'), F('.5002'), weight, bits, {0: F(1)})
log2_series = root_form(lambda s: 2 * atanh(s) / log(F(2)))
c1 = 2 / log(F(2))
s_end = F('0.02944')
def erf_inv_row(label, shift, root, start, end, degree):
    f = (lambda t: scaled_erf_inv((t + shift)**2)) if root else scaled_erf_inv
    return (f'erfInv {label} 53', f, degree, F(start), F(end), one_over(f), 53)

def odd_row(name, f, bits, degree, end): return (f'{name} {bits}', lambda z: (root_form(f)(z) - 1) / z, degree, near0**2, F(end)**2, lambda z: z / root_form(f)(z), bits)
def exp_sum_row(bits, degree): return (f'exp sum {bits}', lambda r: (exp(r) - 1 - r - r * r / 2) / r**3, degree, -half_ln2 * F('1.0001'), half_ln2 * F('1.0011'), lambda r: abs(r**3 / exp(r)), bits)
def toward32(label, f, degree, start, end, weight): return (f'{label} toward float32 53', f, degree, start, end, weight, 53)
def erfcx_row(bits, degree, centre):
    def f(q):
        x = centre * (1 + q) / (1 - q)
        return (1 + 2 * x) * exp(x * x) * erfc(x)
    return (f'erfcx {bits}', f, degree, F(-1), 1 - near0, one_over(f), bits)
def sinc(x): return sin(pi * x) / (pi * x)
def sinc_row(bits, degree): return (f'sinc {bits}', lambda z: (sinc(sqrt(z)) - 1) / z, degree, near0**2, F('.25001'), lambda z: z / sinc(sqrt(z)), bits)
def gamma_row(label, centre, degree):
    def f(t):
        x = centre + t
        return loggamma(x) / ((x - 1) * (x - 2))
    return (f'{label} 53', f, degree, F('-.5'), F('.5') * (1 - near0), one_over(f), 53)
digamma_root = findroot(digamma, F('1.4616'))
def digamma_row():
    f = lambda t: digamma(t + F('1.5')) / (t + F('1.5') - digamma_root)
    return ('digamma 53', f, 22, F('-.5'), F('.5'), one_over(f), 53)
def stirling(w):
    x = 1 / sqrt(w)
    return (loggamma(x) - (x - F(1) / 2) * log(x) + x - log(2 * pi) / 2) * x
def digamma_tail(w):
    x = 1 / sqrt(w)
    return (log(x) - 1 / (2 * x) - digamma(x)) * x * x
def bessel_small_row(order, bits, degree, end):
    f = lambda z: (besseli(order, sqrt(z)) / (sqrt(z) / 2)**order - 1) / z
    return (f'i{order} small {bits}', f, degree, near0**2, F(end)**2, lambda z: z / (1 + z * f(z)), bits)
def bessel_row(name, order, bits, degree, low, high):
    """e^-x·√x·I(x) in 1/x, from low to high, stretched to -1 … 1."""
    def f(t):
        u = (high + low + t * (high - low)) / 2
        return besseli(order, 1 / u) * exp(-1 / u) / sqrt(u)
    return (f'i{order} {name} {bits}', f, degree, F('1e-6') - 1, F(1), one_over(f), bits)

fits = {
    'exp': [exp_row(24, 4), exp_row(53, 9)],
    'exp2': [exp2_row(24, 5, exp2_weight(F('0.5625'))), exp2_row(53, 11, one_over(lambda f: F(2)**f)), ('exp2 itself 24', *exp2_row(24, 6, one_over(lambda f: F(2)**f))[1:]), exp2_row(53, 7, one_over(lambda f: F(2)**f))],
    'log': [log_row(24, 7), ('log 53', lambda z: (root_form(lambda s: 2 * atanh(s))(z) - 2) / z, 6, near0**2, s_end, lambda z: z / 2, 53)],
    'log2': [('log2 tail 53', lambda z: (log2_series(z) - c1 - c1 / 3 * z) / z**2, 6, near0**2, s_end, lambda z: z**2, 53), ('log2 toward float32 53', log2_series, 5, near0**2, s_end, lambda z: F(1), 53)],
    'tanh': [tanh_row(24, 3), tanh_row(53, 10)],
    'sin': [sin_row(24, 2), cos_row(24, 2), sin_row(53, 5), cos_row(53, 5)],
    'erf': [erf_row(24, 5, '.92'), erf_row(53, 12, 1)],
    'erfc': [erfc_row(24, 6, '.92', 4), erfc_row(53, 18, 1, 6)],
    'atan': [odd_row('atan', atan, 24, 8, 1), odd_row('atan', atan, 53, 19, 1)],
    'asin': [odd_row('asin', asin, 24, 4, '.5'), odd_row('asin', asin, 53, 12, '.5')],
    'sinh': [odd_row('sinh', sinh, 24, 3, 1), odd_row('sinh', sinh, 53, 7, 1)],
    'asinh': [odd_row('asinh', asinh, 24, 4, '.5'), odd_row('asinh', asinh, 53, 12, '.5')],
    'atanh': [odd_row('atanh', atanh, 24, 5, '.5'), odd_row('atanh', atanh, 53, 13, '.5')],
    'tan': [toward32('sin', sin_row(53, 0)[1], 3, near0**2, quarter, sin_row(53, 0)[5]), toward32('cos', cos_row(53, 0)[1], 3, near0**2, quarter, cos_row(53, 0)[5])],
    'expSum': [exp_sum_row(24, 4), exp_sum_row(53, 9)],
    'cbrt': [('inverse cube root 24', lambda m: 1 / cbrt(m), 3, sqrt(F(1) / 2), sqrt(F(2)), lambda m: cbrt(m), 24)],
    'erfcx': [erfcx_row(24, 12, 2), erfcx_row(53, 24, 4)],
    'sinc': [sinc_row(24, 3), sinc_row(53, 7)],
    'lgamma': [gamma_row('lgamma from 1 to 2', F('1.5'), 21), gamma_row('lgamma from 2 to 3', F('2.5'), 17), ('lgamma tail 53', stirling, 7, F('1e-12'), F(1) / 64, lambda w: F(1), 53)],
    'digamma': [digamma_row(), ('digamma tail 53', digamma_tail, 10, F('1e-12'), F(1) / 16, lambda w: F(1), 53)],
    'bessel': [row for order in (0, 1) for bits in (24, 53) for row in (
        bessel_small_row(order, bits, {24: 5, 53: 10}[bits], 3),
        bessel_row('middle', order, bits, {24: 9, 53: 24}[bits], F(1) / 9, F(1) / 3),
        bessel_row('far', order, bits, {24: 7, 53: 22}[bits], F(0), F(1) / 9))],
    'erfInv': [erf_inv_row('central', 0, False, near0, '5.005', 21), erf_inv_row('middle', 3, True, '-.77', '.77', 20), erf_inv_row('tail', F('4.875'), True, '-1.13', '1.135', 19)],
}

# The first coefficient of these is a sum of two floats.
sums = {*(f'i{order} {piece} {bits}' for order in (0, 1) for piece in ('middle', 'far') for bits in (24, 53)), 'erfcx 24', 'erfcx 53', 'digamma 53', 'lgamma from 1 to 2 53', 'lgamma from 2 to 3 53'}

for name in sys.argv[1:] or fits:
    for label, f, degree, a, b, weight, bits, *given in fits[name]:
        fixed, leading = (given[0] if given else {}), 2 if label in sums else 1
        c, worst = fit(f, range(len(fixed), degree + 1), a, b, weight, bits, fixed, leading)
        first = rounded(c[0], bits)
        parts = [first, c[0] - first, *c[1:]] if leading == 2 else c
        print(f'// {label}: error {mp.nstr(worst, 3)}\n[' + ', '.join(repr(float(v)) for v in parts) + ']')
