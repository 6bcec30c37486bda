// Convolutions over one, two and three spatial axes. Layouts are PyTorch's: x [batch, channels, …], weight [out, channels / groups, …].

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import { add } from '../../ops/elementwise/arithmetic.js'
import { pad } from '../../ops/shape/pad.js'
import { show } from '../../ops/signatures/operands.js'
import { conv } from '../../primitives/contraction/conv.js'
import { reshape } from '../../primitives/structure/reshape.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { checkOptions } from '../../support/options.js'
import { showShape } from '../../support/shape.js'
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
import { checkSize } from '../layer/options.js'
import { type AffineParameters, affineParameters, hasBias } from '../linear/affine-parameters.js'
import { bothSides, checkExampleRank, checkImages, type Windows, windowsOf } from '../window/window-options.js'

/** @throws ShapeError unless the groups divide the channels */
export function checkGroups(layer: string, groups: number, channels: number, outChannels: number): void {
  if (channels % groups !== 0 || outChannels % groups !== 0)
    throw new ShapeError(`${layer}: ${groups} groups must divide channels ${channels} and ${outChannels}`)
}

/** @throws ShapeError unless x has as many channels as the weight takes */
export function checkChannels(layer: string, x: Tensor, weight: Tensor, channels: number): void {
  if (x.shape[1] !== channels)
    throw new ShapeError(
      `${layer}: input must have ${channels} channels; ` +
        `expected ${weight.dtype}[n,${channels},${x.shape.slice(2)}], got ${showType(x)}, weight ${showType(weight)}`,
    )
}

/** y with a value of the bias added to each channel. */
export const withBias = (y: Tensor, bias: Tensor | undefined): Tensor =>
  bias === undefined ? y : add(y, reshape(bias, [bias.shape[0] ?? 0, ...y.shape.slice(2).map(() => 1)]))

type Sides = readonly (readonly [before: number, after: number])[]

/** What goes before and after each spatial axis; of an odd number for 'same' one more after. */
function sidesOf(name: string, { kernel, stride, padding, dilation }: Windows, asked: ConvolutionLayerOptions['padding']): Sides {
  if (asked !== 'same') return bothSides(padding)
  if (stride.some(s => s !== 1))
    throw new ArgumentError(`${name}: padding 'same' keeps sizes only when the stride is 1; got stride ${showShape(stride)}`)
  return kernel.map((size, i) => {
    const total = (dilation[i] ?? 1) * (size - 1)
    return [Math.floor(total / 2), Math.ceil(total / 2)]
  })
}

const paddingModes: readonly unknown[] = ['zeros', 'reflect', 'replicate', 'circular']

function convolution<F extends LayerShapes>(
  name: string,
  rank: SpatialRank,
  outChannels: number,
  kernelSize: PerAxis,
  options: ConvolutionLayerOptions = {},
): Layer<F> {
  checkOptions(name, options, ['stride', 'padding', 'dilation', 'groups', 'bias', 'paddingMode'])
  const { padding, groups = 1, paddingMode = 'zeros', ...sliding } = options
  if (typeof padding === 'string' && padding !== 'same' && padding !== 'valid')
    throw new ArgumentError(`${name}: padding must be a number, one for each axis, 'same' or 'valid'; got ${show(padding)}`)
  if (!paddingModes.includes(paddingMode))
    throw new ArgumentError(`${name}: paddingMode must be ${paddingModes.map(show).join(', ')}; got ${show(paddingMode)}`)
  const windows = windowsOf(name, rank, kernelSize, { ...sliding, padding: typeof padding === 'string' ? 0 : (padding ?? 0) }, 1)
  checkSize(name, 'outChannels', outChannels)
  checkSize(name, 'groups', groups)
  const bias = hasBias(options)
  const sides = sidesOf(name, windows, padding)
  const params = {
    strides: windows.stride,
    padding: paddingMode === 'zeros' ? sides : sides.map(() => [0, 0] as const),
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
      checkImages(name, rank, x, padding === 'same' ? undefined : windows)
      checkChannels(name, x, own.weight, (own.weight.shape[1] ?? 0) * groups)
      const around = paddingMode === 'zeros' ? x : pad(x, [[0, 0], [0, 0], ...sides], paddingMode)
      return withBias(conv(around, own.weight, params), own.bias)
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
 * over channels c of o's group and kernel positions a, b; stride s, dilation d, a padding of p on each side.
 * Parameters: weight float32[out, in / groups, …kernel] and bias float32[out], both uniform in ±1/√(in / groups · kernel) at first.
 * @param outChannels the channels of the result
 * @param kernelSize one number for both axes, or [height, width]
 * @param options stride 1, padding 0, dilation 1 and groups 1 unless given; padding 'same' keeps the size, with a stride of 1; `paddingMode` 'reflect',
 *   'replicate' or 'circular' lets the input go on where else zeros are; `{ bias: false }` leaves the bias out
 * @returns a layer from float32[batch, in, height, width] to float32[batch, out, …], of ⌊(size + 2p - d (kernel - 1) - 1) / s⌋ + 1 a side
 * @throws ArgumentError when a number is not a positive integer or an option is unknown; when applied, ShapeError when channels differ or a kernel does not fit
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
