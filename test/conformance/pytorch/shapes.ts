// Operations of PyTorch on shapes, and what indexes, joins and fills.

import { isTensor, type Tensor } from 'tenet'
import { axisOf, LeftOut, numberOf, numbersOf, ours, type Row, row, type Table, tensorOf, tensorsOf } from '../row.js'

const shapeOf = (value: unknown): readonly number[] => (isTensor(value) ? value.shape : numbersOf(value))

const named = (names: readonly string[], made: Row): Table => Object.fromEntries(names.map(name => [name, made]))

/** Where parts of these sizes begin and end along an axis. */
function parts(x: Tensor, sizes: readonly number[], axis: number): readonly Tensor[] {
  let start = 0
  return sizes.map(size => {
    const part = ours('slice', x, ...x.shape.map((_, i) => (i === (axis + x.shape.length) % x.shape.length ? [start, start + size] : [])))
    start += size
    return part
  })
}

/** Into as many parts, or at these positions. */
function cutAt(x: Tensor, where: unknown, dim: number): unknown {
  if (typeof where === 'number') return ours('arraySplit', x, where, dim)
  const ends = isTensor(where) && where.shape.length === 0 ? null : numbersOf(where)
  if (ends === null) return ours('arraySplit', x, numberOf(where, 1), dim)
  const length = x.shape.at(dim) ?? 0
  const cuts = [0, ...ends.map(end => Math.min(length, end)), length]
  return parts(
    x,
    cuts.slice(1).map((end, i) => Math.max(0, end - (cuts[i] ?? 0))),
    dim,
  )
}

const chunks = row('slice', 'input chunks dim', ({ input, chunks: count, dim }) => {
  const x = tensorOf(input)
  const axis = axisOf(x, dim, 0) ?? 0
  const length = x.shape.at(axis) ?? 0
  const size = Math.ceil(length / numberOf(count, 1))
  return parts(
    x,
    Array.from({ length: Math.ceil(length / size) }, (_, i) => Math.min(size, length - i * size)),
    axis,
  )
})

const splits = row('split slice', 'input split_size dim', ({ input, split_size, dim }) => {
  const x = tensorOf(input)
  const axis = axisOf(x, dim, 0) ?? 0
  const length = x.shape.at(axis) ?? 0
  if (typeof split_size !== 'number') return ours('split', x, numbersOf(split_size), axis)
  return parts(
    x,
    Array.from({ length: Math.ceil(length / split_size) }, (_, i) => Math.min(split_size, length - i * split_size)),
    axis,
  )
})

const expand = row('broadcastTo', 'input shape', ({ input, shape }) => {
  const x = tensorOf(input)
  const sizes = shapeOf(shape)
  // -1 keeps a size.
  return ours(
    'broadcastTo',
    x,
    sizes.map((size, i) => (size === -1 ? (x.shape[i - sizes.length + x.shape.length] ?? 1) : size)),
  )
})

