// What calls of sorting and cumulative operations infer, and that mistakes are errors at the argument that is wrong.

import {
  argsort,
  bincount,
  cumsum,
  histogram,
  lexsort,
  logcumsumexp,
  median,
  quantile,
  type Shape,
  searchSorted,
  sort,
  type Tensor,
  topK,
  unique,
  uniqueAll,
  zeros,
} from 'tenet'
import type { Equal } from '../types/equal.js'

type F32<S extends Shape> = Tensor<S, 'float32'>
declare function is<T>(): <const V>(value: V, ...proof: Equal<T, V> extends true ? [] : [expected: T, got: V]) => void
declare const n: number

const a = zeros([2, 3])
const i = zeros([3], 'int32')

is<F32<[2, 3]>>()(sort(a))
is<F32<[2, 3]>>()(a.sort(0, { descending: true }))
is<Tensor<[2, 3], 'int32'>>()(argsort(a, n))
is<Tensor<[3], 'int32'>>()(i.argsort())
is<Tensor<[3], 'int32'>>()(lexsort([i, i]))
// @ts-expect-error axis 2 is out of range for [2,3]
sort(a, 2)
// @ts-expect-error axis -3 is out of range for [2,3]
a.argsort(-3)

is<readonly [F32<[2, 2]>, Tensor<[2, 2], 'int32'>]>()(topK(a, 2))
is<readonly [F32<[1, 3]>, Tensor<[1, 3], 'int32'>]>()(topK(a, 1, 0))
// @ts-expect-error axis 2 is out of range for [2,3]
topK(a, 1, 2)

is<Tensor<[2, 3], 'int32'>>()(searchSorted(zeros([5]), a))
// @ts-expect-error cannot promote float32 and int32
searchSorted(zeros([5]), i)

is<F32<[number]>>()(unique(a))
is<Tensor<[2, 3], 'int32'>>()(uniqueAll(a).inverse)
is<Tensor<[number], 'int32'>>()(bincount(i))
is<Tensor<[number], 'float64'>>()(bincount(i, { weights: zeros([3], 'float64') }))
is<Tensor<[number], 'int32'>>()(histogram(a).counts)
// @ts-expect-error elements must be integers
bincount(a)

is<F32<[]>>()(median(a))
is<F32<[3]>>()(median(a, 0))
is<F32<[2, 1]>>()(median(a, 1, { keepDims: true }))
is<F32<[3]>>()(a.median(0))
is<F32<[2]>>()(a.quantile(0.5, 1))
is<readonly [F32<[2, 2]>, Tensor<[2, 2], 'int32'>]>()(a.topK(2))
is<F32<[2]>>()(quantile(a, 0.5, 1))
is<F32<Shape>>()(quantile(a, [0.5, 0.7], 1))
// @ts-expect-error axis 2 is out of range for [2,3]
median(a, 2)

is<F32<[2, 3]>>()(cumsum(a, 0))
is<F32<[6]>>()(cumsum(a))
is<F32<[2, 3]>>()(a.cumprod(-1, { reverse: true }))
is<Tensor<[3], 'int32'>>()(i.cummax(0))
is<F32<[2, 3]>>()(logcumsumexp(a, n))
// @ts-expect-error axis 2 is out of range for [2,3]
a.cumsum(2)
// @ts-expect-error elements must be floats
i.logcumsumexp(0)
