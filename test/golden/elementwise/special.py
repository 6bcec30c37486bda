"""Writes special.json, exact values of the special and inverse functions.

For each function and dtype rows of the arguments, then the value as the nearest float64 and what is left of it; a third number, where
there is one, is the size in whose units the error counts (below 0 lgamma and digamma cancel). Arguments are of all exponents, dense where
the function is computed in another way from one side to the other, and next to zeros and poles. Made with mpmath 1.3.0 at 1,300 bits.

Run: python special.py
"""

import json
import math
import random
import struct
from pathlib import Path

from mpmath import mp, mpf

mp.prec = 1300
here = Path(__file__).parent
rng = random.Random(20261126)

single = lambda x: struct.unpack("f", struct.pack("f", x))[0]
near = lambda *centres: [c * (1 + s * 2.0**-k) for c in centres for k in (3, 7, 15, 23) for s in (1, -1)]


def lgamma(x):
    return mp.re(mp.loggamma(x))


def uniform(low, high, n=12):
    return lambda: [rng.uniform(low, high) for _ in range(n)]


# name: the function, where it is finite, and where its arguments are dense
functions = {
    "tan": (mp.tan, lambda x: True, [uniform(-10, 10), uniform(-2e6, 2e6), lambda: near(math.pi / 2, math.pi / 4, 3 * math.pi)]),
    "asin": (mp.asin, lambda x: abs(x) <= 1, [uniform(-1, 1, 20), lambda: near(0.5), lambda: [1 - 2.0**-k for k in (5, 12, 20, 24)]]),
    "acos": (mp.acos, lambda x: abs(x) <= 1, [uniform(-1, 1, 20), lambda: near(0.5, -0.5), lambda: [1 - 2.0**-k for k in (5, 12, 20, 24)]]),
    "atan": (mp.atan, lambda x: True, [uniform(-4, 4, 20), lambda: near(1)]),
    "sinh": (mp.sinh, lambda x: abs(x) < 710, [uniform(-3, 3), uniform(-89, 89), lambda: near(1)]),
    "cosh": (mp.cosh, lambda x: abs(x) < 710, [uniform(-3, 3), uniform(-89, 89)]),
    "asinh": (mp.asinh, lambda x: True, [uniform(-3, 3), lambda: near(0.5, 2.0**28)]),
    "acosh": (mp.acosh, lambda x: x >= 1, [uniform(1, 3), lambda: [1 + 2.0**-k for k in (2, 5, 9, 14, 20, 23)], lambda: near(2.0**28)]),
    "atanh": (mp.atanh, lambda x: abs(x) < 1, [uniform(-1, 1, 20), lambda: near(0.5), lambda: [1 - 2.0**-k for k in (5, 12, 20, 24)]]),
    "exp2": (lambda x: mpf(2) ** x, lambda x: -1074 < x < 1024, [uniform(-4, 4), uniform(-149, 128)]),
    "log2": (lambda x: mp.log(x) / mp.log(2), lambda x: x > 0, [uniform(0.4, 2.2, 20), lambda: near(1)]),
    "log10": (mp.log10, lambda x: x > 0, [uniform(0.4, 2.2, 20), lambda: near(1)]),
    "cbrt": (lambda x: mp.sign(x) * mp.cbrt(abs(x)), lambda x: True, [uniform(-10, 10)]),
    "logit": (lambda p: mp.log(p / (1 - p)), lambda p: 0 < p < 1, [uniform(0, 1, 20), lambda: near(0.25, 0.5, 0.75), lambda: [1 - 2.0**-k for k in (5, 12, 20, 24)]]),
    "erfc": (mp.erfc, lambda x: x < 26.5, [uniform(-3, 6, 20), uniform(5, 10), lambda: near(0.4, 9, 10.05)]),
    "erfcx": (lambda x: mp.exp(x * x) * mp.erfc(x), lambda x: -9 < x < 1e30, [uniform(-3, 6, 20), uniform(0, 40), lambda: near(0.4, -0.4)]),
    "ndtr": (lambda x: mp.erfc(-x / mp.sqrt(2)) / 2, lambda x: -37 < x < 40, [uniform(-6, 6, 20), uniform(-14, -8), lambda: near(0.4, -0.4)]),
    "sinc": (lambda x: mp.sin(mp.pi * x) / (mp.pi * x), lambda x: x != math.floor(x), [uniform(-4, 4, 20), uniform(-1000, 1000), lambda: near(0.5, 1, 2)]),
    "lgamma": (lgamma, lambda x: 0 < x < 1e38, [uniform(0, 4, 20), uniform(2, 40), lambda: near(1, 2, 3, 8)]),
    "digamma": (mp.digamma, lambda x: x > 2.0**-100, [uniform(0, 3, 20), uniform(2, 40), lambda: near(1, 2, 4, 1.4616321449683622)]),
    "i0": (lambda x: mp.besseli(0, x), lambda x: abs(x) < 90, [uniform(-12, 12), uniform(-89, 89), lambda: near(10)]),
    "i0e": (lambda x: mp.besseli(0, x) * mp.exp(-abs(x)), lambda x: abs(x) < 1e4, [uniform(-12, 12), uniform(-89, 89), lambda: near(10)]),
    "i1": (lambda x: mp.besseli(1, x), lambda x: abs(x) < 90, [uniform(-12, 12), uniform(-89, 89), lambda: near(10)]),
    "i1e": (lambda x: mp.besseli(1, x) * mp.exp(-abs(x)), lambda x: abs(x) < 1e4, [uniform(-12, 12), uniform(-89, 89), lambda: near(10)]),
}


