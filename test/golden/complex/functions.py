# Golden values of complex numbers from NumPy, SciPy and PyTorch, and derivatives from JAX. Run: python functions.py > functions.json
# Each case is the TypeScript that the test runs on the inputs, and what it must give; complex elements are pairs of numbers.
import json

import jax
import jax.numpy as jnp
import numpy as np
import scipy
import torch

jax.config.update("jax_enable_x64", True)
inf, nan = np.inf, np.nan


def wave(*shape, seed=1.0):
    """Smooth, distinct values in -1 … 1."""
    n = int(np.prod(shape))
    return np.sin(1.7 * seed * np.arange(n) + seed).reshape(shape)


def waves(*shape, seed=1.0):
    return wave(*shape, seed=seed) + 1j * wave(*shape, seed=seed + 0.37)


inputs = {
    "z": waves(2, 3) * 2,
    "w": waves(2, 3, seed=2) * 1.5,
    "v": waves(3, seed=3),
    "h": waves(7, seed=5),
    "a": wave(2, 3, seed=4) * 2,
    "b": wave(2, 3, seed=6),
    "m": waves(4, 5, seed=7),
    "n": waves(5, 3, seed=8),
    "k": waves(2, 3, 4, 4, seed=9),
    "f": waves(2, 3, 2, 3, seed=10),
    "s": (waves(2, 3) * 2).astype(np.complex64),
    # On the axes: cuts, with zeros of either sign, and near the unit circle and the ends of the range.
    "c": np.array([complex(x, y) for x in (-2.0, -0.5, 0.5, 2.0) for y in (0.0, -0.0)] + [complex(x, y) for y in (-2.0, -0.5, 0.5, 2.0) for x in (0.0, -0.0)]),
    "e": np.array([1 + 1e-9j, 0.6 + 0.8j, -0.8 + 0.6000001j, 1e-200 + 1e-200j, 1e200 - 1e200j, 30 + 2j, -40 + 1j, 300j, 0.3 - 25j]),
    "q": np.array([1e300 + 1e300j, 1e-300 + 2e-300j, 3 - 4j, 0 + 5j]),
    "r": np.array([2e300 - 1e300j, 4e-300 + 1e-300j, 1e-5 + 1j, -2 + 0j]),
    "o": np.array([complex(inf, 1), complex(nan, 0), complex(1, -inf), 1 + 2j, 0j]),
    "i": np.array([2, 0, 1, 2], np.int32),
    "t": np.array([[True, False, True], [False, True, True]]),
}
cases = []


def encode(value):
    special = {inf: "Infinity", -inf: "-Infinity"}
    flat = value.ravel()
    if value.dtype.kind == "c":
        flat = np.stack([flat.real, flat.imag], axis=-1).ravel()
    return [int(v) if value.dtype.kind in "iub" else "NaN" if np.isnan(v) else special.get(v, float(v)) for v in flat]


def packed(value):
    value = np.asarray(value)
    return {"shape": list(value.shape), "dtype": str(value.dtype), "data": encode(value)}


def case(source, value):
    cases.append({"source": source, **packed(value)})


z, w, v, h, a, b, m, n, k, f, s, c, e, q, r, o, i, t = inputs.values()
np.seterr(all="ignore")
names = dict(asin="arcsin", acos="arccos", atan="arctan", asinh="arcsinh", acosh="arccosh", atanh="arctanh", conj="conj")
unary = "neg abs sign square reciprocal exp exp2 log log2 log10 sqrt sin cos tan sinh cosh tanh asin acos atan asinh acosh atanh real imag conj angle".split()
of_numpy = {name: getattr(np, names.get(name, name), None) for name in unary}
of_numpy.update(neg=np.negative, exp2=lambda x: np.exp2(x))
for name in unary:
    for x in ("z", "s"):
        case(f"{name}({x})", of_numpy[name](inputs[x]))
for name in "abs exp log sqrt sin cos tan sinh cosh tanh asin acos atan asinh acosh atanh angle".split():
    if name not in ("exp",):
        case(f"{name}(c)", of_numpy[name](c))
for name in "abs log sqrt tanh angle".split():
    case(f"{name}(e)", of_numpy[name](e))

# arithmetic and promotion
case("add(z, w)", z + w)
case("sub(z, v)", z - v)
case("mul(z, w)", z * w)
case("mul(z, a)", z * a)
case("mul(s, a)", s * a)
case("add(s, cast(a, 'float32'))", s + a.astype(np.float32))
case("mul(z, 2)", z * 2)
case("mul(z, { re: 0, im: 1 })", z * 1j)
case("div(z, w)", z / w)
case("div(q, r)", q / r)
case("div(1, w)", 1 / w)
case("pow(z, w)", z**w)
case("pow(z, 3)", z**3)
case("pow(z, -2)", z**-2.0)
case("pow(z, 2.5)", z**2.5)
case("pow(z, a)", z**a)
case("complex(a, b)", a + 1j * b)
case("complex(a, 1)", a + 1j)
case("polar(abs(a), b)", np.abs(a) * np.exp(1j * b))
case("angle(a)", np.angle(a))
case("conj(a)", np.conj(a))
case("imag(a)", np.imag(a))
for name, of in [("isNaN", np.isnan), ("isInf", np.isinf), ("isFinite", np.isfinite)]:
    case(f"{name}(o)", of(o))
