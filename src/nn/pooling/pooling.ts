// Pools: the largest or the mean of each window, of each channel.

import type { Tensor } from '../../core/tensor.js'
import * as ops from '../../ops/windows/pool.js'
import { ArgumentError } from '../../support/errors.js'
import { checkOptions } from '../../support/options.js'
import { showShape } from '../../support/shape.js'
import type { LayerShapes, PerAxis, PoolShapes, SpatialRank } from '../../types/index.js'
import type { Layer } from '../layer/layer.js'
import { checkBoolean } from '../layer/options.js'
import { imageLayer } from '../window/image-layer.js'
import { type Windows, windowsOf } from '../window/window-options.js'

type PoolOf = (x: Tensor, kernel: PerAxis, options: ops.PoolOptions & ops.AvgPoolOptions) => Tensor

// What the types say of shapes is said again by the layers' own.
const maxima = { 1: ops.maxPool1d, 2: ops.maxPool2d, 3: ops.maxPool3d } as unknown as Readonly<Record<SpatialRank, PoolOf>>
const means = { 1: ops.avgPool1d, 2: ops.avgPool2d, 3: ops.avgPool3d } as unknown as Readonly<Record<SpatialRank, PoolOf>>

/** The windows of a pool. @throws ArgumentError when options are unknown or out of range, or a window can lie in the padding alone */
export function poolWindows(
  name: string,
  rank: SpatialRank,
  kernelSize: PerAxis,
  options: ops.PoolOptions & ops.AvgPoolOptions,
  names: readonly string[],
): Windows {
  checkOptions(name, options, names)
  for (const option of ['ceilMode', 'countIncludePad'] as const)
    if (options[option] !== undefined) checkBoolean(name, option, options[option])
  if (options.divisorOverride !== undefined) ops.checkDivisor(name, options.divisorOverride)
  const windows = windowsOf(name, rank, kernelSize, options, kernelSize)
  if (windows.padding.some((p, i) => 2 * p > (windows.kernel[i] ?? 0)))
    throw new ArgumentError(
      `${name}: padding must be at most half of the kernel; got ${showShape(windows.padding)} for kernel ${showShape(windows.kernel)}`,
    )
  // Rounded up, a window may reach beyond the input by less than a stride.
  return options.ceilMode === true ? { ...windows, reach: windows.stride.map(stride => stride - 1) } : windows
}

const maxPool = <F extends LayerShapes>(name: string, rank: SpatialRank, kernelSize: PerAxis, options: ops.PoolOptions = {}): Layer<F> => {
  const windows = poolWindows(name, rank, kernelSize, options, ['stride', 'padding', 'dilation', 'ceilMode'])
  return imageLayer(name, rank, x => maxima[rank](x, kernelSize, options), windows)
}

const avgPool = <F extends LayerShapes>(
  name: string,
  rank: SpatialRank,
  kernelSize: PerAxis,
  options: ops.AvgPoolOptions = {},
): Layer<F> => {
  const windows = poolWindows(name, rank, kernelSize, options, ['stride', 'padding', 'ceilMode', 'countIncludePad', 'divisorOverride'])
  return imageLayer(name, rank, x => means[rank](x, kernelSize, options), windows)
}

type MaxPool<Name extends string, Rank extends SpatialRank> = <
  const K extends PerAxis,
  const O extends ops.PoolOptions = Record<never, never>,
>(
  kernelSize: K,
  options?: O,
) => Layer<PoolShapes<Name, Rank, K, O>>

type AvgPool<Name extends string, Rank extends SpatialRank> = <
  const K extends PerAxis,
  const O extends ops.AvgPoolOptions = Record<never, never>,
>(
  kernelSize: K,
  options?: O,
) => Layer<PoolShapes<Name, Rank, K, O>>

/** The largest element of each window of float32[batch, channels, length]; see `maxPool2d`. */
export const maxPool1d: MaxPool<'maxPool1d', 1> = (kernelSize, options) => maxPool('maxPool1d', 1, kernelSize, options)

/**
 * The largest element of each window, of each channel.
 * @param kernelSize one number for both axes, or [height, width]
 * @param options the stride is the kernel size unless given, padding 0, dilation 1; what is padded is never the largest; with `{ ceilMode: true }` a
 *   last window may reach beyond the padding, if it starts before it
 * @returns a layer from float32[batch, channels, height, width] to float32[batch, channels, …],
 *   of ⌊(size + 2 padding - dilation (kernel - 1) - 1) / stride⌋ + 1 a side, rounded up in ceil mode
 * @throws ArgumentError when the padding exceeds half of the kernel or an option is unknown; when applied, ShapeError when a window does not fit
 * @source as in PyTorch; where each element was is told by `maxPoolWithIndices`
 */
export const maxPool2d: MaxPool<'maxPool2d', 2> = (kernelSize, options) => maxPool('maxPool2d', 2, kernelSize, options)

/** The largest element of each window of float32[batch, channels, depth, height, width]; see `maxPool2d`. */
export const maxPool3d: MaxPool<'maxPool3d', 3> = (kernelSize, options) => maxPool('maxPool3d', 3, kernelSize, options)

/** The mean of each window of float32[batch, channels, length]; see `avgPool2d`. */
export const avgPool1d: AvgPool<'avgPool1d', 1> = (kernelSize, options) => avgPool('avgPool1d', 1, kernelSize, options)

/**
 * The mean of each window, of each channel.
 * @param kernelSize one number for both axes, or [height, width]
 * @param options the stride is the kernel size unless given, padding 0; zeros of the padding count as elements but with `{ countIncludePad: false }`; with
 *   `{ ceilMode: true }` a last window may reach beyond the padding, and what lies there does not count; `divisorOverride` is what sums are divided by instead
 * @returns a layer from float32[batch, channels, height, width] to float32[batch, channels, …],
 *   of ⌊(size + 2 padding - kernel) / stride⌋ + 1 a side, rounded up in ceil mode
 * @throws ArgumentError when the padding exceeds half of the kernel or an option is unknown; when applied, ShapeError when a window does not fit
 * @source as in PyTorch
 */
export const avgPool2d: AvgPool<'avgPool2d', 2> = (kernelSize, options) => avgPool('avgPool2d', 2, kernelSize, options)

/** The mean of each window of float32[batch, channels, depth, height, width]; see `avgPool2d`. */
export const avgPool3d: AvgPool<'avgPool3d', 3> = (kernelSize, options) => avgPool('avgPool3d', 3, kernelSize, options)
