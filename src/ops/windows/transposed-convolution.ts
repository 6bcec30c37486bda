// Transposed convolutions, PyTorch's: the adjoint of a convolution in its input, as an operation of its own; they enlarge images.
// Computed as a convolution over the input spread by the stride, with the mirrored kernel.

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import { conv } from '../../primitives/contraction/conv.js'
import { moveAxis } from '../../primitives/structure/permute.js'
import { mergeAxes, splitAxis } from '../../primitives/structure/regroup.js'
import { reverse } from '../../primitives/structure/reverse.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { optionsOf } from '../../support/options.js'
import type {
  Add,
  Argument,
  ConvolutionOptions,
  DType,
  List,
  Mismatch,
  Multiply,
  OptionOr,
  PerAxis,
  PromoteArgument,
  PromoteResult,
  Shape,
  ShapeResult,
  Show,
  Subtract,
} from '../../types/index.js'
import { checkInteger, show } from '../signatures/operands.js'
import { typed } from '../signatures/signatures.js'
import { addBias, checkImages } from './convolution.js'
import { perAxis } from './windows.js'

/** What a transposed convolution takes beside its input and weight. */
export interface ConvTransposeOptions extends ConvolutionOptions {
  /** What the output is longer at its end, to choose between the input sizes that a stride maps to one. Below the stride; default 0. */
  readonly outputPadding?: PerAxis
  /** number[out], added to each channel. */
  readonly bias?: Tensor<[number]> | undefined
}

type AtAxis<Value, I> = Value extends List ? (I extends keyof Value ? Value[I] : never) : Value

// (in - 1)·stride + dilation·(kernel - 1) + outputPadding + 1 - 2·padding
type Enlarged<In, Kernel, Stride, Padding, Dilation, Output> = Subtract<
  Add<Add<Multiply<Subtract<In, 1>, Stride>, Multiply<Dilation, Subtract<Kernel, 1>>>, Add<Output, 1>>,
  Multiply<2, Padding>
>

type EnlargedSizes<Spatial, Kernel, O> = {
  -readonly [I in keyof Spatial]: Enlarged<
    Spatial[I],
    AtAxis<Kernel, I>,
    AtAxis<OptionOr<O, 'stride', 1>, I>,
    AtAxis<OptionOr<O, 'padding', 0>, I>,
    AtAxis<OptionOr<O, 'dilation', 1>, I>,
    AtAxis<OptionOr<O, 'outputPadding', 0>, I>
  >
}

/** The shape of a transposed convolution; channels are checked where there are no groups. */
export type TransposedConvolution<X extends List, W extends List, O, Name extends string> = number extends X['length'] | W['length']
  ? Shape
  : X extends readonly [infer N, infer C, ...infer Spatial]
    ? W extends readonly [infer In, infer Out, ...infer Kernel]
      ? number extends C | In
        ? [N, Multiply<Out, OptionOr<O, 'groups', 1>>, ...EnlargedSizes<Spatial, Kernel, O>]
        : C extends In
          ? [N, Multiply<Out, OptionOr<O, 'groups', 1>>, ...EnlargedSizes<Spatial, Kernel, O>]
          : Mismatch<`${Name}: channels must match; input ${Show<X>}, weight ${Show<W>}`>
      : Shape
    : Mismatch<`${Name}: input must be [batch,channels,...], got ${Show<X>}`>

/** The type of `convTranspose1d`, `convTranspose2d`, `convTranspose3d`. */
export type ConvTransposeFunction<Name extends string> = <
  X extends Shape,
  DX extends DType,
  W extends Shape,
  DW extends DType,
  const O extends ConvTransposeOptions = Record<never, never>,
>(
  x: Tensor<X, DX>,
  weight: Argument<TransposedConvolution<X, W, O, Name>, PromoteArgument<DX, DW, Tensor<W, DW>>>,
  options?: O,
) => Tensor<ShapeResult<TransposedConvolution<X, W, O, Name>>, PromoteResult<DX, DW>>

/** weight [in, out / groups, …kernel] → [out, in / groups, …kernel], each kernel mirrored. */
function mirrored(weight: Tensor, groups: number): Tensor {
  const grouped = splitAxis(weight, 0, groups, (weight.shape[0] as number) / groups) // [groups, in / groups, out / groups, …]
  const turned = mergeAxes(moveAxis(grouped, 2, 1), 0)
  return reverse(turned, turned.shape.map((_, axis) => axis).slice(2))
}

