// Methods that multiply and add.

import type { Argument, DType, MatMul, PromoteArgument, PromoteResult, Shape, ShapeResult } from '../../types/index.js'
import { type DotProduct, dot, matmul } from '../contraction/matmul.js'
import type { MethodName } from './method-name.js'

declare module '../../core/tensor.js' {
  interface Tensor<out S extends Shape = Shape, out D extends DType = DType> {
    /** `Σ_k a[…, i, k] · b[…, k, j]` */
    matmul<A extends Shape, DA extends DType, B extends Shape, DB extends DType>(
      this: Tensor<A, DA>,
      b: Argument<MatMul<A, B>, PromoteArgument<DA, DB, Tensor<B, DB>>>,
    ): Tensor<ShapeResult<MatMul<A, B>>, PromoteResult<DA, DB>>
    /** `Σ_i a[i] · b[i]` of vectors */
    dot<A extends Shape, DA extends DType, B extends Shape, DB extends DType>(
      this: Tensor<A, DA>,
      b: Argument<DotProduct<A, B>, PromoteArgument<DA, DB, Tensor<B, DB>>>,
    ): Tensor<ShapeResult<DotProduct<A, B>>, PromoteResult<DA, DB>>
  }
}

export const contractionMethods = {
  dot,
  matmul,
} satisfies Partial<Record<MethodName, unknown>>
