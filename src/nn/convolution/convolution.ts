// Convolutions over one, two and three spatial axes. Layouts are PyTorch's: x [batch, channels, …], weight [out, channels / groups, …].

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import { add } from '../../ops/elementwise/arithmetic.js'
import { conv } from '../../primitives/contraction/conv.js'
import { reshape } from '../../primitives/structure/reshape.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import type {
  Conv1dShapes,
  Conv2dShapes,
  Conv3dShapes,
  ConvolutionLayerOptions,
  LayerShapes,
  PerAxis,
  SpatialRank,
} from '../../types/index.js'
import { checkInput, checkParameters, defineLayer, type Layer } from '../layer/layer.js'
import { type AffineParameters, affineParameters, hasBias } from '../linear/affine-parameters.js'
import { bothSides, checkExampleRank, checkImages, windowsOf } from '../window/window-options.js'

function checkPositive(layer: string, name: string, value: number): void {
  if (!Number.isInteger(value) || value < 1) throw new ArgumentError(`${layer}: ${name} must be a positive integer; got ${value}`)
}

/** @throws ShapeError unless the groups divide the channels */
function checkGroups(layer: string, groups: number, channels: number, outChannels: number): void {
  if (channels % groups !== 0 || outChannels % groups !== 0)
    throw new ShapeError(`${layer}: ${groups} groups must divide channels ${channels} and ${outChannels}`)
}

/** @throws ShapeError unless x has as many channels as the weight takes */
function checkChannels(layer: string, x: Tensor, weight: Tensor, groups: number): void {
  const channels = (weight.shape[1] ?? 0) * groups
  if (x.shape[1] !== channels)
    throw new ShapeError(
      `${layer}: input must have ${channels} channels; ` +
        `expected ${weight.dtype}[n,${channels},${x.shape.slice(2)}], got ${showType(x)}, weight ${showType(weight)}`,
    )
}

function convolution<F extends LayerShapes>(
  name: string,
  rank: SpatialRank,
  outChannels: number,
  kernelSize: PerAxis,
  options: ConvolutionLayerOptions = {},
): Layer<F> {
  const windows = windowsOf(name, rank, kernelSize, options, 1)
  const { groups = 1 } = options
  checkPositive(name, 'outChannels', outChannels)
  checkPositive(name, 'groups', groups)
  const bias = hasBias(options)
  const params = {
    strides: windows.stride,
    padding: bothSides(windows.padding),
    inputDilation: windows.stride.map(() => 1),
    kernelDilation: windows.dilation,
    groups,
    batchGroups: 1,
  }
  return defineLayer<F, AffineParameters>({
    name,
    init(key, input) {
      checkExampleRank(name, rank, input)
      const [channels = 0] = input
      checkGroups(name, groups, channels, outChannels)
      return affineParameters(key, [outChannels, channels / groups, ...windows.kernel], bias)
    },
    apply(own, x) {
      checkParameters(name, own, bias ? ['weight', 'bias'] : ['weight'])
      checkInput(name, x, own.weight)
      checkImages(name, rank, x, windows)
      checkChannels(name, x, own.weight, groups)
      const y = conv(x, own.weight, params)
      return own.bias === undefined ? y : add(y, reshape(own.bias, [outChannels, ...windows.kernel.map(() => 1)]))
    },
  })
}

/** Over float32[batch, channels, length]; see `conv2d`. */
export const conv1d = <C extends number, const K extends PerAxis, const O extends ConvolutionLayerOptions = Record<never, never>>(
  outChannels: C,
  kernelSize: K,
  options?: O,
): Layer<Conv1dShapes<C, K, O>> => convolution('conv1d', 1, outChannels, kernelSize, options)

/**
 * A cross-correlation with learned kernels: `y[n, o, i, j] = bias[o] + Σ weight[o, c, a, b] · x[n, c, s i + d a - p, s j + d b - p]`,
 * over channels c of o's group and kernel positions a, b; stride s, dilation d, zeros in a padding of p on each side.
 * Parameters: weight float32[out, in / groups, …kernel] and bias float32[out], both uniform in ±1/√(in / groups · kernel) at first.
 * @param outChannels the channels of the result
 * @param kernelSize one number for both axes, or [height, width]
 * @param options stride 1, padding 0, dilation 1 and groups 1 unless given; `{ bias: false }` leaves the bias out
 * @returns a layer from float32[batch, in, height, width] to float32[batch, out, …], of ⌊(size + 2p - d (kernel - 1) - 1) / s⌋ + 1 a side
 * @throws ArgumentError when a number is not a positive integer; when applied, ShapeError when channels differ or a kernel does not fit
 * @example
 * ```
 * model([1, 28, 28], conv2d(6, 5, { padding: 2 }), relu, conv2d(16, 5, { stride: 2 }))
 * ```
 * @source LeCun et al., "Backpropagation applied to handwritten zip code recognition", 1989; as in PyTorch
 */
export const conv2d = <C extends number, const K extends PerAxis, const O extends ConvolutionLayerOptions = Record<never, never>>(
  outChannels: C,
  kernelSize: K,
  options?: O,
): Layer<Conv2dShapes<C, K, O>> => convolution('conv2d', 2, outChannels, kernelSize, options)

/** Over float32[batch, channels, depth, height, width]; see `conv2d`. */
export const conv3d = <C extends number, const K extends PerAxis, const O extends ConvolutionLayerOptions = Record<never, never>>(
  outChannels: C,
  kernelSize: K,
  options?: O,
): Layer<Conv3dShapes<C, K, O>> => convolution('conv3d', 3, outChannels, kernelSize, options)
