// What calls of operations on shapes and places infer, and that mistakes are errors at the argument that is wrong.

import {
  arraySplit,
  at,
  atLeast1d,
  atLeast2d,
  atLeast3d,
  average,
  avgPool2d,
  broadcastArrays,
  broadcastShapes,
  columnStack,
  compress,
  conv2d,
  convolve,
  corrcoef,
  correlate,
  cov,
  diag,
  diagonal,
  diff,
  digitize,
  dstack,
  dynamicSlice,
  dynamicUpdateSlice,
  einsum,
  einsumPath,
  extract,
  fold,
  geomspace,
  gradient,
  hstack,
  indices,
  inner,
  interp,
  interpolate,
  kron,
  logspace,
  maxPool2d,
  meshgrid,
  nanArgmax,
  nanMean,
  nanStd,
  nanSum,
  nonzero,
  pad,
  polyval,
  repeat,
  rot90,
  type Shape,
  slice,
  slidingWindowView,
  type Tensor,
  tabulate,
  trapezoid,
  tri,
  unfold,
  unravelIndex,
  vander,
  vdot,
  vecdot,
  vstack,
  where,
  zeros,
} from 'tenet'
import type { Equal } from '../types/equal.js'

type F32<S extends Shape> = Tensor<S, 'float32'>
declare function is<T>(): <const V>(value: V, ...proof: Equal<T, V> extends true ? [] : [expected: T, got: V]) => void
declare const n: number

const a = zeros([2, 3])
const t = zeros([2, 3, 4])
const q = zeros([2, 1, 3, 4])
const v = zeros([3])
const i = zeros([5], 'int32')
const k = zeros([2, 5], 'int32')
const mask = zeros([2, 3], 'bool')

// ---- axes ----

is<F32<[2, 3, 4]>>()(q.squeeze())
is<F32<[2, 3, 4]>>()(q.squeeze(1))
is<F32<[3]>>()(zeros([1, 3, 1]).squeeze([0, -1]))
is<F32<Shape>>()(zeros([n, 1]).squeeze())
is<F32<[1, 2, 3, 1]>>()(a.expandDims([0, -1]))
is<F32<[2, 1, 3]>>()(a.expandDims(1))
is<F32<[3, 4, 2]>>()(t.moveAxis(0, -1))
is<F32<Shape>>()(t.moveAxis([0, 1], [1, 0]))
is<F32<[1]>>()(atLeast1d(zeros([])))
is<F32<[1, 3]>>()(atLeast2d(v))
is<F32<[2, 3, 1]>>()(atLeast3d(a))
is<[2, 3]>()(broadcastShapes([2, 1], [3]))
is<[F32<[2, 3]>, Tensor<[2, 3], 'bool'>]>()(broadcastArrays([v, mask]))
// @ts-expect-error axis 1 is not of size 1
a.squeeze([1])
// @ts-expect-error axis 4 is out of range
a.expandDims([0, 4])
// @ts-expect-error cannot broadcast
broadcastArrays([a, zeros([4])])

// ---- joined, cut, repeated ----

is<F32<[6]>>()(hstack([v, v]))
is<F32<[2, 6]>>()(hstack([a, a]))
is<F32<[2, 3]>>()(vstack([v, v]))
is<F32<[4, 3]>>()(vstack([a, a]))
is<F32<[1, 3, 2]>>()(dstack([v, v]))
is<F32<[2, 3, 2]>>()(dstack([a, a]))
is<F32<[3, 2]>>()(columnStack([v, v]))
is<[F32<[1, 3]>, F32<[1, 3]>]>()(arraySplit(a, 2))
is<[F32<[2, number]>, F32<[2, number]>]>()(arraySplit(a, 2, 1))
is<F32<[2, number]>>()(repeat(a, [1, 2, 3], 1))
is<F32<[2, 6]>>()(a.repeat(2, 1))
is<F32<[2, 3]>>()(a.roll(1))
is<F32<[3, 2]>>()(rot90(a))
is<F32<[2, 3]>>()(rot90(a, 2))
is<F32<[4, 5]>>()(pad(a, 1, 'reflect'))
// @ts-expect-error differ off axis 1
hstack([a, zeros([4, 3])])

