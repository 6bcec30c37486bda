// Reductions over axes, running ones, and statistics.

import * as tenet from 'tenet'
import { any, called, distinct, floats, from, inexact, numbers, orderedNumbers, type Row, type Rows, row, summed, x } from './row.js'

type Float = tenet.Tensor<tenet.Shape, 'float32'>

/** Of all elements, over one axis, over two with the axes kept; of a scalar, and of nothing along and beside the axis. */
const reduction = (
  name: string,
  dtypes: Row[1]['dtypes'],
  {
    result = 'T',
    of = x,
    empty,
    derivative = 'smooth',
    axes = 'several',
    ulps = 16,
  }: {
    result?: string
    of?: typeof x
    /** What there is of nothing: a value or a ShapeError. */
    empty: 'value' | 'ShapeError'
    derivative?: string
    axes?: 'several' | 'one'
    ulps?: number
  },
): Rows => ({
  [name]: row(
    called(name),
    [of(3, 2)],
    `${result}[]`,
    dtypes,
    [
      [[of()], `${result}[]`],
      [[of(0, 2)], empty === 'value' ? `${result}[]` : 'ShapeError'],
    ],
    { derivative, ulps },
  ),
  [`${name} over one axis`]: row(
    (a: Float) => called(name)(a, 1),
    [of(3, 4, 2)],
    `${result}[3,2]`,
    dtypes,
    [
      [[of(0, 3)], `${result}[0]`],
      [[of(3, 0)], empty === 'value' ? `${result}[3]` : 'ShapeError'],
      [[of(3)], 'ShapeError'],
    ],
    { derivative, ulps },
  ),
  ...(axes === 'several'
    ? {
        [`${name} over two axes that stay`]: row(
          (a: Float) => called(name)(a, [0, -1], { keepDims: true }),
          [of(2, 3, 2)],
          `${result}[1,3,1]`,
          dtypes,
          [[[of(2, 0, 3)], `${result}[1,0,1]`]],
          { derivative, ulps },
        ),
      }
    : {}),
})

const positions = { derivative: 'positions', result: 'int32', of: distinct, empty: 'ShapeError', axes: 'one' } as const

const sums: Rows = {
  ...reduction('sum', summed, { empty: 'value' }),
  ...reduction('prod', summed, { empty: 'value' }),
  ...reduction('mean', inexact, { empty: 'value' }),
  ...reduction('variance', inexact, { result: 'real', empty: 'value' }),
  ...reduction('std', inexact, { result: 'real', empty: 'value' }),
  ...reduction('norm', inexact, { result: 'real', empty: 'value' }),
  ...reduction('logsumexp', floats, { empty: 'value' }),
  ...reduction('max', orderedNumbers, { of: distinct, empty: 'ShapeError' }),
  ...reduction('min', orderedNumbers, { of: distinct, empty: 'ShapeError' }),
  ...reduction('ptp', orderedNumbers, { of: distinct, empty: 'ShapeError' }),
  ...reduction('all', ['bool'], { result: 'bool', empty: 'value' }),
  ...reduction('any', ['bool'], { result: 'bool', empty: 'value' }),
  ...reduction('countNonzero', any, { result: 'int32', empty: 'value', derivative: 'counts' }),
  ...reduction('argmax', orderedNumbers, positions),
  ...reduction('argmin', orderedNumbers, positions),
  ...reduction('nanArgmax', floats, positions),
  ...reduction('nanArgmin', floats, positions),
  ...reduction('nanSum', floats, { empty: 'value' }),
  ...reduction('nanProd', floats, { empty: 'value' }),
  ...reduction('nanMean', floats, { empty: 'value' }),
  ...reduction('nanVariance', floats, { empty: 'value' }),
  ...reduction('nanStd', floats, { empty: 'value' }),
  ...reduction('nanMax', floats, { of: distinct, empty: 'ShapeError' }),
  ...reduction('nanMin', floats, { of: distinct, empty: 'ShapeError' }),
  ...reduction('median', floats, { of: distinct, empty: 'ShapeError' }),
  ...reduction('nanMedian', floats, { of: distinct, empty: 'ShapeError' }),
  ...reduction('average', floats, { empty: 'value', axes: 'one' }),
}

const shares: Rows = Object.fromEntries(
  ['quantile', 'nanQuantile', 'percentile', 'nanPercentile'].map(name => [
    name,
    row(
      (a: Float, q: Float) => called(name)(a, q, 0),
      [distinct(4, 3), from(0.1, 0.9, 2)],
      'T[2,3]',
      floats,
      [
        [[distinct(4), from(0.1, 0.9, 1)], 'T[1]'],
        [[distinct(4, 0), from(0.1, 0.9, 2)], 'T[2,0]'],
      ],
      { ulps: 16 },
    ),
  ]),
)

