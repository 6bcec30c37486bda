// Methods that are functions of floats, element by element, and activations.

import type { DType, FloatDType, Shape } from '../../types/index.js'
import { type GeluApproximation, gelu, logSigmoid, relu, sigmoid, silu, softplus } from '../elementwise/activations.js'
import { erfc } from '../elementwise/error-functions.js'
import {
  ceil,
  cos,
  erf,
  exp,
  expm1,
  floor,
  log,
  log1p,
  type RoundOptions,
  round,
  rsqrt,
  sin,
  sqrt,
  tan,
  tanh,
  trunc,
} from '../elementwise/float-functions.js'
import { digamma, lgamma } from '../elementwise/gamma-functions.js'
import { acosh, asinh, atanh, cosh, sinh } from '../elementwise/hyperbolic.js'
import { cbrt, exp2, log2, log10, logit } from '../elementwise/logarithmic.js'
import { acos, asin, atan, sinc } from '../elementwise/trigonometric.js'
import type { FloatMethod, InexactMethod, UnaryMethod } from '../signatures/signatures.js'
import type { MethodName } from './method-name.js'

declare module '../../core/tensor.js' {
  interface Tensor<out S extends Shape = Shape, out D extends DType = DType> {
    // ---- functions of floats, some of complex numbers too ----
    /** `eˣ` */
    readonly exp: InexactMethod
    /** `eˣ - 1`, exact near 0 */
    readonly expm1: FloatMethod
    /** `2ˣ` */
    readonly exp2: InexactMethod
    /** `ln x` */
    readonly log: InexactMethod
    /** `ln(1 + x)`, exact near 0 */
    readonly log1p: FloatMethod
    /** The logarithm to base 2. */
    readonly log2: InexactMethod
    /** The logarithm to base 10. */
    readonly log10: InexactMethod
    /** `ln(x / (1 - x))` */
    readonly logit: FloatMethod
    /** `√x` */
    readonly sqrt: InexactMethod
    /** `1 / √x` */
    readonly rsqrt: FloatMethod
    /** `∛x` */
    readonly cbrt: FloatMethod
    /** The sine of an angle in radians. */
    readonly sin: InexactMethod
    /** The cosine of an angle in radians. */
    readonly cos: InexactMethod
    /** The tangent of an angle in radians. */
    readonly tan: InexactMethod
    /** The angle whose sine is x. */
    readonly asin: InexactMethod
    /** The angle whose cosine is x. */
    readonly acos: InexactMethod
    /** The angle whose tangent is x. */
    readonly atan: InexactMethod
    /** `sin πx / (πx)` */
    readonly sinc: FloatMethod
    /** The hyperbolic sine. */
    readonly sinh: InexactMethod
    /** The hyperbolic cosine. */
    readonly cosh: InexactMethod
    /** The hyperbolic tangent. */
    readonly tanh: InexactMethod
    /** The inverse hyperbolic sine. */
    readonly asinh: InexactMethod
    /** The inverse hyperbolic cosine. */
    readonly acosh: InexactMethod
    /** The inverse hyperbolic tangent. */
    readonly atanh: InexactMethod
    /** The error function. */
    readonly erf: FloatMethod
    /** `1 - erf x` */
    readonly erfc: FloatMethod
    /** `ln|Γ(x)|` */
    readonly lgamma: FloatMethod
    /** The derivative of lgamma. */
    readonly digamma: FloatMethod
    /** `⌊x⌋` */
    readonly floor: FloatMethod
    /** `⌈x⌉` */
    readonly ceil: FloatMethod
    /** Rounded towards zero. */
    readonly trunc: FloatMethod
    /** To the nearest integer, ties to the even one; or to so many decimals. */
    round<A extends Shape, DA extends FloatDType>(this: Tensor<A, DA>, options?: RoundOptions): Tensor<A, DA>

    // ---- activations ----
    /** `max(x, 0)` */
    readonly relu: UnaryMethod
    /** `1 / (1 + e⁻ˣ)` */
    readonly sigmoid: FloatMethod
    /** `-ln(1 + e⁻ˣ)` */
    readonly logSigmoid: FloatMethod
    /** `ln(1 + eˣ)` */
    readonly softplus: FloatMethod
    /** `x · sigmoid(x)` */
    readonly silu: FloatMethod
    /** `x · Φ(x)` */
    gelu<A extends Shape, DA extends FloatDType>(this: Tensor<A, DA>, approximate?: GeluApproximation): Tensor<A, DA>
  }
}

export const functionMethods = {
  acos,
  acosh,
  asin,
  asinh,
  atan,
  atanh,
  cbrt,
  ceil,
  cos,
  cosh,
  digamma,
  erf,
  erfc,
  exp,
  exp2,
  expm1,
  floor,
  gelu,
  lgamma,
  log,
  log10,
  log1p,
  log2,
  logSigmoid,
  logit,
  relu,
  round,
  rsqrt,
  sigmoid,
  silu,
  sin,
  sinc,
  sinh,
  softplus,
  sqrt,
  tan,
  tanh,
  trunc,
} satisfies Partial<Record<MethodName, unknown>>
