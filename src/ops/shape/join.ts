// Tensors put together along an axis, and taken apart: concat, stack, split, tile, repeat.

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import { broadcast } from '../../primitives/broadcast.js'
import { cast } from '../../primitives/elementwise.js'
import { concat as join } from '../../primitives/join.js'
import { reshape } from '../../primitives/reshape.js'
import { slice } from '../../primitives/slice.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { type Dims, normalizeAxis, sameShape } from '../../support/shape.js'
import type {
  Argument,
  AxisOutOfRange,
  Concat,
  DType,
  DTypeResult,
  DTypesOf,
  List,
  Multiply,
  NormalizeAxis,
  PromoteAll,
  ReplaceAt,
  Shape,
  ShapeResult,
  ShapesOf,
  SizeAt,
  Split,
  Stack,
} from '../../types/index.js'
import { checkInteger, checkTensor, commonDType, showOperands } from '../signatures/operands.js'
import type { TupleOf } from '../signatures/tuple.js'

/** Tensors of one dtype, at least one. */
function parts(operation: string, tensors: unknown): readonly [Tensor, ...Tensor[]] {
  if (!Array.isArray(tensors)) throw new ArgumentError(`${operation}: expected an array of tensors; got ${showOperands([tensors])}`)
  const checked = tensors.map(x => {
    checkTensor(operation, x)
    return x
  })
  const dtype = checked.length === 0 ? 'float32' : commonDType(operation, checked)
  const [first, ...rest] = checked.map(x => cast(x, dtype))
  if (first === undefined) throw new ArgumentError(`${operation}: needs at least one tensor`)
  return [first, ...rest]
}

/**
 * Tensors one after the other along an axis they have.
 * @param tensors any[…], which differ in size along the axis at most; dtypes promote
 * @param axis which; negative ones count from the end. Default 0
 * @returns any[…], the sizes along the axis added up
 * @throws ShapeError when the axis does not exist or the shapes differ elsewhere, DTypeError when the dtypes do not promote
 * @example
 * ```
 * concat([tensor([1, 2]), tensor([3])]).toArray() // [1, 2, 3]
 * ```
 */
export function concat<const Ts extends readonly Tensor[], const Axis extends number = 0>(
  tensors: Argument<Concat<ShapesOf<Ts>, Axis>, Argument<PromoteAll<DTypesOf<Ts>>, Ts>>,
  axis?: Axis,
): Tensor<ShapeResult<Concat<ShapesOf<Ts>, Axis>>, DTypeResult<PromoteAll<DTypesOf<Ts>>>>
export function concat(tensors: unknown, axis = 0): Tensor {
  const all = parts('concat', tensors)
  const [first] = all
  const at = normalizeAxis(axis, first.shape.length, 'concat')
  const rest = ({ shape }: Tensor): Dims => shape.toSpliced(at, 1)
  const other = all.find(x => x.shape.length !== first.shape.length || !sameShape(rest(x), rest(first)))
  if (other !== undefined)
    throw new ShapeError(`concat: shapes must agree off axis ${at}; expected that of ${showType(first)}, got ${showType(other)}`)
  return join(all, at)
}

/**
 * Tensors of one shape along a new axis.
 * @param tensors any[…]; dtypes promote
 * @param axis where, in the result; negative ones count from its end. Default 0
 * @returns any[…], one axis more
 * @throws ShapeError when the shapes differ or the axis does not exist in the result, DTypeError when the dtypes do not promote
 * @example
 * ```
 * stack([tensor([1, 2]), tensor([3, 4])]).toArray() // [[1, 2], [3, 4]]
 * ```
 */
export function stack<const Ts extends readonly Tensor[], const Axis extends number = 0>(
  tensors: Argument<Stack<ShapesOf<Ts>, Axis>, Argument<PromoteAll<DTypesOf<Ts>>, Ts>>,
  axis?: Axis,
): Tensor<ShapeResult<Stack<ShapesOf<Ts>, Axis>>, DTypeResult<PromoteAll<DTypesOf<Ts>>>>
export function stack(tensors: unknown, axis = 0): Tensor {
  const all = parts('stack', tensors)
  const [first] = all
  const at = normalizeAxis(axis, first.shape.length + 1, 'stack')
  const other = all.find(x => !sameShape(x.shape, first.shape))
  if (other !== undefined) throw new ShapeError(`stack: shapes must be equal; expected that of ${showType(first)}, got ${showType(other)}`)
  return join(
    all.map(x => reshape(x, x.shape.toSpliced(at, 0, 1))),
    at,
  )
}

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
  const out = sizes.map(part => {
    checkInteger('split', 'a size', part, 0)
    const stop = start + (part as number)
    if (stop > size) throw new ShapeError(`split: sizes must add up to the axis; expected ${size} (axis ${at}), got [${sizes}] ${from}`)
    const piece = slice(
      x,
      x.shape.map((_, i) => (i === at ? start : 0)),
      x.shape.map((d, i) => (i === at ? stop : d)),
    )
    start = stop
    return piece
  })
  if (start !== size) throw new ShapeError(`split: sizes must add up to the axis; expected ${size} (axis ${at}), got [${sizes}] ${from}`)
  return out
}

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
export function tile(x: Tensor, counts: Dims): Tensor {
  checkTensor('tile', x)
  for (const count of counts) checkInteger('tile', 'a count', count, 0)
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
      : ReplaceAt<S, NormalizeAxis<S['length'], Axis>, Multiply<SizeAt<S, NormalizeAxis<S['length'], Axis>>, Count>>

/**
 * Each element along an axis repeated on the spot.
 * @param x any[…]
 * @param count how often
 * @param axis which; negative ones count from the end. Default 0
 * @returns any, the size along the axis multiplied
 * @throws ShapeError when the axis does not exist, ArgumentError unless the count is a non-negative integer
 * @example
 * ```
 * repeat(tensor([1, 2]), 2).toArray() // [1, 1, 2, 2]
 * ```
 * @deviation from NumPy: an axis is always meant, the first unless given; ravel first for all elements.
 */
export function repeat<S extends Shape, D extends DType, Count extends number, const Axis extends number = 0>(
  x: Tensor<S, D>,
  count: Count,
  axis?: Argument<Repeated<S, Count, Axis>, Axis>,
): Tensor<ShapeResult<Repeated<S, Count, Axis>>, D>
export function repeat(x: Tensor, count: number, axis = 0): Tensor {
  checkTensor('repeat', x)
  checkInteger('repeat', 'count', count, 0)
  const at = normalizeAxis(axis, x.shape.length, 'repeat')
  const repeated = broadcast(
    x,
    x.shape.toSpliced(at + 1, 0, count),
    x.shape.map((_, i) => (i <= at ? i : i + 1)),
  )
  return reshape(repeated, x.shape.with(at, (x.shape[at] as number) * count))
}
