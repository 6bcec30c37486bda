// The layer norm of the last axis.

import { add, mul, square, sub } from '../../ops/elementwise/arithmetic.js'
import { rsqrt } from '../../ops/elementwise/float-functions.js'
import { mean } from '../../ops/reductions/reduce.js'
import type { FloatTensor } from '../layer/layer.js'
import type { AffineParameters } from '../linear/affine-parameters.js'

/** `(x - mean) / √(variance + eps) · weight + bias` */
export function layerNormOf(x: FloatTensor, { weight, bias }: AffineParameters, eps: number): FloatTensor {
  const centred = sub(x, mean(x, -1, { keepDims: true }))
  const variance = mean(square(centred), -1, { keepDims: true })
  const scaled = mul(mul(centred, rsqrt(add(variance, eps))), weight as FloatTensor)
  return (bias === undefined ? scaled : add(scaled, bias as FloatTensor)) as FloatTensor
}
