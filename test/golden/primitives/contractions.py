"""Golden values of dot, conv, the windows and gather/scatterAdd, computed by JAX on the CPU.

Usage: python test/golden/primitives/contractions.py   (writes dot.json conv.json window.json gather.json beside itself)

Inputs are small integers, also where the dtype is a float: every sum is exact in any order, so the tests compare exactly.
"""

import jax
import numpy as np
from cases import array, case, distinct, integers, mapped, write
from jax import lax


# --- dot


def dot_golden():
    def params(contract, batch):
        return {'contract': contract, 'batch': batch}

    def dot(contract, batch):
        return lambda l, r: lax.dot_general(l, r, ((contract[0], contract[1]), (batch[0], batch[1])))

    shapes = [
        ('matmul', [3, 4], [4, 2], [[1], [0]], [[], []]),
        ('transposed operands', [4, 3], [2, 4], [[0], [1]], [[], []]),
        ('inner', [5], [5], [[0], [0]], [[], []]),
        ('outer', [2], [3], [[], []], [[], []]),
        ('batched', [2, 3, 4], [2, 4, 5], [[2], [1]], [[0], [0]]),
        ('batch axes in the middle', [3, 2, 4], [5, 4, 2], [[2], [1]], [[1], [2]]),
        ('two contracted axes', [2, 3, 4, 2], [2, 3, 5, 4], [[2, 0], [3, 0]], [[1], [1]]),
        ('everything contracted', [2, 3, 4], [3, 2, 4], [[0, 1, 2], [1, 0, 2]], [[], []]),
        ('two batch axes', [2, 3, 4], [3, 2, 5], [[], []], [[0, 1], [1, 0]]),
        ('empty depth', [3, 0], [0, 2], [[1], [0]], [[], []]),
        ('long depth', [2, 300], [300, 2], [[1], [0]], [[], []]),
    ]
    cases, maps = [], []
    for name, left, right, contract, batch in shapes:
        f, p = dot(contract, batch), params(contract, batch)
        cases.append(case(name, p, f, [integers(left), integers(right)], (0, 1)))
        for axes in [(0, 0), (len(left), None), (None, 1 if right else 0), (1, len(right))]:
            grown = [list(s) if a is None else s[:a] + [3] + s[a:] for s, a in zip((left, right), axes)]
            if name != 'long depth':
                maps.append(mapped(f'{name}, axes {axes}', p, f, [integers(grown[0]), integers(grown[1])], axes))
    f, p = dot([[1], [0]], [[], []]), params([[1], [0]], [[], []])
    cases.append(case('float64', p, f, [integers([2, 3], 'float64'), integers([3, 2], 'float64')], (0, 1)))
    for dtype, bound in [('int32', 2**30), ('uint32', 2**31), ('uint8', 255)]:
        cases.append(case(f'{dtype} wraps', p, f, [integers([2, 3], dtype, -bound, bound), integers([3, 2], dtype, -bound, bound)]))
    write('dot', cases, maps)


# --- conv


