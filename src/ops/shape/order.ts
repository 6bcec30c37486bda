// The same elements in another order along axes: flip, roll, rot90.

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import { concat } from '../../primitives/structure/join.js'
import { transpose } from '../../primitives/structure/permute.js'
import { reshape } from '../../primitives/structure/reshape.js'
import { reverse } from '../../primitives/structure/reverse.js'
import { ShapeError } from '../../support/errors.js'
import { axisList, type Dims, normalizeAxes, sizeOf } from '../../support/shape.js'
import type { DType, List, Shape, SwapAxes } from '../../types/index.js'
import { checkInteger, checkTensor, integerList } from '../signatures/operands.js'
import { typed } from '../signatures/signatures.js'
import { part } from './along.js'

/**
 * The order of the elements along axes reversed.
 * @param x any[…]
 * @param axis one axis or several, negative ones counting from the end; all unless given
 * @returns any, of the shape of x
 * @throws ShapeError when an axis does not exist or is repeated
 * @example
 * ```
 * flip(tensor([1, 2, 3])).toArray() // [3, 2, 1]
 * ```
 */
export function flip<S extends Shape, D extends DType>(x: Tensor<S, D>, axis?: number | Shape): Tensor<S, D> {
  checkTensor('flip', x)
  return typed(reverse(x, normalizeAxes(axis, x.shape.length, 'flip')))
}

/** The elements of an axis moved on by `shift`; what leaves at the end comes back in front. */
function rollAlong(x: Tensor, shift: number, axis: number): Tensor {
  const size = x.shape[axis] as number
  const start = size === 0 ? 0 : ((-shift % size) + size) % size
  return start === 0 ? x : concat([part(x, axis, start, size), part(x, axis, 0, start)], axis)
}

/**
 * The elements moved on along axes; what leaves at the end comes back in front: `out[i] = x[(i - shift) mod n]`.
 * @param x any[…]
 * @param shift by how many places; negative ones move towards the front. One number for all axes given, or one for each
 * @param axis one axis or several, negative ones counting from the end; the elements in row-major order unless given
 * @returns any, of the shape of x
 * @throws ShapeError when an axis does not exist or there is not one shift for each, ArgumentError unless the shifts are integers
 * @example
 * ```
 * roll(tensor([1, 2, 3]), 1).toArray() // [3, 1, 2]
 * roll(tensor([[1, 2], [3, 4]]), 1, 0).toArray() // [[3, 4], [1, 2]]
 * ```
 */
export function roll<S extends Shape, D extends DType>(x: Tensor<S, D>, shift: number | Shape, axis?: number | Shape): Tensor<S, D> {
  checkTensor('roll', x)
  const shifts = integerList('roll', 'a shift', shift)
  if (axis === undefined) {
    const total = shifts.reduce((sum, by) => sum + by, 0)
    return typed(reshape(rollAlong(reshape(x, [sizeOf(x.shape)]), total, 0), x.shape))
  }
  const axes = axisList(axis, x.shape.length, 'roll')
  if (shifts.length !== 1 && shifts.length !== axes.length)
    throw new ShapeError(`roll: needs one shift, or one for each axis; expected ${axes.length}, got ${shifts.length}`)
  return typed(axes.reduce<Tensor>((rolled, at, i) => rollAlong(rolled, shifts.at(shifts.length === 1 ? 0 : i) as number, at), x))
}

/** The shape of `rot90(x, times, axes)`: known for the first two axes of x. */
export type Rotated<S extends List, Times> = number extends S['length'] | Times
  ? Shape
  : `${Times & number}` extends `${string}${0 | 2 | 4 | 6 | 8}`
    ? { -readonly [I in keyof S]: S[I] }
    : SwapAxes<S, 0, 1> extends infer R extends List
      ? R
      : Shape

/**
 * Rotated by quarter turns, from the first towards the second axis.
 * @param x any[…], of at least two axes
 * @param times how many quarter turns; negative ones turn back. Default 1
 * @param axes the plane; the first two axes unless given
 * @returns any, the sizes of the two axes exchanged by odd numbers of turns
 * @throws ShapeError unless the axes are two different ones, ArgumentError unless the number of turns is an integer
 * @example
 * ```
 * rot90(tensor([[1, 2], [3, 4]])).toArray() // [[2, 4], [1, 3]]
 * ```
 */
export function rot90<S extends Shape, D extends DType, Times extends number = 1>(
  x: Tensor<S, D>,
  times?: Times,
): Tensor<Rotated<S, Times> extends infer R extends Shape ? R : Shape, D>
export function rot90<D extends DType>(x: Tensor<Shape, D>, times: number, axes: readonly [number, number]): Tensor<Shape, D>
export function rot90(x: Tensor, times = 1, axes: Dims = [0, 1]): Tensor {
  checkTensor('rot90', x)
  checkInteger('rot90', 'times', times)
  const rank = x.shape.length
  const [a, b] = axisList(axes, rank, 'rot90')
  if (a === undefined || b === undefined || a === b || axes.length !== 2)
    throw new ShapeError(`rot90: needs two different axes; got [${axes}] for x ${showType(x)}`)
  const exchanged = (y: Tensor): Tensor =>
    transpose(
      y,
      y.shape.map((_, axis) => (axis === a ? b : axis === b ? a : axis)),
    )
  switch (((times % 4) + 4) % 4) {
    case 1:
      return exchanged(reverse(x, [b]))
    case 2:
      return reverse(
        x,
        [a, b].toSorted((p, q) => p - q),
      )
    case 3:
      return reverse(exchanged(x), [b])
    default:
      return x
  }
}
