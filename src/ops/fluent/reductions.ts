// Methods that reduce axes, or normalize along one.

import type { DType, FloatDType, InexactDType, Shape } from '../../types/index.js'
import { all, any, max, mean, min, prod, sum } from '../reductions/reduce.js'
import { logSoftmax, logsumexp, type SoftmaxMethod, softmax } from '../reductions/softmax.js'
import {
  type ArgReductionMethod,
  argmax,
  argmin,
  norm,
  type RealReductionMethod,
  type SpreadMethod,
  std,
  variance,
} from '../reductions/statistics.js'
import { type CountMethod, countNonzero, ptp } from '../reductions/summaries.js'
import type { BoolReductionMethod, ReductionMethod } from '../signatures/signatures.js'
import type { MethodName } from './method-name.js'

declare module '../../core/tensor.js' {
  interface Tensor<out S extends Shape = Shape, out D extends DType = DType> {
    /** `Σ x` */
    readonly sum: ReductionMethod<DType>
    /** `Π x` */
    readonly prod: ReductionMethod<DType>
    /** `1/n · Σ x` */
    readonly mean: ReductionMethod<InexactDType>
    /** The largest element. */
    readonly max: ReductionMethod<DType>
    /** The smallest element. */
    readonly min: ReductionMethod<DType>
    /** Whether one element holds. */
    readonly any: BoolReductionMethod
    /** Whether all elements hold. */
    readonly all: BoolReductionMethod
    /** `max x - min x` */
    readonly ptp: ReductionMethod<DType>
    /** How many elements are not 0, or hold. */
    readonly countNonzero: CountMethod
    /** The position of the first largest element. */
    readonly argmax: ArgReductionMethod
    /** The position of the first smallest element. */
    readonly argmin: ArgReductionMethod
    /** `1/(n - ddof) · Σ (x - mean x)²` */
    readonly variance: SpreadMethod
    /** `√variance` */
    readonly std: SpreadMethod
    /** `√Σ x²` */
    readonly norm: RealReductionMethod
    /** `ln Σ eˣ` */
    readonly logsumexp: ReductionMethod<FloatDType>
    /** `eˣ / Σ eˣ` along an axis, the last unless given */
    readonly softmax: SoftmaxMethod
    /** `x - ln Σ eˣ` along an axis, the last unless given */
    readonly logSoftmax: SoftmaxMethod
  }
}

export const reductionMethods = {
  all,
  any,
  argmax,
  argmin,
  countNonzero,
  logSoftmax,
  logsumexp,
  max,
  mean,
  min,
  norm,
  prod,
  ptp,
  softmax,
  std,
  sum,
  variance,
} satisfies Partial<Record<MethodName, unknown>>
