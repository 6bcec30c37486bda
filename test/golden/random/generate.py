# Golden values of random numbers from JAX, whose defaults ours equal. Run: python generate.py > random.json
# 64-bit cases run with jax_enable_x64, where seeds keep their upper 32 bits.
import json

import jax
import jax.numpy as jnp
import numpy as np

jax.config.update("jax_enable_x64", True)
assert jax.config.jax_threefry_partitionable


def words(x):
    return [int(v) for v in np.asarray(x).ravel()]


def bits_of(x):
    x = np.asarray(x)
    return words(x.view(np.uint32)) if x.dtype == np.float32 else [float(v).hex() for v in x.ravel()]


def floats(x):
    return [float(v) for v in np.asarray(x, dtype=np.float64).ravel()]


def ranged(u, low, high):
    """What jax.random.uniform does with its fractions, each operation rounding once; compiled, XLA contracts them into one."""
    u = np.asarray(u)
    low, high = u.dtype.type(low), u.dtype.type(high)
    return np.maximum(low, u * (high - low) + low)


key = jax.random.PRNGKey(42)
other = jax.random.PRNGKey(7)
f32 = jnp.float32
out = {
    "versions": {"jax": jax.__version__, "numpy": np.__version__},
    "key": {str(s): words(jax.random.PRNGKey(s)) for s in [0, 42, 2**31, 2**32 - 1, 2**33 + 5, -1, -(2**40), 2**53 - 1]},
    "split2": words(jax.random.split(key)),
    "split5": words(jax.random.split(key, 5)),
    "foldIn": {str(d): words(jax.random.fold_in(key, d)) for d in [0, 1, 12345, 2**32 - 1]},
    "bits": words(jax.random.bits(key, (3, 4), "uint32")),
    "bits8": words(jax.random.bits(key, (9,), "uint8")),
    "bitsScalar": words(jax.random.bits(key, (), "uint32")),
    "bits64": [str(v) for v in np.asarray(jax.random.bits(key, (4,), "uint64")).ravel()],
    "uniform16": floats(jax.random.uniform(key, (9,), jnp.float16)),
    "uniformBfloat16": floats(jax.random.uniform(key, (9,), jnp.bfloat16)),
    "normal16": floats(jax.random.normal(key, (9,), jnp.float16)),
    "normalBfloat16": floats(jax.random.normal(key, (9,), jnp.bfloat16)),
    "uniform": bits_of(jax.random.uniform(key, (3, 5), f32)),
    "uniformRange": bits_of(ranged(jax.random.uniform(key, (7,), f32), -0.3, 2.7)),
    "uniform64": floats(jax.random.uniform(key, (5,), jnp.float64)),
    "uniform64Range": floats(ranged(jax.random.uniform(key, (5,), jnp.float64), -3.0, 0.1)),
    "normal": floats(jax.random.normal(key, (4, 5), f32)),
    "normal64": floats(jax.random.normal(key, (6,), jnp.float64)),
    "truncatedNormal": floats(jax.random.truncated_normal(key, f32(-2), f32(2), (8,), f32)),
    "exponential": floats(jax.random.exponential(key, (6,), f32)),
    "gumbel": floats(jax.random.gumbel(key, (6,), f32)),
    "bernoulli": words(jax.random.bernoulli(key, f32(0.3), (20,))),
    "randint": words(jax.random.randint(key, (10,), -3, 17, "int32")),
    "randintWide": words(jax.random.randint(key, (6,), -(2**31), 2**31 - 1, "int32")),
    "randintU32": words(jax.random.randint(key, (6,), 0, 2**32, "uint32")),
    "randint64": [str(v) for v in np.asarray(jax.random.randint(key, (6,), -(2**40), 2**60 + 7, "int64"))],
    "randintU64": [str(v) for v in np.asarray(jax.random.randint(key, (6,), 0, 2**63 - 1, "uint64"))],
    "randint16": words(jax.random.randint(key, (6,), -300, 500, "int16")),
    "randintU8": words(jax.random.randint(key, (10,), 0, 256, "uint8")),
    "randintU8Range": words(jax.random.randint(key, (10,), 5, 25, "uint8")),
    "categorical": words(jax.random.categorical(key, jnp.log(jnp.array([[0.1, 0.2, 0.7], [0.6, 0.3, 0.1]], f32)).repeat(8, 0))),
    "chain": words(jax.random.split(jax.random.fold_in(other, 3), 3)),
}
print(json.dumps(out, indent=1))
