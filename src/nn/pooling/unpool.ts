// Where the largest elements of windows were, and the way back: what max pooling took is put where it came from, with zeros around it.

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import { arange, zeros } from '../../ops/creation/creation.js'
import { add, floorDivide, mul, remainder } from '../../ops/elementwise/arithmetic.js'
import { putAlongAxis } from '../../ops/indexing/put.js'
import { takeAlongAxis } from '../../ops/indexing/take.js'
import { argmax } from '../../ops/reductions/statistics.js'
import { pad } from '../../ops/shape/pad.js'
import { expandDims, reshape } from '../../ops/shape/reshape.js'
import { checkKind, integerKinds } from '../../ops/signatures/operands.js'
import { beyond, type PoolOptions } from '../../ops/windows/pool.js'
import { unfold } from '../../ops/windows/unfold.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { type Dims, sameShape, showShape, sizeOf } from '../../support/shape.js'
import type { PerAxis, Pool, Shape, ShapeResult, SpatialRank, WindowOptions } from '../../types/index.js'
import { checkInput } from '../layer/layer.js'
import { checkImages } from '../window/window-options.js'
import { poolWindows } from './pooling.js'

/** @throws ShapeError unless x is a batch of images with one to three spatial axes */
export function spatialRank(operation: string, x: Tensor): SpatialRank {
  const rank = x.shape.length - 2
  if (rank !== 1 && rank !== 2 && rank !== 3)
    throw new ShapeError(`${operation}: input must be [batch,channels,…] of one to three more axes; got ${showType(x)}`)
  return rank
}

/** How far apart neighbours along each axis are, row-major. */
const distances = (sizes: Dims): Dims => sizes.map((_, i) => sizeOf(sizes.slice(i + 1)))

/**
 * The largest element of each window, as `maxPool1d`, `maxPool2d` and `maxPool3d` give it, and where it was: its position in the channel, row-major.
 * Of several largest it is the first, which alone gets the gradient.
 * @param x float32[batch, channels, …] of one to three more axes
 * @param kernelSize one number for all axes, or one for each
 * @param options the stride is the kernel size unless given, padding 0, dilation 1, ceilMode false
 * @returns `[y, indices]`, float32 and int32[batch, channels, …]
 * @throws ShapeError when a window does not fit, ArgumentError on illegal options
 * @example
 * ```
 * const [y, indices] = maxPoolWithIndices(tensor([[[1, 3, 2, 5]]]), 2)
 * indices.toArray() // [[[1, 3]]]
 * ```
 * @source as in PyTorch with `return_indices`
 * @deviation from PyTorch: indices are int32
 */
export function maxPoolWithIndices<X extends Shape, const K extends PerAxis, const O extends PoolOptions = Record<never, never>>(
  x: Tensor<X, 'float32'>,
  kernelSize: K,
  options?: O,
): readonly [
  Tensor<ShapeResult<Pool<X, K, O, 'maxPoolWithIndices'>>, 'float32'>,
  Tensor<ShapeResult<Pool<X, K, O, 'maxPoolWithIndices'>>, 'int32'>,
]
export function maxPoolWithIndices(x: Tensor, kernelSize: PerAxis, options: PoolOptions = {}): readonly [Tensor, Tensor] {
  const name = 'maxPoolWithIndices'
  checkInput(name, x)
  const rank = spatialRank(name, x)
  const windows = poolWindows(name, rank, kernelSize, options, ['stride', 'padding', 'dilation', 'ceilMode'])
  checkImages(name, rank, x, windows)
  const { kernel, stride, padding, dilation } = windows
  const [batch = 0, channels = 0, ...sizes] = x.shape
  const margins = padding.map((p, i) => {
    const more = options.ceilMode === true ? beyond(sizes[i] ?? 0, kernel[i] ?? 1, stride[i] ?? 1, p, dilation[i] ?? 1) : 0
    return [p, p + more] as const
  })
  const places = kernel.map((k, i) => {
    const span = (dilation[i] ?? 1) * (k - 1) + 1
    const [low = 0, high = 0] = margins[i] ?? []
    return Math.floor(((sizes[i] ?? 0) + low + high - span) / (stride[i] ?? 1)) + 1
  })
  const around = pad(x, [[0, 0], [0, 0], ...margins], -Infinity)
  const columns = reshape(unfold(around, kernelSize, { stride, dilation }), [batch, channels, sizeOf(kernel), sizeOf(places)])
  const chosen = expandDims(argmax(columns, 2), 2) // [batch, channels, 1, windows]
  const values = takeAlongAxis(columns, chosen, 2)

  // Position along each axis: window · stride - padding + place in the kernel · dilation.
  const window = arange(0, sizeOf(places), 1, 'int32')
  const along = (index: Tensor<Shape, 'int32'>, all: Dims, i: number) => remainder(floorDivide(index, distances(all)[i] ?? 1), all[i] ?? 1)
  const position = distances(sizes).reduce<Tensor<Shape, 'int32'>>(
    (sum, distance, i) => {
      const start = add(mul(along(window, places, i), stride[i] ?? 1), -(padding[i] ?? 0))
      const within = mul(along(chosen, kernel, i), dilation[i] ?? 1)
      return add(sum, mul(add(within, start), distance))
    },
    zeros([], 'int32'),
  )
  const shape = [batch, channels, ...places]
  return [reshape(values, shape), reshape(position, shape)]
}

