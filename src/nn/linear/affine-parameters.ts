// What linear and convolutional layers begin with, as PyTorch's do.

import type { Tensor } from '../../core/tensor.js'
import { type Key, split } from '../../ops/random/index.js'
import { type Dims, sizeOf } from '../../support/shape.js'
import { kaimingUniform, uniform } from '../init/index.js'

export interface AffineParameters {
  readonly weight: Tensor
  readonly bias?: Tensor
}

/** Whether a layer has a bias: yes, unless told otherwise. */
export const hasBias = (options: { readonly bias?: boolean } | undefined): boolean => options?.bias !== false

/** A weight [out, in, …kernel] and a bias [out], both uniform in ±1/√(in · kernel). */
export function affineParameters(key: Key, shape: Dims, bias: boolean): AffineParameters {
  const [weightKey, biasKey] = split(key)
  const weight = kaimingUniform(weightKey, shape, { negativeSlope: Math.sqrt(5) })
  if (!bias) return { weight }
  const bound = 1 / Math.sqrt(sizeOf(shape.slice(1)))
  return { weight, bias: uniform(biasKey, shape.slice(0, 1), { min: -bound, max: bound }) }
}
