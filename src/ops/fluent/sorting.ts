// Methods that sort, search or accumulate along an axis.

import type { DType, FloatDType, Shape } from '../../types/index.js'
import { type CumulativeMethod, cummax, cummin, cumprod, cumsum, logcumsumexp } from '../cumulative/cumulative.js'
import type { ReductionMethod } from '../signatures/signatures.js'
import { median, type QuantileMethodOf, quantile } from '../sorting/quantile.js'
import { type ArgsortMethod, argsort, type SortMethod, sort, type TopKMethod, topK } from '../sorting/sort.js'
import type { MethodName } from './method-name.js'

declare module '../../core/tensor.js' {
  interface Tensor<out S extends Shape = Shape, out D extends DType = DType> {
    /** The elements along an axis in ascending order. */
    readonly sort: SortMethod
    /** The positions of the elements in ascending order. */
    readonly argsort: ArgsortMethod
    /** The k largest elements along an axis, and their positions. */
    readonly topK: TopKMethod
    /** The median over axes. */
    readonly median: ReductionMethod<FloatDType>
    /** The quantiles over axes. */
    readonly quantile: QuantileMethodOf
    /** `Σ_{j≤i} x_j` */
    readonly cumsum: CumulativeMethod<DType>
    /** `Π_{j≤i} x_j` */
    readonly cumprod: CumulativeMethod<DType>
    /** The largest element so far. */
    readonly cummax: CumulativeMethod<DType>
    /** The smallest element so far. */
    readonly cummin: CumulativeMethod<DType>
    /** `ln Σ_{j≤i} exp(x_j)` */
    readonly logcumsumexp: CumulativeMethod<FloatDType>
  }
}

export const sortingMethods = { argsort, cummax, cummin, cumprod, cumsum, logcumsumexp, median, quantile, sort, topK } satisfies Partial<
  Record<MethodName, unknown>
>