case("equal(z, where(t, z, w))", z == np.where(t, z, w))
case("notEqual(z, where(t, z, w))", z != np.where(t, z, w))
case("isClose(z, add(z, { re: 0, im: 1e-9 }))", np.isclose(z, z + 1e-9j))
case("where(t, z, 0)", np.where(t, z, 0))
case("cast(z, 'complex64')", z.astype(np.complex64))
case("cast(a, 'complex128')", a.astype(np.complex128))

# structure, places, reductions
case("z.T", z.T)
case("concat([z, w], 1)", np.concatenate([z, w], 1))
case("stack([z, a])", np.stack([z, a]))
case("flip(m, 0)", np.flip(m, 0))
case("pad(v, [[1, 2]], 0.5)", np.pad(v, (1, 2), constant_values=0.5))
case("take(v, i)", np.take(v, i))
case("m.at([1, null, 2], 2).get()", m[1::2, 2])
case("v.at(i).add(2)", (lambda x: (np.add.at(x, i, 2), x)[1])(v.copy()))
case("v.at([1, null]).set({ re: 1, im: -1 })", np.array([v[0], 1 - 1j, 1 - 1j]))
case("sum(m, 0)", m.sum(0))
case("mean(m, 1)", m.mean(1))
case("prod(m)", m.prod())
case("prod(m, 0)", m.prod(0))
case("cumsum(m, 1)", m.cumsum(1))
case("cumprod(m, 0)", m.cumprod(0))
case("cumprod(h, 0, { reverse: true })", np.flip(np.flip(h).cumprod()))
case("diff(h)", np.diff(h))
case("tril(m)", np.tril(m))
case("roll(m, 2)", np.roll(m, 2))
case("repeat(v, 2)", np.repeat(v, 2))

# contractions
case("matmul(m, n)", m @ n)
case("matmul(real(m), n)", m.real @ n)
case("dot(v, conj(v))", v @ v.conj())
case("vdot(z, w)", np.vdot(z, w))
case("vecdot(z, w)", np.vecdot(z, w))
case("inner(z, w)", np.inner(z, w))
case("outer(v, h)", np.outer(v, h))
case("kron(z, v)", np.kron(z, v))
case("einsum('ij,jk->ki', m, n)", np.einsum("ij,jk->ki", m, n))
case("einsum('ij,ij->', z, w)", np.einsum("ij,ij->", z, w))
case("convolve(h, v)", np.convolve(h, v))
case("correlate(h, v, 'full')", np.correlate(h, v, "full"))
case("conv2d(k, f, { padding: 1 })", torch.nn.functional.conv2d(torch.tensor(k), torch.tensor(f), padding=1).numpy())
case("polyval(v, v)", np.polyval(v, v))

# derivatives, in JAX's convention
slope = lambda g: jax.grad(lambda x: jnp.real(g(x)))
case("grad(x => abs(x).sum())(z)", jax.grad(lambda x: jnp.abs(x).sum())(z))
case("grad(x => square(real(mul(x, w))).sum())(z)", jax.grad(lambda x: jnp.square(jnp.real(x * w)).sum())(z))
case("grad(x => abs(matmul(x, n)).sum())(m)", jax.grad(lambda x: jnp.abs(x @ n).sum())(m))
case("grad(x => abs(div(w, x)).sum())(z)", jax.grad(lambda x: jnp.abs(w / x).sum())(z))
case("grad(x => angle(x).sum())(z)", jax.grad(lambda x: jnp.angle(x).sum())(z))
case("grad(x => abs(mul(x, z)).sum())(a)", jax.grad(lambda x: jnp.abs(x * z).sum())(a))
case("grad(x => real(prod(x)))(m)", jax.grad(lambda x: jnp.real(jnp.prod(x)))(m))
# JAX's derivative of acosh has the wrong sign where the real part is negative (0.11): PyTorch's gradient is the conjugate of ours.
x = torch.tensor(z, requires_grad=True)
case("vjp(acosh, z)[1](w)[0]", torch.autograd.grad(x.acosh(), x, torch.tensor(w).conj())[0].conj().resolve_conj().numpy())
for name in "exp log sqrt sin cos tan sinh cosh tanh asin acos atan asinh atanh reciprocal square".split():
    g = getattr(jnp, names.get(name, name))
    case(f"grad(x => real({name}(x)).sum())(z)", slope(lambda x: g(x).sum())(z))
    case(f"vjp({name}, z)[1](w)[0]", jax.vjp(g, z)[1](jnp.asarray(w))[0])
    case(f"jvp({name}, [z], [w])[1]", jax.jvp(g, (z,), (w,))[1])
case("linearTranspose(x => matmul(x, n), m)(matmul(m, n))[0]", jax.linear_transpose(lambda x: x @ n, m)(m @ n)[0])

print(json.dumps({
    "versions": {p.__name__: p.__version__ for p in (np, scipy, jax, torch)},
    "inputs": {name: packed(x) for name, x in inputs.items()},
    "cases": cases,
}))