def conv_golden():
    def defaults(rank, **given):
        ones = [1] * rank
        p = {'strides': ones, 'padding': [[0, 0]] * rank, 'inputDilation': ones, 'kernelDilation': ones, 'groups': 1, 'batchGroups': 1}
        return p | given

    def conv(p):
        return lambda x, w: lax.conv_general_dilated(
            x,
            w,
            window_strides=p['strides'],
            padding=[tuple(pair) for pair in p['padding']],
            lhs_dilation=p['inputDilation'],
            rhs_dilation=p['kernelDilation'],
            feature_group_count=p['groups'],
            batch_group_count=p['batchGroups'],
        )

    table = [
        ('no spatial axis', [3, 4], [2, 4], {}),
        ('one spatial axis', [2, 3, 7], [4, 3, 3], {}),
        ('two spatial axes', [2, 3, 5, 6], [4, 3, 3, 2], {}),
        ('three spatial axes', [1, 2, 3, 4, 3], [2, 2, 2, 2, 2], {}),
        ('strides', [2, 2, 7, 6], [3, 2, 3, 2], {'strides': [2, 3]}),
        ('stride that leaves a rest', [1, 2, 8, 8], [2, 2, 3, 3], {'strides': [2, 3], 'padding': [[1, 1], [1, 1]]}),
        ('padding', [2, 2, 4, 5], [3, 2, 3, 3], {'padding': [[1, 1], [2, 0]]}),
        ('negative padding', [1, 2, 7, 8], [2, 2, 3, 3], {'padding': [[-1, 0], [1, -2]]}),
        ('input dilation', [1, 2, 3, 4], [2, 2, 3, 2], {'inputDilation': [2, 3]}),
        ('kernel dilation', [1, 2, 7, 8], [2, 2, 3, 2], {'kernelDilation': [2, 3]}),
        ('groups', [2, 4, 5], [6, 2, 3], {'groups': 2}),
        ('depthwise', [2, 3, 5, 5], [6, 1, 3, 3], {'groups': 3}),
        ('batch groups', [4, 2, 5], [6, 2, 3], {'batchGroups': 2}),
        ('as many batch groups as images', [3, 2, 4], [3, 2, 2], {'batchGroups': 3}),
        ('all with groups', [2, 4, 6, 7], [4, 2, 3, 3], {'strides': [2, 1], 'padding': [[1, 2], [0, 1]], 'inputDilation': [1, 2], 'kernelDilation': [1, 2], 'groups': 2}),
        ('all with batch groups', [4, 2, 4, 5], [4, 2, 2, 3], {'strides': [1, 2], 'padding': [[1, 0], [1, 1]], 'inputDilation': [2, 2], 'batchGroups': 2}),
        ('coprime', [1, 1, 5], [1, 1, 3], {'strides': [3], 'padding': [[-1, 4]], 'inputDilation': [3], 'kernelDilation': [2]}),
        ('cropped holes', [1, 1, 4], [1, 1, 2], {'padding': [[-2, 3]], 'inputDilation': [3]}),
        ('kernel of one', [2, 3, 5, 4], [5, 3, 1, 1], {'strides': [2, 2]}),
        ('image of one', [2, 3, 1, 1], [2, 3, 3, 3], {'padding': [[1, 1], [1, 1]]}),
        ('window larger than the input', [1, 2, 2], [3, 2, 4], {}),
        ('stem', [1, 3, 9, 9], [2, 3, 7, 7], {'strides': [2, 2], 'padding': [[3, 3], [3, 3]]}),
    ]
    cases, maps = [], []
    for name, x, w, given in table:
        p = defaults(len(x) - 2, **given)
        cases.append(case(name, p, conv(p), [integers(x), integers(w)], (0, 1)))
    for name in ['no spatial axis', 'strides', 'groups', 'depthwise', 'batch groups', 'as many batch groups as images']:
        _, x, w, given = next(row for row in table if row[0] == name)
        p = defaults(len(x) - 2, **given)
        for axes in [(0, None), (2, None), (None, 0), (None, 1), (0, 0), (1, len(w))]:
            grown = [list(s) if a is None else s[:a] + [2] + s[a:] for s, a in zip((x, w), axes)]
            maps.append(mapped(f'{name}, axes {axes}', p, conv(p), [integers(grown[0]), integers(grown[1])], axes))
    p = defaults(1)
    cases.append(case('float64', p, conv(p), [integers([1, 2, 4], 'float64'), integers([2, 2, 2], 'float64')], (0, 1)))
    cases.append(case('int32', p, conv(p), [integers([1, 2, 4], 'int32'), integers([2, 2, 2], 'int32')]))
    write('conv', cases, maps)


# --- windows


def windows_of(x, p, fill):
    """[…windows, …window]: every window of x, by NumPy alone."""
    x = np.asarray(x)
    for axis, (low, high) in enumerate(p['padding']):
        x = np.pad(x, [(max(low, 0), max(high, 0)) if a == axis else (0, 0) for a in range(x.ndim)], constant_values=fill)
        x = x[tuple(slice(max(-low, 0), x.shape[a] - max(-high, 0)) if a == axis else slice(None) for a in range(x.ndim))]
    extents = [(k - 1) * d + 1 for k, d in zip(p['window'], p['windowDilation'])]
    view = np.lib.stride_tricks.sliding_window_view(x, extents)
    view = view[tuple(slice(None, None, s) for s in p['strides'])]
    return view[(Ellipsis,) + tuple(slice(None, None, d) for d in p['windowDilation'])]


