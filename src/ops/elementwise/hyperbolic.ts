// Hyperbolic functions beside tanh, and their inverses, elementwise over floats and complex numbers.

import * as p from '../../primitives/elementwise/index.js'
import * as t from '../complex/trigonometric.js'
import { inexactFunction } from '../signatures/families.js'
import type { InexactFunction } from '../signatures/signatures.js'

/**
 * The hyperbolic sine: `(eˣ - e⁻ˣ) / 2`.
 * @param x floats[…] or complex[…]
 * @throws DTypeError unless float or complex
 * @example
 * ```
 * sinh(tensor([0, Infinity])).toArray() // [0, Infinity]
 * ```
 */
export const sinh: InexactFunction = inexactFunction('sinh', p.sinh, t.sinh)

/**
 * The hyperbolic cosine: `(eˣ + e⁻ˣ) / 2`.
 * @param x floats[…] or complex[…]
 * @throws DTypeError unless float or complex
 * @example
 * ```
 * cosh(tensor([0, -Infinity])).toArray() // [1, Infinity]
 * ```
 */
export const cosh: InexactFunction = inexactFunction('cosh', p.cosh, t.cosh)

/**
 * The inverse hyperbolic sine: `ln(x + √(x² + 1))`.
 * @param x floats[…] or complex[…]
 * @throws DTypeError unless float or complex
 * @example
 * ```
 * asinh(tensor([0])).toArray() // [0]
 * ```
 */
export const asinh: InexactFunction = inexactFunction('asinh', p.asinh, t.asinh)

/**
 * The inverse hyperbolic cosine: `ln(x + √(x² - 1))`; NaN below 1.
 * @param x floats[…] or complex[…]
 * @throws DTypeError unless float or complex
 * @example
 * ```
 * acosh(tensor([1, 0])).toArray() // [0, NaN]
 * ```
 */
export const acosh: InexactFunction = inexactFunction('acosh', p.acosh, t.acosh)

/**
 * The inverse hyperbolic tangent: `½ ln((1 + x) / (1 - x))`; ±∞ at ±1, NaN beyond.
 * @param x floats[…] or complex[…]
 * @throws DTypeError unless float or complex
 * @example
 * ```
 * atanh(tensor([0, 1])).toArray() // [0, Infinity]
 * ```
 */
export const atanh: InexactFunction = inexactFunction('atanh', p.atanh, t.atanh)
