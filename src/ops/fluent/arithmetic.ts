// Methods of arithmetic, element by element.

import type { BroadcastArgument, BroadcastResult, DType, FloatDType, PromoteArgument, PromoteResult, Shape } from '../../types/index.js'
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
import { pow } from '../elementwise/power.js'
import type { BinaryMethod, FloatBinaryMethod, FloatMethod, UnaryMethod } from '../signatures/signatures.js'
import type { MethodName } from './method-name.js'

declare module '../../core/tensor.js' {
  interface Tensor<out S extends Shape = Shape, out D extends DType = DType> {
    /** `a + b` */
    readonly add: BinaryMethod
    /** `a - b` */
    readonly sub: BinaryMethod
    /** `a · b`, element by element */
    readonly mul: BinaryMethod
    /** `a / b` of floats */
    readonly div: FloatBinaryMethod
    /** `⌊a / b⌋` */
    readonly floorDivide: BinaryMethod
    /** `a - b · ⌊a / b⌋` */
    readonly remainder: BinaryMethod
    /** `max(a, b)`, element by element */
    readonly maximum: BinaryMethod
    /** `min(a, b)`, element by element */
    readonly minimum: BinaryMethod
    /** `xⁿ` */
    pow<A extends Shape, DA extends DType>(this: Tensor<A, DA>, exponent: number): Tensor<A, DA>
    pow<A extends Shape, DA extends FloatDType, B extends Shape = [], DB extends FloatDType = never>(
      this: Tensor<A, DA>,
      exponent: BroadcastArgument<A, B, PromoteArgument<DA, DB, Tensor<B, DB>>>,
    ): Tensor<BroadcastResult<A, B>, PromoteResult<DA, DB>>
    /** `-x` */
    readonly neg: UnaryMethod
    /** `|x|` */
    readonly abs: UnaryMethod
    /** -1, 0 or 1 */
    readonly sign: UnaryMethod
    /** `x²` */
    readonly square: UnaryMethod
    /** `1 / x` */
    readonly reciprocal: FloatMethod
  }
}

export const arithmeticMethods = {
  abs,
  add,
  div,
  floorDivide,
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
