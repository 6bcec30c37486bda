// What normalizations share: numbers less their mean over their spread, times a weight, plus a bias.

import type { Tensor } from '../../core/tensor.js'
import { ones, zeros } from '../../ops/creation/creation.js'
import { add, mul, sub } from '../../ops/elementwise/arithmetic.js'
import { rsqrt } from '../../ops/elementwise/float-functions.js'
import { reshape } from '../../ops/shape/reshape.js'
import type { Dims } from '../../support/shape.js'
import type { FloatTensor } from '../layer/layer.js'

/** The names of what each channel is scaled and shifted by. */
export const channelNames = (affine: boolean, bias: boolean): readonly string[] => (affine ? (bias ? ['weight', 'bias'] : ['weight']) : [])

/** What each channel is scaled and shifted by at first: ones and zeros. */
export const channelParameters = (
  channels: Dims,
  affine: boolean,
  bias: boolean,
): { readonly weight?: FloatTensor; readonly bias?: FloatTensor } => ({
  ...(affine ? { weight: ones(channels) } : {}),
  ...(affine && bias ? { bias: zeros(channels) } : {}),
})

/** One value for each channel, along axis 1 of x. */
export const alongChannels = (values: FloatTensor, x: Tensor): FloatTensor =>
  reshape(values, [values.shape[0] ?? 0, ...x.shape.slice(2).map(() => 1)])

/** `(x - mean) / √(variance + eps)` */
export const standardized = (x: FloatTensor, centre: FloatTensor, variance: FloatTensor, eps: number): FloatTensor =>
  mul(sub(x, centre), rsqrt(add(variance, eps)))

/** `x · weight + bias`, as far as there are any. */
export function affine(x: FloatTensor, weight: FloatTensor | undefined, bias: FloatTensor | undefined): FloatTensor {
  const scaled = weight === undefined ? x : mul(x, weight)
  return bias === undefined ? scaled : add(scaled, bias)
}
