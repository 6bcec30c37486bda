// The type of an array at run time: its shape and dtype. Everything the compiler decides, it decides from these.

import { type DTypeName, dtypeInfo, type TypedArray } from '../support/dtype.js'
import { type Dims, sameShape, showShape, sizeOf } from '../support/shape.js'

export interface ArrayType {
  readonly shape: Dims
  readonly dtype: DTypeName
}

/** Values in plain JavaScript memory, row-major: what the reference backend computes with. */
export interface HostArray extends ArrayType {
  readonly data: TypedArray
}

export const arrayType = (shape: Dims, dtype: DTypeName): ArrayType => Object.freeze({ shape: Object.freeze([...shape]), dtype })

export const showType = (type: ArrayType): string => `${type.dtype}${showShape(type.shape)}`

export const sameType = (a: ArrayType, b: ArrayType): boolean => a.dtype === b.dtype && sameShape(a.shape, b.shape)

export const bytesOf = (type: ArrayType): number => sizeOf(type.shape) * dtypeInfo(type.dtype).bytes

/** An array of zeros to be filled by whoever asked for it. */
export const hostArray = (type: ArrayType): HostArray => ({ ...type, data: dtypeInfo(type.dtype).create(sizeOf(type.shape)) })
