// Windows of images as columns, and columns put back as images, PyTorch's; and windows along one axis, NumPy's.

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import { moveAxis, transpose } from '../../primitives/structure/permute.js'
import { reshape } from '../../primitives/structure/reshape.js'
import { pad } from '../../primitives/structure/slice.js'
import { ShapeError } from '../../support/errors.js'
import { optionsOf } from '../../support/options.js'
import { type Dims, normalizeAxis, sizeOf } from '../../support/shape.js'
import type {
  Argument,
  AxisOutOfRange,
  DType,
  KernelShape,
  List,
  Mismatch,
  NormalizeAxis,
  PerAxis,
  Quotient,
  ReplaceAt,
  Shape,
  ShapeResult,
  Show,
  SizeAt,
  SizeOf,
  Tail,
  WindowOptions,
  WindowSize,
  Windows,
} from '../../types/index.js'
import { arithmeticKinds, checkInteger, checkKind, checkTensor, show } from '../signatures/operands.js'
import { overlapsAdded, type Sliding, windowCount, windowsAlong } from './sliding.js'
import { checkFits, perAxis } from './windows.js'

type SpatialRank<S extends List> = S['length'] extends 3 ? 1 : S['length'] extends 4 ? 2 : 3

/** The shape of `unfold(x, kernel, options)`. */
export type Unfolded<X extends List, K extends PerAxis, O> = number extends X['length']
  ? [number, number, number]
  : X extends readonly [infer N, infer C, unknown, ...unknown[]]
    ? KernelShape<K, SpatialRank<X>> extends infer Kernel extends List
      ? Windows<'unfold', Tail<Tail<X>>, Kernel, O, 1> extends infer Sizes
        ? Sizes extends List
          ? [N, SizeOf<[C, ...Kernel]>, SizeOf<Sizes>]
          : Sizes
        : never
      : never
    : Mismatch<`unfold: input must be [batch,channels,...], got ${Show<X>}`>

interface Geometry {
  readonly padding: Dims
  /** One for each spatial axis. */
  readonly sliding: readonly Sliding[]
}

function geometryOf(operation: string, spatial: number, kernel: PerAxis, given: WindowOptions | undefined): Geometry {
  const options = optionsOf(operation, given, { stride: 1, padding: 0, dilation: 1 })
  const option = (name: string, value: PerAxis, least: number): Dims => perAxis(operation, name, value, spatial, least)
  const windows = option('kernel', kernel, 1)
  const strides = option('stride', options.stride, 1)
  const dilation = option('dilation', options.dilation, 1)
  return {
    padding: option('padding', options.padding, 0),
    sliding: windows.map((window, i) => ({ window, step: strides[i] as number, dilation: dilation[i] as number })),
  }
}

/** Axes [batch, channels, k…, w…] of [batch, channels, k, w, k, w, …]. */
const placesFirst = (spatial: number): number[] => [
  0,
  1,
  ...Array.from({ length: spatial }, (_, i) => 2 + 2 * i),
  ...Array.from({ length: spatial }, (_, i) => 3 + 2 * i),
]

const around = (padding: Dims, sign: 1 | -1): number[] => [0, 0, ...padding.map(p => sign * p)]

/**
 * The windows of images as columns: `out[n, (c, k…), w] = x[n, c, w·stride + k·dilation - padding]`, channels and places of the window in
 * one axis, row-major, windows in the other. A convolution is a matrix product with it.
 * @param x numbers[batch, channels, …], of one to three more axes
 * @param kernel the size of the window: one number for all axes, or one for each, as for all options
 * @param options stride, default 1; padding, zeros at both ends, default 0; dilation, default 1
 * @returns numbers[batch, channels · kernel, windows]
 * @throws ShapeError when the rank does not fit or the window is larger than the padded input, ArgumentError on illegal options
 * @example
 * ```
 * unfold(tensor([[[1, 2, 3]]]), 2).toArray() // [[[1, 2], [2, 3]]]
 * ```
 * @source PyTorch, torch.nn.functional.unfold (im2col), here for one and three axes too.
 */
