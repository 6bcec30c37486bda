// Operations of PyTorch on collections of elements: sets, counts, choices, diagonals, series, distances, windows of signals.

import { isTensor, type Tensor } from 'tenet'
import { axisOf, type Given, LeftOut, numberOf, numbersOf, ours, type Row, row, type Table, tensorOf } from '../row.js'

type Parts = Readonly<Record<string, Tensor>>
/** A result of several parts, by their names. */
const parts = (name: string, ...args: readonly unknown[]): Parts => ours(name, ...args) as unknown as Parts

/** Theirs sees a scalar as a vector of one. */
const vectorOf = (x: Tensor): Tensor => (x.shape.length === 0 ? ours('reshape', x, [1]) : x)

/** What is asked for of the distinct elements, in their order. */
function asked(found: Parts, { return_inverse, return_counts }: Given): unknown {
  const wanted = [found.values, ...(return_inverse === true ? [found.inverse] : []), ...(return_counts === true ? [found.counts] : [])]
  return wanted.length === 1 ? wanted[0] : wanted
}

const distinct = (name: string, signature: string): Row =>
  row(name, signature, given => {
    const x = tensorOf(given.input)
    return asked(parts(name, x, given.dim === undefined ? {} : { axis: axisOf(x, given.dim) }), given)
  })

const trapezoid = (name: string): Row =>
  row(name, 'input x dx dim', ({ input, x, dx, dim }) =>
    ours(name, input, {
      axis: numberOf(dim, -1),
      ...(isTensor(x) ? { x } : {}),
      ...(dx === undefined ? {} : { dx: numberOf(dx, 1) }),
    }),
  )

const triangle = (name: string): Row =>
  row(`${name} stack`, 'rows columns offset dtype', ({ rows, columns, offset }) =>
    ours('stack', ours(name, numberOf(rows, 0), numberOf(columns, 0), numberOf(offset, 0)), 0),
  )

const combining = { mean: 'add', prod: 'mul', amin: 'min', amax: 'max' } as const
/** What does not change the result of a combination. */
const neutral = { mean: 0, prod: 1, amin: Number.POSITIVE_INFINITY, amax: Number.NEGATIVE_INFINITY } as const

/** Slices combined at positions; those that are replaced first begin with what changes nothing. */
const indexReduce = (reduce: keyof typeof combining): Row =>
  row('at where full div', 'input dim index source reduce include_self', ({ input, dim, index, source, include_self }) => {
    const x = tensorOf(input)
    if (x.shape.length === 0) throw new LeftOut('an axis of a scalar')
    const axis = (numberOf(dim, 0) + x.shape.length) % x.shape.length
    const entries = x.shape.map((_, i) => (i === axis ? index : []))
    type How = Readonly<Record<string, (value: unknown) => Tensor>>
    const put = (to: Tensor, how: string, value: unknown): Tensor => {
      const method = (ours('at', to, ...entries) as unknown as How)[how]
      if (method === undefined) throw new Error(`there is no way to ${how}`)
      return method(value)
    }
    const counts = put(ours('zerosLike', x), 'add', 1)
    const begin = include_self === false ? ours('where', ours('greater', counts, 0), neutral[reduce], x) : x
    const combined = put(begin, combining[reduce], source)
    if (reduce !== 'mean') return combined
    return ours('div', combined, ours('maximum', include_self === false ? counts : ours('add', counts, 1), 1))
  })

const gradient = row('gradient', 'input spacing dim edge_order', ({ input, spacing, dim, edge_order }) => {
  const x = tensorOf(input)
  const axes = dim === undefined ? x.shape.map((_, i) => i) : numbersOf(dim)
  return axes.map((axis, i) => {
    const step: unknown = Array.isArray(spacing) ? spacing[i] : spacing
    return ours('gradient', x, { axis, edgeOrder: numberOf(edge_order, 1), ...(step === undefined ? {} : { spacing: step }) })
  })
})

const cdist = row('cdist', 'x y p compute_mode', ({ x, y, p }) => ours('cdist', x, y, { p: numberOf(p, 2) }))

const rounding = row('round', 'input decimals', ({ input, decimals }) => ours('round', input, { decimals: numberOf(decimals, 0) }))

