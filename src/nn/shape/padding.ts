// Layers that put something around images: zeros, a value, or the image going on. Widths are PyTorch's: the last axis comes first.

import type { Tensor } from '../../core/tensor.js'
import { type PadMode, pad } from '../../ops/shape/pad.js'
import { checkInteger, show } from '../../ops/signatures/operands.js'
import { ArgumentError } from '../../support/errors.js'
import type { Add, FirstBox, LayerShapes, List, NoParameters, SpatialExample, SpatialRank, Tail, WrongLayout } from '../../types/index.js'
import type { Layer } from '../layer/layer.js'
import { checkNumber } from '../layer/options.js'
import { imageLayer } from '../window/image-layer.js'

/** One width for all sides, or [left, right], [left, right, top, bottom] or [left, right, top, bottom, front, back]. */
export type PaddingWidths = number | readonly number[]

/** The pad layers, under the name given: [channels, ...spatial] to [channels, ...spatial]. */
export interface PaddingShapes<Name extends string, Rank extends SpatialRank, Widths extends PaddingWidths> extends LayerShapes {
  readonly out: SpatialExample<this['in'], Rank> extends infer X extends List
    ? [...FirstBox<X>, ...Padded<Tail<X>, Widths>]
    : WrongLayout<Name, Rank, this['in']>
  readonly parameters: NoParameters
}

type Padded<Spatial, W> = { -readonly [I in keyof Spatial]: Add<Spatial[I], WidthAt<Spatial, I, W>> }
type WidthAt<Spatial, I, W> = W extends List
  ? Spatial extends { readonly length: infer Rank extends SpatialRank }
    ? SumAt<W, Places[Rank][I & keyof Places[Rank]]>
    : number
  : Add<W, W>
type SumAt<W extends List, Place> = Place extends readonly [infer A extends keyof W, infer B extends keyof W] ? Add<W[A], W[B]> : number
/** Where the widths of each axis are. */
interface Places {
  1: { '0': ['0', '1'] }
  2: { '0': ['2', '3']; '1': ['0', '1'] }
  3: { '0': ['4', '5']; '1': ['2', '3']; '2': ['0', '1'] }
}

function paddingLayer<F extends LayerShapes>(name: string, rank: SpatialRank, widths: PaddingWidths, fill: number | PadMode): Layer<F> {
  const all: readonly number[] = Array.isArray(widths) ? widths : new Array<number>(2 * rank).fill(widths as number)
  if (all.length !== 2 * rank) throw new ArgumentError(`${name}: widths must be one number or ${2 * rank}; got ${show(widths)}`)
  for (const width of all) checkInteger(name, 'a width', width, 0)
  const pairs = Array.from({ length: rank }, (_, i) => [all[2 * (rank - 1 - i)] ?? 0, all[2 * (rank - 1 - i) + 1] ?? 0] as const)
  return imageLayer(name, rank, (x: Tensor) => pad(x, [[0, 0], [0, 0], ...pairs], fill))
}

type PaddingLayer<Name extends string, Rank extends SpatialRank> = <const W extends PaddingWidths>(
  widths: W,
) => Layer<PaddingShapes<Name, Rank, W>>

type ConstantPaddingLayer<Name extends string, Rank extends SpatialRank> = <const W extends PaddingWidths>(
  widths: W,
  value: number,
) => Layer<PaddingShapes<Name, Rank, W>>

function constantPad<F extends LayerShapes>(name: string, rank: SpatialRank, widths: PaddingWidths, value: number): Layer<F> {
  checkNumber(name, 'value', value)
  return paddingLayer(name, rank, widths, value)
}

/** Zeros around float32[batch, channels, length]; see `zeroPad2d`. */
export const zeroPad1d: PaddingLayer<'zeroPad1d', 1> = widths => paddingLayer('zeroPad1d', 1, widths, 0)

