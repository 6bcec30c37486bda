// Methods that are functions of floats, element by element, and activations.

import type { DType, FloatDType, Shape } from '../../types/index.js'
import { type GeluApproximation, gelu, logSigmoid, relu, sigmoid, silu, softplus } from '../elementwise/activations.js'
import { ceil, cos, erf, exp, expm1, floor, log, log1p, round, rsqrt, sin, sqrt, tan, tanh } from '../elementwise/float-functions.js'
import type { FloatMethod, UnaryMethod } from '../signatures/signatures.js'
import type { MethodName } from './method-name.js'

declare module '../../core/tensor.js' {
  interface Tensor<out S extends Shape = Shape, out D extends DType = DType> {
    // ---- functions of floats ----
    /** `eˣ` */
    readonly exp: FloatMethod
    /** `eˣ - 1`, exact near 0 */
    readonly expm1: FloatMethod
    /** `ln x` */
    readonly log: FloatMethod
    /** `ln(1 + x)`, exact near 0 */
    readonly log1p: FloatMethod
    /** `√x` */
    readonly sqrt: FloatMethod
    /** `1 / √x` */
    readonly rsqrt: FloatMethod
    /** The sine of an angle in radians. */
    readonly sin: FloatMethod
    /** The cosine of an angle in radians. */
    readonly cos: FloatMethod
    /** The tangent of an angle in radians. */
    readonly tan: FloatMethod
    /** The hyperbolic tangent. */
    readonly tanh: FloatMethod
    /** The error function. */
    readonly erf: FloatMethod
    /** `⌊x⌋` */
    readonly floor: FloatMethod
    /** `⌈x⌉` */
    readonly ceil: FloatMethod
    /** To the nearest integer, ties to the even one. */
    readonly round: FloatMethod

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
  ceil,
  cos,
  erf,
  exp,
  expm1,
  floor,
  gelu,
  log,
  log1p,
  logSigmoid,
  relu,
  round,
  rsqrt,
  sigmoid,
  silu,
  sin,
  softplus,
  sqrt,
  tan,
  tanh,
} satisfies Partial<Record<MethodName, unknown>>
