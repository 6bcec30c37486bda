// PyTorch's masked operations: `where` puts what changes nothing in the place of what is masked, and the operation does the rest.

import { isTensor, type Tensor } from 'tenet'
import { axesOf, axisOf, type Given, LeftOut, numberOf, ours, type Row, row, type Table, tensorOf } from '../row.js'

/** The elements, a value in place of those that are masked. */
const filled = (x: Tensor, mask: unknown, value: number): Tensor => (isTensor(mask) ? ours('where', mask, x, value) : x)

const keep = ({ keepdim }: Given): { readonly keepDims: boolean } => ({ keepDims: keepdim === true })

const reduction = (name: string, neutral: number): Row =>
  row(`where ${name}`, 'input dim keepdim dtype mask', given => {
    const x = tensorOf(given.input)
    if (x.shape.length === 0) return ours(name, filled(x, given.mask, neutral))
    return ours(name, filled(x, given.mask, neutral), axesOf(x, given.dim), keep(given))
  })

const running = (name: string, neutral: number): Row =>
  row(`where ${name}`, 'input dim dtype mask', ({ input, dim, mask }) => {
    const x = tensorOf(input)
    return ours(name, filled(x, mask, neutral), axisOf(x, dim))
  })

const position = (name: string, neutral: number): Row =>
  row(`where ${name}`, 'input dim keepdim dtype mask', given => {
    const x = tensorOf(given.input)
    return ours(name, filled(x, given.mask, neutral), x.shape.length === 0 ? undefined : axisOf(x, given.dim), keep(given))
  })

const softmax = (name: string, sign: 1 | -1): Row =>
  row(`where ${name}`, 'input dim dtype mask', ({ input, dim, mask }) => {
    const x = tensorOf(input)
    const signed = sign === 1 ? x : ours('neg', x)
    return ours(name, filled(signed, mask, Number.NEGATIVE_INFINITY), axisOf(x, dim))
  })

/** Statistics of what is there: NaN is what is not. */
const statistic = (name: string): Row =>
  row(`where ${name}`, 'input dim unbiased keepdim correction dtype mask', given => {
    const x = tensorOf(given.input)
    const spread = name !== 'nanMean'
    const ddof = given.unbiased === undefined ? numberOf(given.correction, 1) : given.unbiased === true ? 1 : 0
    if (x.shape.length === 0) return ours(name, filled(x, given.mask, Number.NaN))
    return ours(name, filled(x, given.mask, Number.NaN), axesOf(x, given.dim), { ...keep(given), ...(spread ? { ddof } : {}) })
  })

export const masked: Table = {
  'masked.sum': reduction('sum', 0),
  'masked.prod': reduction('prod', 1),
  'masked.amax': reduction('max', Number.NEGATIVE_INFINITY),
  'masked.amin': reduction('min', Number.POSITIVE_INFINITY),
  'masked.logsumexp': reduction('logsumexp', Number.NEGATIVE_INFINITY),
  'masked.mean': row('where nanMean', 'input dim keepdim dtype mask', given => {
    const x = tensorOf(given.input)
    if (x.shape.length === 0) return ours('nanMean', filled(x, given.mask, Number.NaN))
    return ours('nanMean', filled(x, given.mask, Number.NaN), axesOf(x, given.dim), keep(given))
  }),
  'masked.var': statistic('nanVariance'),
  'masked.std': statistic('nanStd'),
  'masked.median': row('where nanQuantile', 'input dim keepdim dtype mask', given => {
    const x = tensorOf(given.input)
    if (x.shape.length === 0) return x
    return ours('nanQuantile', filled(x, given.mask, Number.NaN), 0.5, axisOf(x, given.dim), { ...keep(given), method: 'lower' })
  }),
  'masked.norm': row('where linalg.vectorNorm', 'input ord dim keepdim dtype mask', given => {
    const x = tensorOf(given.input)
    const ord = numberOf(given.ord, 2)
    if (isTensor(given.mask) && ord <= 0) throw new LeftOut('masked norms that count or look for the least')
    if (x.shape.length === 0) return ours('linalg.vectorNorm', x, undefined, { ord })
    return ours('linalg.vectorNorm', filled(x, given.mask, 0), axesOf(x, given.dim), { ord, ...keep(given) })
  }),
  'masked.cumsum': running('cumsum', 0),
  'masked.cumprod': running('cumprod', 1),
  'masked.argmax': position('argmax', Number.NEGATIVE_INFINITY),
  'masked.argmin': position('argmin', Number.POSITIVE_INFINITY),
  'masked.softmax': softmax('softmax', 1),
  'masked.log_softmax': softmax('logSoftmax', 1),
  'masked.softmin': softmax('softmax', -1),
  'masked.normalize': row('where linalg.vectorNorm maximum div', 'input ord dim eps dtype mask', ({ input, ord, dim, eps, mask }) => {
    const x = tensorOf(input)
    const order = ord === 'inf' ? Number.POSITIVE_INFINITY : ord === '-inf' ? Number.NEGATIVE_INFINITY : numberOf(ord, 2)
    const length = ours('linalg.vectorNorm', filled(x, mask, 0), axisOf(x, dim), { ord: order, keepDims: true })
    return ours('div', filled(x, mask, 0), ours('maximum', length, numberOf(eps, 1e-12)))
  }),
  'masked.logaddexp': row('where logaddexp', 'input other dtype input_mask other_mask', ({ input, other, input_mask, other_mask }) =>
    ours(
      'logaddexp',
      filled(tensorOf(input), input_mask, Number.NEGATIVE_INFINITY),
      filled(tensorOf(other), other_mask, Number.NEGATIVE_INFINITY),
    ),
  ),
}
