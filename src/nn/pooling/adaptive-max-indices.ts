// The largest elements of adaptive windows, and where they were. Each window is as long as the longest, its last place repeated: of equal elements the first
// counts, so that repetitions never do.

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import { arange } from '../../ops/creation/creation.js'
import { tensor } from '../../ops/creation/tensor.js'
import { add, mul } from '../../ops/elementwise/arithmetic.js'
import { take, takeAlongAxis } from '../../ops/indexing/take.js'
import { argmax } from '../../ops/reductions/statistics.js'
import { expandDims, reshape } from '../../ops/shape/reshape.js'
import { ShapeError } from '../../support/errors.js'
import { type Dims, sizeOf } from '../../support/shape.js'
import type { List, Shape } from '../../types/index.js'
import { checkInput, type FloatTensor } from '../layer/layer.js'
import { type AdaptiveOutput, adaptiveSizes, type OutputSize } from './adaptive-pooling.js'
import { spatialRank } from './unpool.js'

/** The shape of an adaptively pooled batch. */
export type AdaptivelyPooled<X extends Shape, Size> = X extends readonly [infer Batch extends number, ...infer Example extends List]
  ? AdaptiveOutput<Example, Size> extends infer Out extends readonly number[]
    ? [Batch, ...Out]
    : Shape
  : Shape

/** The places of each window of an axis, [windows][longest]. */
function placesAlong(size: number, windows: number): readonly (readonly number[])[] {
  const bounds = Array.from(
    { length: windows },
    (_, i) => [Math.floor((i * size) / windows), Math.ceil(((i + 1) * size) / windows)] as const,
  )
  const longest = Math.max(...bounds.map(([start, end]) => end - start))
  return bounds.map(([start, end]) => Array.from({ length: longest }, (_, k) => Math.min(start + k, end - 1)))
}

/** The positions of all windows in a channel, row-major, [windows][places]: every choice along the first axes with every one along the next. */
const positionsOf = (sizes: Dims, windows: Dims): readonly (readonly number[])[] =>
  sizes.reduce<readonly (readonly number[])[]>(
    (outer, size, axis) =>
      outer.flatMap(before =>
        placesAlong(size, windows[axis] ?? size).map(places => before.flatMap(position => places.map(place => position * size + place))),
      ),
    [[0]],
  )

/**
 * The largest element of each window, as `adaptiveMaxPool1d`, `adaptiveMaxPool2d` and `adaptiveMaxPool3d` give it, and where it was: its position in the channel,
 * row-major. Of several largest it is the first, which alone gets the gradient.
 * @param x float32[batch, channels, …] of one to three more axes
 * @param outputSize one number for all axes, or one for each; `null` leaves an axis as it is
 * @returns `[y, indices]`, float32 and int32[batch, channels, …outputSize]
 * @throws ShapeError unless there are one to three spatial axes, of one element at least; ArgumentError unless sizes are positive integers or null
 * @example
 * ```
 * const [y, indices] = adaptiveMaxPoolWithIndices(tensor([[[1, 3, 2, 5, 4]]]), 2)
 * indices.toArray() // [[[1, 3]]]
 * ```
 * @source as in PyTorch with `return_indices`
 * @deviation from PyTorch: indices are int32
 */
export function adaptiveMaxPoolWithIndices<X extends Shape, const Size extends OutputSize>(
  x: Tensor<X, 'float32'>,
  outputSize: Size,
): readonly [Tensor<AdaptivelyPooled<X, Size>, 'float32'>, Tensor<AdaptivelyPooled<X, Size>, 'int32'>]
export function adaptiveMaxPoolWithIndices(x: Tensor, outputSize: OutputSize): readonly [Tensor, Tensor] {
  const name = 'adaptiveMaxPoolWithIndices'
  checkInput(name, x)
  const rank = spatialRank(name, x)
  const [batch = 0, channels = 0, ...sizes] = x.shape
  if (sizes.includes(0)) throw new ShapeError(`${name}: windows must have at least one element; got ${showType(x)}`)
  const windows = adaptiveSizes(name, rank, outputSize).map((size, i) => size ?? sizes[i] ?? 0)
  const shape = [batch, channels, ...windows]
  const rows = positionsOf(sizes, windows)
  const [count, longest] = [rows.length, rows[0]?.length ?? 0]
  const positions = tensor(Int32Array.from(rows.flat()), [count * longest])

  const flat = reshape(x, [batch, channels, sizeOf(sizes)]) as FloatTensor
  const columns = reshape(take(flat, positions, 2) as FloatTensor, [batch, channels, count, longest]) as FloatTensor
  const chosen = argmax(columns, 3) // [batch, channels, windows]
  const values = takeAlongAxis(columns, expandDims(chosen, 3) as Tensor<Shape, 'int32'>, 3)
  const place = add(chosen, mul(arange(0, count, 1, 'int32'), longest)) as Tensor<Shape, 'int32'>
  return [reshape(values, shape), reshape(take(positions, place), shape)]
}