export const collections: Table = {
  isin: row('isin', 'input values', ({ input, values }) => ours('isin', input, values)),
  unique: distinct('uniqueAll', 'input sorted return_inverse return_counts dim'),
  unique_consecutive: distinct('uniqueConsecutive', 'input return_inverse return_counts dim'),
  mode: row('mode', 'input dim keepdim', ({ input, dim, keepdim }) => {
    const x = tensorOf(input)
    return x.shape.length === 0 ? [x] : [ours('mode', x, numberOf(dim, -1), { keepDims: keepdim === true })]
  }),
  histc: row('histogram', 'input bins min max', ({ input, bins, min, max }) => {
    const [low, high] = [numberOf(min, 0), numberOf(max, 0)]
    return parts('histogram', input, { bins: numberOf(bins, 100), ...(low === high ? {} : { range: [low, high] }) }).counts
  }),
  histogram: row('histogram', 'input bins range weight density', ({ input, bins, range, weight, density }) => {
    if (density === true) throw new LeftOut('densities')
    const options = { ...(range === undefined ? {} : { range: numbersOf(range) }), ...(weight === undefined ? {} : { weights: weight }) }
    const { counts, edges } = parts('histogram', input, { bins: isTensor(bins) ? bins : numberOf(bins, 10), ...options })
    return [counts, edges]
  }),
  histogramdd: row('histogramdd', 'input bins range weight density', ({ input, bins, range, weight, density }) => {
    if (density === true) throw new LeftOut('densities')
    if (range !== undefined || weight !== undefined) throw new LeftOut('ranges and weights of boxes')
    const x = tensorOf(input)
    const points = ours('reshape', x, [-1, x.shape.at(-1) ?? 1])
    const { counts, edges } = parts('histogramdd', points, { bins: Array.isArray(bins) ? bins : numberOf(bins, 10) })
    return [counts, edges]
  }),
  combinations: row('combinations', 'input r with_replacement', ({ input, r, with_replacement }) =>
    ours('combinations', input, numberOf(r, 2), { replacement: with_replacement === true }),
  ),
  cartesian_prod: row('cartesianProd', 'a b c d', given => {
    const vectors = Object.values(given).map(tensorOf)
    const rows = ours('cartesianProd', vectors)
    // Of one vector theirs is that vector.
    return vectors.length === 1 ? ours('squeeze', rows, 1) : rows
  }),
  block_diag: row('blockDiag', 'a b c d', given => ours('blockDiag', Object.values(given).map(tensorOf))),
  diag_embed: row('diagEmbed', 'input offset dim1 dim2', ({ input, offset, dim1, dim2 }) =>
    ours('diagEmbed', input, { offset: numberOf(offset, 0), axis1: numberOf(dim1, -2), axis2: numberOf(dim2, -1) }),
  ),
  diagflat: row('diagflat', 'input offset', ({ input, offset }) => ours('diagflat', input, numberOf(offset, 0))),
  diagonal_scatter: row('diagEmbed tri where', 'input src offset dim1 dim2', ({ input, src, offset, dim1, dim2 }) => {
    const x = tensorOf(input)
    if (x.shape.length !== 2 || dim1 !== undefined || dim2 !== undefined) throw new LeftOut('diagonals of several matrices')
    const [rows = 0, columns = 0] = x.shape
    const at = numberOf(offset, 0)
    const trimmed = (y: Tensor): Tensor => {
      const [m = 0, n = 0] = y.shape
      const padded = ours('pad', y, [
        [0, Math.max(0, rows - m)],
        [0, Math.max(0, columns - n)],
      ])
      return ours('slice', padded, [0, rows], [0, columns])
    }
    const placed = trimmed(ours('diagEmbed', src, { offset: at }))
    const holds = ours('notEqual', trimmed(ours('diagEmbed', ours('onesLike', src), { offset: at })), 0)
    return ours('where', holds, placed, x)
  }),
  tril_indices: triangle('trilIndices'),
  triu_indices: triangle('triuIndices'),
  // Weights are divided in float32 there.
  cov: {
    ...row('cov', 'input correction fweights aweights', ({ input, correction, fweights, aweights }) => {
      const x = tensorOf(input)
      const weights = { ...(fweights === undefined ? {} : { counts: fweights }), ...(aweights === undefined ? {} : { weights: aweights }) }
      const c = ours('cov', x, { ddof: numberOf(correction, 1), ...weights })
      return x.shape[0] === 1 && x.shape.length === 2 ? ours('squeeze', c) : c
    }),
    tolerance: 1e-6,
  },
  corrcoef: row('corrcoef', 'input', ({ input }) => {
    const x = tensorOf(input)
    const c = ours('corrcoef', x)
    return x.shape[0] === 1 && x.shape.length === 2 ? ours('squeeze', c) : c
  }),
  gradient,
  trapz: trapezoid('trapezoid'),
  trapezoid: trapezoid('trapezoid'),
  cumulative_trapezoid: trapezoid('cumulativeTrapezoid'),
  cdist,
  'nn.functional.pdist': row('pdist', 'input p', ({ input, p }) => ours('pdist', input, { p: numberOf(p, 2) })),
  renorm: row('renorm', 'input p dim maxnorm', ({ input, p, dim, maxnorm }) =>
    ours('renorm', input, {
      axis: numberOf(dim, 0),
      maxNorm: numberOf(maxnorm, 0),
      ord: p === 'inf' ? Number.POSITIVE_INFINITY : numberOf(p, 2),
    }),
  ),
  'round.decimals_0': rounding,
  'round.decimals_3': rounding,
  'round.decimals_neg_3': rounding,
  ...Object.fromEntries(Object.keys(combining).map(name => [`index_reduce.${name}`, indexReduce(name as keyof typeof combining)])),
  'linalg.vander': row('vander', 'input N', ({ input, N }) => {
    const x = vectorOf(tensorOf(input))
    if (x.shape.length > 1) throw new LeftOut('several vectors')
    return ours('vander', x, N === undefined ? x.shape[0] : numberOf(N, 0), { powers: 'rising' })
  }),
  'nn.functional.pad.replicate_negative': row('pad slice', 'input pad mode value', ({ input, pad }) => {
    const x = tensorOf(input)
    const widths = numbersOf(pad)
    // The last axis comes first; what is negative is cut off.
    const each = x.shape.map((_, axis): readonly [number, number] => {
      const at = 2 * (x.shape.length - 1 - axis)
      return [widths[at] ?? 0, widths[at + 1] ?? 0]
    })
    const padded = ours(
      'pad',
      x,
      each.map(([before, after]) => [Math.max(0, before), Math.max(0, after)]),
      'replicate',
    )
    return ours(
      'slice',
      padded,
      ...padded.shape.map((size, axis) => [Math.max(0, -(each[axis]?.[0] ?? 0)), size + Math.min(0, each[axis]?.[1] ?? 0)]),
    )
  }),
}
