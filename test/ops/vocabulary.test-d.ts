// What calls of the wider vocabulary infer, and that mistakes are errors at the argument that is wrong.

import { gather, type Shape, scatter, type Tensor, zeros } from 'tenet'
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
