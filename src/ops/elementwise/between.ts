// Between two values: the larger or smaller one that is a number, a point on the way from one to the other, a step.

import type { Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { full } from '../../primitives/structure/broadcast.js'
import type { BroadcastArgument, BroadcastResult, FloatDType, Shape } from '../../types/index.js'
import { floatBinary, ofTwo, unaryFunction } from '../signatures/families.js'
import { computed, rounded } from '../signatures/halves.js'
import { align, arithmeticKinds, checkKind, checkTensor, floatKind, numberKinds } from '../signatures/operands.js'
import { type BinaryFunction, type FloatBinaryFunction, typed, type UnaryFunction } from '../signatures/signatures.js'

/** The other where one is NaN, which no integer is. */
const ignoringNaN = (operation: string, extremum: (a: Tensor, b: Tensor) => Tensor): BinaryFunction => {
  const run = ofTwo(operation, numberKinds, (a, b) => extremum(p.select(p.eq(a, a), a, b), p.select(p.eq(b, b), b, a)))
  return (a, b) => typed(run(a, b))
}

/**
 * The larger of two, the other one where one is NaN. At ties each side gets half of the derivative.
 * @param a numbers[…], or a JavaScript number, which takes the dtype of b
 * @param b likewise; shapes broadcast, dtypes promote
 * @returns the broadcast shape, of the promoted dtype
 * @throws ShapeError when the shapes do not broadcast, DTypeError when the dtypes do not promote or are bool
 * @example
 * ```
 * fmax(tensor([1, NaN, 5]), 3).toArray() // [3, 3, 5]
 * ```
 */
export const fmax: BinaryFunction = ignoringNaN('fmax', p.max)

/**
 * The smaller of two, the other one where one is NaN. At ties each side gets half of the derivative.
 * @param a numbers[…], or a JavaScript number, which takes the dtype of b
 * @param b likewise; shapes broadcast, dtypes promote
 * @returns the broadcast shape, of the promoted dtype
 * @throws ShapeError when the shapes do not broadcast, DTypeError when the dtypes do not promote or are bool
 * @example
 * ```
 * fmin(tensor([1, NaN, 5]), 3).toArray() // [1, 3, 3]
 * ```
 */
export const fmin: BinaryFunction = ignoringNaN('fmin', p.min)

/**
 * A point on the way from start to end: `start + weight · (end - start)`; exactly end for weight 1.
 * @param start floats[…]
 * @param end floats[…], or a JavaScript number
 * @param weight floats[…], or a JavaScript number; the three shapes broadcast, dtypes promote
 * @returns the broadcast shape
 * @throws ShapeError when the shapes do not broadcast, DTypeError when the dtypes do not promote or are not float
 * @example
 * ```
 * lerp(tensor([0, 10]), tensor([4, 20]), 0.25).toArray() // [1, 12.5]
 * ```
 */
export function lerp<A extends Shape, D extends FloatDType, B extends Shape = [], C extends Shape = []>(
  start: Tensor<A, D>,
  end: number | BroadcastArgument<A, B, Tensor<B, D>>,
  weight: number | BroadcastArgument<BroadcastResult<A, B>, C, Tensor<C, D>>,
): Tensor<BroadcastResult<BroadcastResult<A, B>, C>, D>
export function lerp(start: unknown, end: unknown, weight: unknown): Tensor {
  checkTensor('lerp', start)
  const aligned = align('lerp', [start, end, weight])
  checkKind('lerp', aligned[0], floatKind)
  const [a, b, w] = [computed(aligned[0]), computed(aligned[1]), computed(aligned[2])]
  const way = p.sub(b, a)
  // From the nearer end, so that either is met exactly.
  const fromEnd = p.sub(b, p.mul(way, p.sub(full(1, w), w)))
  return rounded(p.select(p.lt(p.abs(w), full(0.5, w)), p.add(a, p.mul(w, way)), fromEnd), aligned[0].dtype)
}

/**
 * The unit step: 0 below zero, 1 above it, and the second operand at zero.
 * @param a floats[…], or a JavaScript number, which takes the dtype of b
 * @param b the value at zero, likewise; shapes broadcast, dtypes promote
 * @returns the broadcast shape, of the promoted dtype
 * @throws ShapeError when the shapes do not broadcast, DTypeError when the dtypes do not promote or are not float
 * @example
 * ```
 * heaviside(tensor([-2, 0, 3]), 0.5).toArray() // [0, 0.5, 1]
 * ```
 */
export const heaviside: FloatBinaryFunction = floatBinary('heaviside', (a, b) => {
  const zero = full(0, a)
  const step = p.max(p.sign(a), zero)
  return p.select(p.eq(a, zero), b, step)
})

/**
 * The same: `+x`.
 * @param x numbers[…]
 * @throws DTypeError on bool
 * @example
 * ```
 * positive(tensor([1, -2])).toArray() // [1, -2]
 * ```
 */
export const positive: UnaryFunction = unaryFunction('positive', arithmeticKinds, x => x)
