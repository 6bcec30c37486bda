"""Writes derivatives.json: Jacobians, Hessians and collectives as JAX 0.10.2 computes them in float64.

Element i of input k is cos(1.3 i + k), so that any reader can compute it.

Run: JAX_ENABLE_X64=1 python make.py
"""

import json
from pathlib import Path

import jax
import jax.numpy as jnp
from jax import lax


def wave(shape, k):
    n = 1
    for d in shape:
        n *= d
    return jnp.cos(1.3 * jnp.arange(n, dtype=jnp.float64) + k).reshape(shape)


a, b, x, v = wave((2, 3), 1), wave((3,), 2), wave((3,), 3), wave((3,), 4)
xs = wave((4, 3), 5)


def tree(p):
    h = jnp.tanh(p["a"] @ p["b"])
    return {"h": h, "s": jnp.sum(h) * p["b"]}


def scalar(p):
    return jnp.sum(jnp.sin(p["a"] @ p["b"]) * jnp.exp(p["a"][:, 0])) + jnp.sum(p["b"] ** 3)


def vector(z):
    return jnp.sum(jnp.tanh(z) * jnp.roll(z, 1)) + jnp.prod(z)


def standardized(row):
    centred = row - lax.pmean(row, "batch")
    return centred / jnp.sqrt(lax.pmean(centred**2, "batch") + 0.1)


def shared(row):
    return jnp.sum(row * lax.psum(jnp.sin(row), "batch"))


def pairs(row):
    every = lax.all_gather(row, "batch")
    return jnp.sum(jnp.exp(-((every - row) ** 2))) * (1 + lax.axis_index("batch"))


def total(f):
    return lambda rows: jnp.sum(jax.vmap(f, axis_name="batch")(rows) * wave((4,), 6))


params = {"a": a, "b": b}
values = {
    "jacobian": jax.jacrev(tree)(params),
    "hessian": jax.hessian(scalar)(params),
    "hvp": jax.jvp(jax.grad(vector), (x,), (v,))[1],
    "standardized": jax.vmap(standardized, axis_name="batch")(xs),
    "standardized jacobian": jax.jacfwd(jax.vmap(standardized, axis_name="batch"))(xs),
    "shared, gradients inside": jax.vmap(jax.grad(shared), axis_name="batch")(xs),
    "shared, gradient outside": jax.grad(total(shared))(xs),
    "shared, second derivatives inside": jax.vmap(jax.hessian(shared), axis_name="batch")(xs),
    "pairs": jax.vmap(pairs, axis_name="batch")(xs),
    "pairs, gradients inside": jax.vmap(jax.grad(pairs), axis_name="batch")(xs),
    "pairs, gradient outside": jax.grad(total(pairs))(xs),
}

document = {
    "source": f"JAX {jax.__version__}",
    "values": jax.tree.map(lambda leaf: leaf.tolist(), values),
}
Path(__file__).with_name("derivatives.json").write_text(json.dumps(document, indent=1) + "\n")
