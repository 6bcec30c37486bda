# What the generators of this folder share: the inputs, and how a case is written down. A case is the TypeScript that the test runs on the
# inputs, and what NumPy gives for it; with `grad`, also the derivative of the weighed result in each float input, from JAX.
# Each generator prints one file: python shapes.py > shapes.json
import json

import jax
import jax.numpy as jnp
import numpy as np

jax.config.update("jax_enable_x64", True)


def wave(*shape, seed=1.0):
    """Distinct values in -1 … 1, short to write."""
    n = int(np.prod(shape))
    return np.round(np.sin(1.7 * seed * np.arange(n) + seed), 4).reshape(shape)


inputs = {
    "s": np.array(0.75),
    "v": wave(5, seed=2),
    "w": wave(3, seed=3),
    "a": wave(2, 3) * 2,
    "b": wave(2, 3, seed=2) * 2,
    "m": wave(3, 4, seed=4),
    "t": wave(2, 3, 4, seed=5),
    "q": wave(2, 1, 3, 4, seed=7),
    "e": np.zeros((0, 3)),
    "i": np.array([[7, -7, 0], [3, -2, 5]], np.int32),
    "j": np.array([2, 0, 1, 2], np.int32),
    "k": np.array([[0, 1], [1, 0]], np.int32),
    "h": np.array([[True, False, True], [False, False, True]]),
    "g": np.array([True, True, False]),
    "z": np.array([[1.5, np.nan, -2.0, np.nan], [np.nan, np.nan, np.nan, np.nan], [0.0, 3.0, np.inf, 1.0]]),
}
cases = []


def encode(value):
    special = {np.inf: "Infinity", -np.inf: "-Infinity"}
    return [int(v) if value.dtype.kind in "iub" else "NaN" if np.isnan(v) else special.get(v, float(f"{v:.15g}")) for v in value.ravel()]


def record(source, value, **more):
    value = np.asarray(value)
    cases.append({"source": source, **more, "shape": list(value.shape), "dtype": str(value.dtype), "data": encode(value)})


def weigh(y):
    return jnp.sum(y * jnp.cos(jnp.arange(y.size, dtype=jnp.float64)).reshape(y.shape))


def case(source, f, names="", grad=None, eager=False, dtype=None):
    """f(xp, *inputs), with xp NumPy or, for derivatives, jax.numpy. `grad`: which of the inputs to derive in. `eager`: not under jit."""
    arguments = [inputs[name] for name in names]
    value = np.asarray(f(np, *arguments))
    if dtype is not None:
        value = value.astype(dtype)
    more = {"eager": True} if eager else {}
    record(source, value, **more)
    for name in names if grad is None and value.dtype == np.float64 else grad or "":
        at = names.index(name)
        if inputs[name].dtype != np.float64:
            continue
        derived = jax.grad(lambda *xs: weigh(f(jnp, *xs)), at)(*map(jnp.asarray, arguments))
        record(f"grad({name} => weigh({source}))({name})", derived, **more)


def write(**versions):
    print(json.dumps({
        "versions": {"numpy": np.__version__, "jax": jax.__version__, **versions},
        "inputs": {name: {"shape": list(v.shape), "dtype": str(v.dtype), "data": encode(v)} for name, v in inputs.items()},
        "cases": cases,
    }))  # fmt: skip
