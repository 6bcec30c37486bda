// Powers and logarithms to other bases, sums of exponentials, and products with logarithms, elementwise over floats.

import type { Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { full } from '../../primitives/structure/broadcast.js'
import * as c from '../complex/exponential.js'
import { floatBinary, floatFunction, inexactFunction } from '../signatures/families.js'
import type { FloatBinaryFunction, FloatFunction, InexactFunction } from '../signatures/signatures.js'

/**
 * The power of two: `2ˣ`.
 * @param x floats[…] or complex[…]
 * @throws DTypeError unless float or complex
 * @example
 * ```
 * exp2(tensor([3, -Infinity])).toArray() // [8, 0]
 * ```
 */
export const exp2: InexactFunction = inexactFunction('exp2', p.exp2, c.exp2)

/**
 * The logarithm to base 2; whole for powers of two.
 * @param x floats[…] or complex[…]
 * @throws DTypeError unless float or complex
 * @example
 * ```
 * log2(tensor([8, 0])).toArray() // [3, -Infinity]
 * ```
 */
export const log2: InexactFunction = inexactFunction('log2', p.log2, c.logTo(2))

/**
 * The logarithm to base 10; whole for powers of ten.
 * @param x floats[…] or complex[…]
 * @throws DTypeError unless float or complex
 * @example
 * ```
 * log10(tensor([1000, 0])).toArray() // [3, -Infinity]
 * ```
 */
export const log10: InexactFunction = inexactFunction('log10', p.log10, c.logTo(10))

/**
 * The cube root: `∛x`, negative for negative x.
 * @param x floats[…]
 * @throws DTypeError unless float
 * @example
 * ```
 * cbrt(tensor([27, -8])).toArray() // [3, -2]
 * ```
 */
export const cbrt: FloatFunction = floatFunction('cbrt', p.cbrt)

/**
 * The hypotenuse: `√(a² + b²)`, without overflow on the way. ∞ if one side is infinite.
 * @param a floats[…], or a JavaScript number, which takes the dtype of b
 * @param b likewise; shapes broadcast, dtypes promote
 * @returns the broadcast shape, of the promoted dtype
 * @throws ShapeError when the shapes do not broadcast, DTypeError when the dtypes do not promote or are not float
 * @example
 * ```
 * hypot(tensor([3, 1e30]), tensor([4, 0])).toArray() // [5, 1.0000000150474662e+30]
 * ```
 */
export const hypot: FloatBinaryFunction = floatBinary('hypot', p.hypot)

const isInfinite = (x: Tensor): Tensor => p.eq(p.abs(x), full(Number.POSITIVE_INFINITY, x))

/** `f(a) + f(b)` under the inverse of f, from the larger and the (negative) distance of the smaller; smooth also where they are equal. */
function sumOf(a: Tensor, b: Tensor, more: (distance: Tensor) => Tensor): Tensor {
  const first = p.ge(a, b)
  const [high, low] = [p.select(first, a, b), p.select(first, b, a)]
  // Of equal infinities there is no difference.
  const alike = p.and(p.eq(high, low), isInfinite(high))
  const zero = full(0, a)
  return p.add(high, more(p.sub(p.select(alike, zero, low), p.select(alike, zero, high))))
}

/**
 * The logarithm of a sum of exponentials: `ln(eᵃ + eᵇ)`, without overflow on the way.
 * @param a floats[…], or a JavaScript number, which takes the dtype of b
 * @param b likewise; shapes broadcast, dtypes promote
 * @returns the broadcast shape, of the promoted dtype
 * @throws ShapeError when the shapes do not broadcast, DTypeError when the dtypes do not promote or are not float
 * @example
 * ```
 * logaddexp(tensor([-Infinity, 1000]), tensor([3, -1000])).toArray() // [3, 1000]
 * ```
 */
export const logaddexp: FloatBinaryFunction = floatBinary('logaddexp', (a, b) => sumOf(a, b, x => p.log1p(p.exp(x))))

/**
 * The logarithm to base 2 of a sum of powers of two: `log₂(2ᵃ + 2ᵇ)`, without overflow on the way.
 * @param a floats[…], or a JavaScript number, which takes the dtype of b
 * @param b likewise; shapes broadcast, dtypes promote
 * @returns the broadcast shape, of the promoted dtype
 * @throws ShapeError when the shapes do not broadcast, DTypeError when the dtypes do not promote or are not float
 * @example
 * ```
 * logaddexp2(tensor([3, -Infinity]), tensor([3, 5])).toArray() // [4, 5]
 * ```
 */
export const logaddexp2: FloatBinaryFunction = floatBinary('logaddexp2', (a, b) =>
  sumOf(a, b, x => p.mul(p.log1p(p.exp2(x)), full(Math.LOG2E, x))),
)

/** `x · log(y)`, with a y that makes it 0 where x is 0 and y is none of the numbers from `least` to ∞. */
function weighted(x: Tensor, y: Tensor, least: number, log: (y: Tensor) => Tensor): Tensor {
  const zero = full(0, x)
  const inside = p.and(p.gt(y, full(least, y)), p.lt(y, full(Number.POSITIVE_INFINITY, y)))
  const nothing = p.and(p.and(p.eq(x, zero), p.not(inside)), p.eq(y, y))
  return p.mul(x, log(p.select(nothing, full(least + 1, y), y)))
}
const xlogyOf = (x: Tensor, y: Tensor): Tensor => weighted(x, y, 0, p.log)

/**
 * The product with a logarithm: `x · ln y`, which is 0 for x = 0 whatever number y is.
 * @param x floats[…], or a JavaScript number, which takes the dtype of y
 * @param y likewise; shapes broadcast, dtypes promote
 * @returns the broadcast shape, of the promoted dtype
 * @throws ShapeError when the shapes do not broadcast, DTypeError when the dtypes do not promote or are not float
 * @example
 * ```
 * xlogy(tensor([0, 2]), tensor([0, 1])).toArray() // [0, 0]
 * ```
 */
export const xlogy: FloatBinaryFunction = floatBinary('xlogy', xlogyOf)

/**
 * The product with a logarithm of one more: `x · ln(1 + y)`, which is 0 for x = 0 whatever number y is.
 * @param x floats[…], or a JavaScript number, which takes the dtype of y
 * @param y likewise; shapes broadcast, dtypes promote
 * @returns the broadcast shape, of the promoted dtype
 * @throws ShapeError when the shapes do not broadcast, DTypeError when the dtypes do not promote or are not float
 * @example
 * ```
 * xlog1py(tensor([0, 2]), tensor([-1, 0])).toArray() // [0, 0]
 * ```
 */
export const xlog1py: FloatBinaryFunction = floatBinary('xlog1py', (x, y) => weighted(x, y, -1, p.log1p))

/**
 * The terms of an entropy: `-x · ln x`; 0 at 0, -∞ below.
 * @param x floats[…]
 * @throws DTypeError unless float
 * @example
 * ```
 * entr(tensor([1, 0, -1])).toArray() // [0, 0, -Infinity]
 * ```
 */
export const entr: FloatFunction = floatFunction('entr', x => {
  const isNegative = p.lt(x, full(0, x))
  const inside = p.select(isNegative, full(1, x), x)
  return p.select(isNegative, full(Number.NEGATIVE_INFINITY, x), p.sub(full(0, x), xlogyOf(inside, inside)))
})

/**
 * The inverse of the logistic function: `ln(x / (1 - x))`; ±∞ at 1 and 0, NaN outside.
 * @param x floats[…]
 * @throws DTypeError unless float
 * @example
 * ```
 * logit(tensor([0.5, 1])).toArray() // [0, Infinity]
 * ```
 */
export const logit: FloatFunction = floatFunction('logit', p.logit)
