// The complements of the error function and the normal distribution, elementwise over floats.

import * as p from '../../primitives/elementwise/index.js'
import { floatFunction } from '../signatures/families.js'
import type { FloatFunction } from '../signatures/signatures.js'

/**
 * The complementary error function: `1 - erf x`, precise where it is small.
 * @param x floats[…]
 * @throws DTypeError unless float
 * @example
 * ```
 * erfc(tensor([0, Infinity])).toArray() // [1, 0]
 * ```
 */
export const erfc: FloatFunction = floatFunction('erfc', p.erfc)

/**
 * The scaled complementary error function: `e^(x²) · erfc x`, which neither vanishes nor overflows for positive x.
 * @param x floats[…]
 * @throws DTypeError unless float
 * @example
 * ```
 * erfcx(tensor([0, Infinity])).toArray() // [1, 0]
 * ```
 * @source W. J. Cody, 1969
 */
export const erfcx: FloatFunction = floatFunction('erfcx', p.erfcx)

/**
 * The distribution function of the standard normal distribution: `½ erfc(-x/√2)`.
 * @param x floats[…]
 * @throws DTypeError unless float
 * @example
 * ```
 * ndtr(tensor([0, -Infinity])).toArray() // [0.5, 0]
 * ```
 */
export const ndtr: FloatFunction = floatFunction('ndtr', p.ndtr)
