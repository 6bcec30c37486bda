// Pools over images [batch, channels, …spatial], PyTorch's: the stride is the kernel size unless given.

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import { div } from '../../primitives/elementwise/index.js'
import { broadcast, full } from '../../primitives/structure/broadcast.js'
import type { WindowParams } from '../../primitives/window/geometry.js'
import { windowMax } from '../../primitives/window/max.js'
import { windowSum } from '../../primitives/window/sum.js'
import type { Kind } from '../../support/dtype.js'
import { ArgumentError } from '../../support/errors.js'
import { optionsOf } from '../../support/options.js'
import { type Dims, sizeOf } from '../../support/shape.js'
import { show } from '../../support/show.js'
import type { Argument, DType, FloatDType, PerAxis, Pool, Shape, ShapeResult, WindowOptions } from '../../types/index.js'
import { computed, rounded } from '../signatures/halves.js'
import { checkKind, floatKind, numberKinds } from '../signatures/operands.js'
import { typed } from '../signatures/signatures.js'
import { checkFits, checkLayout, perAxis } from './windows.js'

/** What a pool takes beside its input and kernel. */
export interface PoolOptions extends WindowOptions {
  /** Whether a last window that reaches beyond the padded input counts, if it starts in the input or the padding before. Default false. */
  readonly ceilMode?: boolean
}

/** What an average pool takes beside its input and kernel. */
export interface AvgPoolOptions extends Omit<PoolOptions, 'dilation'> {
  /** Whether padding counts as elements of 0. Default true. */
  readonly countIncludePad?: boolean
  /** What sums are divided by instead of how many elements count: an integer other than 0. */
  readonly divisorOverride?: number | undefined
}

/** The type of `maxPool1d`, `maxPool2d`, `maxPool3d`. */
export type MaxPoolFunction<Name extends string> = <
  X extends Shape,
  D extends DType,
  const K extends PerAxis,
  const O extends PoolOptions = Record<never, never>,
>(
  x: Argument<Pool<X, K, O, Name>, Tensor<X, D>>,
  kernel: K,
  options?: O,
) => Tensor<ShapeResult<Pool<X, K, O, Name>>, D>

/** The type of `avgPool1d`, `avgPool2d`, `avgPool3d`. */
export type AvgPoolFunction<Name extends string> = <
  X extends Shape,
  D extends FloatDType,
  const K extends PerAxis,
  const O extends AvgPoolOptions = Record<never, never>,
>(
  x: Argument<Pool<X, K, O, Name>, Tensor<X, D>>,
  kernel: K,
  options?: O,
) => Tensor<ShapeResult<Pool<X, K, O, Name>>, D>

interface Windows {
  readonly x: Tensor
  /** At both ends of the spatial axes; beyond it nothing counts. */
  readonly padding: Dims
  /** Over the spatial axes alone. */
  readonly spatial: WindowParams
  /** Over all axes. */
  readonly all: WindowParams
}

/** How far the last window reaches beyond the padded input in ceil mode. */
export function beyond(size: number, kernel: number, stride: number, padding: number, dilation: number): number {
  const room = size + 2 * padding - (dilation * (kernel - 1) + 1)
  const steps = Math.ceil(room / stride)
  const last = steps * stride < size + padding ? steps : steps - 1
  return Math.max(0, last * stride - room)
}

function windowsOf(
  operation: string,
  axes: number,
  kinds: readonly Kind[],
  x: unknown,
  kernelSize: PerAxis,
  options: Required<PoolOptions>,
): Windows {
  checkKind(operation, x, kinds)
  checkLayout(operation, x, axes)
  const option = (name: string, value: PerAxis, least: number): Dims => perAxis(operation, name, value, axes, least)
  const kernel = option('kernel', kernelSize, 1)
  const strides = option('stride', options.stride, 1)
  const padding = option('padding', options.padding, 0)
  const dilation = option('dilation', options.dilation, 1)
  for (const [i, p] of padding.entries())
    if (2 * p > (kernel[i] as number))
      throw new ArgumentError(`${operation}: padding must be at most half of the kernel; got ${p} for kernel ${kernel[i]}`)
  // Rounded up, a window may reach beyond the input by less than a stride.
  const room = options.ceilMode ? strides.map(stride => stride - 1) : strides.map(() => 0)
  checkFits(operation, x.shape.slice(2), kernel, padding, dilation, `from x ${showType(x)}, kernel [${kernel}]`, room)
  const pairs = padding.map((p, i): readonly [number, number] => [
    p,
    p + (options.ceilMode ? beyond(x.shape[i + 2] as number, kernel[i] as number, strides[i] as number, p, dilation[i] as number) : 0),
  ])
  return {
    x,
    padding,
    spatial: { window: kernel, strides, padding: pairs, windowDilation: dilation },
    all: {
      window: [1, 1, ...kernel],
      strides: [1, 1, ...strides],
      padding: [[0, 0], [0, 0], ...pairs],
      windowDilation: [1, 1, ...dilation],
    },
  }
}