// ---- basic indexing ----

is<F32<[3, 4]>>()(t.slice(1))
is<F32<[2, 3]>>()(t.slice('...', 0))
is<F32<[2, 1, 4]>>()(t.slice([], null, 0))
is<F32<[2, 3, 4]>>()(t.slice([null, null, -1]))
is<F32<[2, 2, 4]>>()(t.slice([], [null, null, 2]))
is<F32<[2, 3, 2]>>()(t.slice('...', [3, null, -2]))
is<F32<[2, 2, 4]>>()(t.slice([], [2, 0, -1]))
is<F32<[1, 2, 3, 4, 1]>>()(t.slice(null, '...', null))
is<F32<[number, 4]>>()(zeros([n, 4]).slice([null, null, -1]))
is<F32<[2, 0, 4]>>()(t.slice([], [1, 2, -1]))
// @ts-expect-error 3 is out of range for axis 1
t.slice('...', 3, 0)
// @ts-expect-error more entries than axes
slice(t, 0, '...', 0, 0, 0)

// ---- arrays ----

is<F32<[5, 3, 4]>>()(t.at(i).get())
is<F32<[2, 5, 4]>>()(t.at([], i).get())
is<F32<[2, 5]>>()(t.at([], 1, i).get())
is<F32<[5, 3]>>()(t.at(0, [], i).get())
is<F32<[2, 5, 3]>>()(t.at(k, '...', i).get())
is<F32<[2, 5]>>()(t.at(0, i, k).get())
is<F32<[2, 3, 5]>>()(t.at('...', i).get())
is<F32<[5, 1]>>()(t.at(0, null, 0, i).get())
is<F32<[2, 3, 4]>>()(t.at(i).set(zeros([3, 4])))
is<F32<[2, 3, 4]>>()(at(t, 0, [1]).add(1))
is<F32<[number]>>()(a.at(mask).get())
is<F32<[number, 4]>>()(t.at(mask).get())
is<F32<[2, 3]>>()(a.at(0).apply(row => row.exp()))
// @ts-expect-error positions do not broadcast
t.at(i, v.cast('int32'))
// @ts-expect-error [2] does not stretch to [3]
a.at(0).set(zeros([2]))
// @ts-expect-error cannot promote
a.at(0).set(zeros([3], 'int32'))
// @ts-expect-error axis 0 has 2 elements
a.at(2)

// ---- places ----

is<[Tensor<[number], 'int32'>, Tensor<[number], 'int32'>]>()(nonzero(a))
is<[Tensor<[number], 'int32'>]>()(where(v.greater(0)))
is<F32<[2, number]>>()(compress([true, false, true], a, 1))
is<F32<[number]>>()(extract(mask, a))
is<F32<[1, 2]>>()(dynamicSlice(a, [0, 1], [1, 2]))
is<F32<[2, 3]>>()(dynamicUpdateSlice(a, zeros([1, 1]), [0, 1]))
is<F32<[4, number]>>()(diagonal(t))
is<F32<[number, number]>>()(diag(v))
is<F32<[number]>>()(diag(a))
is<Tensor<[2, 2, 3], 'int32'>>()(indices([2, 3]))
is<[Tensor<[5], 'int32'>, Tensor<[5], 'int32'>]>()(unravelIndex(i, [2, 3]))
// @ts-expect-error needs two axes
diagonal(v)

// ---- reductions, series, creation ----

