# Golden values and gradients of elementwise functions from NumPy, SciPy, JAX and PyTorch. Run: python generate.py > functions.json
# Each case is the TypeScript that the test runs on the inputs, and what it must give.
import json

import jax
import jax.numpy as jnp
import jax.scipy.special as js
import numpy as np
import scipy
import scipy.special as sp
import torch

jax.config.update("jax_enable_x64", True)
inf, nan = np.inf, np.nan


def wave(*shape, seed=1.0):
    """Smooth, distinct values in -1 … 1."""
    n = int(np.prod(shape))
    return np.sin(1.7 * seed * np.arange(n) + seed).reshape(shape)


inputs = {
    "a": wave(2, 3) * 2,
    "b": wave(2, 3, seed=2) * 2,
    "c": wave(3, seed=3),
    "u": (wave(2, 3, seed=5) + 1.1) / 2.2,
    "p": wave(2, 3, seed=4) * 2 + 2.5,
    "s": np.array([-inf, -3.5, -1.0, -0.0, 0.0, 0.5, 2.5, inf, nan]),
    "t": np.array([1.0, -inf, 0.25, 0.0, -0.0, nan, 2.5, inf, 1.0]),
    "i": np.array([[7, -7, 0], [12, -18, 5]], np.int32),
    "j": np.array([[2, 2, 3], [-8, 12, -4]], np.int32),
}
cases = []


def case(source, value):
    value = np.asarray(value)
    cases.append({"source": source, "shape": list(value.shape), "dtype": str(value.dtype), "data": encode(value)})


def encode(value):
    special = {inf: "Infinity", -inf: "-Infinity"}
    return [int(v) if value.dtype.kind in "iub" else "NaN" if np.isnan(v) else special.get(v, float(v)) for v in value.ravel()]


a, b, c, u, p, s, t, i, j = inputs.values()
of_torch = lambda f: lambda *args: f(*map(torch.tensor, args)).numpy()
slope = lambda f: jax.grad(lambda x: f(x).sum())
torch_slope = lambda f: lambda x: torch.autograd.grad(f(y := torch.tensor(x, requires_grad=True)).sum(), y)[0].numpy()

# values and gradients: name, argument, the function in JAX (or PyTorch), which differentiates
for name, x, f in [
    ("tan", "a", jnp.tan), ("asin", "c", jnp.arcsin), ("acos", "c", jnp.arccos), ("atan", "a", jnp.arctan), ("sinc", "a", jnp.sinc),
    ("sinh", "a", jnp.sinh), ("cosh", "a", jnp.cosh), ("asinh", "a", jnp.arcsinh), ("acosh", "p", lambda x: jnp.arccosh(x)),
    ("atanh", "c", jnp.arctanh), ("exp2", "a", jnp.exp2), ("log2", "p", jnp.log2), ("log10", "p", jnp.log10), ("cbrt", "p", jnp.cbrt),
    ("logit", "u", js.logit), ("entr", "p", js.entr), ("erfc", "a", js.erfc), ("ndtr", "a", js.ndtr), ("lgamma", "p", js.gammaln),
    ("digamma", "p", js.digamma), ("i0", "a", jnp.i0), ("i0e", "a", js.i0e), ("i1", "a", js.i1), ("i1e", "a", js.i1e),
    ("deg2rad", "a", jnp.deg2rad), ("rad2deg", "a", jnp.rad2deg),
]:
    value = {**inputs}[x]
    if name == "acosh":
        value, x = value + 1, "p.add(1)"
    case(f"{name}({x})", f(value))
    case(f"grad(x => {name}(x).sum())({x})", slope(f)(value))
case("erfcx(a)", sp.erfcx(a))
case("grad(x => erfcx(x).sum())(a)", torch_slope(torch.special.erfcx)(a))
for order in (0, 1, 2):
    case(f"polygamma({order}, p)", sp.polygamma(order, p))
    case(f"grad(x => polygamma({order}, x).sum())(p)", sp.polygamma(order + 1, p))
case("digamma(a)", sp.digamma(a))
case("lgamma(a)", sp.gammaln(a))
case("polygamma(1, a)", sp.polygamma(1, a))

# at 0, and twice
for name, f in [("sinc", jnp.sinc), ("i0", jnp.i0), ("i1", js.i1)]:
    case(f"grad(x => grad(y => {name}(y).sum())(x).sum())(a)", slope(slope(f))(a))
case("grad(x => grad(y => sinc(y).sum())(x).sum())(zeros([1], 'float64'))", [-np.pi**2 / 3])
case("grad(x => grad(y => grad(z => i1(z).sum())(y).sum())(x).sum())(zeros([1], 'float64'))", [3 / 8])

