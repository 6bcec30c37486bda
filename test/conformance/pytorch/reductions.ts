// Operations of PyTorch that reduce, accumulate, sort or count.

import { isTensor, type Tensor } from 'tenet'
import { axesOf, axisOf, type Given, LeftOut, numberOf, ours, type Row, row, type Table, tensorOf } from '../row.js'

const options = ({ keepdim }: Given): { readonly keepDims: boolean } => ({ keepDims: keepdim === true })

/** Over axes, all of them unless given. Booleans and integers are numbers there and floats here. */
const reduction = (name: string): Row =>
  row(name, 'input dim keepdim dtype', given => {
    const x = tensorOf(given.input)
    return x.shape.length === 0 && given.keepdim === true ? ours(name, x) : ours(name, x, axesOf(x, given.dim), options(given))
  })

/** Questions, of elements that are not zero. */
const question = (name: string): Row =>
  row(`${name} notEqual`, 'input dim keepdim', given => {
    const x = tensorOf(given.input)
    return ours(name, x.dtype === 'bool' ? x : ours('notEqual', x, 0), axesOf(x, given.dim), options(given))
  })

const position = (name: string): Row =>
  row(name, 'input dim keepdim', given => {
    const x = tensorOf(given.input)
    return ours(name, x, x.shape.length === 0 ? undefined : axisOf(x, given.dim), options(given))
  })

/** The largest or smallest element along an axis, and where it stands. */
const withPosition = (name: string, place: string): Row =>
  row(`${name} ${place}`, 'input dim keepdim', given => {
    const x = tensorOf(given.input)
    const axis = axisOf(x, given.dim)
    return [ours(name, x, axis, options(given)), ours(place, x, axis, options(given))]
  })

/** Theirs takes a correction of any size, or `unbiased`: 1 or 0. */
function correctionOf({ correction, unbiased, dim }: Given): number {
  // The second argument by position is `unbiased` where it is a boolean.
  const flag = typeof dim === 'boolean' ? dim : unbiased
  return flag === undefined ? numberOf(correction, 1) : flag === true ? 1 : 0
}

const spread = (name: string): Row =>
  row(name, 'input dim unbiased keepdim correction', given => {
    const x = tensorOf(given.input)
    return ours(name, x, typeof given.dim === 'boolean' ? undefined : axesOf(x, given.dim), {
      ...options(given),
      ddof: correctionOf(given),
    })
  })

const spreadAndMean = (name: string): Row =>
  row(`${name} mean`, 'input dim unbiased keepdim correction', given => {
    const x = tensorOf(given.input)
    const axes = typeof given.dim === 'boolean' ? undefined : axesOf(x, given.dim)
    return [ours(name, x, axes, { ...options(given), ddof: correctionOf(given) }), ours('mean', x, axes, options(given))]
  })

const running = (name: string): Row =>
  row(name, 'input dim dtype', ({ input, dim }) => {
    const x = tensorOf(input)
    return ours(name, x, axisOf(x, dim))
  })

/** Theirs gives the positions too. */
const runningExtremum = (name: string): Row =>
  row(name, 'input dim', ({ input, dim }) => {
    const x = tensorOf(input)
    return [ours(name, x, axisOf(x, dim))]
  })

const softmax = (name: string): Row =>
  row(name, 'input dim dtype', ({ input, dim }) => {
    const x = tensorOf(input)
    return ours(name, x, axisOf(x, dim) ?? -1)
  })

const quantile = (name: string): Row =>
  row(name, 'input q dim keepdim interpolation', given => {
    const x = tensorOf(given.input)
    const q = isTensor(given.q) ? given.q : numberOf(given.q, 0)
    return ours(name, x, q, x.shape.length === 0 ? undefined : axisOf(x, given.dim), {
      ...options(given),
      method: given.interpolation ?? 'linear',
    })
  })

/** Theirs is the lower of the two middle elements. */
const lowerMedian = (name: string): Row =>
  row(name, 'input dim keepdim', given => {
    const x = tensorOf(given.input)
    // With an axis theirs gives the positions too.
    if (given.dim !== undefined) return [ours(name, x, 0.5, axisOf(x, given.dim), { method: 'lower', ...options(given) })]
    return ours(name, x, 0.5, undefined, { method: 'lower' })
  })

const sorted = (x: Tensor, dim: unknown, descending: unknown): readonly unknown[] => {
  const axis = axisOf(x, dim, -1)
  return [ours('sort', x, axis, { descending: descending === true }), ours('argsort', x, axis, { descending: descending === true })]
}

