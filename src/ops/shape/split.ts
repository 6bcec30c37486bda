// A tensor taken apart along an axis.

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import { ShapeError } from '../../support/errors.js'
import { normalizeAxis } from '../../support/shape.js'
import type { Argument, AxisOutOfRange, DType, List, NormalizeAxis, ReplaceAt, Shape, ShapeResult, Split } from '../../types/index.js'
import { checkInteger, checkTensor } from '../signatures/operands.js'
import type { TupleOf } from '../signatures/tuple.js'
import { part } from './along.js'

/** The type of `split(x, sizes, axis)`: one tensor for each size. */
export type SplitSizes<S extends List, Sizes extends List, Axis, D extends DType> = {
  -readonly [I in keyof Sizes]: Tensor<
    ShapeResult<number extends S['length'] ? Shape : ReplaceAt<S, NormalizeAxis<S['length'], Axis>, Sizes[I]>>,
    D
  >
}

/**
 * Parts along an axis: as many equal ones as told, or of the sizes told.
 * @param x any[…]
 * @param parts how many, or the size of each
 * @param axis which; negative ones count from the end. Default 0
 * @returns the parts in order
 * @throws ShapeError when the axis does not exist, cannot be divided evenly, or the sizes do not add up to it
 * @example
 * ```
 * split(tensor([1, 2, 3, 4]), 2)[1].toArray() // [3, 4]
 * split(tensor([1, 2, 3, 4]), [1, 3])[1].toArray() // [2, 3, 4]
 * ```
 */
export function split<S extends Shape, D extends DType, N extends number, const Axis extends number = 0>(
  x: Tensor<S, D>,
  parts: Argument<Split<S, N, Axis>, N>,
  axis?: Axis,
): TupleOf<N, Tensor<ShapeResult<Split<S, N, Axis>>, D>>
export function split<S extends Shape, D extends DType, const Sizes extends Shape, const Axis extends number = 0>(
  x: Tensor<S, D>,
  sizes: Sizes,
  axis?: Axis,
): SplitSizes<S, Sizes, Axis, D>
export function split(x: Tensor, into: unknown, axis = 0): Tensor[] {
  checkTensor('split', x)
  const at = normalizeAxis(axis, x.shape.length, 'split')
  const size = x.shape[at] as number
  const from = `from x ${showType(x)}`
  if (!Array.isArray(into)) checkInteger('split', 'parts', into, 1)
  const count = into as number
  if (!Array.isArray(into) && size % count !== 0)
    throw new ShapeError(`split: the axis must divide evenly; got ${size} (axis ${at}) into ${count} parts ${from}`)
  const sizes: readonly unknown[] = Array.isArray(into) ? into : Array.from({ length: count }, () => size / count)
  let start = 0
  const out = sizes.map(width => {
    checkInteger('split', 'a size', width, 0)
    const stop = start + (width as number)
    if (stop > size) throw new ShapeError(`split: sizes must add up to the axis; expected ${size} (axis ${at}), got [${sizes}] ${from}`)
    const piece = part(x, at, start, stop)
    start = stop
    return piece
  })
  if (start !== size) throw new ShapeError(`split: sizes must add up to the axis; expected ${size} (axis ${at}), got [${sizes}] ${from}`)
  return out
}

/** The shape of each part of `arraySplit(x, count, axis)`: the size along the axis is known where it divides evenly. */
export type ArraySplit<S extends List, N, Axis> = number extends S['length'] | Axis
  ? Shape
  : [NormalizeAxis<S['length'], Axis>] extends [never]
    ? AxisOutOfRange<S, Axis>
    : Split<S, N, Axis> extends infer R extends List
      ? R
      : ReplaceAt<S, NormalizeAxis<S['length'], Axis>, number>

/**
 * Parts along an axis, as many as told, as equal as can be: the first ones are one longer where it does not divide evenly.
 * @param x any[…]
 * @param count how many parts, at least 1
 * @param axis which; negative ones count from the end. Default 0
 * @returns the parts in order
 * @throws ShapeError when the axis does not exist, ArgumentError unless the count is a positive integer
 * @example
 * ```
 * arraySplit(tensor([1, 2, 3]), 2).map(x => x.toArray()) // [[1, 2], [3]]
 * ```
 */
export function arraySplit<S extends Shape, D extends DType, N extends number, const Axis extends number = 0>(
  x: Tensor<S, D>,
  count: N,
  axis?: Argument<ArraySplit<S, N, Axis>, Axis>,
): TupleOf<N, Tensor<ShapeResult<ArraySplit<S, N, Axis>>, D>>
export function arraySplit(x: Tensor, count: number, axis = 0): Tensor[] {
  checkTensor('arraySplit', x)
  const at = normalizeAxis(axis, x.shape.length, 'arraySplit')
  checkInteger('arraySplit', 'count', count, 1)
  const size = x.shape[at] as number
  const [width, longer] = [Math.floor(size / count), size % count]
  const start = (i: number): number => i * width + Math.min(i, longer)
  return Array.from({ length: count }, (_, i) => part(x, at, start(i), start(i + 1)))
}
