// The parts of floats: signs, exponents, fractions, neighbours, and replacing what is not finite.

import type { Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { full } from '../../primitives/structure/broadcast.js'
import { dtypeInfo, isFloat } from '../../support/dtype.js'
import { optionsOf } from '../../support/options.js'
import type { BroadcastArgument, BroadcastResult, FloatDType, IntDType, Shape } from '../../types/index.js'
import { floatBinary, floatFunction } from '../signatures/families.js'
import { checkInteger, checkKind, commonShape, elementOf, floatKind, integerKinds, numberKinds, stretch } from '../signatures/operands.js'
import { type FloatBinaryFunction, type FloatFunction, type PredicateFunction, typed } from '../signatures/signatures.js'

/**
 * Whether the sign bit is set: of negative numbers and of -0. NaN has no sign.
 * @param x numbers[…]
 * @returns bool[…]
 * @throws DTypeError on bool
 * @example
 * ```
 * signBit(tensor([-1, -0, 0])).toArray() // [true, true, false]
 * ```
 */
export const signBit: PredicateFunction = x => {
  checkKind('signBit', x, numberKinds)
  return typed(isFloat(x.dtype) ? p.signBit(x) : p.lt(x, full(0, x)))
}

const withSign = (x: Tensor, sign: Tensor): Tensor => p.select(p.ne(p.signBit(x), p.signBit(sign)), p.neg(x), x)

/**
 * The magnitude of one with the sign of the other: `|a| · sign b`, where -0 is negative. NaN counts as positive.
 * @param a floats[…], or a JavaScript number, which takes the dtype of b
 * @param b likewise; shapes broadcast, dtypes promote
 * @returns the broadcast shape, of the promoted dtype
 * @throws ShapeError when the shapes do not broadcast, DTypeError when the dtypes do not promote or are not float
 * @example
 * ```
 * copySign(tensor([1, -2]), tensor([-0, 3])).toArray() // [-1, 2]
 * ```
 */
export const copySign: FloatBinaryFunction = floatBinary('copySign', withSign)

/**
 * The next float from a in the direction of b; b itself where they are equal. It moves with a, by which its derivative is 1.
 * @param a floats[…], or a JavaScript number, which takes the dtype of b
 * @param b likewise; shapes broadcast, dtypes promote
 * @returns the broadcast shape, of the promoted dtype
 * @throws ShapeError when the shapes do not broadcast, DTypeError when the dtypes do not promote or are not float
 * @example
 * ```
 * nextAfter(tensor([1, 2]), Infinity).toArray() // [1.0000001192092896, 2.000000238418579]
 * ```
 */
export const nextAfter: FloatBinaryFunction = floatBinary('nextAfter', p.nextAfter, 'as they are')

/**
 * The distance to the next float away from zero, with the sign of x; NaN for infinities.
 * @param x floats[…]
 * @throws DTypeError unless float
 * @example
 * ```
 * spacing(tensor([1, -4])).toArray() // [1.1920928955078125e-7, -4.76837158203125e-7]
 * ```
 */
export const spacing: FloatFunction = floatFunction(
  'spacing',
  x => {
    const magnitude = p.abs(p.stopGradient(x))
    return withSign(p.sub(p.nextAfter(magnitude, full(Number.POSITIVE_INFINITY, x)), magnitude), x)
  },
  'as they are',
)

/**
 * Fraction and exponent: `x = m · 2ᵏ` with `½ ≤ |m| < 1`. Zeros, infinities and NaN are their own fractions, with exponent 0.
 * @param x floats[…]
 * @returns `[m, k]`: floats[…] and int32[…]
 * @throws DTypeError unless float
 * @example
 * ```
 * frexp(tensor([8, -0.75])).map(part => part.toArray()) // [[0.5, -0.75], [4, 0]]
 * ```
 */
export function frexp<S extends Shape, D extends FloatDType>(x: Tensor<S, D>): readonly [Tensor<S, D>, Tensor<S, 'int32'>] {
  checkKind('frexp', x, floatKind)
  const exponent = p.exponent(x)
  return [typed(p.ldexp(x, p.neg(exponent))), typed(exponent)]
}

/**
 * The product by a power of two, rounded once: `x · 2ᵏ`.
 * @param x floats[…]
 * @param exponent integers[…], or a JavaScript number; the shapes broadcast
 * @returns floats of the broadcast shape
 * @throws ShapeError when the shapes do not broadcast, DTypeError unless float and integer, ArgumentError when a number is no integer
 * @example
 * ```
 * ldexp(tensor([0.5, 3]), tensor([4, -1], 'int32')).toArray() // [8, 1.5]
 * ```
 */
export function ldexp<A extends Shape, D extends FloatDType, B extends Shape = []>(
  x: Tensor<A, D>,
  exponent: number | BroadcastArgument<A, B, Tensor<B, IntDType>>,
): Tensor<BroadcastResult<A, B>, D>
export function ldexp(x: unknown, exponent: unknown): Tensor {
  checkKind('ldexp', x, floatKind)
  if (typeof exponent === 'number') {
    checkInteger('ldexp', 'exponent', exponent)
    return p.ldexp(x, full(dtypeInfo('int32').store(exponent), { shape: x.shape, dtype: 'int32' }))
  }
  checkKind('ldexp', exponent, integerKinds, 'exponents')
  const shape = commonShape('ldexp', [x, exponent])
  return p.ldexp(stretch(x, shape), stretch(p.cast(exponent, 'int32'), shape))
}

/**
 * Fraction and whole part, both with the sign of x: `x = f + w` with `|f| < 1`. The fraction of infinities is 0.
 * @param x floats[…]
 * @returns `[f, w]`: floats[…] both
 * @throws DTypeError unless float
 * @example
 * ```
 * modf(tensor([2.5, -1.25])).map(part => part.toArray()) // [[0.5, -0.25], [2, -1]]
 * ```
 */
export function modf<S extends Shape, D extends FloatDType>(x: Tensor<S, D>): readonly [Tensor<S, D>, Tensor<S, D>] {
  checkKind('modf', x, floatKind)
  const isInfinite = p.eq(p.abs(x), full(Number.POSITIVE_INFINITY, x))
  const inside = p.select(isInfinite, full(0, x), x)
  const fraction = p.select(isInfinite, withSign(full(0, x), x), p.rem(inside, full(1, x)))
  return [typed(fraction), typed(p.trunc(x))]
}

/** What `nanToNum` puts in place. */
export interface NanToNumOptions {
  /** For NaN. Default 0. */
  readonly nan?: number
  /** For ∞. Default: the largest float of the dtype. */
  readonly posInf?: number
  /** For -∞. Default: the least float of the dtype. */
  readonly negInf?: number
}

/**
 * NaN and infinities replaced by numbers. The derivative is 0 there.
 * @param x floats[…]
 * @param options what takes their place
 * @throws DTypeError unless float, ArgumentError when a replacement is no number
 * @example
 * ```
 * nanToNum(tensor([1, NaN, -Infinity]), { negInf: -9 }).toArray() // [1, 0, -9]
 * ```
 */
export function nanToNum<S extends Shape, D extends FloatDType>(x: Tensor<S, D>, options?: NanToNumOptions): Tensor<S, D> {
  checkKind('nanToNum', x, floatKind)
  const { min, max } = dtypeInfo(x.dtype)
  const { nan, posInf, negInf } = optionsOf('nanToNum', options, { nan: 0, posInf: max, negInf: min })
  const value = (replacement: number): Tensor => full(elementOf('nanToNum', replacement, x.dtype), x)
  const aboveAll = p.eq(x, full(Number.POSITIVE_INFINITY, x))
  const belowAll = p.eq(x, full(Number.NEGATIVE_INFINITY, x))
  return typed(p.select(p.ne(x, x), value(nan), p.select(aboveAll, value(posInf), p.select(belowAll, value(negInf), x))))
}
