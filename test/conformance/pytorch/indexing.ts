// Operations of PyTorch that choose elements, or replace them: here they give new tensors.

import * as tenet from 'tenet'
import { LeftOut, numberOf, ours, type Row, row, type Table, tensorOf } from '../row.js'

/** The entries that choose along one axis. */
function chosen(x: tenet.Tensor, dim: unknown, index: unknown): readonly unknown[] {
  if (x.shape.length === 0) throw new LeftOut('an axis of a scalar')
  const axis = (numberOf(dim, 0) + x.shape.length) % x.shape.length
  return x.shape.map((_, i) => (i === axis ? index : []))
}

type How = 'set' | 'add'

/** What is put where the entries say. */
const put = (x: tenet.Tensor, entries: readonly unknown[], how: How, value: unknown): tenet.Tensor => {
  // A method of what `at` gives.
  const places = ours('at', x, ...entries) as unknown as Readonly<Record<How, (value: unknown) => tenet.Tensor>>
  return places[how](value)
}

/** What does not change the result of a combination. */
const neutral: Readonly<Record<string, number>> = {
  add: 0,
  mul: 1,
  min: Number.POSITIVE_INFINITY,
  max: Number.NEGATIVE_INFINITY,
}

/** Elements put at positions along an axis; the mean is a sum over a count. What is not to be counted itself begins with what changes nothing. */
const along = (combine: string): Row => {
  const isMean = combine === 'mean'
  const how = isMean ? 'add' : combine
  return row(
    isMean ? 'putAlongAxis div' : 'putAlongAxis',
    'input dim index src reduce include_self',
    ({ input, dim, index, src, reduce, include_self }) => {
      const [all, at] = [tensorOf(input), tensorOf(index)]
      if (all.shape.length === 0 || at.shape.length !== all.shape.length) throw new LeftOut('an axis of a scalar')
      if (combine === 'set' && reduce !== undefined) throw new LeftOut('a scatter that combines')
      const axis = (numberOf(dim, 0) + all.shape.length) % all.shape.length
      // Lines that have no positions stay as they are.
      const lines = all.shape.map((_, i) => (i === axis ? [] : [0, at.shape[i] ?? 0]))
      const x = ours('slice', all, ...lines)
      const values = tenet.isTensor(src) ? ours('slice', src, ...at.shape.map(size => [0, size])) : numberOf(src, 0)
      const counts = (): tenet.Tensor => ours('putAlongAxis', ours('zerosLike', x), at, 1, axis, { combine: 'add' })
      const alone = include_self === false
      const begin = alone ? ours('where', ours('greater', counts(), 0), neutral[how] ?? 0, x) : x
      const combined = ours('putAlongAxis', begin, at, values, axis, { combine: how })
      return put(
        all,
        lines,
        'set',
        isMean ? ours('div', combined, ours('maximum', alone ? counts() : ours('add', counts(), 1), 1)) : combined,
      )
    },
  )
}

/** An entry of theirs as one of ours: a list of positions is a tensor, a range a list of its ends and its step. */
function entryOf(index: unknown): unknown {
  if (typeof index === 'object' && index !== null && 'range' in index) {
    const [start, stop, step] = index.range as readonly unknown[]
    return step === null ? [start, stop] : [start, stop, step]
  }
  return Array.isArray(index) ? ours('tensor', index, 'int32') : index
}

export const indexing: Table = {
  __getitem__: row('at', 'input index', ({ input, index }) => {
    // One list of numbers is a list of positions; any other list has an entry for each axis.
    const entries = Array.isArray(index) && !index.every(i => typeof i === 'number') ? index : [index]
    return (ours('at', input, ...entries.map(entryOf)) as unknown as { readonly get: () => tenet.Tensor }).get()
  }),
  slice_scatter: row('at', 'input src dim start end step', ({ input, src, dim, start, end, step }) => {
    const x = tensorOf(input)
    return put(x, chosen(x, dim, [start ?? null, end ?? null, numberOf(step, 1)]), 'set', src)
  }),
  masked_scatter: row('broadcastTo cumsum take where', 'input mask source', ({ input, mask, source }) => {
    const x = tensorOf(input)
    const shape = tenet.broadcastShapes(x.shape, tensorOf(mask).shape) as readonly number[]
    const [wide, chosenOnes] = [ours('broadcastTo', x, shape), ours('broadcastTo', mask, shape)]
    // The n-th place takes the n-th element.
    const numbers = ours('sub', ours('cumsum', ours('ravel', ours('cast', chosenOnes, 'int32')), 0), 1)
    const values = ours('take', ours('ravel', source), numbers, 0, { mode: 'clip' })
    return ours('where', chosenOnes, ours('reshape', values, shape), wide)
  }),
  scatter: along('set'),
  scatter_add: along('add'),
  'scatter_reduce.sum': along('add'),
  'scatter_reduce.prod': along('mul'),
  'scatter_reduce.amin': along('min'),
  'scatter_reduce.amax': along('max'),
  'scatter_reduce.mean': along('mean'),
  index_fill: row('at', 'input dim index value', ({ input, dim, index, value }) => {
    const x = tensorOf(input)
    return put(x, chosen(x, dim, index), 'set', value)
  }),
  index_copy: row('at', 'input dim index source', ({ input, dim, index, source }) => {
    const x = tensorOf(input)
    return put(x, chosen(x, dim, index), 'set', source)
  }),
  select_scatter: row('at', 'input src dim index', ({ input, src, dim, index }) => {
    const x = tensorOf(input)
    return put(x, chosen(x, dim, numberOf(index, 0)), 'set', src)
  }),
  index_put: row('at', 'input indices values accumulate', ({ input, indices, values, accumulate }) =>
    put(tensorOf(input), Array.isArray(indices) ? indices : [indices], accumulate === true ? 'add' : 'set', values),
  ),
  put: row('at ravel reshape', 'input index source accumulate', ({ input, index, source, accumulate }) => {
    const x = tensorOf(input)
    return ours('reshape', put(ours('ravel', x), [index], accumulate === true ? 'add' : 'set', source), x.shape)
  }),
  slice: row('slice', 'input dim start end step', ({ input, dim, start, end, step }) => {
    const x = tensorOf(input)
    const size = x.shape.at(numberOf(dim, 0)) ?? 0
    const bound = (value: unknown, otherwise: number): number => {
      const at = numberOf(value, otherwise)
      return Math.min(size, Math.max(0, at < 0 ? at + size : at))
    }
    const [from, to] = [bound(start, 0), bound(end, size)]
    return ours('slice', x, ...chosen(x, numberOf(dim, 0), [from, Math.max(from, to), numberOf(step, 1)]))
  }),
}
