# Bessel's and Airy's functions and their derivatives at 50 digits, by mpmath. Run: python bessel.py > bessel.json
# A row: the argument, the value, the derivative.
import json
import random

import mpmath as mp

mp.mp.dps = 50
random.seed(3)
ends = [1e-8, 0.01, 0.5, 1.0, 1.001, 1.999, 2.0, 2.001, 3.0, 3.9999, 4.5, 6.5, 7.99, 8.0, 8.01, 9.3, 20.0, 100.5, 700.0]
zeros = [2.4048255576957724, 3.8317059702075125, 0.8935769662791675, 2.197141326031017]
positive = ends + zeros + [random.uniform(0, 8) for _ in range(20)] + [random.uniform(8, 60) for _ in range(10)]
both = positive + [-x for x in positive]
airy = [0.0, 1e-9, 0.5, 1.0, 1.001, 2.9, 3.0, 3.1, 7.99, 8.0, 8.01, 20.0, 100.0, -1.0, -2.0, -2.338107410459767, -4.0, -7.999, -8.0, -8.001, -15.5, -50.0]
airy += [random.uniform(-8, 8) for _ in range(25)] + [random.uniform(-40, -8) for _ in range(8)]
J, Y, K = mp.besselj, mp.bessely, mp.besselk
functions = {
    "j0": (both, lambda x: J(0, x), lambda x: -J(1, x)),
    "j1": (both, lambda x: J(1, x), lambda x: (J(0, x) - J(2, x)) / 2),
    "y0": (positive, lambda x: Y(0, x), lambda x: -Y(1, x)),
    "y1": (positive, lambda x: Y(1, x), lambda x: (Y(0, x) - Y(2, x)) / 2),
    "k0": (positive, lambda x: K(0, x), lambda x: -K(1, x)),
    "k1": (positive, lambda x: K(1, x), lambda x: -(K(0, x) + K(2, x)) / 2),
    "k0e": (positive, lambda x: mp.exp(x) * K(0, x), lambda x: mp.exp(x) * (K(0, x) - K(1, x))),
    "k1e": (positive, lambda x: mp.exp(x) * K(1, x), lambda x: mp.exp(x) * (K(1, x) - (K(0, x) + K(2, x)) / 2)),
    "sphericalJ0": (both, lambda x: mp.sin(x) / x, lambda x: (x * mp.cos(x) - mp.sin(x)) / x**2),
    "airyAi": (airy, mp.airyai, lambda x: mp.airyai(x, derivative=1)),
}
rows = {name: [[x, float(f(mp.mpf(x))), float(slope(mp.mpf(x)))] for x in xs] for name, (xs, f, slope) in functions.items()}
# Polynomials: degree, argument, value, by the explicit functions of mpmath; those of the third and fourth kind by angles.
polynomials = {
    "chebyshevT": mp.chebyt,
    "chebyshevU": mp.chebyu,
    "chebyshevV": lambda n, x: mp.cos((n + mp.mpf(1) / 2) * mp.acos(x)) / mp.cos(mp.acos(x) / 2),
    "chebyshevW": lambda n, x: mp.sin((n + mp.mpf(1) / 2) * mp.acos(x)) / mp.sin(mp.acos(x) / 2),
    "hermiteH": mp.hermite,
    "hermiteHe": lambda n, x: mp.hermite(n, x / mp.sqrt(2)) / mp.mpf(2) ** (mp.mpf(n) / 2),
    "laguerreL": lambda n, x: mp.laguerre(n, 0, x),
    "legendreP": mp.legendre,
}
for name in ("chebyshevT", "chebyshevU", "chebyshevV", "chebyshevW"):
    polynomials["shifted" + name[0].upper() + name[1:]] = lambda n, x, f=polynomials[name]: f(n, 2 * x - 1)
degrees = [0, 1, 2, 3, 7, 20]
places = [0.125, 0.7, 0.9]
table = {name: [[n, x, float(mp.re(f(n, mp.mpf(x))))] for n in degrees for x in places] for name, f in polynomials.items()}
print(json.dumps({"versions": {"mpmath": mp.__version__}, "rows": rows, "polynomials": table}))