function spread(operation: string, spatial: number, input: unknown, kernels: unknown, given: ConvTransposeOptions | undefined): Tensor {
  const options = optionsOf(operation, given, { stride: 1, padding: 0, dilation: 1, groups: 1, outputPadding: 0, bias: undefined })
  const [x, weight] = checkImages(operation, spatial, input, kernels)
  const from = `from x ${showType(x)}, weight ${showType(weight)}`
  const option = (name: string, value: PerAxis, least: number) => perAxis(operation, name, value, spatial, least)
  const stride = option('stride', options.stride, 1)
  const padding = option('padding', options.padding, 0)
  const dilation = option('dilation', options.dilation, 1)
  const outputPadding = option('outputPadding', options.outputPadding, 0)
  const { groups } = options
  checkInteger(operation, 'groups', groups, 1)
  for (const [i, extra] of outputPadding.entries())
    if (extra >= Math.max(stride[i] ?? 1, dilation[i] ?? 1))
      throw new ArgumentError(`${operation}: outputPadding must be below the stride or the dilation; got ${show(options.outputPadding)}`)
  if (x.shape[1] !== weight.shape[0])
    throw new ShapeError(
      `${operation}: channels must match; expected ${x.shape[1]} (input axis 1), got ${weight.shape[0]} (weight axis 0) ${from}`,
    )
  if ((x.shape[1] as number) % groups !== 0)
    throw new ShapeError(`${operation}: groups must divide the channels; got ${groups} groups ${from}`)
  const edges = weight.shape.slice(2).map((size, i) => {
    const edge = (dilation[i] ?? 1) * (size - 1) - (padding[i] ?? 0)
    return [edge, edge + (outputPadding[i] ?? 0)] as const
  })
  for (const [i, [low, high]] of edges.entries()) {
    const size =
      ((x.shape[i + 2] as number) - 1) * (stride[i] ?? 1) + 1 + low + high - (dilation[i] ?? 1) * ((weight.shape[i + 2] as number) - 1)
    if (size < 1) throw new ShapeError(`${operation}: padding must leave an output; got size ${size} (axis ${i + 2}) ${from}`)
  }
  const out = conv(x, mirrored(weight, groups), {
    strides: stride.map(() => 1),
    padding: edges,
    inputDilation: stride,
    kernelDilation: dilation,
    groups,
    batchGroups: 1,
  })
  return addBias(operation, out, options.bias)
}

/**
 * A transposed convolution over one spatial axis: `out[n, o, p·stride + k·dilation - padding] += x[n, c, p] · weight[c, o, k]`.
 * @param x numbers[batch, channels, length]
 * @param weight numbers[channels, out / groups, kernel]; dtypes promote
 * @param options stride, default 1; padding, what is cut off at both ends, default 0; outputPadding, added at the end, default 0; dilation,
 *   default 1; groups of channels, default 1; bias numbers[out]
 * @returns numbers[batch, out, (length - 1)·stride - 2·padding + dilation·(kernel - 1) + outputPadding + 1]
 * @throws ShapeError when ranks, channels, groups or bias do not fit
 * @example
 * ```
 * convTranspose1d(ones([1, 1, 2]), ones([1, 1, 2]), { stride: 2 }).toArray() // [[[1, 1, 1, 1]]]
 * ```
 */
export const convTranspose1d: ConvTransposeFunction<'convTranspose1d'> = (x, weight, options) =>
  typed(spread('convTranspose1d', 1, x, weight, options))

/**
 * A transposed convolution over two spatial axes: `out[n, o, p·stride + k·dilation - padding] += x[n, c, p] · weight[c, o, k]`.
 * @param x numbers[batch, channels, height, width]
 * @param weight numbers[channels, out / groups, kernelHeight, kernelWidth]; dtypes promote
 * @param options stride, default 1; padding, what is cut off at both ends, default 0; outputPadding, added at the ends, default 0;
 *   dilation, default 1; groups of channels, default 1; bias numbers[out]. One number for both axes, or one for each
 * @returns numbers[batch, out, …], out = (in - 1)·stride - 2·padding + dilation·(kernel - 1) + outputPadding + 1. Computed
 *   in phases, stride of them along each axis, which are convolutions: those with 2 × 2 or 3 × 3 places of the kernel as `conv2d` computes such
 * @throws ShapeError when ranks, channels, groups or bias do not fit
 * @example
 * ```
 * convTranspose2d(ones([1, 1, 2, 2]), ones([1, 3, 4, 4]), { stride: 2, padding: 1 }).shape // [1, 3, 4, 4]
 * ```
 */
export const convTranspose2d: ConvTransposeFunction<'convTranspose2d'> = (x, weight, options) =>
  typed(spread('convTranspose2d', 2, x, weight, options))

/**
 * A transposed convolution over three spatial axes: `out[n, o, p·stride + k·dilation - padding] += x[n, c, p] · weight[c, o, k]`.
 * @param x numbers[batch, channels, depth, height, width]
 * @param weight numbers[channels, out / groups, kernelDepth, kernelHeight, kernelWidth]; dtypes promote
 * @param options stride, default 1; padding, what is cut off at both ends, default 0; outputPadding, added at the ends, default 0;
 *   dilation, default 1; groups of channels, default 1; bias numbers[out]. One number for all axes, or one for each
 * @returns numbers[batch, out, …], out = (in - 1)·stride - 2·padding + dilation·(kernel - 1) + outputPadding + 1
 * @throws ShapeError when ranks, channels, groups or bias do not fit
 * @example
 * ```
 * convTranspose3d(ones([1, 1, 1, 1, 1]), ones([1, 1, 2, 2, 2])).shape // [1, 1, 2, 2, 2]
 * ```
 */
export const convTranspose3d: ConvTransposeFunction<'convTranspose3d'> = (x, weight, options) =>
  typed(spread('convTranspose3d', 3, x, weight, options))
