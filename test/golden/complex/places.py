# Golden values of complex numbers at positions, from JAX, and of roots of polynomials, from NumPy. Run: python places.py > places.json
# Each case is the TypeScript that the test runs on the inputs, and what it must give; complex elements are pairs of numbers.
import json

import jax
import jax.numpy as jnp
import numpy as np

jax.config.update("jax_enable_x64", True)


def waves(*shape, seed=1.0):
    i = np.arange(int(np.prod(shape)))
    return np.round(np.sin(1.7 * seed * i + seed) + 1j * np.sin(1.7 * (seed + 0.37) * i + seed), 4).reshape(shape)


inputs = {
    "z": waves(4, 3) * 2,
    "u": waves(5, 3, seed=2),
    "v": waves(7, seed=3),
    "r": np.real(waves(6, seed=5)),
    "i": np.array([2, 0, 2, 7, 0], np.int32),
}
cases = []


def encode(value):
    parts = np.stack([value.real, value.imag], -1) if np.iscomplexobj(value) else value
    return ["NaN" if np.isnan(v) else float(f"{v:.15g}") for v in parts.ravel()]


def case(source, value):
    value = np.asarray(value)
    cases.append({"source": source, "shape": list(value.shape), "dtype": str(value.dtype), "data": encode(value)})


z, u, v, r, i = inputs.values()
times = lambda a, b: jnp.asarray(a).at[i].multiply(b)
over = lambda a, b: jnp.asarray(a).at[i].divide(b)
total = lambda f, k: jax.grad(lambda *xs: jnp.abs(f(*xs)).sum(), k)(jnp.asarray(z), jnp.asarray(u))
case("at(z, i).mul(u)", times(z, u))
case("at(z, i).divide(u)", over(z, u))
case("grad(x => abs(at(x, i).mul(u)).sum())(z)", total(times, 0))
# JAX has no derivative of products of several updates in one place: those of the loop that multiplies one after the other.
slow = lambda a, b: [a := a.at[k].multiply(b[n]) for n, k in enumerate(i.tolist()) if k < 4][-1]
case("grad(x => abs(at(z, i).mul(x)).sum())(u)", total(slow, 1))
case("at(z, 1, i).mul(u.slice([], 0))", jnp.asarray(z).at[1, i].multiply(u[:, 0]))
case("take(z, i)", jnp.take(z, i, axis=0, mode="fill"))

in_order = np.sort_complex
case("roots(v)", in_order(np.roots(v)))
case("roots(r)", in_order(np.roots(r)))
case("roots(tensor([0, 0, 1, -6, 11, -6, 0], 'float64'))", np.append(in_order(np.roots([1, -6, 11, -6]) + 0j), 0))
case("roots(tensor([2, 4], 'float64'))", np.roots([2, 4]) + 0j)
case("roots(r, { stripZeros: false })", in_order(np.roots(r)))
print(json.dumps({
    "versions": {"numpy": np.__version__, "jax": jax.__version__},
    "inputs": {name: {"shape": list(x.shape), "dtype": str(x.dtype), "data": encode(x)} for name, x in inputs.items()},
    "cases": cases,
}))  # fmt: skip