def window_golden():
    def defaults(window, **given):
        ones = [1] * len(window)
        return {'window': window, 'strides': ones, 'padding': [[0, 0]] * len(window), 'windowDilation': ones} | given

    def reduce(p, init, f):
        def run(x):
            padding = [tuple(pair) for pair in p['padding']]
            base = p.get('baseDilation')
            return lax.reduce_window(x, np.asarray(init, x.dtype), f, p['window'], p['strides'], padding, base, p['windowDilation'])

        return run

    table = [
        ('one axis', [6], [3], {}),
        ('pool', [2, 2, 4, 6], [1, 1, 2, 2], {'strides': [1, 1, 2, 2]}),
        ('overlapping', [1, 2, 7, 7], [1, 1, 3, 3], {'strides': [1, 1, 2, 2], 'padding': [[0, 0], [0, 0], [1, 1], [1, 1]]}),
        ('apart', [2, 9], [1, 2], {'strides': [1, 3], 'padding': [[0, 0], [1, 0]]}),
        ('all axes', [3, 4, 3], [2, 3, 2], {'padding': [[0, 1], [1, 0], [0, 0]]}),
        ('window of one', [5], [1], {'strides': [2]}),
        ('input of one', [2, 1], [1, 3], {'padding': [[0, 0], [1, 1]]}),
    ]
    # Select-and-scatter, which JAX's vjp of max is made of, knows neither dilation nor cropping: here the tangent alone is compared.
    tangent_only = [
        ('negative padding', [7, 8], [3, 2], {'padding': [[-1, 0], [1, -2]]}),
        ('dilated window', [7, 8], [3, 2], {'windowDilation': [2, 3], 'strides': [1, 2]}),
        ('dilated padded window', [9], [3], {'windowDilation': [2], 'strides': [3], 'padding': [[2, 1]]}),
    ]
    cases = []
    for name, shape, window, given in table + tangent_only:
        p = defaults(window, **given)
        ones = {'baseDilation': [1] * len(shape)}
        cases.append({'primitive': 'windowSum'} | case(name, p | ones, reduce(p, 0, lax.add), [integers(shape)], (0,)))
        x = distinct(shape)
        differentiate = () if (name, shape, window, given) in tangent_only else (0,)
        largest = case(name, p, reduce(p, -np.inf, lax.max), [x], differentiate)
        argmax = windows_of(x, p, -np.inf).reshape(largest['output']['shape'] + [-1]).argmax(-1).astype('int32')
        tangent = integers(shape)
        _, moved = jax.jvp(reduce(p, -np.inf, lax.max), (x,), (tangent,))
        cases.append({'primitive': 'windowMax'} | largest | {'argmax': array(argmax), 'tangent': array(tangent), 'outputTangent': array(moved)})
    for name, shape, window, given in [
        ('dilated base', [4, 3], [3, 2], {'baseDilation': [2, 3]}),
        ('dilated base, even window', [4, 3], [2, 4], {'baseDilation': [2, 2], 'padding': [[1, 1], [2, 3]]}),
        ('dilated base, strided', [4, 5], [2, 3], {'strides': [3, 2], 'baseDilation': [2, 3], 'padding': [[-1, 4], [3, 1]]}),
        ('dilated base and window', [4, 5], [2, 3], {'strides': [1, 2], 'baseDilation': [2, 3], 'windowDilation': [3, 2], 'padding': [[2, 1], [0, 1]]}),
    ]:
        p = defaults(window, **given)
        cases.append({'primitive': 'windowSum'} | case(name, p, reduce(p, 0, lax.add), [integers(shape)], (0,)))
    for dtype in ['float64', 'int32', 'uint32', 'uint8']:
        p = defaults([3], padding=[[1, 1]], strides=[2])
        cases.append({'primitive': 'windowSum'} | case(dtype, p | {'baseDilation': [1]}, reduce(p, 0, lax.add), [integers([6], dtype, -200, 250)]))
        least = -np.inf if dtype.startswith('f') else np.iinfo(dtype).min
        x = distinct([6], dtype)
        argmax = windows_of(x, p, least).reshape([3, -1]).argmax(-1).astype('int32')
        cases.append({'primitive': 'windowMax'} | case(dtype, p, reduce(p, least, lax.max), [x]) | {'argmax': array(argmax)})
    write('window', cases, [])


# --- gather and scatter


