// What calls of the wider vocabulary infer, and that mistakes are errors at the argument that is wrong.

import {
  affineGrid,
  blockDiag,
  cartesianProd,
  cdist,
  combinations,
  cumulativeTrapezoid,
  gather,
  gridSample,
  histogram,
  histogramdd,
  intersect1d,
  isin,
  ix,
  maxPool1d,
  mode,
  nanCumsum,
  norm,
  packbits,
  pdist,
  poly,
  polydiv,
  polymul,
  renorm,
  roots,
  round,
  type Shape,
  scatter,
  signal,
  type Tensor,
  trilIndices,
  uniqueAll,
  unwrap,
  variance,
  zeros,
} from 'tenet'
import type { Equal } from '../types/equal.js'

type F32<S extends Shape> = Tensor<S, 'float32'>
declare function is<T>(): <const V>(value: V, ...proof: Equal<T, V> extends true ? [] : [expected: T, got: V]) => void

const a = zeros([2, 3])
const t = zeros([2, 3, 4])

// ---- gathers and scatters ----

const rows = { offsetAxes: [1], collapsedAxes: [0], startMap: [0] } as const
is<F32<[5, 3]>>()(gather(a, zeros([5, 1], 'int32'), { ...rows, sliceSizes: [1, 3] }))
is<F32<[2, 5, 3]>>()(gather(a, zeros([5, 3, 1], 'int32'), { offsetAxes: [0], collapsedAxes: [1], startMap: [1], sliceSizes: [2, 1] }))
is<F32<[5]>>()(gather(a, zeros([5, 2], 'int32'), { offsetAxes: [], collapsedAxes: [0, 1], startMap: [0, 1], sliceSizes: [1, 1] }))
is<F32<[2, 6, 4]>>()(
  gather(t, zeros([2, 6, 1], 'int32'), {
    ...{ offsetAxes: [2], collapsedAxes: [1], startMap: [1] },
    ...{ operandBatchAxes: [0], indicesBatchAxes: [0], sliceSizes: [1, 1, 4] },
  } as const),
)
is<F32<[2, 3]>>()(scatter(a, zeros([5, 1], 'int32'), zeros([5, 3]), { ...rows, combine: 'add' }))
// @ts-expect-error indices are integers
gather(a, a, { ...rows, sliceSizes: [1, 3] })
// @ts-expect-error cannot promote
scatter(a, zeros([5, 1], 'int32'), zeros([5, 3], 'int32'), rows)
// @ts-expect-error no such way to combine
scatter(a, zeros([5, 1], 'int32'), zeros([5, 3]), { ...rows, combine: 'sub' })

// ---- positions, choices, distances ----

const v = zeros([3])
const k = zeros([4], 'int32')

is<F32<[number]>>()(a.at(...trilIndices(2)).get())
is<F32<[number, number]>>()(blockDiag([a, v]))
is<F32<[number, 2]>>()(combinations(v))
is<F32<[number, 4]>>()(combinations(v, 4, { replacement: true }))
is<F32<[9, 2]>>()(cartesianProd([v, v]))
is<F32<[2, 5]>>()(cdist(a, zeros([5, 3])))
is<Tensor<[2, 5], 'float64'>>()(cdist(a, zeros([5, 3], 'float64')))
is<F32<[number]>>()(pdist(a))
is<F32<[2, 3]>>()(renorm(a, { axis: 0, maxNorm: 1 }))
is<Tensor<[1, number], 'int32'>>()(ix(k, zeros([3], 'bool'))[1])
is<Tensor<[4, 1], 'int32'>>()(ix(k, k)[0])
is<Tensor<[1, 4], 'int32'>>()(ix(k, k)[1])
// @ts-expect-error needs a vector
combinations(a)
// @ts-expect-error cannot promote
cdist(a, zeros([5, 3], 'int32'))

// ---- sets, counts, series ----

is<Tensor<[2, 3], 'bool'>>()(isin(a, v))
is<F32<[number]>>()(intersect1d(a, v))
is<F32<[number]>>()(uniqueAll(a).values)
is<F32<Shape>>()(uniqueAll(a, { axis: 0 }).values)
is<F32<[2]>>()(mode(a))
is<F32<[1, 3]>>()(mode(a, 0, { keepDims: true }))
is<Tensor<Shape, 'int32'>>()(histogramdd(a).counts)
is<F32<[2, 2]>>()(cumulativeTrapezoid(a))
is<F32<[2, 3]>>()(unwrap(a))
is<F32<[6]>>()(nanCumsum(a))
is<F32<[2, 3]>>()(round(a, { decimals: 2 }))
is<F32<[2, 3]>>()(a.round({ decimals: 2 }))
is<Tensor<Shape, 'uint8'>>()(packbits(k))
is<F32<[number]>>()(polymul([1, 2], v))
is<Tensor<[number], 'float64'>>()(polymul(v, zeros([2], 'float64')))
is<F32<[number]>>()(polydiv(v, [1, 2]).remainder)
is<F32<[number]>>()(poly(v))
// @ts-expect-error no roots
poly(k)
// @ts-expect-error cannot promote
isin(a, k)

// ---- signals ----

is<F32<[5]>>()(signal.hann(5))
is<Tensor<[5], 'float64'>>()(signal.kaiser(5, { beta: 4, dtype: 'float64' }))
is<Tensor<[2, number, number], 'complex64'>>()(signal.stft(a, 2))
is<F32<[2, number]>>()(signal.istft(zeros([2, 3, 5], 'complex64'), 4))
// @ts-expect-error spectra are complex
signal.istft(a, 4)

// ---- complex numbers have real statistics ----

const z = zeros([2, 3], 'complex128')
is<Tensor<[2], 'float64'>>()(variance(z, 1))
is<Tensor<[2, 1], 'float64'>>()(z.std(1, { keepDims: true }))
is<Tensor<[], 'float64'>>()(norm(z))
is<F32<[3]>>()(a.variance(0))
is<Tensor<[3], 'int32'>>()(z.countNonzero(0))

// ---- a window beyond the input ----

is<F32<[1, 1, 1]>>()(maxPool1d(zeros([1, 1, 3]), 5, { ceilMode: true }))
// @ts-expect-error it reaches beyond by more than a stride
maxPool1d(zeros([1, 1, 3]), 5, { ceilMode: true, stride: 2 })
// @ts-expect-error the window does not fit
maxPool1d(zeros([1, 1, 3]), 5)

// ---- images at places ----

const image = zeros([2, 3, 5, 7])
is<F32<[2, 3, 4, 6]>>()(gridSample(image, zeros([2, 4, 6, 2])))
is<F32<[2, 4, 6, 2]>>()(affineGrid(zeros([2, 2, 3]), [4, 6]))
is<F32<[2, 3, 4, 6]>>()(gridSample(image, affineGrid(zeros([2, 2, 3]), [4, 6])))
is<F32<[1, 1, 2, 3, 4]>>()(gridSample(zeros([1, 1, 5, 5, 5]), zeros([1, 2, 3, 4, 3])))
// @ts-expect-error a grid of another rank
gridSample(image, zeros([2, 4, 2]))

// ---- roots, densities ----

is<Tensor<[number], 'complex64'>>()(roots([1, 0, 4]))
is<Tensor<[number], 'complex128'>>()(roots(zeros([3], 'float64')))
is<Tensor<[number], 'int32'>>()(histogram(a, { bins: 'auto' }).counts)
is<Tensor<[number], 'float32'>>()(histogram(a, { density: true }).counts)
// @ts-expect-error no such rule
histogram(a, { bins: 'best' })
