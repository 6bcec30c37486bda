// Values from nothing: a scalar constant, and iota, which counts along an axis. Larger constants are scalars broadcast, so that
// they never occupy memory.

import { arrayType, showType } from '../../core/array-type.js'
import { pairOf } from '../../core/complex.js'
import * as e from '../../core/expr.js'
import type { Primitive } from '../../core/primitive.js'
import type { Tensor } from '../../core/tensor.js'
import type { Complex } from '../../support/complex.js'
import {
  type DTypeName,
  dtypeInfo,
  type ElementParam,
  elementParam,
  isComplexDType,
  isWide,
  paramElement,
  partDType,
  realDTypes,
} from '../../support/dtype.js'
import { ArgumentError, DTypeError, InternalError } from '../../support/errors.js'
import { checkShape, type Dims, forEachIndex } from '../../support/shape.js'
import { bindOne, only } from '../single.js'

export type ConstantParams = { readonly value: ElementParam; readonly dtype: DTypeName }
export type IotaParams = { readonly shape: Dims; readonly axis: number; readonly dtype: DTypeName }

/** Nothing goes in, so there is nothing to differentiate, transpose or map. */
const withoutInputs = (name: string) => {
  const never = (): never => {
    throw new InternalError(`${name}: has no inputs to differentiate or map`)
  }
  return { jvp: never, transpose: 'nonlinear', batch: never } as const
}

export const constantP: Primitive<ConstantParams> = Object.freeze({
  name: 'constant',
  domain: [
    ...realDTypes.map(dtype => ({ inputs: [], params: { value: 1, dtype } })),
    ...[-0, 0.1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY].map(value => ({
      inputs: [],
      params: { value, dtype: 'float32' as const },
    })),
    { inputs: [], params: { value: -7, dtype: 'int32' } },
    { inputs: [], params: { value: 4294967295, dtype: 'uint32' } },
    { inputs: [], params: { value: '-9223372036854775808', dtype: 'int64' } },
    { inputs: [], params: { value: '18446744073709551615', dtype: 'uint64' } },
  ],
  typeOf: (_inputs, { dtype }) => [arrayType([], dtype)],
  reference(_inputs, { value, dtype }, outputs) {
    only(outputs).data[0] = paramElement(value, dtype)
  },
  ...withoutInputs('constant'),
  lower(_inputs, { value, dtype }) {
    const stored = e.constant(dtype, paramElement(value, dtype))
    return { kind: 'index', body: () => stored }
  },
  complex: 'none',
} satisfies Primitive<ConstantParams>)

/**
 * A scalar. The value is rounded to the dtype (integers: truncated and saturated) before it enters the graph, so that equal constants
 * are equal parameters.
 */
export function constant({ value, dtype }: { readonly value: number | bigint | Complex; readonly dtype: DTypeName }): Tensor {
  if (isComplexDType(dtype)) {
    const { re, im } = typeof value === 'object' ? value : { re: value, im: 0 }
    const part = partDType(dtype)
    return pairOf(constant({ value: re, dtype: part }), constant({ value: im, dtype: part }))
  }
  if (typeof value === 'object') throw new InternalError(`constant: a complex number in ${dtype}`)
  return bindOne(constantP, [], { value: elementParam(dtypeInfo(dtype).store(value)), dtype })
}

export const iotaP: Primitive<IotaParams> = Object.freeze({
  name: 'iota',
  domain: [
    ...realDTypes.filter(dtype => dtypeInfo(dtype).kind !== 'bool').map(dtype => ({ inputs: [], params: { shape: [5], axis: 0, dtype } })),
    { inputs: [], params: { shape: [2, 3, 4], axis: 1, dtype: 'int32' } },
    { inputs: [], params: { shape: [2, 3], axis: 0, dtype: 'float32' } },
    { inputs: [], params: { shape: [300], axis: 0, dtype: 'uint8' } },
    { inputs: [], params: { shape: [0, 2], axis: 1, dtype: 'int32' } },
  ],
  typeOf(_inputs, { shape, axis, dtype }) {
    checkShape(shape, 'iota')
    const type = arrayType(shape, dtype)
    if (!Number.isInteger(axis) || axis < 0 || axis >= shape.length)
      throw new ArgumentError(`iota: axis must be one of the shape's; expected 0 … ${shape.length - 1}, got ${axis} for ${showType(type)}`)
    if (!['int', 'uint', 'float'].includes(dtypeInfo(dtype).kind))
      throw new DTypeError(`iota: elements must be real numbers; got ${showType(type)}`)
    return [type]
  },
  reference(_inputs, { axis }, outputs) {
    const { shape, dtype, data } = only(outputs)
    // Storing wraps narrow integers.
    const counted = isWide(dtype) ? dtypeInfo(dtype).store : (i: number) => i
    forEachIndex(shape, (at, i) => {
      data[i] = counted(at[axis] as number)
    })
  },
  ...withoutInputs('iota'),
  lower: (_inputs, { axis, dtype }) => ({ kind: 'index', body: at => e.convert(dtype, at[axis] ?? e.index(0)) }),
  complex: 'none',
} satisfies Primitive<IotaParams>)

/** `out[…, i, …] = i` along one axis; small integers wrap. @throws ArgumentError, DTypeError on bool */
export const iota = (params: IotaParams): Tensor => bindOne(iotaP, [], params)
