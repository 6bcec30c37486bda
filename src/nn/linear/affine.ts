// The affine map of the last axis.

import type { Tensor } from '../../core/tensor.js'
import { add } from '../../ops/elementwise/arithmetic.js'
import { dot } from '../../primitives/contraction/dot.js'

/**
 * `x · weightᵀ + bias`, of what has been checked.
 * @param x floats[…, in]
 * @param weight floats[out, in]
 * @param bias floats[out], or none
 * @returns floats[…, out]
 */
export function affine(x: Tensor, weight: Tensor, bias?: Tensor): Tensor {
  const y = dot(x, weight, { contract: [[x.shape.length - 1], [1]], batch: [[], []] })
  return bias === undefined ? y : add(y, bias)
}
