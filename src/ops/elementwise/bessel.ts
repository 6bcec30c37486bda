// Modified Bessel functions of the first kind, elementwise over floats.

import * as p from '../../primitives/elementwise/index.js'
import { floatFunction } from '../signatures/families.js'
import type { FloatFunction } from '../signatures/signatures.js'

/**
 * The modified Bessel function of order 0: `I₀(x) = 1/π · ∫₀^π e^(x·cos θ) dθ`.
 * @param x floats[…]
 * @throws DTypeError unless float
 * @example
 * ```
 * i0(tensor([0, Infinity])).toArray() // [1, Infinity]
 * ```
 */
export const i0: FloatFunction = floatFunction('i0', p.i0)

/**
 * The modified Bessel function of order 0, scaled: `e^-|x| · I₀(x)`.
 * @param x floats[…]
 * @throws DTypeError unless float
 * @example
 * ```
 * i0e(tensor([0, Infinity])).toArray() // [1, 0]
 * ```
 */
export const i0e: FloatFunction = floatFunction('i0e', p.i0e)

/**
 * The modified Bessel function of order 1: `I₁(x) = 1/π · ∫₀^π e^(x·cos θ) cos θ dθ`.
 * @param x floats[…]
 * @throws DTypeError unless float
 * @example
 * ```
 * i1(tensor([0, -Infinity])).toArray() // [0, -Infinity]
 * ```
 */
export const i1: FloatFunction = floatFunction('i1', p.i1)

/**
 * The modified Bessel function of order 1, scaled: `e^-|x| · I₁(x)`.
 * @param x floats[…]
 * @throws DTypeError unless float
 * @example
 * ```
 * i1e(tensor([0, Infinity])).toArray() // [0, 0]
 * ```
 */
export const i1e: FloatFunction = floatFunction('i1e', p.i1e)
