// Transposed convolutions over one, two and three spatial axes: they enlarge images. Layouts are PyTorch's: weight [in, out / groups, …kernel].

import type { Tensor } from '../../core/tensor.js'
import { type Key, split } from '../../ops/random/index.js'
import {
  type ConvTransposeOptions,
  type TransposedConvolution,
  convTranspose1d as transposed1d,
  convTranspose2d as transposed2d,
  convTranspose3d as transposed3d,
} from '../../ops/windows/transposed-convolution.js'
import { ArgumentError } from '../../support/errors.js'
import { checkOptions } from '../../support/options.js'
import { type Dims, showShape, sizeOf } from '../../support/shape.js'
import type {
  ConvolutionOptions,
  FirstBox,
  KernelShape,
  LayerShapes,
  List,
  Mismatch,
  OptionOr,
  Parameter,
  PerAxis,
  Quotient,
  Shape,
  SpatialExample,
  SpatialRank,
  WrongLayout,
} from '../../types/index.js'
import { kaimingUniform, uniform } from '../init/index.js'
import { checkInput, checkParameters, defineLayer, type Layer } from '../layer/layer.js'
import { checkSize } from '../layer/options.js'
import { type AffineParameters, hasBias } from '../linear/affine-parameters.js'
import { checkExampleRank, checkImages, perAxis, windowsOf } from '../window/window-options.js'
import { checkChannels, checkGroups } from './convolution.js'

export interface TransposedConvolutionLayerOptions extends ConvolutionOptions {
  /** What the output is longer at its end, to choose between the input sizes that a stride maps to one. Below the stride or the dilation; default 0. */
  readonly outputPadding?: PerAxis
  readonly bias?: boolean
}

/** convTransposeNd(outChannels, kernelSize, options): [channels, ...spatial] to [outChannels, ...spatial]. */
export interface TransposedConvolutionShapes<
  Name extends string,
  Rank extends SpatialRank,
  OutChannels extends number,
  Kernel extends PerAxis,
  Options = unknown,
> extends LayerShapes {
  readonly out: SpatialExample<this['in'], Rank> extends infer X extends List
    ? TransposedOutput<
        TransposedConvolution<[number, ...X], TransposedWeight<X, Rank, OutChannels, Kernel, Options>, Options, Name>,
        OutChannels
      >
    : WrongLayout<Name, Rank, this['in']>
  readonly parameters: SpatialExample<this['in'], Rank> extends infer X extends List
    ? TransposedParameters<TransposedWeight<X, Rank, OutChannels, Kernel, Options>, OutChannels, Options>
    : never
}

// All but the batch; the channels are those asked for, whatever the groups.
type TransposedOutput<Whole, OutChannels> = Whole extends readonly [unknown, unknown, ...infer Spatial]
  ? [OutChannels, ...Spatial]
  : Whole extends Mismatch<string>
    ? Whole
    : Shape

type TransposedWeight<X extends List, Rank extends SpatialRank, OutChannels, Kernel extends PerAxis, Options> = [
  ...FirstBox<X>,
  OptionOr<Options, 'groups', 1> extends 1 ? OutChannels : Quotient<OutChannels, OptionOr<Options, 'groups', 1>>,
  ...KernelShape<Kernel, Rank>,
]

type TransposedParameters<Weight, OutChannels extends number, Options> = Weight extends Shape
  ? Options extends { readonly bias: false }
    ? { readonly weight: Parameter<Weight> }
    : { readonly weight: Parameter<Weight>; readonly bias: Parameter<[OutChannels]> }
  : never

type TransposedOf = (x: Tensor, weight: Tensor, options: ConvTransposeOptions) => Tensor
// What the types say of shapes is said again by the layers' own.
const transposed = { 1: transposed1d, 2: transposed2d, 3: transposed3d } as unknown as Readonly<Record<SpatialRank, TransposedOf>>

/** Uniform in ±1/√(out / groups · kernel), weight and bias, as in PyTorch, whose fan-in counts the second axis of the weight. */
function parametersOf(key: Key, weightShape: Dims, outChannels: number, bias: boolean): AffineParameters {
  const [weightKey, biasKey] = split(key)
  const weight = kaimingUniform(weightKey, weightShape, { negativeSlope: Math.sqrt(5) })
  if (!bias) return { weight }
  const bound = 1 / Math.sqrt(sizeOf(weightShape.slice(1)))
  return { weight, bias: uniform(biasKey, [outChannels], { min: -bound, max: bound }) }
}