export const reductions: Table = {
  sum: reduction('sum'),
  prod: reduction('prod'),
  mean: reduction('mean'),
  amax: reduction('max'),
  amin: reduction('min'),
  'max.reduction_no_dim': reduction('max'),
  'min.reduction_no_dim': reduction('min'),
  'max.reduction_with_dim': withPosition('max', 'argmax'),
  'min.reduction_with_dim': withPosition('min', 'argmin'),
  aminmax: row('min max', 'input dim keepdim', given => {
    const x = tensorOf(given.input)
    return [ours('min', x, axesOf(x, given.dim), options(given)), ours('max', x, axesOf(x, given.dim), options(given))]
  }),
  all: question('all'),
  any: question('any'),
  argmax: position('argmax'),
  argmin: position('argmin'),
  logsumexp: reduction('logsumexp'),
  count_nonzero: row('countNonzero', 'input dim', ({ input, dim }) => {
    const x = tensorOf(input)
    return ours('countNonzero', x, axesOf(x, dim))
  }),
  nansum: reduction('nanSum'),
  nanmean: reduction('nanMean'),
  std: spread('std'),
  'std.unbiased': spread('std'),
  var: spread('variance'),
  'var.unbiased': spread('variance'),
  std_mean: spreadAndMean('std'),
  'std_mean.unbiased': spreadAndMean('std'),
  var_mean: spreadAndMean('variance'),
  'var_mean.unbiased': spreadAndMean('variance'),
  cumsum: running('cumsum'),
  cumprod: running('cumprod'),
  logcumsumexp: running('logcumsumexp'),
  cummax: runningExtremum('cummax'),
  cummin: runningExtremum('cummin'),
  softmax: softmax('softmax'),
  'softmax.with_dtype': softmax('softmax'),
  log_softmax: softmax('logSoftmax'),
  'log_softmax.with_dtype': softmax('logSoftmax'),
  'nn.functional.softmin': row('softmax neg', 'input dim dtype', ({ input, dim }) =>
    ours('softmax', ours('neg', input), numberOf(dim, -1)),
  ),
  'nn.functional.softmin.with_dtype': row('softmax neg', 'input dim dtype', ({ input, dim }) =>
    ours('softmax', ours('neg', input), numberOf(dim, -1)),
  ),
  quantile: quantile('quantile'),
  nanquantile: quantile('nanQuantile'),
  median: lowerMedian('quantile'),
  nanmedian: lowerMedian('nanQuantile'),
  sort: row('sort argsort', 'input dim descending stable', ({ input, dim, descending }) => sorted(tensorOf(input), dim, descending)),
  msort: row('sort', 'input', ({ input }) => ours('sort', input, 0)),
  argsort: row('argsort', 'input dim descending stable', ({ input, dim, descending }) => sorted(tensorOf(input), dim, descending)[1]),
  topk: row('topK', 'input k dim largest sorted', ({ input, k, dim, largest }) => {
    if (largest === false) throw new LeftOut('the smallest elements')
    const x = tensorOf(input)
    return ours('topK', x, numberOf(k, 1), axisOf(x, dim ?? -1))
  }),
  kthvalue: row('sort argsort take', 'input k dim keepdim', ({ input, k, dim, keepdim }) => {
    const x = tensorOf(input)
    const axis = axisOf(x, dim, -1) ?? -1
    const index = keepdim === true ? ours('tensor', [numberOf(k, 1) - 1], 'int32') : ours('tensor', numberOf(k, 1) - 1, 'int32')
    return sorted(x, axis, false).map(all => ours('take', all, index, axis))
  }),
  searchsorted: row('searchSorted', 'input values out_int32 right side', ({ input, values, right, side }) => {
    const line = tensorOf(input)
    if (line.shape.length > 1) throw new LeftOut('one line for each row')
    return ours('searchSorted', line, values, { side: right === true || side === 'right' ? 'right' : 'left' })
  }),
  bucketize: row('searchSorted', 'input boundaries out_int32 right', ({ input, boundaries, right }) =>
    ours('searchSorted', boundaries, input, { side: right === true ? 'right' : 'left' }),
  ),
  bincount: row('bincount', 'input weights minlength', ({ input, weights, minlength }) => {
    const x = tensorOf(input)
    const length = Math.max(numberOf(minlength, 0), 1 + Math.max(-1, ...[...x.dataSync()].map(Number)))
    return ours('bincount', x, { length, ...(weights === undefined ? {} : { weights }) })
  }),
  diff: row('sub slice', 'input n dim prepend append', ({ input, n, dim, prepend, append }) => {
    const x = tensorOf(input)
    const axis = ((axisOf(x, dim, -1) ?? -1) + x.shape.length) % x.shape.length
    let result = ours('concat', [prepend, x, append].filter(isTensor), axis)
    for (let i = numberOf(n, 1); i > 0; i--) {
      const size = result.shape[axis] ?? 0
      const part = (from: number, to: number): Tensor =>
        ours('slice', result, ...result.shape.map((_, k) => (k === axis ? [from, to] : [])))
      result = ours('sub', part(Math.min(1, size), size), part(0, Math.max(0, size - 1)))
    }
    return result
  }),
  dist: row('sub abs pow sum', 'input other p', ({ input, other, p }) => {
    const order = numberOf(p, 2)
    if (order !== 2) throw new LeftOut('other norms')
    return ours('norm', ours('sub', input, other))
  }),
}