/**
 * Zeros around images.
 * @param widths one for all sides, or [left, right, top, bottom]
 * @returns a layer from float32[batch, channels, height, width] to float32[batch, channels, top + height + bottom, left + width + right]
 * @throws ArgumentError unless widths are non-negative integers, one or a pair for each axis
 * @example
 * ```
 * model([3, 32, 32], zeroPad2d([0, 1, 0, 1]), conv2d(8, 2))
 * ```
 * @source as in PyTorch
 */
export const zeroPad2d: PaddingLayer<'zeroPad2d', 2> = widths => paddingLayer('zeroPad2d', 2, widths, 0)

/** Zeros around float32[batch, channels, depth, height, width]; see `zeroPad2d`. */
export const zeroPad3d: PaddingLayer<'zeroPad3d', 3> = widths => paddingLayer('zeroPad3d', 3, widths, 0)

/** A value around float32[batch, channels, length]; see `zeroPad2d`. */
export const constantPad1d: ConstantPaddingLayer<'constantPad1d', 1> = (widths, value) => constantPad('constantPad1d', 1, widths, value)

/** A value around float32[batch, channels, height, width]; see `zeroPad2d`. */
export const constantPad2d: ConstantPaddingLayer<'constantPad2d', 2> = (widths, value) => constantPad('constantPad2d', 2, widths, value)

/** A value around float32[batch, channels, depth, height, width]; see `zeroPad2d`. */
export const constantPad3d: ConstantPaddingLayer<'constantPad3d', 3> = (widths, value) => constantPad('constantPad3d', 3, widths, value)

/** float32[batch, channels, length] mirrored at its ends, `c b | a b c | b a`; see `zeroPad2d`. */
export const reflectionPad1d: PaddingLayer<'reflectionPad1d', 1> = widths => paddingLayer('reflectionPad1d', 1, widths, 'reflect')

/** Images mirrored at their edges, `c b | a b c | b a`; see `zeroPad2d`. @deviation from PyTorch: a width may exceed the image, which is reflected again */
export const reflectionPad2d: PaddingLayer<'reflectionPad2d', 2> = widths => paddingLayer('reflectionPad2d', 2, widths, 'reflect')

/** float32[batch, channels, depth, height, width] mirrored at its faces, `c b | a b c | b a`; see `zeroPad2d`. */
export const reflectionPad3d: PaddingLayer<'reflectionPad3d', 3> = widths => paddingLayer('reflectionPad3d', 3, widths, 'reflect')

/** float32[batch, channels, length] with its ends repeated, `a a | a b c | c c`; see `zeroPad2d`. */
export const replicationPad1d: PaddingLayer<'replicationPad1d', 1> = widths => paddingLayer('replicationPad1d', 1, widths, 'replicate')

/** Images with their edges repeated, `a a | a b c | c c`; see `zeroPad2d`. */
export const replicationPad2d: PaddingLayer<'replicationPad2d', 2> = widths => paddingLayer('replicationPad2d', 2, widths, 'replicate')

/** float32[batch, channels, depth, height, width] with its faces repeated, `a a | a b c | c c`; see `zeroPad2d`. */
export const replicationPad3d: PaddingLayer<'replicationPad3d', 3> = widths => paddingLayer('replicationPad3d', 3, widths, 'replicate')

/** float32[batch, channels, length] that starts again, `b c | a b c | a b`; see `zeroPad2d`. */
export const circularPad1d: PaddingLayer<'circularPad1d', 1> = widths => paddingLayer('circularPad1d', 1, widths, 'circular')

/** Images that start again, `b c | a b c | a b`; see `zeroPad2d`. */
export const circularPad2d: PaddingLayer<'circularPad2d', 2> = widths => paddingLayer('circularPad2d', 2, widths, 'circular')

/** float32[batch, channels, depth, height, width] that starts again, `b c | a b c | a b`; see `zeroPad2d`. */
export const circularPad3d: PaddingLayer<'circularPad3d', 3> = widths => paddingLayer('circularPad3d', 3, widths, 'circular')