is<Tensor<[2], 'int32'>>()(a.countNonzero(1))
is<F32<[2, 1]>>()(a.ptp(-1, { keepDims: true }))
is<F32<[2]>>()(average(a, 1, { weights: v }))
is<F32<[3]>>()(nanSum(a, 0))
is<F32<[1, 1]>>()(nanStd(a, undefined, { ddof: 1, keepDims: true }))
is<Tensor<[2], 'int32'>>()(nanArgmax(a, 1))
is<F32<[2, 2]>>()(cov(a))
is<F32<[3, 3]>>()(cov(a, { variables: 'columns' }))
is<F32<[]>>()(corrcoef(v))
is<F32<[2, 2]>>()(diff(a))
is<F32<[0, 3]>>()(diff(a, 5, 0))
is<F32<[2, 3]>>()(gradient(a))
is<F32<[2]>>()(trapezoid(a))
is<F32<[5]>>()(convolve(v, v))
is<F32<[number]>>()(correlate(v, v))
is<F32<[2, 3]>>()(interp(a, v, v))
is<Tensor<[2, 3], 'int32'>>()(digitize(a, v))
is<F32<[2, 3]>>()(polyval([1, 2], a))
is<Tensor<[7], 'float64'>>()(logspace(0, 1, 7, { dtype: 'float64' }))
is<F32<[4]>>()(geomspace(1, 2, 4))
is<F32<[3, 3]>>()(vander(v))
is<F32<[3, 2]>>()(vander(v, 2))
is<Tensor<[2, 3], 'bool'>>()(tri(2, 3, 0, 'bool'))
is<[F32<[5, 3]>, Tensor<[5, 3], 'int32'>]>()(meshgrid([v, i]))
is<[F32<[3, 5]>, Tensor<[3, 5], 'int32'>]>()(meshgrid([v, i], { indexing: 'ij' }))
is<Tensor<[2, 3], 'int32'>>()(tabulate([2, 3], (p, q) => p.add(q)))
is<F32<[4, 3]>>()(tabulate([4], p => a.at(p).get()))
// @ts-expect-error axis 2 is out of range
diff(a, 1, 2)
// @ts-expect-error integers have no mean
nanMean(i)
// @ts-expect-error needs a vector
vander(a)

// ---- products, windows, images ----

is<F32<[2]>>()(vecdot(a, v))
is<F32<Shape>>()(vecdot(a, v, 0))
is<F32<[]>>()(vdot(a, zeros([6])))
is<F32<[2, 2]>>()(inner(a, a))
is<F32<[4]>>()(inner(v, zeros([4, 3])))
is<F32<[6, 12]>>()(kron(a, zeros([3, 4])))
is<F32<[2, 9]>>()(kron(v, a))
is<F32<[3, 2]>>()(einsum('ba', a))
is<F32<[2, 4]>>()(einsum('ij,jk', a, zeros([3, 4])))
is<readonly (readonly [number, number])[]>()(einsumPath('ij,jk', a, zeros([3, 4])).path)
const image = zeros([8, 3, 32, 20])
is<F32<[8, 12, 589]>>()(unfold(image, 2))
is<F32<[8, 18, 162]>>()(unfold(image, [2, 3], { stride: 2, padding: [2, 0] }))
is<F32<[2, 3, 4, 5]>>()(fold(zeros([2, 12, 12]), [4, 5], 2))
is<F32<[2, 2, 2]>>()(slidingWindowView(a, 2))
is<F32<[1, 3, 2]>>()(slidingWindowView(a, 2, 0))
is<F32<[8, 3, 7, 9]>>()(interpolate(image, { size: [7, 9] }))
is<F32<[8, 3, 64, 40]>>()(interpolate(image, { scaleFactor: 2, mode: 'bilinear' }))
is<F32<[8, 3, number, number]>>()(interpolate(image, { scaleFactor: 1.5 }))
is<F32<[8, 5, 32, 20]>>()(conv2d(image, zeros([5, 3, 4, 3]), { padding: 'same' }))
is<F32<[8, 5, 16, 7]>>()(conv2d(image, zeros([5, 3, 4, 3]), { padding: 'same', stride: [2, 3] }))
is<F32<[8, 5, 29, 18]>>()(conv2d(image, zeros([5, 3, 4, 3]), { padding: 'valid' }))
is<F32<[8, 3, 11, 7]>>()(maxPool2d(image, 3, { ceilMode: true }))
is<F32<[8, 3, 10, 6]>>()(maxPool2d(image, 3))
is<F32<[8, 3, 17, 11]>>()(avgPool2d(image, 2, { ceilMode: true, padding: 1 }))
// @ts-expect-error the window does not fit
slidingWindowView(a, 4)
// @ts-expect-error last axes differ
inner(a, zeros([2]))
// @ts-expect-error cannot broadcast
vecdot(a, zeros([2]))
// @ts-expect-error kernel is larger than the input
unfold(image, 40)
// @ts-expect-error input must be [batch,channels,...]
interpolate(a, { size: 2 })
