// sort: the elements along an axis in order, and where each stood. Stable: equal elements keep their order, also when descending.
// NaN counts as greater than every number, as in NumPy: last in ascending order, first in descending.
// Short lines are merged, long ones sorted by their digits; both give the one order there is.

import { arrayType, showType } from '../../core/array-type.js'
import type { ProcedureLowering } from '../../core/lowering.js'
import type { Primitive, Sample } from '../../core/primitive.js'
import type { Tensor } from '../../core/tensor.js'
import { bind } from '../../core/trace.js'
import type { DTypeName } from '../../support/dtype.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { type Dims, sizeOf, stridesOf } from '../../support/shape.js'
import { gatherAlong } from '../gather/along.js'
import { anyDType } from '../linear-map.js'
import { two } from '../operands.js'
import { only } from '../single.js'
import { mergeSort } from './merge.js'
import { compareInOrder, type SortParams } from './order.js'
import { radixFrom, radixSort } from './radix.js'

const sample = (shape: Dims, axis: number, descending = false, dtype: DTypeName = 'float32'): Sample<SortParams> => ({
  inputs: [{ shape, dtype, distinct: true }],
  params: { axis, descending },
})

const lower = (shape: Dims, dtype: DTypeName, params: SortParams): ProcedureLowering =>
  (shape[params.axis] as number) < radixFrom(dtype) ? mergeSort(shape, dtype, params) : radixSort(shape, dtype, params)

export const sortP: Primitive<SortParams> = Object.freeze({
  name: 'sort',
  domain: [
    sample([5], 0),
    sample([2, 3], 1, true),
    sample([3, 2], 0),
    sample([2, 4, 3], 1),
    sample([2, 17], 1),
    sample([1], 0),
    sample([0], 0),
    sample([2, 0, 3], 1),
    sample([0, 3], 1, true),
    // Ties everywhere.
    ...anyDType.filter(dtype => dtype !== 'float32').map(dtype => sample([2, 13], 1, dtype === 'int32', dtype)),
    // Long enough to be sorted by digits.
    ...anyDType.map(dtype => sample([2, 131], 1, dtype === 'int64', dtype)),
    sample([70, 3], 0, true),
  ],
  typeOf(inputs, { axis, descending }) {
    const x = only(inputs)
    if (x.shape[axis] === undefined)
      throw new ShapeError(`sort: axis must exist; expected 0 … ${x.shape.length - 1}, got ${axis} from x ${showType(x)}`)
    if (typeof descending !== 'boolean') throw new ArgumentError(`sort: descending must be true or false; got ${String(descending)}`)
    return [x, arrayType(x.shape, 'int32')]
  },
  reference(inputs, { axis, descending }, outputs) {
    const x = only(inputs)
    const [sorted, positions] = two(outputs)
    const n = x.shape[axis] as number
    const stride = stridesOf(x.shape)[axis] as number
    const sign = descending ? -1 : 1
    for (let line = 0; line < sizeOf(x.shape) / Math.max(1, n); line++) {
      const start = Math.floor(line / stride) * stride * n + (line % stride)
      const value = (k: number): number => x.data[start + k * stride] as number
      const order = Array.from({ length: n }, (_, k) => k).sort((a, b) => sign * compareInOrder(value(a), value(b)))
      for (const [k, from] of order.entries()) {
        sorted.data[start + k * stride] = value(from)
        positions.data[start + k * stride] = from
      }
    }
  },
  jvp: (_primals, [tangent], { axis }, [, order]) => [
    tangent == null || order === undefined ? null : gatherAlong(tangent, order, axis),
    null,
  ],
  transpose: 'nonlinear',
  batch(inputs, [mapped], _size, { axis, descending }) {
    const at = mapped ?? 0
    const outputs = bind(sortP, inputs, { axis: axis < at ? axis : axis + 1, descending })
    return { outputs, axes: [at, at] }
  },
  lower: (inputs, params) => lower(only(inputs).shape, only(inputs).dtype, params),
  complex: 'none',
} satisfies Primitive<SortParams>)

/** The elements along the axis in order, and the position each had, int32. @throws ShapeError when the axis does not exist */
export const sort = (x: Tensor, axis: number, descending: boolean): readonly [sorted: Tensor, positions: Tensor] =>
  two(bind(sortP, [x], { axis, descending }))