const reshape = row('reshape', 'input shape', ({ input, shape }) => ours('reshape', input, shapeOf(shape)))
const permute = row('transpose', 'input dims', ({ input, dims }) => ours('transpose', input, numbersOf(dims)))
const swap = row('swapAxes', 'input dim0 dim1', ({ input, dim0, dim1 }) => {
  const x = tensorOf(input)
  return ours('swapAxes', x, axisOf(x, dim0) ?? 0, axisOf(x, dim1) ?? 0)
})
const matrixTranspose = row('swapAxes', 'input', ({ input }) => ours('swapAxes', input, -1, -2))
const turned = row('transpose', 'input', ({ input }) => {
  const x = tensorOf(input)
  return x.shape.length < 2 ? x : ours('transpose', x)
})
const squeeze = row('squeeze', 'input dim', ({ input, dim }) => {
  const x = tensorOf(input)
  if (dim === undefined) return ours('squeeze', x)
  // Theirs leaves axes alone that are longer than 1.
  const rank = x.shape.length
  const axes = numbersOf(dim).map(axis => (axis + rank) % Math.max(1, rank))
  return axes
    .filter(axis => x.shape[axis] === 1)
    .toSorted((a, b) => b - a)
    .reduce((y, axis) => ours('squeeze', y, axis), x)
})
const unsqueeze = row('expandDims', 'input dim', ({ input, dim }) => ours('expandDims', input, numberOf(dim, 0)))
const unbind = row('split squeeze', 'input dim', ({ input, dim }) => {
  const x = tensorOf(input)
  const axis = axisOf(x, dim, 0) ?? 0
  return parts(x, new Array<number>(x.shape.at(axis) ?? 0).fill(1), axis).map(part => ours('squeeze', part, axis))
})
const narrow = row('slice', 'input dim start length', ({ input, dim, start, length }) => {
  const x = tensorOf(input)
  const axis = ((axisOf(x, dim, 0) ?? 0) + x.shape.length) % x.shape.length
  const from = numberOf(start, 0)
  const at = from < 0 ? from + (x.shape[axis] ?? 0) : from
  return ours('slice', x, ...x.shape.map((_, i) => (i === axis ? [at, at + numberOf(length, 0)] : [])))
})
/** Theirs names the last axis first, and negative widths crop. */
const pad = (mode: string): Row =>
  row('pad', 'input pad mode value', ({ input, pad: widths, value }) => {
    const x = tensorOf(input)
    const flat = numbersOf(widths)
    if (flat.some(width => width < 0)) throw new LeftOut('negative padding')
    const pairs = x.shape.map((_, axis) => {
      const at = 2 * (x.shape.length - 1 - axis)
      return [flat[at] ?? 0, flat[at + 1] ?? 0]
    })
    return mode === 'constant' ? ours('pad', x, pairs, numberOf(value, 0)) : ours('pad', x, pairs, mode)
  })
const constantPad = row('pad', 'input pad value', ({ input, pad: widths, value }) =>
  pad('constant').run({ arguments: [input, widths, 'constant', value ?? 0], keywords: {} }),
)
const diagonal = row('diagonal', 'input offset dim1 dim2', ({ input, offset, dim1, dim2 }) =>
  ours('diagonal', input, { offset: numberOf(offset, 0), axis1: numberOf(dim1, 0), axis2: numberOf(dim2, 1) }),
)
const likeness = (name: string): Row => row(name, 'input dtype', ({ input }) => ours(name, input))
const filled = (name: string): Row => row(name, 'input size dtype', ({ size }) => ours(name, shapeOf(size), 'float64'))
const take = row('take', 'input dim index', ({ input, dim, index }) => {
  const x = tensorOf(input)
  return ours('take', x, index, axisOf(x, dim) ?? 0)
})
const along = row('takeAlongAxis', 'input dim index', ({ input, dim, index }) => {
  const x = tensorOf(input)
  const at = tensorOf(index)
  if (at.shape.length !== x.shape.length) throw new LeftOut('positions of another rank')
  const axis = ((axisOf(x, dim) ?? 0) + x.shape.length) % x.shape.length
  // Theirs leaves lines out where the index is shorter.
  const cut = ours('slice', x, ...x.shape.map((size, i) => [0, i === axis ? size : (at.shape[i] ?? size)]))
  return ours('takeAlongAxis', cut, at, axis)
})

/** Conversions by name. */
const others = {
  bfloat16: 'bfloat16',
  half: 'float16',
  char: 'int8',
  short: 'int16',
  long: 'int64',
  cfloat: 'complex64',
  cdouble: 'complex128',
}

const slid = row('slidingWindowView', 'input dimension size step', ({ input, dimension, size, step }) => {
  const x = tensorOf(input)
  if (x.shape.length === 0) throw new LeftOut('an axis of a scalar')
  return ours('slidingWindowView', x, numberOf(size, 1), numberOf(dimension, 0), numberOf(step, 1))
})