export interface UnpoolOptions extends Omit<WindowOptions, 'dilation'> {
  /** The spatial sizes of the result. Default (size - 1) · stride - 2 · padding + kernel. */
  readonly outputSize?: readonly number[]
}

/**
 * The way back from `maxPoolWithIndices`: each element where it came from, zeros elsewhere.
 * @param x float32[batch, channels, …] of one to three more axes
 * @param indices ints of the same shape: positions in the channel of the result, row-major; an element with a position out of range is left out
 * @param kernelSize that of the pool
 * @param options those of the pool, and `outputSize`, since several sizes are pooled to one
 * @returns float32[batch, channels, …outputSize]
 * @throws ShapeError when shapes differ, DTypeError unless indices are integers, ArgumentError on illegal options
 * @example
 * ```
 * maxUnpool(tensor([[[3, 5]]]), tensor([[[1, 3]]], 'int32'), 2).toArray() // [[[0, 3, 0, 5]]]
 * ```
 * @source Zeiler, Taylor, Fergus, "Adaptive deconvolutional networks for mid and high level feature learning", 2011; as in PyTorch
 */
export function maxUnpool(x: Tensor, indices: Tensor, kernelSize: PerAxis, options: UnpoolOptions = {}): Tensor<Shape, 'float32'> {
  const name = 'maxUnpool'
  checkInput(name, x)
  checkKind(name, indices, integerKinds, 'indices')
  const rank = spatialRank(name, x)
  if (!sameShape(indices.shape, x.shape))
    throw new ShapeError(`${name}: there must be an index for each element; expected [${x.shape}], got ${showType(indices)}`)
  const { outputSize, ...windowOptions } = options
  const { kernel, stride, padding } = poolWindows(name, rank, kernelSize, windowOptions, ['stride', 'padding'])
  const [batch = 0, channels = 0, ...sizes] = x.shape
  const natural = sizes.map((size, i) => (size - 1) * (stride[i] ?? 1) - 2 * (padding[i] ?? 0) + (kernel[i] ?? 1))
  const out = outputSize ?? natural
  const fits =
    out.length === rank && out.every((size, i) => Number.isSafeInteger(size) && Math.abs(size - (natural[i] ?? 0)) < (stride[i] ?? 1))
  if (!fits)
    throw new ArgumentError(
      `${name}: outputSize must be within a stride of ${showShape(natural)}, for each of ${rank} axes; got ${showShape(out)}`,
    )
  const rows = (tensor: Tensor): Tensor => reshape(tensor, [batch, channels, sizeOf(sizes)])
  const empty = zeros([batch, channels, sizeOf(out)], x.dtype)
  return reshape(putAlongAxis(empty, rows(indices) as Tensor<Shape, 'int32'>, rows(x), 2), [batch, channels, ...out]) as Tensor<
    Shape,
    'float32'
  >
}
