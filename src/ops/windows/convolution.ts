// Convolutions of images, PyTorch's: cross-correlations in the layouts [batch, channels, …spatial] and [out, in / groups, …kernel].

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import { conv } from '../../primitives/contraction/conv.js'
import { add, cast } from '../../primitives/elementwise/index.js'
import { broadcast } from '../../primitives/structure/broadcast.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { optionsOf } from '../../support/options.js'
import type { Dims } from '../../support/shape.js'
import type {
  Argument,
  Convolution,
  ConvolutionOptions,
  DType,
  PerAxis,
  PromoteArgument,
  PromoteResult,
  Shape,
  ShapeResult,
} from '../../types/index.js'
import { arithmeticKinds, checkInteger, checkKind, commonDType, show } from '../signatures/operands.js'
import { typed } from '../signatures/signatures.js'
import { checkFits, checkLayout, perAxis } from './windows.js'

/** What a convolution takes beside its input and weight. */
export interface ConvOptions extends Omit<ConvolutionOptions, 'padding'> {
  /** Zeros at both ends; 'valid', none; 'same', as many as give an element of the result for each step over the input. Default 0. */
  readonly padding?: PerAxis | 'same' | 'valid'
  /** number[out], added to each channel. */
  readonly bias?: Tensor<[number]> | undefined
}

/** The type of `conv1d`, `conv2d`, `conv3d`. */
export type ConvFunction<Name extends string> = <
  X extends Shape,
  DX extends DType,
  W extends Shape,
  DW extends DType,
  const O extends ConvOptions = Record<never, never>,
>(
  x: Tensor<X, DX>,
  weight: Argument<Convolution<X, W, O, Name>, PromoteArgument<DX, DW, Tensor<W, DW>>>,
  options?: O,
) => Tensor<ShapeResult<Convolution<X, W, O, Name>>, PromoteResult<DX, DW>>

/** x and weight as numbers of one dtype and as many spatial axes. */
export function checkImages(operation: string, spatial: number, x: unknown, weight: unknown): readonly [Tensor, Tensor] {
  checkKind(operation, x, arithmeticKinds)
  checkKind(operation, weight, arithmeticKinds)
  checkLayout(operation, x, spatial)
  if (weight.shape.length !== spatial + 2)
    throw new ShapeError(
      `${operation}: weight must have as many axes as the input; expected ${spatial + 2}, got weight ${showType(weight)}`,
    )
  const dtype = commonDType(operation, [x, weight])
  return [cast(x, dtype), cast(weight, dtype)]
}

/** @throws ShapeError unless the bias has one element for each channel */
export function addBias(operation: string, out: Tensor, bias: Tensor | undefined): Tensor {
  if (bias === undefined) return out
  checkKind(operation, bias, arithmeticKinds)
  if (bias.shape.length !== 1 || bias.shape[0] !== out.shape[1])
    throw new ShapeError(
      `${operation}: bias must have one element for each channel; expected [${out.shape[1]}], got bias ${showType(bias)}`,
    )
  const dtype = commonDType(operation, [out, bias])
  return add(cast(out, dtype), broadcast(cast(bias, dtype), out.shape, [1]))
}

/** Zeros before and after along each axis; of an odd number for 'same' one more after, as in TensorFlow, JAX and PyTorch. */
function paddingOf(
  operation: string,
  padding: PerAxis | 'same' | 'valid',
  spatial: Dims,
  kernel: Dims,
  strides: Dims,
  dilation: Dims,
): readonly (readonly [low: number, high: number])[] {
  if (padding === 'same')
    return spatial.map((size, i) => {
      const [stride, span] = [strides[i] as number, (dilation[i] as number) * ((kernel[i] as number) - 1) + 1]
      const total = Math.max(0, (Math.ceil(size / stride) - 1) * stride + span - size)
      return [Math.floor(total / 2), Math.ceil(total / 2)]
    })
  if (typeof padding === 'string' && padding !== 'valid')
    throw new ArgumentError(`${operation}: padding must be a number, one for each axis, 'same' or 'valid'; got ${show(padding)}`)
  return perAxis(operation, 'padding', padding === 'valid' ? 0 : padding, spatial.length, 0).map(p => [p, p])
}

function convolve(operation: string, spatial: number, input: unknown, kernels: unknown, given: ConvOptions | undefined): Tensor {
  const options = optionsOf(operation, given, { stride: 1, padding: 0, dilation: 1, groups: 1, bias: undefined })
  const [x, weight] = checkImages(operation, spatial, input, kernels)
  const from = `from x ${showType(x)}, weight ${showType(weight)}`
  const option = (name: string, value: PerAxis, least: number) => perAxis(operation, name, value, spatial, least)
  const strides = option('stride', options.stride, 1)
  const [kernelDilation, { groups }] = [option('dilation', options.dilation, 1), options]
  const padding = paddingOf(operation, options.padding, x.shape.slice(2), weight.shape.slice(2), strides, kernelDilation)
  checkInteger(operation, 'groups', groups, 1)
  const [channels, expected] = [x.shape[1] as number, (weight.shape[1] as number) * groups]
  if (channels !== expected)
    throw new ShapeError(
      `${operation}: channels must match; expected ${channels} (input axis 1), got ${expected} (weight axis 1${groups === 1 ? '' : `, times ${groups} groups`}) ${from}`,
    )
  if ((weight.shape[0] as number) % groups !== 0)
    throw new ShapeError(`${operation}: groups must divide the output channels; got ${groups} groups ${from}`)
  if (options.padding !== 'same')
    checkFits(
      operation,
      x.shape.slice(2),
      weight.shape.slice(2),
      padding.map(([low]) => low),
      kernelDilation,
      from,
    )
  const out = conv(x, weight, {
    strides,
    padding,
    inputDilation: strides.map(() => 1),
    kernelDilation,
    groups,
    batchGroups: 1,
  })
  return addBias(operation, out, options.bias)
}