# two operands
for name, f in [("atan2", jnp.arctan2), ("hypot", jnp.hypot), ("logaddexp", jnp.logaddexp), ("logaddexp2", jnp.logaddexp2), ("copySign", jnp.copysign)]:
    case(f"{name}(a, b)", f(a, b))
    case(f"grad((x, y) => {name}(x, y).sum(), {{ argnums: 0 }})(a, b)", slope(lambda x: f(x, b))(a))
    case(f"grad((x, y) => {name}(x, y).sum(), {{ argnums: 1 }})(a, b)", slope(lambda y: f(a, y))(b))
case("atan2(a, c)", np.arctan2(a, c))
case("hypot(a, 1)", np.hypot(a, 1))
case("grad(x => hypot(x, x).sum())(zeros([2], 'float64'))", [0.0, 0.0])
case("grad(x => grad(y => logaddexp(y, c).sum())(x).sum())(c)", [0.25, 0.25, 0.25])
case("xlogy(a, p)", sp.xlogy(a, p))
case("xlog1py(a, u)", sp.xlog1py(a, u))
case("grad(y => xlogy(a, y).sum())(p)", slope(lambda y: js.xlogy(a, y))(p))
case("grad(x => xlogy(x, u).sum())(a)", slope(lambda x: js.xlogy(x, u))(a))
for name, f in [("fmax", np.fmax), ("fmin", np.fmin), ("heaviside", np.heaviside), ("nextAfter", np.nextafter), ("copySign", np.copysign)]:
    case(f"{name}(s, t)", f(s, t))
case("fmod(a, b)", np.fmod(a, b))
case("fmod(i, j)", np.fmod(i, j))
case("fmax(i, 1)", np.fmax(i, 1))
case("divmod(a, b)[0]", np.divmod(a, b)[0])
case("divmod(i, j)[1]", np.divmod(i, j)[1])
case("gcd(i, j)", np.gcd(i, j))
case("lcm(i, j)", np.lcm(i, j))
case("bitwiseCount(i)", np.bitwise_count(i))
case("clamp(a, c, 0.5)", np.minimum(np.maximum(a, c), 0.5))
case("clamp(a, -1, u)", np.minimum(np.maximum(a, -1), u))
case("clamp(i, j, 9)", np.minimum(np.maximum(i, j), 9))
case("grad((x, low) => clamp(x, low, 1.5).sum(), { argnums: 1 })(a, b)", ((b > a) & (b < 1.5)).astype(float))
case("lerp(a, b, 0.3)", of_torch(lambda x, y: torch.lerp(x, y, 0.3))(a, b))
case("lerp(a, b, u)", of_torch(torch.lerp)(a, b, u))

# parts
case("signBit(s)", np.signbit(s))
case("signBit(i)", np.signbit(i))
case("trunc(s)", np.trunc(s))
case("spacing(a)", np.spacing(a))
case("frexp(a)[0]", np.frexp(a)[0])
case("frexp(s)[0]", np.frexp(s)[0])
case("frexp(a)[1]", np.frexp(a)[1])
case("ldexp(a, i)", np.ldexp(a, i))
case("ldexp(c, -1080)", np.ldexp(c, -1080))
case("modf(s)[0]", np.modf(s)[0])
case("modf(s)[1]", np.modf(s)[1])
case("nanToNum(s)", np.nan_to_num(s))
case("nanToNum(s, { nan: 7, posInf: 8, negInf: -9 })", np.nan_to_num(s, nan=7, posinf=8, neginf=-9))
case("grad(x => frexp(x)[0].sum())(a)", 1 / 2.0 ** np.frexp(a)[1])
case("grad(x => modf(x)[0].sum())(a)", np.ones_like(a))
case("grad(x => nanToNum(x).sum())(s)", np.isfinite(s).astype(float))

# questions
case("isPosInf(s)", np.isposinf(s))
case("isNegInf(s)", np.isneginf(s))
case("isClose(s, t)", np.isclose(s, t))
case("isClose(s, s)", np.isclose(s, s))
case("isClose(s, s, { equalNaN: true })", np.isclose(s, s, equal_nan=True))
case("isClose(a, b, { rtol: 0.5, atol: 0.5 })", np.isclose(a, b, rtol=0.5, atol=0.5))
case("isClose(i, j, { atol: 9 })", np.isclose(i, j, atol=9))
case("allClose(a, a)", np.array(np.allclose(a, a)))
case("allClose(a, b)", np.array(np.allclose(a, b)))
case("positive(i)", i)

print(json.dumps({
    "versions": {"numpy": np.__version__, "scipy": scipy.__version__, "jax": jax.__version__, "torch": torch.__version__},
    "inputs": {name: {"shape": list(v.shape), "dtype": str(v.dtype), "data": encode(v)} for name, v in inputs.items()},
    "cases": cases,
}))  # fmt: skip
