"""Writes permutations.json: Durstenfeld's shuffle with random numbers from JAX 0.10.2's threefry2x32.

Run: python make.py
"""

import json
from pathlib import Path

import jax.numpy as jnp
import numpy as np
from jax.extend.random import threefry_2x32


def permutation(size, seed, epoch):
    key = jnp.array([seed >> 32, seed & 0xFFFFFFFF], dtype=jnp.uint32)
    # The counter's two words are the halves of the array.
    counter = jnp.concatenate([jnp.arange(size, dtype=jnp.uint32), jnp.full(size, epoch, dtype=jnp.uint32)])
    high, low = np.asarray(threefry_2x32(key, counter)).reshape(2, size).astype(object)
    order = list(range(size))
    for i in range(size - 1, 0, -1):
        bits = int(high[i]) << 21 | int(low[i]) >> 11
        j = bits * (i + 1) >> 53
        order[i], order[j] = order[j], order[i]
    return order


cases = [(1, 0, 0), (2, 1, 0), (10, 0, 0), (10, 0, 1), (17, 2**53 - 1, 2**32 - 1), (50, 123456789012, 7)]
result = [{"size": n, "seed": s, "epoch": e, "order": permutation(n, s, e)} for n, s, e in cases]
Path(__file__).with_name("permutations.json").write_text(json.dumps(result) + "\n")
