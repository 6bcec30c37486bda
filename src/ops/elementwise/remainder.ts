// Remainders beside Python's, and the two together; divisors and multiples of integers.

import type { Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { full } from '../../primitives/structure/broadcast.js'
import type { BroadcastArgument, BroadcastResult, DType, IntDType, PromoteArgument, PromoteResult, Shape } from '../../types/index.js'
import { ofTwo } from '../signatures/families.js'
import { align, checkKind, integerKinds, numberKinds } from '../signatures/operands.js'
import { type BinaryFunction, typed } from '../signatures/signatures.js'
import { floorDivide, remainder } from './arithmetic.js'

const binary = (operation: string, kinds: typeof numberKinds, apply: (a: Tensor, b: Tensor) => Tensor): BinaryFunction => {
  const run = ofTwo(operation, kinds, apply)
  return (a, b) => typed(run(a, b))
}

/**
 * The remainder with the sign of the dividend, as in C: `a - b · trunc(a / b)`.
 * @param a numbers[…], or a JavaScript number, which takes the dtype of b
 * @param b likewise; shapes broadcast, dtypes promote
 * @returns the broadcast shape, of the promoted dtype; of an integer by 0 the dividend, of a float NaN
 * @throws ShapeError when the shapes do not broadcast, DTypeError when the dtypes do not promote or are bool
 * @example
 * ```
 * fmod(tensor([7, -7], 'int32'), 3).toArray() // [1, -1]
 * ```
 */
export const fmod: BinaryFunction = binary('fmod', numberKinds, p.rem)

/**
 * Quotient rounded down and remainder: `[floorDivide(a, b), remainder(a, b)]`.
 * @param a numbers[…], or a JavaScript number, which takes the dtype of b
 * @param b likewise; shapes broadcast, dtypes promote
 * @returns two tensors of the broadcast shape, of the promoted dtype
 * @throws ShapeError when the shapes do not broadcast, DTypeError when the dtypes do not promote or are bool
 * @example
 * ```
 * divmod(tensor([7, -7], 'int32'), 3).map(part => part.toArray()) // [[2, -3], [1, 2]]
 * ```
 */
export function divmod<A extends Shape = [], DA extends DType = never, B extends Shape = [], DB extends DType = never>(
  a: number | Tensor<A, DA>,
  b: number | BroadcastArgument<A, B, PromoteArgument<DA, DB, Tensor<B, DB>>>,
): readonly [Tensor<BroadcastResult<A, B>, PromoteResult<DA, DB>>, Tensor<BroadcastResult<A, B>, PromoteResult<DA, DB>>]
export function divmod(a: unknown, b: unknown): readonly [Tensor, Tensor] {
  const [left, right] = align('divmod', [a, b])
  checkKind('divmod', left, numberKinds)
  return [floorDivide(left, right), remainder(left, right)]
}

/**
 * The greatest common divisor of the magnitudes; with 0 the other one.
 * @param a integers[…], or a JavaScript number, which takes the dtype of b
 * @param b likewise; shapes broadcast, dtypes promote
 * @returns the broadcast shape, of the promoted dtype
 * @throws ShapeError when the shapes do not broadcast, DTypeError when the dtypes do not promote or are not integer
 * @example
 * ```
 * gcd(tensor([12, -18, 0], 'int32'), 8).toArray() // [4, 2, 8]
 * ```
 */
export const gcd: BinaryFunction = binary('gcd', integerKinds, p.gcd)

/**
 * The least common multiple of the magnitudes, wrapping; with 0 it is 0.
 * @param a integers[…], or a JavaScript number, which takes the dtype of b
 * @param b likewise; shapes broadcast, dtypes promote
 * @returns the broadcast shape, of the promoted dtype
 * @throws ShapeError when the shapes do not broadcast, DTypeError when the dtypes do not promote or are not integer
 * @example
 * ```
 * lcm(tensor([12, -18, 0], 'int32'), 8).toArray() // [24, 72, 0]
 * ```
 */
export const lcm: BinaryFunction = binary('lcm', integerKinds, (a, b) => {
  const [zero, one, divisor] = [full(0, a), full(1, a), p.gcd(a, b)]
  return p.abs(p.mul(p.div(a, p.select(p.eq(divisor, zero), one, divisor)), b))
})

/**
 * How many bits of the magnitude are set.
 * @param x integers[…]
 * @returns uint8[…]
 * @throws DTypeError unless integer
 * @example
 * ```
 * bitwiseCount(tensor([7, -8], 'int32')).toArray() // [3, 1]
 * ```
 */
export function bitwiseCount<S extends Shape>(x: Tensor<S, IntDType>): Tensor<S, 'uint8'> {
  checkKind('bitwiseCount', x, integerKinds)
  return typed(p.bitCount(x))
}
