// Elements at positions that tensors tell: take, takeAlongAxis, and indexAdd, which adds at such positions.
// Negative positions count from the end. Whether a position is out of range is known only when it is computed: then the element is
// NaN, so that it is noticed, or 0 for dtypes without one.

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { gather, scatterAdd } from '../../primitives/gather/gather.js'
import { reshape } from '../../primitives/structure/reshape.js'
import { ShapeError } from '../../support/errors.js'
import { normalizeAxis, sameShape, showShape, sizeOf } from '../../support/shape.js'
import type {
  Argument,
  AxisOutOfRange,
  DType,
  IntDType,
  List,
  Mismatch,
  NormalizeAxis,
  PromoteArgument,
  ReplaceAxes,
  Shape,
  ShapeResult,
  Show,
} from '../../types/index.js'
import { arithmeticKinds, checkKind, checkTensor, integerKinds } from '../signatures/operands.js'
import { alongAxis, checkMode, checkSome, eachAlongAxis, fromFront, loud, type TakeOptions, vectors, within } from './positions.js'

/** The shape of `take(x, indices, axis)`. */
export type Take<S extends List, I extends List, Axis> = number extends S['length'] | I['length']
  ? Shape
  : number extends Axis
    ? Shape
    : [NormalizeAxis<S['length'], Axis>] extends [never]
      ? AxisOutOfRange<S, Axis>
      : ReplaceAxes<S, NormalizeAxis<S['length'], Axis>, I>

/**
 * Slices at positions along an axis: `out[…, i…, …] = x[…, indices[i…], …]`.
 * @param x any[…]
 * @param indices integers[i…], negative ones counting from the end
 * @param axis which; negative ones count from the end. Default 0
 * @param options mode: positions out of range give NaN (0 for integers, false for bool) with 'fill', the default, through which no
 *   derivative flows; the nearest element with 'clip'; with 'wrap' they start again at the other end
 * @returns any, the axes of the indices in place of the axis
 * @throws ShapeError when the axis does not exist or has no elements, DTypeError unless the indices are integers
 * @example
 * ```
 * take(tensor([[1, 2], [3, 4], [5, 6]]), tensor([2, 0], 'int32')).toArray() // [[5, 6], [1, 2]]
 * take(tensor([[1, 2], [3, 4]]), tensor(-1, 'int32'), 1).toArray() // [2, 4]
 * ```
 */
export function take<S extends Shape, D extends DType, I extends Shape, const Axis extends number = 0>(
  x: Tensor<S, D>,
  indices: Tensor<I, IntDType>,
  axis?: Argument<Take<S, I, Axis>, Axis>,
  options?: TakeOptions,
): Tensor<ShapeResult<Take<S, I, Axis>>, D>
export function take(x: Tensor, indices: Tensor, axis = 0, options?: TakeOptions): Tensor {
  checkTensor('take', x)
  checkKind('take', indices, integerKinds, 'indices')
  const at = normalizeAxis(axis, x.shape.length, 'take')
  const mode = checkMode('take', options)
  checkSome('take', x, at, indices)
  const size = x.shape[at] as number
  const position = fromFront(indices, size, mode)
  if (size === 0) return reshape(x, x.shape.toSpliced(at, 1, ...indices.shape))
  const taken = gather(x, vectors(position), alongAxis(x.shape, indices.shape, at, mode))
  const axes = indices.shape.map((_, i) => at + i)
  return mode === 'fill' ? loud(taken, within(position, size), axes) : taken
}

/** The shape of `takeAlongAxis(x, indices, axis)`: that of the indices, if they have the rank of x. */
export type TakeAlongAxis<S extends List, I extends List> = number extends S['length'] | I['length']
  ? I
  : S['length'] extends I['length']
    ? I
    : Mismatch<`takeAlongAxis: indices ${Show<I>} must have as many axes as ${Show<S>}`>

