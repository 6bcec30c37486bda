"""Golden values of the structural primitives and the reductions, computed by JAX on the CPU.

Usage: python test/golden/primitives/structure.py   (writes structure.json reduce.json beside itself)

Inputs are small integers, also where the dtype is a float: sums and products are exact in any order, so the tests compare exactly.
"""

import jax.numpy as jnp
import numpy as np
from cases import case, distinct, integers, mapped, write
from jax import lax


def named(primitive, golden):
    return golden | {'primitive': primitive}


def structure():
    cases, maps = [], []

    def add(primitive, name, params, f, inputs, differentiate=(0,)):
        cases.append(named(primitive, case(name, params, f, inputs, differentiate)))

    def vmapped(primitive, name, params, f, inputs, axes):
        maps.append(named(primitive, mapped(f'{name}, axes {axes}', params, f, inputs, axes)))

    for permutation in [[2, 0, 1], [1, 2, 0], [0, 2, 1]]:
        f, p = (lambda x, permutation=permutation: lax.transpose(x, permutation)), {'permutation': permutation}
        add('transpose', f'{permutation}', p, f, [integers([2, 3, 4])])
        for axis in (0, 3, 1):
            vmapped('transpose', f'{permutation}', p, f, [integers(np.insert([2, 3, 4], axis, 5).tolist())], (axis,))

    for source, target in [([2, 6], [3, 4]), ([4, 6, 5], [8, 3, 5]), ([2, 3, 4], [24]), ([1, 3, 1], [3]), ([], [1, 1])]:
        f, p = (lambda x, target=target: lax.reshape(x, target)), {'shape': target}
        add('reshape', f'{source} to {target}', p, f, [integers(source)])
        for axis in (0, len(source)):
            vmapped('reshape', f'{source} to {target}', p, f, [integers(source[:axis] + [3] + source[axis:])], (axis,))

    for source, target, axes in [([3], [2, 3], [1]), ([3], [3, 2], [0]), ([2, 3], [2, 4, 3, 2], [0, 2]), ([], [2, 2], []), ([1, 2], [3, 1, 2], [1, 2])]:
        f, p = (lambda x, target=target, axes=axes: lax.broadcast_in_dim(x, target, axes)), {'shape': target, 'axes': axes}
        add('broadcast', f'{source} to {target}', p, f, [integers(source)])
        for axis in (0, len(source)):
            vmapped('broadcast', f'{source} to {target}', p, f, [integers(source[:axis] + [3] + source[axis:])], (axis,))

    for shape, starts, limits, strides in [
        ([5], [1], [4], [1]),
        ([8], [1], [8], [3]),
        ([8], [1], [7], [3]),
        ([3, 4, 5], [0, 1, 2], [3, 3, 5], [2, 1, 1]),
        ([4], [2], [2], [1]),
    ]:
        f = lambda x, s=starts, l=limits, d=strides: lax.slice(x, s, l, d)
        p = {'starts': starts, 'limits': limits, 'strides': strides}
        add('slice', f'{shape} {starts}:{limits}:{strides}', p, f, [integers(shape)])
        vmapped('slice', f'{shape} {starts}:{limits}:{strides}', p, f, [integers(shape + [2])], (len(shape),))

    for shape, low, high, interior, value in [
        ([3], [1], [2], [0], 0),
        ([3], [1], [2], [0], 7),
        ([2, 3], [0, 1], [2, 0], [0, 0], -2),
        ([4], [0], [0], [2], 5),
        ([5], [-1], [-2], [0], 0),
        ([5], [-2], [3], [0], 0),
        ([4], [-2], [-3], [2], 3),
        ([4], [3], [-6], [1], 0),
        ([2, 3, 2], [1, -1, 0], [-1, 2, 3], [2, 1, 0], 4),
        ([1], [-1], [2], [3], 6),
        ([0], [2], [1], [1], 4),
    ]:
        config = list(zip(low, high, interior))
        f = lambda x, c=config, v=value: lax.pad(x, jnp.asarray(v, x.dtype), c)
        p = {'low': low, 'high': high, 'interior': interior, 'value': value}
        # The rule transposes what is linear: padding with zeros. The cotangents are the same.
        add('pad', f'{shape} {config} {value}', p, f, [integers(shape)])
        vmapped('pad', f'{shape} {config} {value}', p, f, [integers([2] + shape)], (0,))

    for axes in [[0], [1, 2], [0, 1, 2]]:
        f, p = (lambda x, axes=axes: lax.rev(x, axes)), {'axes': axes}
        add('reverse', f'{axes}', p, f, [integers([2, 3, 4])])
        vmapped('reverse', f'{axes}', p, f, [integers([2, 5, 3, 4])], (1,))

    for axis, shapes in [(0, [[2], [3]]), (1, [[2, 3], [2, 1], [2, 2]]), (0, [[0, 2], [3, 2], [1, 2]])]:
        f, p = (lambda *xs, axis=axis: lax.concatenate(xs, axis)), {'axis': axis}
        add('concat', f'{shapes} axis {axis}', p, f, [integers(s) for s in shapes], tuple(range(len(shapes))))
        vmapped('concat', f'{shapes} axis {axis}', p, f, [integers([3] + s) for s in shapes], (0,) * len(shapes))
        vmapped('concat', f'{shapes} axis {axis}', p, f, [integers(shapes[0])] + [integers(s + [3]) for s in shapes[1:]], (None, *[len(s) for s in shapes[1:]]))

    write('structure', cases, maps)