function transposedConvolution<F extends LayerShapes>(
  name: string,
  rank: SpatialRank,
  outChannels: number,
  kernelSize: PerAxis,
  options: TransposedConvolutionLayerOptions = {},
): Layer<F> {
  checkOptions(name, options, ['stride', 'padding', 'outputPadding', 'dilation', 'groups', 'bias'])
  const { outputPadding = 0, groups = 1 } = options
  const windows = windowsOf(name, rank, kernelSize, options, 1)
  const extra = perAxis(name, 'outputPadding', outputPadding, rank, 0)
  if (extra.some((size, i) => size >= Math.max(windows.stride[i] ?? 1, windows.dilation[i] ?? 1)))
    throw new ArgumentError(`${name}: outputPadding must be below the stride or the dilation; got ${showShape(extra)}`)
  checkSize(name, 'outChannels', outChannels)
  checkSize(name, 'groups', groups)
  const bias = hasBias(options)
  const { kernel, ...sliding } = windows
  return defineLayer<F, AffineParameters>({
    name,
    init(key, input) {
      checkExampleRank(name, rank, input)
      const [channels = 0] = input
      checkGroups(name, groups, channels, outChannels)
      return parametersOf(key, [channels, outChannels / groups, ...kernel], outChannels, bias)
    },
    apply(params, x) {
      checkParameters(name, params, bias ? ['weight', 'bias'] : ['weight'])
      checkInput(name, x, params.weight)
      checkImages(name, rank, x)
      checkChannels(name, x, params.weight, params.weight.shape[0] ?? 0)
      return transposed[rank](x, params.weight, {
        ...sliding,
        outputPadding: extra,
        groups,
        ...(params.bias === undefined ? {} : { bias: params.bias as Tensor<[number]> }),
      })
    },
  })
}

type ConvTranspose<Name extends string, Rank extends SpatialRank> = <
  C extends number,
  const K extends PerAxis,
  const O extends TransposedConvolutionLayerOptions = Record<never, never>,
>(
  outChannels: C,
  kernelSize: K,
  options?: O,
) => Layer<TransposedConvolutionShapes<Name, Rank, C, K, O>>

/** Over float32[batch, channels, length]; see `convTranspose2d`. */
export const convTranspose1d: ConvTranspose<'convTranspose1d', 1> = (outChannels, kernelSize, options) =>
  transposedConvolution('convTranspose1d', 1, outChannels, kernelSize, options)

/**
 * The adjoint of a convolution in its input, with learned kernels: `y[n, o, p · s + a · d - padding] = bias[o] + Σ x[n, c, p] · weight[c, o, a]`, over channels
 * c of o's group, positions p and kernel positions a that fall there.
 * Parameters: weight float32[in, out / groups, …kernel] and bias float32[out], both uniform in ±1/√(out / groups · kernel) at first.
 * @param outChannels the channels of the result
 * @param kernelSize one number for both axes, or [height, width]
 * @param options stride 1; padding, what is cut off at both ends, 0; outputPadding, added at the end, 0; dilation 1; groups 1; `{ bias: false }`
 * @returns a layer from float32[batch, in, height, width] to float32[batch, out, …],
 *   of (size - 1) · stride - 2 padding + dilation (kernel - 1) + outputPadding + 1 a side
 * @throws ArgumentError when an option is unknown or out of range; when applied, ShapeError when channels differ or nothing is left
 * @source Zeiler et al., "Deconvolutional networks", 2010; as in PyTorch
 */
export const convTranspose2d: ConvTranspose<'convTranspose2d', 2> = (outChannels, kernelSize, options) =>
  transposedConvolution('convTranspose2d', 2, outChannels, kernelSize, options)

/** Over float32[batch, channels, depth, height, width]; see `convTranspose2d`. */
export const convTranspose3d: ConvTranspose<'convTranspose3d', 3> = (outChannels, kernelSize, options) =>
  transposedConvolution('convTranspose3d', 3, outChannels, kernelSize, options)