export const shapes: Table = {
  unfold: slid,
  unfold_copy: slid,
  to: row('cast', 'input dtype', ({ input, dtype }) => {
    if (typeof dtype !== 'string') throw new LeftOut('another device')
    return ours('cast', input, dtype)
  }),
  view_as_real: row('real imag stack', 'input', ({ input }) => ours('stack', [ours('real', input), ours('imag', input)], -1)),
  sum_to_size: {
    ours: ['sum', 'reshape'],
    run: ({ arguments: [input, ...sizes] }) => {
      const x = tensorOf(input)
      const shape = Array.isArray(sizes[0]) ? numbersOf(sizes[0]) : sizes.map(size => numberOf(size, 1))
      const ahead = x.shape.length - shape.length
      const axes = x.shape.flatMap((size, i) => (i < ahead || (shape[i - ahead] === 1 && size !== 1) ? [i] : []))
      return ours('reshape', axes.length === 0 ? x : ours('sum', x, axes), shape)
    },
  },
  ...named(['chunk', 'unsafe_chunk'], chunks),
  ...named(['split', 'split.list_args', 'unsafe_split', 'split_with_sizes', 'split_with_sizes_copy'], splits),
  ...named(['expand', 'expand_copy', 'expand_as', 'broadcast_to'], expand),
  ...named(['reshape', 'reshape_as', 'view', 'view_as', 'view_copy'], reshape),
  ...named(['permute', 'permute_copy'], permute),
  ...named(['transpose', 'transpose_copy'], swap),
  ...named(['mT', 'mH'], matrixTranspose),
  ...named(['T', 'H', 't', 't_copy'], turned),
  ...named(['squeeze', 'squeeze.multiple', 'squeeze_copy'], squeeze),
  ...named(['unsqueeze', 'unsqueeze_copy'], unsqueeze),
  ...named(['unbind', 'unbind_copy'], unbind),
  ...named(['narrow', 'narrow_copy'], narrow),
  'nn.functional.pad.constant': pad('constant'),
  'nn.functional.pad.reflect': pad('reflect'),
  'nn.functional.pad.replicate': pad('replicate'),
  'nn.functional.pad.circular': pad('circular'),
  constant_pad_nd: constantPad,
  ravel: row('ravel', 'input', ({ input }) => ours('ravel', input)),
  flatten: row('reshape', 'input start_dim end_dim', ({ input, start_dim, end_dim }) => {
    const x = tensorOf(input)
    const [rank, first] = [x.shape.length, numberOf(start_dim, 0)]
    const last = (numberOf(end_dim, -1) + rank) % Math.max(1, rank)
    const size = x.shape.slice(first, last + 1).reduce((a, b) => a * b, 1)
    return ours('reshape', x, [...x.shape.slice(0, first), size, ...x.shape.slice(last + 1)])
  }),
  unflatten: row('reshape', 'input dim sizes', ({ input, dim, sizes }) => {
    const x = tensorOf(input)
    const axis = ((axisOf(x, dim) ?? 0) + x.shape.length) % x.shape.length
    const total = x.shape[axis] ?? 0
    const known = numbersOf(sizes).reduce((a, b) => (b === -1 ? a : a * b), 1)
    return ours('reshape', x, x.shape.toSpliced(axis, 1, ...numbersOf(sizes).map(size => (size === -1 ? total / known : size))))
  }),
  movedim: row('moveAxis', 'input source destination', ({ input, source, destination }) => ours('moveAxis', input, source, destination)),
  flip: row('flip', 'input dims', ({ input, dims }) => ours('flip', input, numbersOf(dims))),
  fliplr: row('flip', 'input', ({ input }) => ours('flip', input, 1)),
  flipud: row('flip', 'input', ({ input }) => ours('flip', input, 0)),
  roll: row('roll', 'input shifts dims', ({ input, shifts, dims }) =>
    dims === undefined ? ours('roll', input, numberOf(shifts, 0)) : ours('roll', input, numbersOf(shifts), numbersOf(dims)),
  ),
  rot90: row('rot90', 'input k dims', ({ input, k, dims }) =>
    ours('rot90', input, numberOf(k, 1), dims === undefined ? [0, 1] : numbersOf(dims)),
  ),
  cat: row('concat', 'tensors dim', ({ tensors, dim }) => {
    const all = tensorsOf(tensors)
    if (new Set(all.map(x => x.shape.length)).size > 1) throw new LeftOut('empty vectors among matrices')
    return ours('concat', all, numberOf(dim, 0))
  }),
  stack: row('stack', 'tensors dim', ({ tensors, dim }) => ours('stack', tensorsOf(tensors), numberOf(dim, 0))),
  hstack: row('hstack', 'tensors', ({ tensors }) => ours('hstack', tensorsOf(tensors))),
  vstack: row('vstack', 'tensors', ({ tensors }) => ours('vstack', tensorsOf(tensors))),
  dstack: row('dstack', 'tensors', ({ tensors }) => ours('dstack', tensorsOf(tensors))),
  column_stack: row('columnStack', 'tensors', ({ tensors }) => ours('columnStack', tensorsOf(tensors))),
  ...named(
    ['atleast_1d'],
    row('atLeast1d', 'input', ({ input }) => ours('atLeast1d', tensorOf(input))),
  ),
  ...named(
    ['atleast_2d'],
    row('atLeast2d', 'input', ({ input }) => ours('atLeast2d', tensorOf(input))),
  ),
  ...named(
    ['atleast_3d'],
    row('atLeast3d', 'input', ({ input }) => ours('atLeast3d', tensorOf(input))),
  ),
  tensor_split: row('arraySplit split', 'input indices dim', ({ input, indices, dim }) =>
    cutAt(tensorOf(input), indices, numberOf(dim, 0)),
  ),
  hsplit: row('arraySplit split', 'input indices', ({ input, indices }) => {
    const x = tensorOf(input)
    return cutAt(x, indices, x.shape.length === 1 ? 0 : 1)
  }),
  vsplit: row('arraySplit split', 'input indices', ({ input, indices }) => cutAt(tensorOf(input), indices, 0)),
  dsplit: row('arraySplit split', 'input indices', ({ input, indices }) => cutAt(tensorOf(input), indices, 2)),
  tile: row('tile', 'input dims', ({ input, dims }) => ours('tile', input, numbersOf(dims))),
  repeat: row('tile', 'input repeats', ({ input, repeats }) => ours('tile', input, numbersOf(repeats))),
  repeat_interleave: row('repeat', 'input repeats dim output_size', ({ input, repeats, dim }) => {
    const x = tensorOf(input)
    return dim === undefined ? ours('repeat', ours('ravel', x), repeats) : ours('repeat', x, repeats, axisOf(x, dim))
  }),
  broadcast_shapes: row('broadcastShapes', 'a b c d', given => ours('broadcastShapes', ...Object.values(given).map(shapeOf))),
  ...named(['diagonal', 'diagonal_copy'], diagonal),
  'linalg.diagonal': row('diagonal', 'input offset dim1 dim2', ({ input, offset, dim1, dim2 }) =>
    ours('diagonal', input, { offset: numberOf(offset, 0), axis1: numberOf(dim1, -2), axis2: numberOf(dim2, -1) }),
  ),
  diag: row('diag', 'input diagonal', ({ input, diagonal: offset }) => ours('diag', input, numberOf(offset, 0))),
  tril: row('tril', 'input diagonal', ({ input, diagonal: offset }) => ours('tril', input, numberOf(offset, 0))),
  triu: row('triu', 'input diagonal', ({ input, diagonal: offset }) => ours('triu', input, numberOf(offset, 0))),
  trace: row('diagonal sum', 'input', ({ input }) => ours('sum', ours('diagonal', input))),
  select: row('take', 'input dim index', ({ input, dim, index }) =>
    ours('take', input, ours('tensor', numberOf(index, 0), 'int32'), numberOf(dim, 0)),
  ),
  ...named(['index_select'], take),
  gather: along,
  take_along_dim: row('takeAlongAxis ravel', 'input index dim', ({ input, index, dim }) => {
    if (dim === undefined) return ours('takeAlongAxis', ours('ravel', input), ours('ravel', index), 0)
    const [x, at, axis] = [tensorOf(input), tensorOf(index), numberOf(dim, 0)]
    if (x.shape.some((size, i) => i !== axis && size !== at.shape[i])) throw new LeftOut('positions that broadcast')
    return ours('takeAlongAxis', x, at, axis)
  }),
  take: row('take ravel', 'input index', ({ input, index }) => ours('take', ours('ravel', input), index, 0)),
  index_add: row('indexAdd', 'input dim index source alpha', ({ input, dim, index, source, alpha }) => {
    const x = tensorOf(input)
    return ours('indexAdd', x, index, ours('mul', source, numberOf(alpha, 1)), axisOf(x, dim))
  }),
  unravel_index: row('unravelIndex', 'input shape', ({ input, shape }) => ours('unravelIndex', input, numbersOf(shape))),
  argwhere: row('argwhere', 'input', ({ input }) => ours('argwhere', input)),
  nonzero: row('argwhere', 'input as_tuple', ({ input, as_tuple }) => {
    if (as_tuple === true) throw new LeftOut('as_tuple')
    return ours('argwhere', input)
  }),
  masked_select: row('extract broadcastArrays', 'input mask', ({ input, mask }) => {
    const [condition, x] = ours('broadcastArrays', [mask, input]) as unknown as readonly Tensor[]
    return ours('extract', condition, x)
  }),
  broadcast_tensors: row('broadcastArrays', 'a b c d', given => ours('broadcastArrays', Object.values(given))),
  ...named(['zeros_like', 'empty_like'], likeness('zerosLike')),
  ones_like: likeness('onesLike'),
  full_like: row('fullLike', 'input value dtype', ({ input, value }) => ours('fullLike', input, numberOf(value, 0))),
  fill: row('fullLike', 'input value', ({ input, value }) => ours('fullLike', input, numberOf(value, 0))),
  new_zeros: filled('zeros'),
  new_ones: filled('ones'),
  new_full: row('full', 'input size value dtype', ({ size, value }) => ours('full', shapeOf(size), numberOf(value, 0), 'float64')),
  zeros: row('zeros', 'size dtype', ({ size }) => ours('zeros', shapeOf(size), 'float64')),
  ones: row('ones', 'size dtype', ({ size }) => ours('ones', shapeOf(size), 'float64')),
  full: row('full', 'size value dtype', ({ size, value }) => ours('full', shapeOf(size), numberOf(value, 0), 'float64')),
  eye: row('eye', 'n m dtype', ({ n, m }) => ours('eye', numberOf(n, 0), numberOf(m, numberOf(n, 0)), 'float64')),
  arange: row('arange', 'start end step dtype', ({ start, end, step }) =>
    end === undefined
      ? ours('arange', 0, numberOf(start, 0), 1, 'float64')
      : ours('arange', numberOf(start, 0), numberOf(end, 0), numberOf(step, 1), 'float64'),
  ),
  ...named(
    ['linspace', 'linspace.tensor_overload'],
    row('linspace', 'start end steps dtype', ({ start, end, steps }) =>
      ours('linspace', numberOf(start, 0), numberOf(end, 0), numberOf(steps, 0), 'float64'),
    ),
  ),
  scalar_tensor: row('tensor', 'value dtype', ({ value }) => ours('tensor', numberOf(value, 0), 'float64')),
  'nn.functional.one_hot': row('oneHot', 'input num_classes', ({ input, num_classes }) => {
    if (numberOf(num_classes, -1) < 0) throw new LeftOut('a number of classes that depends on the elements')
    return ours('oneHot', input, numberOf(num_classes, 0), 'int32')
  }),
  'nn.functional.embedding': row('take', 'weight input', ({ weight, input }) => ours('take', weight, input, 0)),
  ...Object.fromEntries(
    Object.entries({ bool: 'bool', byte: 'uint8', double: 'float64', float: 'float32', int: 'int32', ...others }).map(([theirs, dtype]) => [
      theirs,
      row('cast', 'input', ({ input }) => ours('cast', input, dtype)),
    ]),
  ),
}