def gather_golden():
    def defaults(**given):
        empty = {name: [] for name in ['offsetAxes', 'collapsedAxes', 'startMap', 'operandBatchAxes', 'indicesBatchAxes', 'sliceSizes']}
        return empty | {'mode': 'clip'} | given

    def gather(p):
        numbers = lax.GatherDimensionNumbers(
            tuple(p['offsetAxes']), tuple(p['collapsedAxes']), tuple(p['startMap']), tuple(p['operandBatchAxes']), tuple(p['indicesBatchAxes'])
        )
        return lambda x, i: lax.gather(x, i, numbers, tuple(p['sliceSizes']), mode=p['mode'], fill_value=0)

    def scatter(p):
        numbers = lax.ScatterDimensionNumbers(
            tuple(p['offsetAxes']), tuple(p['collapsedAxes']), tuple(p['startMap']), tuple(p['operandBatchAxes']), tuple(p['indicesBatchAxes'])
        )
        return lambda x, i, u: lax.scatter_add(x, i, u, numbers, mode=p['mode'])

    table = [
        ('rows', [5, 3], [4, 1], {'offsetAxes': [1], 'collapsedAxes': [0], 'startMap': [0], 'sliceSizes': [1, 3]}),
        ('columns, offset first', [5, 6], [3, 2, 1], {'offsetAxes': [0], 'collapsedAxes': [1], 'startMap': [1], 'sliceSizes': [2, 1]}),
        ('points', [5, 6], [3, 2], {'collapsedAxes': [0, 1], 'startMap': [0, 1], 'sliceSizes': [1, 1]}),
        ('windows, swapped starts', [5, 6], [4, 2], {'offsetAxes': [1, 2], 'startMap': [1, 0], 'sliceSizes': [2, 3]}),
        ('windows around the batch', [5, 6], [2, 3, 1], {'offsetAxes': [0, 3], 'startMap': [1], 'sliceSizes': [5, 2]}),
        ('batched', [3, 5, 2], [3, 4, 1], {'offsetAxes': [2], 'collapsedAxes': [1], 'startMap': [1], 'operandBatchAxes': [0], 'indicesBatchAxes': [0], 'sliceSizes': [1, 1, 2]}),
        ('two batch axes, crossed', [5, 2, 3], [3, 2, 4, 1], {'collapsedAxes': [0], 'startMap': [0], 'operandBatchAxes': [1, 2], 'indicesBatchAxes': [1, 0], 'sliceSizes': [1, 1, 1]}),
        ('whole slices', [4], [2, 1], {'offsetAxes': [1], 'startMap': [0], 'sliceSizes': [4]}),
        ('no indices', [5, 3], [0, 1], {'offsetAxes': [1], 'collapsedAxes': [0], 'startMap': [0], 'sliceSizes': [1, 3]}),
    ]
    cases, maps = [], []
    for mode in ['clip', 'fill']:
        for name, operand, indices, given in table:
            p = defaults(**given, mode=mode)
            i = integers(indices, 'int32', -2, 7)
            gathered = case(f'{name}, {mode}', p, gather(p), [integers(operand), i], (0,))
            cases.append({'primitive': 'gather'} | gathered)
            updates = gathered['output']['shape']
            cases.append({'primitive': 'scatterAdd'} | case(f'{name}, {mode}', p, scatter(p), [integers(operand), i, integers(updates)], (0, 2)))
            if mode == 'clip' or name == 'batched':
                rank = len(operand)
                for axes in [(0, None), (rank, None), (None, 0), (None, 1), (1, 0), (rank, 1)]:
                    grown = [list(s) if a is None else s[:a] + [2] + s[a:] for s, a in zip((operand, indices), axes)]
                    args = [integers(grown[0]), integers(grown[1], 'int32', -2, 7)]
                    maps.append({'primitive': 'gather'} | mapped(f'{name}, {mode}, axes {axes}', p, gather(p), args, axes))
                for axes in [(0, None, None), (None, None, 0), (1, None, 1), (None, 0, None), (1, 0, 0), (None, 1, 1), (rank, None, 0)]:
                    axes = tuple(a if a is None else min(a, len(s)) for a, s in zip(axes, (operand, indices, updates)))
                    grown = [list(s) if a is None else s[:a] + [2] + s[a:] for s, a in zip((operand, indices, updates), axes)]
                    args = [integers(grown[0]), integers(grown[1], 'int32', -2, 7), integers(grown[2])]
                    maps.append({'primitive': 'scatterAdd'} | mapped(f'{name}, {mode}, axes {axes}', p, scatter(p), args, axes))
    for dtype in ['uint8', 'uint32']:
        p = defaults(offsetAxes=[1], collapsedAxes=[0], startMap=[0], sliceSizes=[1, 3], mode='fill')
        cases.append({'primitive': 'gather'} | case(f'{dtype} indices', p, gather(p), [integers([5, 3]), integers([4, 1], dtype, 0, 8)]))
    write('gather', cases, maps)


dot_golden()
conv_golden()
window_golden()
gather_golden()
