// Arrays in plain memory, as examples of data sets hold them: what readers give, transforms compute on worker threads, and `collate` stacks
// into tensors. They know nothing of devices or traces, and cost no more than their elements. Not to be written to.

import { isMainThread } from 'node:worker_threads'
import { HostBuffer } from '../core/buffer.js'
import { type ElementArray, Tensor } from '../core/tensor.js'
import { type DTypeName, dtypeInfo, isComplexDType, isDType, type TypedArray } from '../support/dtype.js'
import { ArgumentError, DTypeError, LimitationError, ShapeError } from '../support/errors.js'
import { checkShape, showShape, sizeOf } from '../support/shape.js'
import { show } from '../support/show.js'
import type { DType, Mut, Shape } from '../types/index.js'

/** The typed array of a dtype; of several, one of theirs. */
export type Elements<D extends DType> = { [K in D]: ElementArray<K> }[D]

export interface NdArray<S extends Shape = Shape, D extends DType = DType> {
  readonly shape: S
  readonly dtype: D
  /** The elements, row-major. */
  readonly data: Elements<D>
}

/** @throws DTypeError when the dtype is unknown or the array is not that of the dtype */
export function checkElements(operation: string, dtype: unknown, data: unknown): void {
  if (typeof dtype !== 'string' || !isDType(dtype)) throw new DTypeError(`${operation}: unknown dtype; got ${show(dtype)}`)
  if (isComplexDType(dtype))
    throw new LimitationError(`${operation}: examples hold real numbers; got ${dtype}; keep real and imaginary parts apart`)
  const { constructor: expected } = dtypeInfo(dtype).create(0)
  if (!ArrayBuffer.isView(data) || data.constructor !== expected)
    throw new DTypeError(
      `${operation}: the array must be that of the dtype; expected ${expected.name} for ${dtype}, got ${Object(data).constructor?.name}`,
    )
}

/**
 * An array in plain memory.
 * @param shape its sizes; [] for a number
 * @param data its elements, row-major, in the array type of the dtype
 * @throws ShapeError when there are more or fewer elements than the shape has; DTypeError when the array is of another type
 * @example
 * ```
 * data.ndArray([2, 2], 'uint8', Uint8Array.of(1, 2, 3, 4))
 * data.ndArray([], 'int32', Int32Array.of(7))                 // a label
 * ```
 */
export function ndArray<const S extends Shape, D extends DType>(shape: S, dtype: D, data: Elements<D>): NdArray<Mut<S>, D> {
  checkShape(shape, 'ndArray')
  checkElements('ndArray', dtype, data)
  if (data.length !== sizeOf(shape))
    throw new ShapeError(`ndArray: expected ${sizeOf(shape)} elements for ${dtype}${showShape(shape)}, got ${data.length}`)
  // A list of sizes without names for its places is still the same list.
  return { shape: shape as unknown as Mut<S>, dtype, data }
}

function scalarElements(value: unknown, dtype: unknown): TypedArray {
  if (dtype !== 'int32' && dtype !== 'float32' && dtype !== 'float64')
    throw new DTypeError(`scalar: the dtype must be int32, float32 or float64; got ${show(dtype)}`)
  if (typeof value !== 'number') throw new ArgumentError(`scalar: expected a number; got ${show(value)}`)
  return dtypeInfo(dtype).create(1).fill(value)
}

/** A number: a class, a score, a length. */
export const scalar = <D extends 'int32' | 'float32' | 'float64'>(value: number, dtype: D): NdArray<[], D> =>
  // The array of the dtype.
  ({ shape: [], dtype, data: scalarElements(value, dtype) as unknown as Elements<D> })

export const isNdArray = (value: unknown): value is NdArray =>
  typeof value === 'object' && value !== null && 'shape' in value && 'dtype' in value && 'data' in value && ArrayBuffer.isView(value.data)

/** The elements as the table of dtypes knows them. */
export const elementsOf = (array: NdArray): TypedArray => array.data as unknown as TypedArray

/**
 * An array of zeros: in a worker thread in memory that threads share, so that what is made there is handed over without a copy.
 * Whoever gets it does not write to it.
 */
export function createShareable(dtype: DTypeName, length: number): TypedArray {
  const { create } = dtypeInfo(dtype)
  if (isMainThread) return create(length)
  const empty = create(0)
  // Every typed array can be made over a buffer.
  const Shared = empty.constructor as new (buffer: SharedArrayBuffer) => TypedArray
  return new Shared(new SharedArrayBuffer(length * empty.BYTES_PER_ELEMENT))
}

/** The same elements as a tensor, not copied. */
export function toTensor<S extends Shape, D extends DType>({ shape, dtype, data }: NdArray<S, D>): Tensor<S, D> {
  const type = { shape, dtype }
  return new Tensor(type, { kind: 'held', buffer: new HostBuffer({ ...type, data: data as unknown as TypedArray }) })
}
