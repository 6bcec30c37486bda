"""Writes functions.json, exact values of the transcendental functions, and jax.json, bits that JAX gives.

functions.json: for each function and dtype rows of the arguments, then the value as the nearest float64 and what is left of it; where the
value is special (zero, infinite, NaN) a lone string. Made with mpmath 1.3.0 at 1,300 bits: enough for sin of the largest float64.
jax.json: erf_inv, normal and threefry of jax 0.10.2 on a CPU with AVX2 and FMA; floats as their bits.

Run: python make.py
"""

import ctypes
import ctypes.util
import json
import math
import random
import struct
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
from jax.extend.random import threefry_2x32
from mpmath import mp, mpf

mp.prec = 1300
here = Path(__file__).parent
rng = random.Random(20260415)

exact = {
    "exp": mp.exp,
    "expm1": mp.expm1,
    "log": mp.log,
    "log1p": mp.log1p,
    "sin": mp.sin,
    "cos": mp.cos,
    "tanh": mp.tanh,
    "erf": mp.erf,
    "erfInv": lambda y: inverse_erf(y),
    "rsqrt": lambda x: 1 / mp.sqrt(x),
    "sqrt": mp.sqrt,
}


def inverse_erf(y):
    with mp.workprec(200):
        if abs(y) < mpf(1) / 4:
            return mp.erfinv(y)
        q = 1 - abs(y)
        x = mp.sqrt(-mp.log(q))
        for _ in range(200):
            e = mp.erfc(x)
            step = mp.log(e / q) * e * mp.sqrt(mp.pi) / 2 * mp.exp(x * x)
            x += step
            if abs(step) < abs(x) * mpf(2) ** -150:
                break
        return x * mp.sign(y)


# C99 says in full what pow is at special values; math.pow raises instead.
c_pow = ctypes.CDLL(ctypes.util.find_library("m")).pow
c_pow.restype, c_pow.argtypes = ctypes.c_double, [ctypes.c_double, ctypes.c_double]


def single(x):
    return struct.unpack("f", struct.pack("f", x))[0]


def next_to_pi_multiples(double):
    # Arguments next to multiples of pi/2: the worst known for float64 (Muller), and near ones of either format.
    if double:
        return [6381956970095103.0 * 2.0**797, 1.5707963267948966, 3.141592653589793, 22.0, 355.0, 1e22, 2.0**1023, 5319372648326541.0 * 2.0**255, 1048576.5]
    return [single(v) for v in (1.5707964, 3.1415927, 22.0, 355.0, 16367173.0 * 2.0**72, 3.4028235e38, 2.0**100, 4294967296.0, 93499.828)]


def arguments(name, double):
    highest = 1.7976931348623157e308 if double else 3.4028234663852886e38
    tiny = [5e-324, 1e-310, 2.2250738585072014e-308] if double else [1.401298464324817e-45, 1e-40, 1.1754943508222875e-38]
    uniform = lambda low, high, n: [rng.uniform(low, high) for _ in range(n)]
    small = [s * 2.0**-k * rng.uniform(1, 2) for k in (2, 4, 8, 13, 27, 60) for s in (1, -1)]
    positive_small = [abs(x) for x in small]
    if name == "exp":
        limit = (709.78, -745.1) if double else (88.7228, -103.9)
        return uniform(-5, 5, 20) + uniform(limit[1], limit[0], 20) + small + list(limit)
    if name == "expm1":
        return uniform(-2, 2, 30) + uniform(-40, 700 if double else 88, 12) + small + tiny
    if name in ("log", "rsqrt", "sqrt"):
        return uniform(0.4, 2.2, 30) + [10.0 ** rng.uniform(-300 if double else -37, 300 if double else 38) for _ in range(12)] + positive_small + tiny + [highest]
    if name == "log1p":
        return uniform(-0.999, 2, 30) + [10.0 ** rng.uniform(0, 300 if double else 38) for _ in range(8)] + small + tiny + [-1 + 2.0**-20, highest]
    if name in ("sin", "cos"):
        return uniform(-10, 10, 24) + [10.0 ** rng.uniform(1, 300 if double else 38) for _ in range(20)] + small + tiny + next_to_pi_multiples(double)
    if name == "tanh":
        return uniform(-1, 1, 24) + uniform(-12, 20, 16) + small + tiny + [0.5625, 9.01, 19.1]
    if name == "erf":
        return uniform(-1.2, 1.2, 24) + uniform(-6.5, 6.5, 16) + small + tiny + [0.92, 1.0, 3.92]
    return uniform(-1, 1, 30) + small + [1 - 2.0**-k for k in (3, 5, 8, 12, 20, 30, 44, 53)] + [-0.9999, 0.993262]


