// A data set in memory: named columns of as many examples each. Immutable; parts of it are views of the same elements.

import { HostBuffer } from '../core/buffer.js'
import { Tensor } from '../core/tensor.js'
import { dtypeInfo, isDType, isHalf, type TypedArray } from '../support/dtype.js'
import { ArgumentError, DTypeError, ShapeError } from '../support/errors.js'
import { checkShape, showShape, sizeOf } from '../support/shape.js'
import type { DType, Mut, Shape } from '../types/index.js'

/** One property of all examples. */
export interface Column<out S extends Shape = Shape, out D extends DType = DType> {
  /** The shape of one example. */
  readonly shape: S
  readonly dtype: D
  /** One example after the other, row-major. Not to be written to. */
  readonly data: TypedArray
}

export type Columns = Readonly<Record<string, Column>>

export interface Dataset<out C extends Columns = Columns> {
  /** The number of examples. */
  readonly size: number
  readonly columns: C
}

/** Examples as tensors, with a leading axis of size B. */
export type Batch<C extends Columns, B extends number = number> = {
  readonly [Name in keyof C]: C[Name] extends Column<infer S, infer D> ? Tensor<[B, ...S], D> : never
}

/**
 * A column.
 * @param shape the shape of one example; [] for a number each
 * @param data the elements of all examples, row-major, in the array type of the dtype
 * @throws ShapeError when they are not whole examples, DTypeError when the array is of another type
 */
export function column<const S extends Shape, D extends DType>(shape: S, dtype: D, data: TypedArray): Column<Mut<S>, D> {
  checkShape(shape, 'column')
  if (!isDType(dtype)) throw new DTypeError(`column: unknown dtype; got ${String(dtype)}`)
  const { create } = dtypeInfo(dtype)
  if (data.constructor !== create(0).constructor)
    throw new DTypeError(
      `column: the array must be that of the dtype; expected ${create(0).constructor.name} for ${dtype}, got ${data.constructor.name}`,
    )
  const size = sizeOf(shape)
  if (size === 0 || data.length % size !== 0)
    throw new ShapeError(
      `column: elements must be those of whole examples; expected a multiple of ${size} for ${dtype}${showShape(shape)}, got ${data.length}`,
    )
  // A Float32Array may hold more than halves do.
  const elements = isHalf(dtype) ? data.map(dtypeInfo(dtype).store) : data
  return Object.freeze({ shape: Object.freeze([...shape]) as unknown as Mut<S>, dtype, data: elements })
}

const examplesIn = ({ shape, data }: Column): number => data.length / sizeOf(shape)

/** @throws ShapeError naming the columns when they differ in length; ArgumentError without columns */
export function dataset<C extends Columns>(columns: C): Dataset<C> {
  const [first, ...others] = Object.entries(columns)
  if (first === undefined) throw new ArgumentError('dataset: there must be at least one column')
  const size = examplesIn(first[1])
  for (const [name, other] of others)
    if (examplesIn(other) !== size)
      throw new ShapeError(
        `dataset: columns must have as many examples each; expected ${size} (${first[0]}), got ${examplesIn(other)} (${name})`,
      )
  return Object.freeze({ size, columns: Object.freeze({ ...columns }) })
}

function range<C extends Columns>({ columns }: Dataset<C>, start: number, end: number): Dataset<C> {
  const part = (whole: Column): Column => {
    const size = sizeOf(whole.shape)
    return { ...whole, data: whole.data.subarray(start * size, end * size) }
  }
  // The same columns, shorter.
  return dataset(Object.fromEntries(Object.entries(columns).map(([name, whole]) => [name, part(whole)])) as unknown as C)
}

function checkCount(operation: string, count: number, size: number): void {
  if (!Number.isInteger(count) || count < 0 || count > size)
    throw new ArgumentError(`${operation}: the count must be an integer from 0 to the ${size} examples there are; got ${count}`)
}

/** The first `count` examples. @throws ArgumentError when there are fewer */
export function take<C extends Columns>(examples: Dataset<C>, count: number): Dataset<C> {
  checkCount('take', count, examples.size)
  return range(examples, 0, count)
}

/**
 * The first `count` examples, and the others.
 * @throws ArgumentError when there are fewer
 * @example
 * ```
 * const [train, test] = split(digits, 8000)
 * ```
 */
export function split<C extends Columns>(examples: Dataset<C>, count: number): readonly [first: Dataset<C>, rest: Dataset<C>] {
  checkCount('split', count, examples.size)
  return [range(examples, 0, count), range(examples, count, examples.size)]
}

function gather({ shape, dtype, data }: Column, indices: ArrayLike<number>): Tensor {
  const size = sizeOf(shape)
  const rows = dtypeInfo(dtype).create(indices.length * size)
  for (let i = 0; i < indices.length; i++) {
    const from = (indices[i] as number) * size
    rows.set(data.subarray(from, from + size), i * size)
  }
  const type = { shape: [indices.length, ...shape], dtype }
  return new Tensor(type, { kind: 'held', buffer: new HostBuffer({ ...type, data: rows }) })
}

/** The examples at these positions, as tensors. @throws ArgumentError when one is out of range */
export function examplesAt<C extends Columns>({ size, columns }: Dataset<C>, indices: ArrayLike<number>): Batch<C> {
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i] as number
    if (!Number.isInteger(index) || index < 0 || index >= size)
      throw new ArgumentError(`examplesAt: positions must be integers from 0 to ${size - 1}; got ${index}`)
  }
  const batch = Object.fromEntries(Object.entries(columns).map(([name, whole]) => [name, gather(whole, indices)]))
  // The shape and dtype of each column, with the leading axis.
  return batch as unknown as Batch<C>
}
