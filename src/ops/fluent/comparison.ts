// Methods that compare, choose and convert element by element.

import { stopGradient } from '../../transforms/custom/stop-gradient.js'
import type { BroadcastArgument, BroadcastResult, DType, FloatDType, PromoteArgument, Shape } from '../../types/index.js'
import { cast, clamp } from '../elementwise/choose.js'
import { allClose, type ClosenessOptions, isClose } from '../elementwise/closeness.js'
import * as comparison from '../elementwise/comparison.js'
import { logicalAnd, logicalNot, logicalOr, logicalXor } from '../elementwise/logic.js'
import { type NanToNumOptions, nanToNum } from '../elementwise/parts.js'
import type { ComparisonMethod, LogicalMethod, PredicateMethod, UnaryMethod, WeakNumber } from '../signatures/signatures.js'
import type { MethodName } from './method-name.js'

declare module '../../core/tensor.js' {
  interface Tensor<out S extends Shape = Shape, out D extends DType = DType> {
    /** `a = b` */
    readonly equal: ComparisonMethod
    /** `a ≠ b` */
    readonly notEqual: ComparisonMethod
    /** `a < b` */
    readonly less: ComparisonMethod
    /** `a ≤ b` */
    readonly lessEqual: ComparisonMethod
    /** `a > b` */
    readonly greater: ComparisonMethod
    /** `a ≥ b` */
    readonly greaterEqual: ComparisonMethod
    /** Whether each element is NaN. */
    readonly isNaN: PredicateMethod
    /** Whether each element is neither infinite nor NaN. */
    readonly isFinite: PredicateMethod
    /** Whether each element is infinite. */
    readonly isInf: PredicateMethod
    /** Whether each element is ∞. */
    readonly isPosInf: PredicateMethod
    /** Whether each element is -∞. */
    readonly isNegInf: PredicateMethod
    /** Whether two numbers are equal up to a tolerance. */
    isClose<A extends Shape, DA extends DType, B extends Shape = [], DB extends DType = never>(
      this: Tensor<A, DA>,
      b: number | BroadcastArgument<A, B, PromoteArgument<DA, DB, Tensor<B, DB>>>,
      options?: ClosenessOptions,
    ): Tensor<BroadcastResult<A, B>, 'bool'>
    /** Whether all numbers are equal up to a tolerance. */
    allClose<A extends Shape, DA extends DType, B extends Shape = [], DB extends DType = never>(
      this: Tensor<A, DA>,
      b: number | BroadcastArgument<A, B, PromoteArgument<DA, DB, Tensor<B, DB>>>,
      options?: ClosenessOptions,
    ): Tensor<[], 'bool'>
    /** NaN and infinities replaced by numbers. */
    nanToNum<A extends Shape, DA extends FloatDType>(this: Tensor<A, DA>, options?: NanToNumOptions): Tensor<A, DA>
    /** Whether both hold. */
    readonly logicalAnd: LogicalMethod
    /** Whether one of them holds, or both. */
    readonly logicalOr: LogicalMethod
    /** Whether exactly one of them holds. */
    readonly logicalXor: LogicalMethod
    /** Whether it does not hold. */
    logicalNot<A extends Shape>(this: Tensor<A, 'bool'>): Tensor<A, 'bool'>
    /** `min(max(x, low), high)` */
    clamp<A extends Shape, DA extends DType>(this: Tensor<A, DA>, low: WeakNumber, high: WeakNumber): Tensor<A, DA>
    clamp<A extends Shape, DA extends DType, L extends Shape = [], H extends Shape = []>(
      this: Tensor<A, DA>,
      low: WeakNumber | BroadcastArgument<A, L, Tensor<L, DA>>,
      high: WeakNumber | BroadcastArgument<BroadcastResult<A, L>, H, Tensor<H, DA>>,
    ): Tensor<BroadcastResult<BroadcastResult<A, L>, H>, DA>
    /** The elements converted to another dtype. */
    cast<A extends Shape, DA extends DType>(this: Tensor<A>, dtype: DA): Tensor<A, DA>
    /** The same value, of which no derivative is taken. */
    readonly stopGradient: UnaryMethod
  }
}

export const comparisonMethods = {
  ...comparison,
  allClose,
  cast,
  clamp,
  isClose,
  logicalAnd,
  logicalNot,
  logicalOr,
  logicalXor,
  nanToNum,
  stopGradient,
} satisfies Partial<Record<MethodName, unknown>>
