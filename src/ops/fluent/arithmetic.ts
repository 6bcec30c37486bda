// Methods of arithmetic, element by element.

import type { BroadcastArgument, BroadcastResult, DType, InexactDType, PromoteArgument, PromoteResult, Shape } from '../../types/index.js'
import type { PartMethod } from '../complex/parts.js'
import {
  abs,
  add,
  div,
  floorDivide,
  maximum,
  minimum,
  mul,
  neg,
  reciprocal,
  remainder,
  sign,
  square,
  sub,
} from '../elementwise/arithmetic.js'
import { fmax, fmin } from '../elementwise/between.js'
import { hypot, logaddexp } from '../elementwise/logarithmic.js'
import { pow } from '../elementwise/power.js'
import { fmod } from '../elementwise/remainder.js'
import { atan2 } from '../elementwise/trigonometric.js'
import type { BinaryMethod, FloatBinaryMethod, InexactBinaryMethod, InexactMethod, UnaryMethod } from '../signatures/signatures.js'
import type { MethodName } from './method-name.js'

declare module '../../core/tensor.js' {
  interface Tensor<out S extends Shape = Shape, out D extends DType = DType> {
    /** `a + b` */
    readonly add: BinaryMethod
    /** `a - b` */
    readonly sub: BinaryMethod
    /** `a · b`, element by element */
    readonly mul: BinaryMethod
    /** `a / b` of floats or complex numbers */
    readonly div: InexactBinaryMethod
    /** `⌊a / b⌋` */
    readonly floorDivide: BinaryMethod
    /** `a - b · ⌊a / b⌋` */
    readonly remainder: BinaryMethod
    /** `a - b · trunc(a / b)` */
    readonly fmod: BinaryMethod
    /** `max(a, b)`, element by element */
    readonly maximum: BinaryMethod
    /** `min(a, b)`, element by element */
    readonly minimum: BinaryMethod
    /** The larger of two, ignoring NaN. */
    readonly fmax: BinaryMethod
    /** The smaller of two, ignoring NaN. */
    readonly fmin: BinaryMethod
    /** The angle of the point (x, y), of which this is y. */
    readonly atan2: FloatBinaryMethod
    /** `√(a² + b²)` */
    readonly hypot: FloatBinaryMethod
    /** `ln(eᵃ + eᵇ)` */
    readonly logaddexp: FloatBinaryMethod
    /** `xⁿ` */
    pow<A extends Shape, DA extends DType>(this: Tensor<A, DA>, exponent: number): Tensor<A, DA>
    pow<A extends Shape, DA extends InexactDType, B extends Shape = [], DB extends InexactDType = never>(
      this: Tensor<A, DA>,
      exponent: BroadcastArgument<A, B, PromoteArgument<DA, DB, Tensor<B, DB>>>,
    ): Tensor<BroadcastResult<A, B>, PromoteResult<DA, DB>>
    /** `-x` */
    readonly neg: UnaryMethod
    /** `|x|` */
    readonly abs: PartMethod
    /** -1, 0 or 1 */
    readonly sign: UnaryMethod
    /** `x²` */
    readonly square: UnaryMethod
    /** `1 / x` */
    readonly reciprocal: InexactMethod
  }
}

export const arithmeticMethods = {
  abs,
  add,
  atan2,
  div,
  floorDivide,
  fmax,
  fmin,
  fmod,
  hypot,
  logaddexp,
  maximum,
  minimum,
  mul,
  neg,
  pow,
  reciprocal,
  remainder,
  sign,
  square,
  sub,
} satisfies Partial<Record<MethodName, unknown>>
