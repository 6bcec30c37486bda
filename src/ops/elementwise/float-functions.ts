// The functions of calculus, elementwise over floats and, most of them, complex numbers: exponentials, logarithms, roots, trigonometry, rounding.

import type { Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { full } from '../../primitives/structure/broadcast.js'
import { optionsOf } from '../../support/options.js'
import type { FloatDType, Shape } from '../../types/index.js'
import * as c from '../complex/exponential.js'
import * as t from '../complex/trigonometric.js'
import { floatFunction, inexactFunction } from '../signatures/families.js'
import { computed, rounded } from '../signatures/halves.js'
import { checkInteger, checkKind, floatKind } from '../signatures/operands.js'
import { type FloatFunction, type InexactFunction, typed } from '../signatures/signatures.js'

/**
 * The exponential: `eˣ`.
 * @param x floats[…] or complex[…]
 * @throws DTypeError unless float or complex
 * @example
 * ```
 * exp(tensor([0, -Infinity])).toArray() // [1, 0]
 * ```
 */
export const exp: InexactFunction = inexactFunction('exp', p.exp, c.exp)

/**
 * The exponential less one, exact near 0: `eˣ - 1`.
 * @param x floats[…]
 * @throws DTypeError unless float
 * @example
 * ```
 * expm1(tensor([0, -Infinity])).toArray() // [0, -1]
 * ```
 */
export const expm1: FloatFunction = floatFunction('expm1', p.expm1)

/**
 * The natural logarithm: `ln x`; -∞ at 0, NaN below; of complex numbers `ln|z| + i·arg z`.
 * @param x floats[…] or complex[…]
 * @throws DTypeError unless float or complex
 * @example
 * ```
 * log(tensor([1, 0])).toArray() // [0, -Infinity]
 * ```
 */
export const log: InexactFunction = inexactFunction('log', p.log, c.log)

/**
 * The logarithm of one more, exact near 0: `ln(1 + x)`.
 * @param x floats[…]
 * @throws DTypeError unless float
 * @example
 * ```
 * log1p(tensor([0, -1])).toArray() // [0, -Infinity]
 * ```
 */
export const log1p: FloatFunction = floatFunction('log1p', p.log1p)

/**
 * The square root: `√x`; NaN below 0; of complex numbers the root with a real part that is not negative.
 * @param x floats[…] or complex[…]
 * @throws DTypeError unless float or complex
 * @example
 * ```
 * sqrt(tensor([9, 2.25])).toArray() // [3, 1.5]
 * ```
 */
export const sqrt: InexactFunction = inexactFunction('sqrt', p.sqrt, c.sqrt)

/**
 * The reciprocal of the square root: `1 / √x`.
 * @param x floats[…]
 * @throws DTypeError unless float
 * @example
 * ```
 * rsqrt(tensor([4, 0])).toArray() // [0.5, Infinity]
 * ```
 */
export const rsqrt: FloatFunction = floatFunction('rsqrt', p.rsqrt)

/**
 * The sine of an angle in radians.
 * @param x floats[…] or complex[…]
 * @throws DTypeError unless float or complex
 * @example
 * ```
 * sin(tensor([0])).toArray() // [0]
 * ```
 */
export const sin: InexactFunction = inexactFunction('sin', p.sin, t.sin)

/**
 * The cosine of an angle in radians.
 * @param x floats[…] or complex[…]
 * @throws DTypeError unless float or complex
 * @example
 * ```
 * cos(tensor([0])).toArray() // [1]
 * ```
 */
export const cos: InexactFunction = inexactFunction('cos', p.cos, t.cos)

/**
 * The tangent of an angle in radians: `sin x / cos x`.
 * @param x floats[…] or complex[…]
 * @throws DTypeError unless float or complex
 * @example
 * ```
 * tan(tensor([0])).toArray() // [0]
 * ```
 */
export const tan: InexactFunction = inexactFunction('tan', p.tan, t.tan)

/**
 * The hyperbolic tangent: `(eˣ - e⁻ˣ) / (eˣ + e⁻ˣ)`.
 * @param x floats[…] or complex[…]
 * @throws DTypeError unless float or complex
 * @example
 * ```
 * tanh(tensor([0, Infinity])).toArray() // [0, 1]
 * ```
 */
export const tanh: InexactFunction = inexactFunction('tanh', p.tanh, t.tanh)

/**
 * The error function: `2/√π · ∫₀ˣ e^(-t²) dt`.
 * @param x floats[…]
 * @throws DTypeError unless float
 * @example
 * ```
 * erf(tensor([0, -Infinity])).toArray() // [0, -1]
 * ```
 */
export const erf: FloatFunction = floatFunction('erf', p.erf)

/**
 * The inverse of the error function; ±∞ at ±1, NaN beyond.
 * @param x floats[…]
 * @throws DTypeError unless float
 * @example
 * ```
 * erfInv(tensor([0, 1])).toArray() // [0, Infinity]
 * ```
 */
export const erfInv: FloatFunction = floatFunction('erfInv', p.erfInv)

/**
 * Rounded down: `⌊x⌋`.
 * @param x floats[…]
 * @throws DTypeError unless float
 * @example
 * ```
 * floor(tensor([1.5, -1.5])).toArray() // [1, -2]
 * ```
 */
export const floor: FloatFunction = floatFunction('floor', p.floor)

/**
 * Rounded up: `⌈x⌉`.
 * @param x floats[…]
 * @throws DTypeError unless float
 * @example
 * ```
 * ceil(tensor([1.5, -1.5])).toArray() // [2, -1]
 * ```
 */
export const ceil: FloatFunction = floatFunction('ceil', p.ceil)

/**
 * Rounded towards zero.
 * @param x floats[…]
 * @throws DTypeError unless float
 * @example
 * ```
 * trunc(tensor([1.5, -1.5])).toArray() // [1, -1]
 * ```
 */
export const trunc: FloatFunction = floatFunction('trunc', p.trunc)

/** What `round` takes. */
export interface RoundOptions {
  /** How many digits are kept after the point; before it, if negative. Default 0. */
  readonly decimals?: number
}

/**
 * Rounded to the nearest integer, ties to the even one; or to so many decimals, `round(x · 10ᵈ) / 10ᵈ`.
 * @param x floats[…]
 * @param options decimals: how many digits are kept after the point, before it if negative; default 0
 * @throws DTypeError unless float, ArgumentError unless decimals is an integer
 * @example
 * ```
 * round(tensor([0.5, 1.5, 2.6])).toArray() // [0, 2, 3]
 * round(tensor([127, 0.126], 'float64'), { decimals: 2 }).toArray() // [127, 0.13]
 * round(tensor([127, 135]), { decimals: -1 }).toArray() // [130, 140]
 * ```
 */
export function round<S extends Shape, D extends FloatDType>(x: Tensor<S, D>, options?: RoundOptions): Tensor<S, D> {
  const { decimals } = optionsOf('round', options, { decimals: 0 })
  checkKind('round', x, floatKind)
  checkInteger('round', 'decimals', decimals)
  if (decimals === 0) return typed(rounded(p.round(computed(x)), x.dtype))
  const at = computed(x)
  const scale = full(10 ** Math.abs(decimals), at)
  const digits = decimals > 0 ? p.div(p.round(p.mul(at, scale)), scale) : p.mul(p.round(p.div(at, scale)), scale)
  return typed(rounded(digits, x.dtype))
}