const undilated = (shape: Dims): { readonly baseDilation: Dims } => ({ baseDilation: shape.map(() => 1) })

const maxPool =
  <Name extends string>(operation: Name, axes: number): MaxPoolFunction<Name> =>
  (image, kernel, options) => {
    const given = optionsOf<PoolOptions>(operation, options, { stride: kernel, padding: 0, dilation: 1, ceilMode: false })
    const { x, all } = windowsOf(operation, axes, numberKinds, image, kernel, given)
    return typed(windowMax(x, all))
  }

/** @throws ArgumentError unless it is an integer other than 0 */
export function checkDivisor(operation: string, divisor: unknown): void {
  if (!Number.isSafeInteger(divisor) || divisor === 0)
    throw new ArgumentError(`${operation}: divisorOverride must be an integer other than 0; got ${show(divisor)}`)
}

const avgPool =
  <Name extends string>(operation: Name, axes: number): AvgPoolFunction<Name> =>
  (image, kernel, options) => {
    const { countIncludePad, divisorOverride, ...windows } = optionsOf<AvgPoolOptions>(operation, options, {
      stride: kernel,
      padding: 0,
      ceilMode: false,
      countIncludePad: true,
      divisorOverride: undefined,
    })
    const { x: operand, padding, spatial, all } = windowsOf(operation, axes, floatKind, image, kernel, { ...windows, dilation: 1 })
    const x = computed(operand)
    const total = windowSum(x, { ...all, ...undilated(x.shape) })
    const averaged = (count: Tensor): Tensor => rounded(div(total, count), operand.dtype)
    if (divisorOverride !== undefined) {
      checkDivisor(operation, divisorOverride)
      return typed(averaged(full(divisorOverride, total)))
    }
    if (countIncludePad && !windows.ceilMode) return typed(averaged(full(sizeOf(spatial.window), total)))
    // How many elements that count each window covers: the padding is some of them, what lies beyond it is not.
    const counted = countIncludePad ? padding : padding.map(() => 0)
    const ones = full(1, { shape: x.shape.slice(2).map((size, i) => size + 2 * (counted[i] as number)), dtype: x.dtype })
    const around = spatial.padding.map(([low, high], i) => [low - (counted[i] as number), high - (counted[i] as number)] as const)
    const counts = windowSum(ones, { ...spatial, padding: around, ...undilated(ones.shape) })
    return typed(
      averaged(
        broadcast(
          counts,
          total.shape,
          counts.shape.map((_, i) => i + 2),
        ),
      ),
    )
  }

/**
 * The largest element under a window along one spatial axis; padding is smaller than any.
 * @param x numbers[batch, channels, length]
 * @param kernel the size of the window
 * @param options stride, default the kernel; padding at both ends, at most half of the kernel, default 0; ceilMode: whether
 *   a last window may reach beyond it, default false; dilation, default 1
 * @returns numbers[batch, channels, ⌊(length + 2·padding - dilation·(kernel - 1) - 1) / stride⌋ + 1]
 * @throws ShapeError when the rank does not fit or the window is larger than the padded input, ArgumentError on illegal options
 * @example
 * ```
 * maxPool1d(tensor([[[1, 3, 2, 5]]]), 2).toArray() // [[[3, 5]]]
 * ```
 */
export const maxPool1d: MaxPoolFunction<'maxPool1d'> = maxPool('maxPool1d', 1)