/** Of a line along an axis, as long as it was. */
const running = (name: string, dtypes: Row[1]['dtypes'], of: typeof x = x, ulps = 16): Rows => ({
  [name]: row(
    (a: Float) => called(name)(a, 1),
    [of(2, 4)],
    'T[2,4]',
    dtypes,
    [
      [[of(2, 0)], 'T[2,0]'],
      [[of(0, 3)], 'T[0,3]'],
      [[of()], 'ShapeError'],
    ],
    { ulps },
  ),
  [`${name} of a vector`]: row(
    called(name),
    [of(5)],
    'T[5]',
    dtypes,
    [
      [[of(1)], 'T[1]'],
      [[of(0)], 'T[0]'],
    ],
    { ulps },
  ),
})

const backwards = (name: string, dtypes: Row[1]['dtypes'], of: typeof x = x): Rows => ({
  [`${name} backwards`]: row((a: Float) => called(name)(a, 0, { reverse: true }), [of(4, 2)], 'T[4,2]', dtypes, [[[of(0, 2)], 'T[0,2]']], {
    ulps: 16,
  }),
})

const runningOnes: Rows = {
  ...running('cumsum', summed),
  ...running('cumprod', summed),
  ...running('cummax', orderedNumbers, distinct),
  ...running('cummin', orderedNumbers, distinct),
  ...running('logcumsumexp', floats),
  ...running('nanCumsum', floats),
  ...running('nanCumprod', floats),
  ...backwards('cumsum', summed),
  ...backwards('cumprod', summed),
  ...backwards('cummax', orderedNumbers, distinct),
  ...running('softmax', floats),
  ...running('logSoftmax', floats),
  cumulativeTrapezoid: row(
    tenet.cumulativeTrapezoid,
    [x(2, 4)],
    'T[2,3]',
    floats,
    [
      [[x(1)], 'T[0]'],
      [[x()], 'ShapeError'],
    ],
    { ulps: 16 },
  ),
}

const statistics: Rows = {
  cov: row(
    tenet.cov,
    [x(3, 4)],
    'T[3,3]',
    floats,
    [
      [[x(4)], 'T[]'],
      [[x(0, 4)], 'T[0,0]'],
    ],
    { ulps: 32 },
  ),
  corrcoef: row(tenet.corrcoef, [x(3, 4)], 'T[3,3]', floats, [[[x(0, 4)], 'T[0,0]']], { ulps: 32 }),
  'average with weights': row(
    (a: Float, weights: Float) => tenet.average(a, 0, { weights } as never),
    [x(3, 2), from(0.5, 2, 3)],
    'T[2]',
    floats,
    [[[x(3, 0), from(0.5, 2, 3)], 'T[0]']],
    { ulps: 16 },
  ),
  trapezoid: row(
    (a: Float) => tenet.trapezoid(a),
    [x(2, 4)],
    'T[2]',
    floats,
    [
      [[x(0, 3)], 'T[0]'],
      [[x()], 'ShapeError'],
    ],
    { ulps: 16 },
  ),
  'trapezoid over places': row(
    (a: Float, at: Float) => tenet.trapezoid(a as never, { x: at } as never),
    [x(2, 4), distinct(4)],
    'T[2]',
    floats,
    [[[x(1), x(1)], 'T[]']],
    { ulps: 16 },
  ),
  diff: row((a: Float) => tenet.diff(a, 2), [x(2, 4)], 'T[2,2]', numbers, [
    [[x(2, 2)], 'T[2,0]'],
    [[x()], 'ShapeError'],
  ]),
  gradient: row((a: Float) => tenet.gradient(a as never), [x(5)], 'T[5]', floats, [
    [[x(2)], 'T[2]'],
    [[x(1)], 'ShapeError'],
  ]),
  unwrap: row(
    (a: Float) => tenet.unwrap(a),
    [from(-6, 6, 2, 4)],
    'T[2,4]',
    floats,
    [
      [[x(2, 0)], 'T[2,0]'],
      [[x(1)], 'T[1]'],
    ],
    { ulps: 16 },
  ),
  interp: row(
    (a: Float, values: Float) => tenet.interp(a, tenet.tensor([-1.5, -0.25, 0.5, 1.75]).cast(a.dtype), values as never),
    [x(2, 3), x(4)],
    'T[2,3]',
    floats,
    [
      [[x(), x(4)], 'T[]'],
      [[x(0), x(4)], 'T[0]'],
    ],
    { ulps: 16 },
  ),
}

export const reductions: Rows = { ...sums, ...shares, ...runningOnes, ...statistics }
