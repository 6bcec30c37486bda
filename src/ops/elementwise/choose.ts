// Choosing and converting elements: where, clamp, cast.

import { showType } from '../../core/array-type.js'
import { isTensor, type Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { full } from '../../primitives/structure/broadcast.js'
import { dtypeInfo, isFloat } from '../../support/dtype.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import type { BroadcastArgument, BroadcastResult, DType, Is, PromoteArgument, PromoteResult, Shape } from '../../types/index.js'
import { nonzero } from '../indexing/places.js'
import {
  boolKind,
  checkDType,
  checkKind,
  checkTensor,
  commonDType,
  commonShape,
  elementOf,
  literalOf,
  numberKinds,
  show,
  stretch,
} from '../signatures/operands.js'
import { typed, type WeakNumber } from '../signatures/signatures.js'

/** The dtype of two operands; float32 if neither is a tensor. Boxed, so that it is decided in generic code: see types/dimension.ts. */
export type ChoiceDType<DA extends DType, DB extends DType> = NumberDType<[DA], [DB], PromoteResult<DA, DB>>
type NumberDType<A, B, D extends DType> = Is<A, B> extends true ? (Is<A, [never]> extends true ? 'float32' : D) : D

/**
 * Elements of `a` where the condition holds, of `b` elsewhere.
 * @param condition bool[…]
 * @param a any[…], or a JavaScript number, bigint or boolean, which takes the dtype of b; two numbers are float32
 * @param b likewise; the three shapes broadcast, the dtypes of a and b promote
 * @returns the broadcast shape, of the promoted dtype. Of a condition alone, the places where it holds: `nonzero(condition)`
 * @throws ShapeError when the shapes do not broadcast, DTypeError when the dtypes do not promote or the condition is not bool
 * @example
 * ```
 * where(tensor([true, false]), tensor([1, 2]), 0).toArray() // [1, 0]
 * where(tensor([true, false, true]))[0].toArray() // [0, 2]
 * ```
 */
export function where<C extends Shape>(condition: Tensor<C>): { -readonly [I in keyof C]: Tensor<[number], 'int32'> }
export function where<C extends Shape, A extends Shape = [], DA extends DType = never, B extends Shape = [], DB extends DType = never>(
  condition: Tensor<C, 'bool'>,
  a: WeakNumber | boolean | BroadcastArgument<C, A, Tensor<A, DA>>,
  b: WeakNumber | boolean | BroadcastArgument<BroadcastResult<C, A>, B, PromoteArgument<DA, DB, Tensor<B, DB>>>,
): Tensor<BroadcastResult<BroadcastResult<C, A>, B>, ChoiceDType<DA, DB>>
export function where(condition: unknown, a?: unknown, b?: unknown): Tensor | readonly Tensor[] {
  if (a === undefined && b === undefined) {
    checkTensor('where', condition)
    if (condition.shape.length === 0) throw new ShapeError(`where: a scalar has no places; got ${showType(condition)}`)
    return nonzero(condition)
  }
  checkKind('where', condition, boolKind, 'condition')
  const choices = [a, b].filter(isTensor)
  const dtype = typeof a === 'number' && typeof b === 'number' ? 'float32' : commonDType('where', choices)
  const shape = commonShape('where', [condition, ...choices])
  const chosen = (x: unknown): Tensor =>
    isTensor(x) ? stretch(p.cast(x, dtype), shape) : full(literalOf('where', x, dtype), { shape, dtype })
  return p.select(stretch(condition, shape), chosen(a), chosen(b))
}

/**
 * Elements moved into a range: `min(max(x, low), high)`; where low exceeds high it is high. The derivative is that of x strictly inside,
 * that of a bound strictly outside, and 0 on a bound.
 * @param x numbers[…]
 * @param low a number, or -Infinity for none; or numbers[…]
 * @param high a number, or Infinity for none; or numbers[…]; the three shapes broadcast, dtypes promote
 * @returns the broadcast shape, of the promoted dtype
 * @throws ArgumentError when a number low exceeds a number high or one is NaN, DTypeError when they are no elements of the dtype or do not
 * promote, ShapeError when the shapes do not broadcast
 * @example
 * ```
 * clamp(tensor([-1, 0.5, 2]), 0, 1).toArray() // [0, 0.5, 1]
 * clamp(tensor([-1, 0.5, 2]), tensor([0, 1, 0]), Infinity).toArray() // [0, 1, 2]
 * ```
 */
export function clamp<S extends Shape, D extends DType>(x: Tensor<S, D>, low: WeakNumber, high: WeakNumber): Tensor<S, D>
export function clamp<S extends Shape, D extends DType, L extends Shape = [], H extends Shape = []>(
  x: Tensor<S, D>,
  low: WeakNumber | BroadcastArgument<S, L, Tensor<L, D>>,
  high: WeakNumber | BroadcastArgument<BroadcastResult<S, L>, H, Tensor<H, D>>,
): Tensor<BroadcastResult<BroadcastResult<S, L>, H>, D>
export function clamp(x: unknown, low: unknown, high: unknown): Tensor {
  checkKind('clamp', x, numberKinds)
  const tensors = [x, low, high].filter(isTensor)
  for (const bound of [low, high])
    if (!isTensor(bound) && ((typeof bound !== 'number' && typeof bound !== 'bigint') || Number.isNaN(bound)))
      throw new ArgumentError(`clamp: bounds must be numbers; got ${show(low)} and ${show(high)}`)
  if (tensors.length === 1 && !((low as WeakNumber) <= (high as WeakNumber)))
    throw new ArgumentError(`clamp: bounds must be numbers with low ≤ high; got ${show(low)} and ${show(high)}`)
  const [dtype, shape] = [commonDType('clamp', tensors), commonShape('clamp', tensors)]
  const { min, max } = dtypeInfo(dtype)
  const operand = (value: Tensor): Tensor => stretch(p.cast(value, dtype), shape)
  const bound = (value: unknown, none: number, end: number): Tensor =>
    isTensor(value) ? operand(value) : full(value === none && !isFloat(dtype) ? end : elementOf('clamp', value, dtype), { shape, dtype })
  return p.clamp(bound(low, Number.NEGATIVE_INFINITY, min), operand(x), bound(high, Number.POSITIVE_INFINITY, max))
}

/**
 * The elements converted to another dtype: floats to integers truncate towards zero and saturate, with NaN as 0; integers wrap;
 * anything but 0 becomes `true`.
 * @param x any[…]
 * @param dtype what to convert to
 * @returns dtype[…]
 * @throws DTypeError when there is no such dtype
 * @example
 * ```
 * cast(tensor([1.7, -1.7]), 'int32').toArray() // [1, -1]
 * cast(tensor([true, false]), 'float32').toArray() // [1, 0]
 * ```
 */
export function cast<S extends Shape, D extends DType>(x: Tensor<S>, dtype: D): Tensor<S, D> {
  checkTensor('cast', x)
  checkDType('cast', dtype)
  return typed(p.cast(x, dtype))
}
