// A tensor repeated: as a whole by tile, element by element by repeat.

import { showType } from '../../core/array-type.js'
import { isTensor, type Tensor } from '../../core/tensor.js'
import { gather } from '../../primitives/gather/gather.js'
import { broadcast } from '../../primitives/structure/broadcast.js'
import { reshape } from '../../primitives/structure/reshape.js'
import { ShapeError } from '../../support/errors.js'
import { type Dims, normalizeAxis } from '../../support/shape.js'
import type {
  Argument,
  AxisOutOfRange,
  DType,
  IntDType,
  List,
  Multiply,
  NormalizeAxis,
  ReplaceAt,
  Shape,
  ShapeResult,
  SizeAt,
} from '../../types/index.js'
import { table } from '../creation/table.js'
import { alongAxis } from '../indexing/positions.js'
import { elementsOf } from '../signatures/concrete.js'
import { checkInteger, checkKind, checkTensor, integerKinds, integerList } from '../signatures/operands.js'
import { part } from './along.js'

/** The shape of `tile(x, counts)`: known where there is a count for each axis. */
export type Tile<S extends List, Counts extends List> = number extends S['length'] | Counts['length']
  ? Shape
  : S['length'] extends Counts['length']
    ? { -readonly [I in keyof S]: I extends keyof Counts ? Multiply<S[I], Counts[I]> : never }
    : Shape

/**
 * The whole tensor repeated along its axes.
 * @param x any[…]
 * @param counts how often along each axis, the last for the last; axes without a count are not repeated, counts without an axis add one
 * @returns any, the sizes multiplied
 * @throws ArgumentError unless the counts are non-negative integers
 * @example
 * ```
 * tile(tensor([1, 2]), [2]).toArray() // [1, 2, 1, 2]
 * tile(tensor([1, 2]), [2, 1]).toArray() // [[1, 2], [1, 2]]
 * ```
 */
export function tile<S extends Shape, D extends DType, const Counts extends Shape>(
  x: Tensor<S, D>,
  counts: Counts,
): Tensor<ShapeResult<Tile<S, Counts>>, D>
export function tile(x: Tensor, given: Dims): Tensor {
  checkTensor('tile', x)
  const counts = integerList('tile', 'a count', given, 0)
  const rank = Math.max(x.shape.length, counts.length)
  const sizes = [...Array<number>(rank - x.shape.length).fill(1), ...x.shape]
  const times = [...Array<number>(rank - counts.length).fill(1), ...counts]
  const repeated = broadcast(
    x,
    sizes.flatMap((size, axis) => [times[axis] as number, size]),
    x.shape.map((_, axis) => 2 * (axis + rank - x.shape.length) + 1),
  )
  return reshape(
    repeated,
    sizes.map((size, axis) => size * (times[axis] as number)),
  )
}

/** The shape of `repeat(x, count, axis)`. */
export type Repeated<S extends List, Count, Axis> = number extends S['length']
  ? Shape
  : number extends Axis
    ? Shape
    : [NormalizeAxis<S['length'], Axis>] extends [never]
      ? AxisOutOfRange<S, Axis>
      : ReplaceAt<
          S,
          NormalizeAxis<S['length'], Axis>,
          Count extends number ? Multiply<SizeAt<S, NormalizeAxis<S['length'], Axis>>, Count> : number
        >

/** How often each element is repeated. @throws ShapeError, ArgumentError unless there is one count for each */
function countsOf(counts: Dims | Tensor, size: number, axis: number, x: Tensor): readonly number[] {
  if (isTensor(counts)) checkKind('repeat', counts, integerKinds, 'counts')
  const list = isTensor(counts) ? [...elementsOf('repeat', counts, 'pass the counts as JavaScript numbers')] : counts
  for (const count of list) checkInteger('repeat', 'a count', count, 0)
  if (list.length !== size)
    throw new ShapeError(`repeat: needs a count for each element; expected ${size} (axis ${axis}), got ${list.length} for x ${showType(x)}`)
  return list
}

/**
 * Each element along an axis repeated on the spot.
 * @param x any[…]
 * @param count how often; or how often each element of the axis, as numbers or, outside of jit, as a tensor of integers
 * @param axis which; negative ones count from the end. Default 0
 * @returns any, the size along the axis multiplied, or the sum of the counts
 * @throws ShapeError when the axis does not exist or there is not a count for each element, ArgumentError unless the counts are
 *   non-negative integers, TraceError when a tensor of counts is traced
 * @example
 * ```
 * repeat(tensor([1, 2]), 2).toArray() // [1, 1, 2, 2]
 * repeat(tensor([1, 2, 3]), [2, 0, 1]).toArray() // [1, 1, 3]
 * ```
 * @deviation from NumPy: an axis is always meant, the first unless given; ravel first for all elements.
 */
export function repeat<
  S extends Shape,
  D extends DType,
  const Count extends number | Shape | Tensor<Shape, IntDType>,
  const Axis extends number = 0,
>(x: Tensor<S, D>, count: Count, axis?: Argument<Repeated<S, Count, Axis>, Axis>): Tensor<ShapeResult<Repeated<S, Count, Axis>>, D>
export function repeat(x: Tensor, count: number | Dims | Tensor, axis = 0): Tensor {
  checkTensor('repeat', x)
  const at = normalizeAxis(axis, x.shape.length, 'repeat')
  const size = x.shape[at] as number
  // What is neither a list nor a tensor must be a count.
  if (!isTensor(count) && !Array.isArray(count)) checkInteger('repeat', 'count', count, 0)
  if (typeof count === 'number') {
    const repeated = broadcast(
      x,
      x.shape.toSpliced(at + 1, 0, count),
      x.shape.map((_, i) => (i <= at ? i : i + 1)),
    )
    return reshape(repeated, x.shape.with(at, size * count))
  }
  const positions = countsOf(count, size, at, x).flatMap((times, i) => Array<number>(times).fill(i))
  if (positions.length === 0) return part(x, at, 0, 0)
  const indices = table(positions, [positions.length, 1], 'int32')
  return gather(x, indices, alongAxis(x.shape, [positions.length], at, 'clip'))
}
