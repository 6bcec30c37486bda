# Special functions at 50 digits, by mpmath, and the derivatives in each argument. Run: python generate.py > special.json
# A row: the arguments, the value, and the derivative in each argument (null where the function has none of ours).
import json
import random

import mpmath as mp

mp.mp.dps = 50
random.seed(7)
inf = mp.inf


def number(x):
    return None if x is None else "Infinity" if x == inf else "-Infinity" if x == -inf else "NaN" if mp.isnan(x) else float(x)


def quantile(p):
    p = mp.mpf(p)
    # Newton's method on the logarithm of the smaller tail, from where it is nearly a parabola.
    tail = min(p, 1 - p)
    x = mp.sqrt(2) * mp.erfinv(2 * p - 1) if tail > mp.mpf(10) ** -20 else -mp.sqrt(-2 * mp.log(tail))
    if tail <= mp.mpf(10) ** -20:
        for _ in range(12):
            cdf = mp.erfc(-x / mp.sqrt(2)) / 2
            x -= (mp.log(cdf) - mp.log(tail)) * cdf / mp.npdf(x)
        x = x if p < 0.5 else -x
    return x


def log_ndtr(x):
    x = mp.mpf(x)
    return mp.log(mp.erfc(-x / mp.sqrt(2)) / 2) if x < 0 else mp.log1p(-mp.erfc(x / mp.sqrt(2)) / 2)


rows = {}
ps = [1e-300, 1e-100, 1e-17, 1e-5, 0.02, 0.07, 0.0749, 0.0751, 0.3, 0.5, 0.500001, 0.6, 0.924, 0.926, 0.99, 1 - 1e-9, 1 - 2.0**-52]
ps += [10 ** random.uniform(-40, -1) for _ in range(20)] + [random.random() for _ in range(20)]
rows["ndtri"] = [[p, quantile(p), 1 / mp.npdf(quantile(p))] for p in ps]
xs = [-1000.0, -100.0, -38.0, -10.0, -1.5, -1.0, -0.99, -0.5, 0.0, 0.5, 1.0, 3.0, 8.0, 20.0] + [random.uniform(-30, 5) for _ in range(30)]
rows["logNdtr"] = [[x, log_ndtr(x), mp.exp(-mp.mpf(x) ** 2 / 2 - log_ndtr(x)) / mp.sqrt(2 * mp.pi)] for x in xs]
sq = [(2.0, 1.0), (1.0001, 1.0), (1.5, 0.25), (3.0, 100.0), (50.0, 1.0), (300.0, 0.9), (10.0, 1e-3), (4.0, 1e6), (1.2, 0.01), (30.0, 20.5)]
sq += [(random.uniform(1.05, 20), 10 ** random.uniform(-2, 3)) for _ in range(25)] + [(2.0, -0.5), (3.0, -2.25), (5.0, -9.75)]
rows["zeta"] = [[s, q, mp.zeta(s, q), mp.zeta(s, q, 1) if q > 0 else None, -s * mp.zeta(s + 1, q)] for s, q in sq]
ax = [(1.0, 1.0), (0.5, 0.2), (0.5, 3.0), (3.0, 0.1), (3.0, 20.0), (10.0, 9.5), (10.0, 11.5), (100.0, 90.0), (100.0, 120.0), (0.01, 0.5), (1e3, 1010.0)]
ax += [(10 ** random.uniform(-1, 2), 10 ** random.uniform(-1, 2)) for _ in range(25)]
for name, f in [("gammainc", lambda a, x: mp.gammainc(a, 0, x, regularized=True)), ("gammaincc", lambda a, x: mp.gammainc(a, x, regularized=True))]:
    sign = 1 if name == "gammainc" else -1
    density = lambda a, x: mp.exp((a - 1) * mp.log(x) - x - mp.loggamma(a))
    rows[name] = [[a, x, f(mp.mpf(a), mp.mpf(x)), mp.diff(lambda t: f(t, mp.mpf(x)), mp.mpf(a)), sign * density(mp.mpf(a), mp.mpf(x))] for a, x in ax]
print(json.dumps({"versions": {"mpmath": mp.__version__}, "rows": {k: [[number(v) for v in row] for row in v] for k, v in rows.items()}}))
