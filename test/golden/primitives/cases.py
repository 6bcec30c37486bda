"""What the scripts of golden values share: inputs, cases with their cotangents, mapped cases, and how they are written.

Inputs are small integers, also where the dtype is a float: every sum is exact in any order, so the tests compare exactly.
"""

import json
import platform
from pathlib import Path

import jax

jax.config.update('jax_enable_x64', True)
import jax.numpy as jnp
import numpy as np

rng = np.random.default_rng(20240607)


def integers(shape, dtype='float32', low=-4, high=5):
    low = max(low, 0) if dtype.startswith('u') else low
    return jnp.asarray(rng.integers(low, high, size=shape), dtype)


def distinct(shape, dtype='float32'):
    n = int(np.prod(shape))
    return jnp.asarray(rng.permutation(n).reshape(shape) - (0 if dtype.startswith('u') else n // 2), dtype)


def array(x):
    x = np.asarray(x)
    plain = [int(v) if float(v).is_integer() else float(v) for v in x.ravel().tolist()]
    return {'shape': list(x.shape), 'dtype': str(x.dtype), 'data': plain}


def case(name, params, f, inputs, differentiate=()):
    """The output; for the inputs in `differentiate` also their cotangents for a random cotangent of the output."""
    output = f(*inputs)
    result = {'name': name, 'params': params, 'inputs': [array(x) for x in inputs], 'output': array(output)}
    if differentiate:
        cotangent = integers(output.shape, str(output.dtype))

        def of_chosen(*chosen):
            full = list(inputs)
            for i, x in zip(differentiate, chosen):
                full[i] = x
            return f(*full)

        _, pullback = jax.vjp(of_chosen, *[inputs[i] for i in differentiate])
        cotangents = [None] * len(inputs)
        for i, g in zip(differentiate, pullback(cotangent)):
            cotangents[i] = array(g)
        result |= {'cotangent': array(cotangent), 'cotangents': cotangents}
    return result


def mapped(name, params, f, inputs, axes):
    """vmap over the given axes, the output's mapped axis in front."""
    output = jax.vmap(f, in_axes=tuple(axes))(*inputs)
    return {'name': name, 'params': params, 'axes': list(axes), 'inputs': [array(x) for x in inputs], 'output': array(output)}


def write(name, cases, mapped_cases):
    versions = {'python': platform.python_version(), 'jax': jax.__version__, 'numpy': np.__version__}
    lines = [json.dumps(c, separators=(',', ':')) for c in cases]
    mapped_lines = [json.dumps(c, separators=(',', ':')) for c in mapped_cases]
    text = '{"versions":%s,\n"cases":[\n%s\n],\n"mapped":[\n%s\n]}\n' % (json.dumps(versions), ',\n'.join(lines), ',\n'.join(mapped_lines))
    Path(__file__).with_name(f'{name}.json').write_text(text)