special = {
    "exp": [(math.inf, math.inf), (-math.inf, 0.0), (0.0, 1.0), (-0.0, 1.0), (1e5, math.inf), (-1e5, 0.0)],
    "expm1": [(math.inf, math.inf), (-math.inf, -1.0), (0.0, 0.0), (-0.0, -0.0), (1e5, math.inf)],
    "log": [(math.inf, math.inf), (0.0, -math.inf), (-0.0, -math.inf), (-1.0, math.nan), (-math.inf, math.nan), (1.0, 0.0)],
    "log1p": [(math.inf, math.inf), (-1.0, -math.inf), (-1.5, math.nan), (-math.inf, math.nan), (0.0, 0.0), (-0.0, -0.0)],
    "sin": [(math.inf, math.nan), (-math.inf, math.nan), (0.0, 0.0), (-0.0, -0.0)],
    "cos": [(math.inf, math.nan), (-math.inf, math.nan), (0.0, 1.0), (-0.0, 1.0)],
    "tanh": [(math.inf, 1.0), (-math.inf, -1.0), (0.0, 0.0), (-0.0, -0.0)],
    "erf": [(math.inf, 1.0), (-math.inf, -1.0), (0.0, 0.0), (-0.0, -0.0)],
    "erfInv": [(1.0, math.inf), (-1.0, -math.inf), (1.5, math.nan), (-2.0, math.nan), (math.inf, math.nan), (0.0, 0.0), (-0.0, -0.0)],
    "rsqrt": [(math.inf, 0.0), (0.0, math.inf), (-0.0, -math.inf), (-1.0, math.nan)],
    "sqrt": [(math.inf, math.inf), (0.0, 0.0), (-0.0, -0.0), (-1.0, math.nan)],
}


def show(x):
    if x != x:
        return "NaN"
    if math.isinf(x):
        return "Infinity" if x > 0 else "-Infinity"
    return "-0" if x == 0 and math.copysign(1, x) < 0 else x


def row(args, value):
    nearest = float(value)
    return [*map(show, args), nearest, float(value - mpf(nearest))]


functions = {}
for name, f in exact.items():
    for dtype in ("float32", "float64"):
        points = arguments(name, dtype == "float64")
        if dtype == "float32":
            points = [single(x) for x in points]
        if name == "erfInv":
            points = [x for x in points if abs(x) < 1]
        rows = [row([x], f(mpf(x))) for x in points if x != 0]
        rows += [[show(x), show(y)] for x, y in [*special[name], (math.nan, math.nan)]]
        functions[f"{name} {dtype}"] = rows

for dtype in ("float32", "float64"):
    rows = []
    limit = 1000 if dtype == "float64" else 120
    for i in range(60):
        x = math.exp(rng.uniform(-10, 10)) if i % 2 else 1 + rng.uniform(-0.5, 0.5) * 2.0 ** -rng.randrange(20)
        y = rng.uniform(-20, 20) if i % 2 else rng.uniform(-limit, limit) / max(abs(math.log2(single(x))), 1e-3)
        if dtype == "float32":
            x, y = single(x), single(y)
        if abs(y * math.log2(x)) < limit:
            rows.append(row([x, y], mpf(x) ** mpf(y)))
    rows += [row([x, y], mpf(x) ** int(y)) for x, y in ((-2.0, 3.0), (-1.5, 4.0), (-3.0, -5.0), (0.1, 2.0) if dtype == "float64" else (0.5, 2.0))]
    for x in (0.0, -0.0, 1.0, -1.0, 0.5, -2.0, math.inf, -math.inf, math.nan):
        for y in (0.0, -0.0, 1.0, -1.0, 3.0, -2.0, 0.5, -1.5, math.inf, -math.inf, math.nan):
            value = c_pow(x, y)
            if value in (0.0, 1.0, -1.0) or not math.isfinite(value):
                rows.append([show(x), show(y), show(value)])
    functions[f"pow {dtype}"] = rows

(here / "functions.json").write_text(json.dumps(functions, separators=(",", ":")).replace('],"', '],\n"') + "\n")

bits = lambda a: np.asarray(a).view(np.uint32).tolist()
key = jax.random.key(11)
low = np.nextafter(np.float32(-1), np.float32(0), dtype=np.float32)
uniform = np.array(jax.random.uniform(key, (300,), jnp.float32, low, 1.0))
edges = np.array([low, -low, 0.9999, -0.999, 1e-6, -1e-3, 0.64, 0.65, 0.99, 0.9966], np.float32)
x = np.concatenate([uniform, edges])
raw = jax.random.key_data(key)
counts = np.arange(8, dtype=np.uint32)
cipher = threefry_2x32(raw, counts)
(here / "jax.json").write_text(
    json.dumps(
        {
            "uniform": bits(x),
            "erfInv": bits(jax.jit(jax.lax.erf_inv)(x)),
            "normal": bits(jax.random.normal(key, (300,), jnp.float32)),
            "threefry": {"key": np.asarray(raw).tolist(), "counts": counts.tolist(), "words": np.asarray(cipher).tolist()},
        },
        separators=(",", ":"),
    )
    + "\n"
)
