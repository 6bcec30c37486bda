// Hyperbolic functions beside tanh, and their inverses, elementwise over floats.

import * as p from '../../primitives/elementwise/index.js'
import { floatFunction } from '../signatures/families.js'
import type { FloatFunction } from '../signatures/signatures.js'

/**
 * The hyperbolic sine: `(eˣ - e⁻ˣ) / 2`.
 * @param x floats[…]
 * @throws DTypeError unless float
 * @example
 * ```
 * sinh(tensor([0, Infinity])).toArray() // [0, Infinity]
 * ```
 */
export const sinh: FloatFunction = floatFunction('sinh', p.sinh)

/**
 * The hyperbolic cosine: `(eˣ + e⁻ˣ) / 2`.
 * @param x floats[…]
 * @throws DTypeError unless float
 * @example
 * ```
 * cosh(tensor([0, -Infinity])).toArray() // [1, Infinity]
 * ```
 */
export const cosh: FloatFunction = floatFunction('cosh', p.cosh)

/**
 * The inverse hyperbolic sine: `ln(x + √(x² + 1))`.
 * @param x floats[…]
 * @throws DTypeError unless float
 * @example
 * ```
 * asinh(tensor([0])).toArray() // [0]
 * ```
 */
export const asinh: FloatFunction = floatFunction('asinh', p.asinh)

/**
 * The inverse hyperbolic cosine: `ln(x + √(x² - 1))`; NaN below 1.
 * @param x floats[…]
 * @throws DTypeError unless float
 * @example
 * ```
 * acosh(tensor([1, 0])).toArray() // [0, NaN]
 * ```
 */
export const acosh: FloatFunction = floatFunction('acosh', p.acosh)

/**
 * The inverse hyperbolic tangent: `½ ln((1 + x) / (1 - x))`; ±∞ at ±1, NaN beyond.
 * @param x floats[…]
 * @throws DTypeError unless float
 * @example
 * ```
 * atanh(tensor([0, 1])).toArray() // [0, Infinity]
 * ```
 */
export const atanh: FloatFunction = floatFunction('atanh', p.atanh)