def row(args, value, *size):
    nearest = float(value)
    return [*args, nearest, float(value - mpf(nearest)), *map(float, size)]


def exponents(double):
    low, high = (-1070, 1020) if double else (-148, 127)
    return [s * 2.0 ** rng.uniform(low, high) for s in (1, -1) for _ in range(8)]


rows = {}
for name, (f, finite, zones) in functions.items():
    for dtype in ("float32", "float64"):
        double = dtype == "float64"
        points = exponents(double) + [x for zone in zones for x in zone()]
        points = [x if double else single(x) for x in points]
        limit = mpf(2) ** (1024 if double else 128) * (1 - mpf(2) ** (-54 if double else -25))
        values = [(x, f(mpf(x))) for x in points if x != 0 and finite(x)]
        rows[f"{name} {dtype}"] = [row([x], y) for x, y in values if abs(y) < limit]

for dtype in ("float32", "float64"):
    rounded = (lambda x: x) if dtype == "float64" else single
    poles = [-k * (1 + s * 2.0**-j) for k in (1, 2, 5, 20) for j in (3, 9, 20) for s in (1, -1)]
    negative = [rounded(x) for x in [rng.uniform(-12, 0) for _ in range(24)] + poles + [-0.50408300816, -2.457024738220801, -1e-3, -1e-30]]
    scale = lambda f, x: max(abs(f(mpf(x))), abs(f(1 - mpf(x))), 1)
    rows[f"lgamma {dtype} below 0"] = [row([x], lgamma(mpf(x)), scale(lgamma, x)) for x in negative]
    rows[f"digamma {dtype} below 0"] = [row([x], mp.digamma(mpf(x)), scale(mp.digamma, x)) for x in negative]
    for order in (1, 2, 5, 20):
        points = [rounded(x) for x in [rng.uniform(0.01, 4) for _ in range(12)] + [rng.uniform(4, 60) for _ in range(8)] + [0.1, 1.0, 2.5, 300.0]]
        with mp.workprec(300):
            rows[f"polygamma {dtype} {order}"] = [row([x], mp.polygamma(order, mpf(x))) for x in points]
    pairs = [(rng.uniform(-3, 3), rng.uniform(-3, 3)) for _ in range(24)]
    for size in (*exponents(dtype == "float64")[:12],):
        pairs.append((size, size * rng.uniform(-2, 2)))
        pairs.append((size * rng.uniform(-2, 2), size))
    pairs = [(rounded(a), rounded(b)) for a, b in pairs]
    pairs = [(a, b) for a, b in pairs if a != 0 and b != 0]
    rows[f"atan2 {dtype}"] = [row(p, mp.atan2(mpf(p[0]), mpf(p[1]))) for p in pairs]
    rows[f"hypot {dtype}"] = [row(p, mp.hypot(mpf(p[0]), mpf(p[1]))) for p in pairs]

(here / "special.json").write_text(json.dumps(rows, separators=(",", ":")).replace('],"', '],\n"') + "\n")
