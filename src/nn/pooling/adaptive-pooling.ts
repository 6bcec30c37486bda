// Pools that are told the size of their result: output i of n covers the elements from ⌊i · size / n⌋ to ⌈(i + 1) · size / n⌉ of an axis.
// Largest and mean of a box are those of its sides one after the other.

import { max, mean } from '../../ops/reductions/reduce.js'
import { concat } from '../../ops/shape/join.js'
import { reshape } from '../../ops/shape/reshape.js'
import { slice } from '../../primitives/structure/slice.js'
import { ArgumentError } from '../../support/errors.js'
import { show } from '../../support/show.js'
import type { FirstBox, LayerShapes, List, NoParameters, SpatialExample, SpatialRank, Tail, WrongLayout } from '../../types/index.js'
import type { FloatTensor, Layer } from '../layer/layer.js'
import { imageLayer } from '../window/image-layer.js'

/** The spatial sizes of the result: one number for all axes, or one for each; `null` leaves an axis as it is. */
export type OutputSize = number | null | readonly (number | null)[]

/** adaptive pools: [channels, ...spatial] to [channels, ...outputSize]. */
export interface AdaptivePoolShapes<Name extends string, Rank extends SpatialRank, Size extends OutputSize> extends LayerShapes {
  readonly out: SpatialExample<this['in'], Rank> extends infer X extends List
    ? AdaptiveOutput<X, Size>
    : WrongLayout<Name, Rank, this['in']>
  readonly parameters: NoParameters
}

/** The shape of an adaptively pooled example. */
export type AdaptiveOutput<X extends List, Size> = [...FirstBox<X>, ...AdaptiveSizes<Tail<X>, Size>]

type AdaptiveSizes<Spatial, Size> = {
  -readonly [I in keyof Spatial]: ChosenSize<Spatial[I], Size extends List ? (I extends keyof Size ? Size[I] : never) : Size>
}

type ChosenSize<Given, Asked> = Asked extends null ? Given : Asked

type Reduction = (x: FloatTensor, axis: number) => FloatTensor

/** An axis shrunk to a size. */
function shrunk(x: FloatTensor, axis: number, size: number, reduce: Reduction): FloatTensor {
  const given = x.shape[axis] ?? 0
  if (size === given) return x
  // Equal parts that do not overlap are the rows of one more axis.
  if (given % size === 0) return reduce(reshape(x, [...x.shape.slice(0, axis), size, given / size, ...x.shape.slice(axis + 1)]), axis + 1)
  const parts = Array.from({ length: size }, (_, i) => {
    const starts = x.shape.map((_, a) => (a === axis ? Math.floor((i * given) / size) : 0))
    const ends = x.shape.map((length, a) => (a === axis ? Math.ceil(((i + 1) * given) / size) : length))
    const part = slice(x, starts, ends) as FloatTensor
    const reduced = reduce(part, axis)
    return reshape(reduced, [...x.shape.slice(0, axis), 1, ...x.shape.slice(axis + 1)])
  })
  return concat(parts, axis)
}

/** @throws ArgumentError unless it is a size for all axes, or one for each */
export function adaptiveSizes(name: string, rank: SpatialRank, outputSize: unknown): readonly (number | null)[] {
  const sizes: readonly unknown[] = Array.isArray(outputSize) ? outputSize : new Array(rank).fill(outputSize)
  const legal = (size: unknown): size is number | null => size === null || (Number.isSafeInteger(size) && (size as number) >= 1)
  if (sizes.length === rank && sizes.every(legal)) return sizes
  throw new ArgumentError(`${name}: outputSize must be a positive integer or null, or ${rank} of them; got ${show(outputSize)}`)
}

function adaptivePool<F extends LayerShapes>(name: string, rank: SpatialRank, outputSize: OutputSize, reduce: Reduction): Layer<F> {
  const sizes = adaptiveSizes(name, rank, outputSize)
  return imageLayer(name, rank, x => sizes.reduce<FloatTensor>((y, size, i) => (size === null ? y : shrunk(y, i + 2, size, reduce)), x))
}

const meanOf: Reduction = (x, axis) => mean(x, axis)
const maxOf: Reduction = (x, axis) => max(x, axis)

type AdaptivePool<Name extends string, Rank extends SpatialRank> = <const Size extends OutputSize>(
  outputSize: Size,
) => Layer<AdaptivePoolShapes<Name, Rank, Size>>

/** The means of as many parts of float32[batch, channels, length] as asked for; see `adaptiveAvgPool2d`. */
export const adaptiveAvgPool1d: AdaptivePool<'adaptiveAvgPool1d', 1> = size => adaptivePool('adaptiveAvgPool1d', 1, size, meanOf)

/**
 * The means of windows that are laid out so that the result has a size: output i of n covers the elements from `⌊i · size / n⌋` to `⌈(i + 1) · size / n⌉`.
 * @param outputSize one number for both axes, or [height, width]; `null` leaves an axis as it is
 * @returns a layer from float32[batch, channels, height, width] to float32[batch, channels, …outputSize]
 * @throws ArgumentError unless sizes are positive integers or null; when applied, ShapeError when the rank differs
 * @example
 * ```
 * model([512, 7, 7], adaptiveAvgPool2d(1), flatten, linear(10))
 * ```
 * @source as in PyTorch
 */
export const adaptiveAvgPool2d: AdaptivePool<'adaptiveAvgPool2d', 2> = size => adaptivePool('adaptiveAvgPool2d', 2, size, meanOf)

/** The means of as many boxes of float32[batch, channels, depth, height, width] as asked for; see `adaptiveAvgPool2d`. */
export const adaptiveAvgPool3d: AdaptivePool<'adaptiveAvgPool3d', 3> = size => adaptivePool('adaptiveAvgPool3d', 3, size, meanOf)

/** The largest elements of as many parts of float32[batch, channels, length] as asked for; see `adaptiveAvgPool2d`. */
export const adaptiveMaxPool1d: AdaptivePool<'adaptiveMaxPool1d', 1> = size => adaptivePool('adaptiveMaxPool1d', 1, size, maxOf)

/**
 * The largest elements of windows that are laid out so that the result has a size; see `adaptiveAvgPool2d`. Where each was is told by
 * `adaptiveMaxPoolWithIndices`.
 */
export const adaptiveMaxPool2d: AdaptivePool<'adaptiveMaxPool2d', 2> = size => adaptivePool('adaptiveMaxPool2d', 2, size, maxOf)

/** The largest elements of as many boxes of float32[batch, channels, depth, height, width] as asked for; see `adaptiveAvgPool2d`. */
export const adaptiveMaxPool3d: AdaptivePool<'adaptiveMaxPool3d', 3> = size => adaptivePool('adaptiveMaxPool3d', 3, size, maxOf)