/**
 * Elements at positions along an axis, each line with its own: `out[…, i, …] = x[…, indices[…, i, …], …]`.
 * @param x any[…]
 * @param indices integers[…], of the rank of x and, off the axis, its sizes; negative ones count from the end
 * @param axis which; negative ones count from the end
 * @param options mode: positions out of range give NaN (0 for integers, false for bool) with 'fill', the default, the nearest element with
 *   'clip'; with 'wrap' they start again at the other end
 * @returns any, of the shape of the indices
 * @throws ShapeError when the axis does not exist, has no elements, or the sizes off it differ; DTypeError unless the indices are integers
 * @example
 * ```
 * takeAlongAxis(tensor([[1, 2], [3, 4]]), tensor([[1], [0]], 'int32'), 1).toArray() // [[2], [3]]
 * ```
 */
export function takeAlongAxis<S extends Shape, D extends DType, I extends Shape>(
  x: Tensor<S, D>,
  indices: Argument<TakeAlongAxis<S, I>, Tensor<I, IntDType>>,
  axis: number,
  options?: TakeOptions,
): Tensor<ShapeResult<TakeAlongAxis<S, I>>, D>
export function takeAlongAxis(x: Tensor, indices: unknown, axis: number, options?: TakeOptions): Tensor {
  checkTensor('takeAlongAxis', x)
  checkKind('takeAlongAxis', indices, integerKinds, 'indices')
  const at = normalizeAxis(axis, x.shape.length, 'takeAlongAxis')
  const mode = checkMode('takeAlongAxis', options)
  if (!sameShape(x.shape.toSpliced(at, 1), indices.shape.toSpliced(at, 1)) || x.shape.length !== indices.shape.length)
    throw new ShapeError(
      `takeAlongAxis: sizes must agree off axis ${at}; expected those of x ${showType(x)}, got indices ${showType(indices)}`,
    )
  checkSome('takeAlongAxis', x, at, indices)
  const size = x.shape[at] as number
  if (size === 0) return reshape(x, indices.shape)
  const position = fromFront(indices, size, mode)
  const taken = gather(x, vectors(position), eachAlongAxis(x.shape, at, mode))
  const axes = indices.shape.map((_, i) => i)
  return mode === 'fill' ? loud(taken, within(position, size), axes) : taken
}

/**
 * With slices added at positions along an axis: `out = x`, then `out[…, indices[i…], …] += updates[…, i…, …]`, in order; positions out of
 * range are left out.
 * @param x numbers[…]
 * @param indices integers[i…], negative ones counting from the end
 * @param updates numbers, of the shape of `take(x, indices, axis)` and the dtype of x
 * @param axis which; negative ones count from the end. Default 0
 * @returns numbers, of the shape of x
 * @throws ShapeError when the axis does not exist or the updates do not have that shape, DTypeError unless the dtypes fit
 * @example
 * ```
 * indexAdd(zeros([3]), tensor([0, 2, 0], 'int32'), tensor([1, 2, 3])).toArray() // [4, 0, 2]
 * ```
 */
export function indexAdd<S extends Shape, D extends DType, I extends Shape, U extends DType, const Axis extends number = 0>(
  x: Tensor<S, D>,
  indices: Tensor<I, IntDType>,
  updates: PromoteArgument<D, U, Tensor<ShapeResult<Take<S, I, Axis>>, U>>,
  axis?: Argument<Take<S, I, Axis>, Axis>,
): Tensor<S, D>
export function indexAdd(x: Tensor, indices: Tensor, updates: unknown, axis = 0): Tensor {
  checkKind('indexAdd', x, arithmeticKinds)
  checkKind('indexAdd', indices, integerKinds, 'indices')
  checkKind('indexAdd', updates, arithmeticKinds)
  const at = normalizeAxis(axis, x.shape.length, 'indexAdd')
  const expected = x.shape.toSpliced(at, 1, ...indices.shape)
  if (!sameShape(updates.shape, expected))
    throw new ShapeError(
      `indexAdd: updates must have the shape of take; expected ${showShape(expected)}, got updates ${showType(updates)} for x ${showType(x)}, indices ${showType(indices)}`,
    )
  const size = x.shape[at] as number
  if (size === 0 || sizeOf(indices.shape) === 0) return x
  const added = p.cast(updates, x.dtype)
  return scatterAdd(x, vectors(fromFront(indices, size)), added, alongAxis(x.shape, indices.shape, at, 'fill'))
}
