// A data set in memory: named columns of as many examples each. Examples are views of the same elements.

import { checkRecord } from '../../support/arguments.js'
import { dtypeInfo, isHalf, type TypedArray } from '../../support/dtype.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { checkShape, showShape, sizeOf } from '../../support/shape.js'
import { show } from '../../support/show.js'
import type { DType, Mut, Shape } from '../../types/index.js'
import { checkElements, type Elements, isNdArray, type NdArray } from '../nd-array.js'
import { type Dataset, generate } from './dataset.js'

/** One property of all examples. */
export interface Column<out S extends Shape = Shape, out D extends DType = DType> {
  /** The shape of one example. */
  readonly shape: S
  readonly dtype: D
  /** One example after the other, row-major. Not to be written to. */
  readonly data: TypedArray
}

export type Columns = Readonly<Record<string, Column>>

/** The example that columns make: an array of each. */
export type Row<C extends Columns> = {
  readonly [Name in keyof C]: C[Name] extends Column<infer S, infer D> ? NdArray<S, D> : never
}

export interface ColumnDataset<C extends Columns = Columns> extends Dataset<Row<C>> {
  readonly columns: C
}

/**
 * A column.
 * @param shape the shape of one example; [] for a number each
 * @param data the elements of all examples, row-major, in the array type of the dtype
 * @throws ShapeError when they are not whole examples, DTypeError when the array is of another type
 */
export function column<const S extends Shape, D extends DType>(shape: S, dtype: D, data: TypedArray): Column<Mut<S>, D> {
  checkShape(shape, 'column')
  checkElements('column', dtype, data)
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
export function dataset<C extends Columns>(columns: C): ColumnDataset<C> {
  checkRecord('dataset', 'columns', columns)
  const entries = Object.entries(columns)
  for (const [name, value] of entries)
    if (!isNdArray(value)) throw new ArgumentError(`dataset: ${name} must be a column; got ${show(value)}`)
  const [first, ...others] = entries
  if (first === undefined) throw new ArgumentError('dataset: there must be at least one column')
  const length = examplesIn(first[1])
  for (const [name, other] of others)
    if (examplesIn(other) !== length)
      throw new ShapeError(
        `dataset: columns must have as many examples each; expected ${length} (${first[0]}), got ${examplesIn(other)} (${name})`,
      )
  const sizes = entries.map(([, { shape }]) => sizeOf(shape))
  const row = (i: number): Row<C> => {
    const arrays: Record<string, NdArray> = {}
    for (const [n, [name, { shape, dtype, data }]] of entries.entries()) {
      const size = sizes[n] as number
      // The array of the dtype, as `column` has checked.
      arrays[name] = { shape, dtype, data: data.subarray(i * size, (i + 1) * size) as unknown as Elements<DType> }
    }
    return arrays as Row<C>
  }
  return Object.freeze({ ...generate(length, row), columns: Object.freeze({ ...columns }) })
}
