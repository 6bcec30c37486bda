// A convolution of a dilated image as one convolution for each phase: outputs that are d apart see the same part of the kernel, every d-th of its
// positions, for all others fall on the zeros between the image's elements. Nothing is multiplied by those zeros, so that transposed convolutions,
// and gradients of strided ones, take the arithmetic of the convolution that they belong to.
// Source: polyphase decomposition, as in Shi et al., "Is the deconvolution layer the same as a convolutional layer?", 2016.

import type { Tensor } from '../../core/tensor.js'
import { sizeOf } from '../../support/shape.js'
import { full } from '../structure/broadcast.js'
import { concat } from '../structure/join.js'
import { mergeAxes, splitAxis } from '../structure/regroup.js'
import { slice } from '../structure/slice.js'
import { type ConvParams, convGeometry } from './conv-geometry.js'

/** Fewer multiplications than this are done sooner than several programs are compiled. */
const worthwhile = 2 ** 16

const remainder = (a: number, b: number): number => ((a % b) + b) % b

/** Every `step`-th element along an axis, from the first on. */
function every(x: Tensor, axis: number, first: number, step: number): Tensor {
  const starts = x.shape.map((_, i) => (i === axis ? first : 0))
  return slice(
    x,
    starts,
    x.shape,
    x.shape.map((_, i) => (i === axis ? step : 1)),
  )
}

/** `null` where no axis is dilated that can be taken apart, or it would not be worth it. @param conv the convolution of each phase */
export function inPhases(
  x: Tensor,
  weight: Tensor,
  params: ConvParams,
  conv: (x: Tensor, weight: Tensor, params: ConvParams) => Tensor,
): Tensor | null {
  const { out, outChannels, images, channelsPerGroup } = convGeometry(x.shape, weight.shape, params)
  const products = images * outChannels * channelsPerGroup * sizeOf(out) * sizeOf(weight.shape.slice(2))
  const spatial = params.inputDilation.findIndex(
    (dilation, i) => dilation > 1 && params.strides[i] === 1 && params.kernelDilation[i] === 1 && (x.shape[i + 2] ?? 0) > 0,
  )
  if (spatial < 0 || products < worthwhile) return null
  const axis = spatial + 2
  const dilation = params.inputDilation[spatial] ?? 1
  const [low = 0] = params.padding[spatial] ?? []
  const size = out[spatial] ?? 0
  const each = Math.ceil(size / dilation)
  const phases = Array.from({ length: dilation }, (_, phase) => {
    // Output `phase + d·t` sees position `first + d·m` of the kernel at element `t + m - before`.
    const first = remainder(low - phase, dilation)
    const before = (low - phase - first) / dilation
    const positions = Math.max(0, Math.ceil(((weight.shape[axis] ?? 0) - first) / dilation))
    const after = each + positions - 1 - (x.shape[axis] ?? 0) - before
    if (positions === 0) return full(0, { shape: [images / params.batchGroups, outChannels, ...out.with(spatial, each)], dtype: x.dtype })
    return conv(x, every(weight, axis, first, dilation), {
      ...params,
      inputDilation: params.inputDilation.with(spatial, 1),
      padding: params.padding.with(spatial, [before, after]),
    })
  })
  const together = concat(
    phases.map(y => splitAxis(y, axis, each, 1)),
    axis + 1,
  )
  const whole = mergeAxes(together, axis)
  if (each * dilation === size) return whole
  return slice(
    whole,
    whole.shape.map(() => 0),
    whole.shape.with(axis, size),
  )
}