export function unfold<X extends Shape, D extends DType, const K extends PerAxis, const O extends WindowOptions = Record<never, never>>(
  x: Argument<Unfolded<X, K, O>, Tensor<X, D>>,
  kernel: K,
  options?: O,
): Tensor<ShapeResult<Unfolded<X, K, O>>, D>
export function unfold(x: unknown, kernel: PerAxis, options?: WindowOptions): Tensor {
  checkKind('unfold', x, arithmeticKinds)
  const spatial = x.shape.length - 2
  if (spatial < 1 || spatial > 3)
    throw new ShapeError(`unfold: input must be [batch,channels,…] of one to three more axes; got x ${showType(x)}`)
  const { padding, sliding } = geometryOf('unfold', spatial, kernel, options)
  const sizes = x.shape.slice(2)
  checkFits(
    'unfold',
    sizes,
    sliding.map(s => s.window),
    padding,
    sliding.map(s => s.dilation),
    `from x ${showType(x)}`,
  )
  const padded = pad(x, around(padding, 1), around(padding, 1))
  // From the last axis on, so that the earlier ones keep their numbers.
  const windows = sliding.reduceRight<Tensor>((image, s, i) => windowsAlong(image, i + 2, s), padded)
  const ordered = transpose(windows, placesFirst(spatial)) // [batch, channels, k…, w…]
  const [batch, channels] = x.shape as [number, number]
  const places = sliding.reduce((product, s) => product * s.window, channels)
  return reshape(ordered, [batch, places, sizeOf(ordered.shape.slice(2 + spatial))])
}

/** The shape of `fold(x, size, kernel)`. */
export type Folded<X extends List, Size extends List, K extends PerAxis> = number extends X['length'] | Size['length']
  ? Shape
  : X extends readonly [infer N, infer CK, unknown]
    ? [N, Quotient<CK, SizeOf<KernelShape<K, Size['length'] extends 1 ? 1 : Size['length'] extends 2 ? 2 : 3>>>, ...Size]
    : Mismatch<`fold: input must be [batch,channels·kernel,windows], got ${Show<X>}`>

/**
 * Windows, given as columns, added where they overlap: the adjoint of `unfold`. Of the windows of ones it counts how many cover an element.
 * @param x numbers[batch, channels · kernel, windows]
 * @param size the spatial sizes of the images, one to three
 * @param kernel the size of the window: one number for all axes, or one for each, as for all options
 * @param options stride, default 1; padding at both ends, default 0; dilation, default 1
 * @returns numbers[batch, channels, …size]
 * @throws ShapeError when the rows are no multiple of the kernel or the columns not the windows of such images, ArgumentError on illegal
 *   options
 * @example
 * ```
 * fold(ones([1, 2, 3]), [4], 2).toArray() // [[[1, 2, 2, 1]]]
 * ```
 * @source PyTorch, torch.nn.functional.fold (col2im), here for one and three axes too.
 */