def reduce():
    cases, maps = [], []

    def ties(shape, dtype='float32'):
        return integers(shape, dtype, -1, 2)

    def factors(shape):
        return integers(shape, 'float32', -2, 3)

    kinds = [
        ('reduceSum', integers, ''),
        ('reduceMax', distinct, ''),
        ('reduceMin', distinct, ''),
        ('reduceProduct', factors, ''),
        ('reduceMax', ties, ' with ties'),
        ('reduceMin', ties, ' with ties'),
    ]
    bind = {
        'reduceSum': lambda x, axes: jnp.sum(x, axes, dtype=x.dtype),
        'reduceMax': lambda x, axes: jnp.max(x, axes),
        'reduceMin': lambda x, axes: jnp.min(x, axes),
        'reduceProduct': lambda x, axes: jnp.prod(x, axes, dtype=x.dtype),
    }
    for name, draw, note in kinds:
        for shape, axes in [([2, 3], [1]), ([3], [0]), ([2, 3, 4], [0, 2]), ([2, 3, 4], [0, 1, 2]), ([2, 20], [1]), ([2, 5, 5], [1, 2]), ([20, 2], [0])]:
            if name == 'reduceProduct' and np.prod(shape) > 24:
                continue
            f, p = (lambda x, name=name, axes=axes: bind[name](x, tuple(axes))), {'axes': axes}
            cases.append(named(name, case(f'{shape} over {axes}{note}', p, f, [draw(shape)], (0,))))
            for axis in (0, len(shape)):
                maps.append(named(name, mapped(f'{shape} over {axes}{note}, axis {axis}', p, f, [draw(shape[:axis] + [2] + shape[axis:])], (axis,))))
        for dtype in ['int32', 'uint32', 'uint8']:
            f = lambda x, name=name: bind[name](x, (1,))
            cases.append(named(name, case(f'{dtype}{note}', {'axes': [1]}, f, [integers([2, 9], dtype, -9, 100)])))

    for name, f in [('reduceAny', jnp.any), ('reduceAll', jnp.all)]:
        for shape, axes in [([3, 4], [1]), ([3, 4], [0, 1]), ([2, 20], [1]), ([2, 0], [1])]:
            x = jnp.asarray(integers(shape, 'int32', 0, 3) > 0)
            cases.append(named(name, case(f'{shape} over {axes}', {'axes': axes}, lambda x, f=f, axes=axes: f(x, tuple(axes)), [x])))

    for name, f in [('argmax', lax.argmax), ('argmin', lax.argmin)]:
        for shape, axis in [([5], 0), ([3, 4], 1), ([3, 4], 0), ([2, 3, 4], 1), ([2, 40], 1)]:
            g, p = (lambda x, f=f, axis=axis: f(x, axis, jnp.int32)), {'axis': axis}
            for note, draw in [('', distinct), (' with ties', ties)]:
                cases.append(named(name, case(f'{shape} along {axis}{note}', p, g, [draw(shape)])))
                for at in (0, len(shape)):
                    maps.append(named(name, mapped(f'{shape} along {axis}{note}, axis {at}', p, g, [draw(shape[:at] + [3] + shape[at:])], (at,))))

    write('reduce', cases, maps)


if __name__ == '__main__':
    structure()
    reduce()