/**
 * A convolution over one spatial axis: `out[n, o, p] = bias[o] + Σ_{c, k} x[n, c, p·stride + k·dilation - padding] · weight[o, c, k]`.
 * @param x numbers[batch, channels, length]
 * @param weight numbers[out, channels / groups, kernel]; dtypes promote
 * @param options stride, default 1; padding, zeros at both ends, default 0, 'valid' for none, 'same' for ⌈in / stride⌉ elements; dilation, default 1; groups of channels, default 1;
 *   bias numbers[out]
 * @returns numbers[batch, out, ⌊(length + 2·padding - dilation·(kernel - 1) - 1) / stride⌋ + 1]
 * @throws ShapeError when ranks, channels, groups or bias do not fit or the kernel is larger than the padded input
 * @example
 * ```
 * conv1d(ones([1, 1, 4]), ones([1, 1, 2])).toArray() // [[[2, 2, 2]]]
 * ```
 */
export const conv1d: ConvFunction<'conv1d'> = (x, weight, options) => typed(convolve('conv1d', 1, x, weight, options))

/**
 * A convolution over two spatial axes: `out[n, o, p] = bias[o] + Σ_{c, k} x[n, c, p·stride + k·dilation - padding] · weight[o, c, k]`.
 * @param x numbers[batch, channels, height, width]
 * @param weight numbers[out, channels / groups, kernelHeight, kernelWidth]; dtypes promote
 * @param options stride, default 1; padding, zeros at both ends, default 0, 'valid' for none, 'same' for ⌈in / stride⌉ elements; dilation, default 1; groups of channels, default 1;
 *   bias numbers[out]. One number for both axes, or one for each
 * @returns numbers[batch, out, outHeight, outWidth], out = ⌊(in + 2·padding - dilation·(kernel - 1) - 1) / stride⌋ + 1. A 3 × 3 kernel without stride and dilation goes
 *   by Winograd's F(2 × 2, 3 × 3), and so do its gradients, in float32 and below from 32 channels in and out on, from 8 × 8 results on, or from 4 × 4 on of 8 images or
 *   more; a 2 × 2 kernel by F(2 × 2, 2 × 2), from 8 × 8 results on: rounding errors are about those of the direct sum, but what is infinite may come out as NaN
 * @throws ShapeError when ranks, channels, groups or bias do not fit or the kernel is larger than the padded input
 * @example
 * ```
 * conv2d(ones([1, 1, 3, 3]), ones([1, 1, 2, 2])).toArray() // [[[[4, 4], [4, 4]]]]
 * conv2d(ones([8, 3, 32, 32]), ones([16, 3, 5, 5]), { padding: 2, stride: 2 }).shape // [8, 16, 16, 16]
 * conv2d(ones([8, 3, 32, 32]), ones([16, 3, 4, 4]), { padding: 'same' }).shape // [8, 16, 32, 32]
 * ```
 * @deviation from PyTorch: 'same' goes with strides, as in JAX and TensorFlow.
 */
export const conv2d: ConvFunction<'conv2d'> = (x, weight, options) => typed(convolve('conv2d', 2, x, weight, options))

/**
 * A convolution over three spatial axes: `out[n, o, p] = bias[o] + Σ_{c, k} x[n, c, p·stride + k·dilation - padding] · weight[o, c, k]`.
 * @param x numbers[batch, channels, depth, height, width]
 * @param weight numbers[out, channels / groups, kernelDepth, kernelHeight, kernelWidth]; dtypes promote
 * @param options stride, default 1; padding, zeros at both ends, default 0, 'valid' for none, 'same' for ⌈in / stride⌉ elements; dilation, default 1; groups of channels, default 1;
 *   bias numbers[out]. One number for all axes, or one for each
 * @returns numbers[batch, out, …], out = ⌊(in + 2·padding - dilation·(kernel - 1) - 1) / stride⌋ + 1
 * @throws ShapeError when ranks, channels, groups or bias do not fit or the kernel is larger than the padded input
 * @example
 * ```
 * conv3d(ones([1, 1, 2, 2, 2]), ones([1, 1, 2, 2, 2])).item() // 8
 * ```
 */
export const conv3d: ConvFunction<'conv3d'> = (x, weight, options) => typed(convolve('conv3d', 3, x, weight, options))