/**
 * The largest element under a window over two spatial axes; padding is smaller than any.
 * @param x numbers[batch, channels, height, width]
 * @param kernel the size of the window: one number for both axes, or one for each, as for all options
 * @param options stride, default the kernel; padding at both ends, at most half of the kernel, default 0; ceilMode: whether
 *   a last window may reach beyond it, default false; dilation, default 1
 * @returns numbers[batch, channels, outHeight, outWidth], out = ⌊(in + 2·padding - dilation·(kernel - 1) - 1) / stride⌋ + 1
 * @throws ShapeError when the rank does not fit or the window is larger than the padded input, ArgumentError on illegal options
 * @example
 * ```
 * maxPool2d(tensor([[[[1, 2], [3, 4]]]]), 2).toArray() // [[[[4]]]]
 * ```
 */
export const maxPool2d: MaxPoolFunction<'maxPool2d'> = maxPool('maxPool2d', 2)

/**
 * The largest element under a window over three spatial axes; padding is smaller than any.
 * @param x numbers[batch, channels, depth, height, width]
 * @param kernel the size of the window: one number for all axes, or one for each, as for all options
 * @param options stride, default the kernel; padding at both ends, at most half of the kernel, default 0; ceilMode: whether
 *   a last window may reach beyond it, default false; dilation, default 1
 * @returns numbers[batch, channels, …], out = ⌊(in + 2·padding - dilation·(kernel - 1) - 1) / stride⌋ + 1
 * @throws ShapeError when the rank does not fit or the window is larger than the padded input, ArgumentError on illegal options
 * @example
 * ```
 * maxPool3d(ones([1, 2, 4, 4, 4]), 2).shape // [1, 2, 2, 2, 2]
 * ```
 */
export const maxPool3d: MaxPoolFunction<'maxPool3d'> = maxPool('maxPool3d', 3)

/**
 * The mean under a window along one spatial axis.
 * @param x floats[batch, channels, length]
 * @param kernel the size of the window
 * @param options stride, default the kernel; padding at both ends, at most half of the kernel, default 0; ceilMode: whether
 *   a last window may reach beyond it, default false; countIncludePad: whether padding
 *   counts as elements of 0, default true; divisorOverride: what sums are divided by, unless given how many elements count
 * @returns floats[batch, channels, ⌊(length + 2·padding - kernel) / stride⌋ + 1]
 * @throws ShapeError when the rank does not fit or the window is larger than the padded input, ArgumentError on illegal options
 * @example
 * ```
 * avgPool1d(tensor([[[1, 3, 2, 5]]]), 2).toArray() // [[[2, 3.5]]]
 * ```
 */
export const avgPool1d: AvgPoolFunction<'avgPool1d'> = avgPool('avgPool1d', 1)

/**
 * The mean under a window over two spatial axes.
 * @param x floats[batch, channels, height, width]
 * @param kernel the size of the window: one number for both axes, or one for each, as for all options
 * @param options stride, default the kernel; padding at both ends, at most half of the kernel, default 0; ceilMode: whether
 *   a last window may reach beyond it, default false; countIncludePad: whether padding
 *   counts as elements of 0, default true; divisorOverride: what sums are divided by, unless given how many elements count
 * @returns floats[batch, channels, outHeight, outWidth], out = ⌊(in + 2·padding - kernel) / stride⌋ + 1
 * @throws ShapeError when the rank does not fit or the window is larger than the padded input, ArgumentError on illegal options
 * @example
 * ```
 * avgPool2d(tensor([[[[1, 2], [3, 4]]]]), 2).toArray() // [[[[2.5]]]]
 * ```
 */
export const avgPool2d: AvgPoolFunction<'avgPool2d'> = avgPool('avgPool2d', 2)

/**
 * The mean under a window over three spatial axes.
 * @param x floats[batch, channels, depth, height, width]
 * @param kernel the size of the window: one number for all axes, or one for each, as for all options
 * @param options stride, default the kernel; padding at both ends, at most half of the kernel, default 0; ceilMode: whether
 *   a last window may reach beyond it, default false; countIncludePad: whether padding
 *   counts as elements of 0, default true; divisorOverride: what sums are divided by, unless given how many elements count
 * @returns floats[batch, channels, …], out = ⌊(in + 2·padding - kernel) / stride⌋ + 1
 * @throws ShapeError when the rank does not fit or the window is larger than the padded input, ArgumentError on illegal options
 * @example
 * ```
 * avgPool3d(ones([1, 2, 4, 4, 4]), 2).shape // [1, 2, 2, 2, 2]
 * ```
 */
export const avgPool3d: AvgPoolFunction<'avgPool3d'> = avgPool('avgPool3d', 3)