export function fold<X extends Shape, D extends DType, const Size extends Shape, const K extends PerAxis>(
  x: Argument<Folded<X, Size, K>, Tensor<X, D>>,
  size: Size,
  kernel: K,
  options?: WindowOptions,
): Tensor<ShapeResult<Folded<X, Size, K>>, D>
export function fold(x: unknown, size: Dims, kernel: PerAxis, options?: WindowOptions): Tensor {
  checkKind('fold', x, arithmeticKinds)
  const [batch, rows, columns] = x.shape
  if (batch === undefined || rows === undefined || columns === undefined || x.shape.length !== 3)
    throw new ShapeError(`fold: input must be [batch,channels·kernel,windows]; got x ${showType(x)}`)
  if (!Array.isArray(size) || size.length < 1 || size.length > 3)
    throw new ShapeError(`fold: size must be of one to three spatial axes; got ${show(size)}`)
  for (const axis of size) checkInteger('fold', 'a size', axis, 1)
  const { padding, sliding } = geometryOf('fold', size.length, kernel, options)
  const padded = size.map((axis, i) => axis + 2 * (padding[i] as number))
  const windows = sliding.map((s, i) => windowCount(padded[i] as number, s))
  const places = sliding.map(s => s.window)
  if (rows % sizeOf(places) !== 0)
    throw new ShapeError(
      `fold: rows must be channels times the kernel; expected a multiple of ${sizeOf(places)}, got ${rows} in x ${showType(x)}`,
    )
  if (columns !== sizeOf(windows))
    throw new ShapeError(
      `fold: columns must be the windows of such images; expected ${sizeOf(windows)} ([${windows}]), got ${columns} in x ${showType(x)}`,
    )
  const order = placesFirst(size.length)
  const apart = reshape(x, [batch, rows / sizeOf(places), ...places, ...windows])
  const paired = transpose(
    apart,
    order.map((_, i) => order.indexOf(i)),
  ) // [batch, channels, k, w, k, w, …]
  // From the first axis on, so that each pair stands where its axis will.
  const images = sliding.reduce<Tensor>((image, s, i) => overlapsAdded(image, i + 2, padded[i] as number, s), paired)
  return pad(images, around(padding, -1), around(padding, -1))
}

/** The shape of `slidingWindowView(x, window, axis, step)`. */
export type SlidingWindows<S extends List, Window, Axis, Step> = number extends S['length'] | Axis
  ? Shape
  : [NormalizeAxis<S['length'], Axis>] extends [never]
    ? AxisOutOfRange<S, Axis>
    : WindowSize<SizeAt<S, NormalizeAxis<S['length'], Axis>>, Window, Step> extends infer Count
      ? Count extends number
        ? [...(ReplaceAt<S, NormalizeAxis<S['length'], Axis>, Count> extends infer R extends List ? R : never), Window]
        : Mismatch<`slidingWindowView: the window does not fit into ${Show<S>}`>
      : never

/**
 * All windows along an axis, their elements along a new last axis: `out[…, w, …, k] = x[…, w·step + k, …]`.
 * @param x numbers[…]
 * @param window how many elements, at least 1
 * @param axis which; negative ones count from the end. Default -1
 * @param step from one window to the next, at least 1. Default 1
 * @returns numbers, windows along the axis, their elements along the last
 * @throws ShapeError when the axis does not exist or the window does not fit, ArgumentError unless window and step are positive integers
 * @example
 * ```
 * slidingWindowView(tensor([1, 2, 3, 4]), 3).toArray() // [[1, 2, 3], [2, 3, 4]]
 * ```
 * @source NumPy, lib.stride_tricks.sliding_window_view; with steps PyTorch, Tensor.unfold.
 */
export function slidingWindowView<
  S extends Shape,
  D extends DType,
  W extends number,
  const Axis extends number = -1,
  Step extends number = 1,
>(
  x: Tensor<S, D>,
  window: Argument<SlidingWindows<S, W, Axis, Step>, W>,
  axis?: Axis,
  step?: Step,
): Tensor<ShapeResult<SlidingWindows<S, W, Axis, Step>>, D>
export function slidingWindowView(x: Tensor, window: number, axis = -1, step = 1): Tensor {
  checkTensor('slidingWindowView', x)
  const at = normalizeAxis(axis, x.shape.length, 'slidingWindowView')
  checkInteger('slidingWindowView', 'window', window, 1)
  checkInteger('slidingWindowView', 'step', step, 1)
  const size = x.shape[at] as number
  if (window > size)
    throw new ShapeError(
      `slidingWindowView: the window must fit; expected at most ${size} (axis ${at}), got ${window} for x ${showType(x)}`,
    )
  return moveAxis(windowsAlong(x, at, { window, step, dilation: 1 }), at, x.shape.length)
}
