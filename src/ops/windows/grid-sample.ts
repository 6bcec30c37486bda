// Images read at places that a tensor tells, PyTorch's grid_sample: differentiable in the image, whose elements are weighed, and in the places.
// Source: Jaderberg et al., Spatial transformer networks, 2015.

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { gather } from '../../primitives/gather/gather.js'
import { broadcast, full } from '../../primitives/structure/broadcast.js'
import { concat } from '../../primitives/structure/join.js'
import { reshape } from '../../primitives/structure/reshape.js'
import { ShapeError } from '../../support/errors.js'
import { checkChoice, optionsOf } from '../../support/options.js'
import { sizeOf } from '../../support/shape.js'
import type { Argument, FloatDType, List, Mismatch, PromoteArgument, PromoteResult, Shape, ShapeResult, Show } from '../../types/index.js'
import { part } from '../shape/along.js'
import { computed, rounded } from '../signatures/halves.js'
import { checkKind, commonDType, floatKind } from '../signatures/operands.js'

export type GridSampleMode = 'bilinear' | 'nearest' | 'bicubic'
export type GridPaddingMode = 'zeros' | 'border' | 'reflection'

/** What `gridSample` takes. */
export interface GridSampleOptions {
  /** Between elements: weigh two along each axis, take the nearest, or weigh four ('bicubic', of two spatial axes only). Default 'bilinear'. */
  readonly mode?: GridSampleMode
  /** What lies beyond the image: zeros, its border, or its mirror image. Default 'zeros'. */
  readonly paddingMode?: GridPaddingMode
  /** Whether -1 and 1 are the middles of the corner elements, and not their outer edges. Default false. */
  readonly alignCorners?: boolean
}

/** The shape of `gridSample(x, grid)`. */
export type GridSampled<X extends List, G extends List> = number extends X['length'] | G['length']
  ? Shape
  : X extends readonly [infer N, infer C, ...unknown[]]
    ? G extends readonly [unknown, ...infer Out, unknown]
      ? X['length'] extends G['length']
        ? [N, C, ...Out]
        : Mismatch<`gridSample: grid ${Show<G>} must have as many axes as x ${Show<X>}`>
      : never
    : never

/** An element along an axis, for each place: where it is, as a whole number that may lie outside, and what it counts. */
interface Tap {
  readonly at: Tensor
  readonly weight: Tensor
}

const like = (x: Tensor, value: number): Tensor => full(value, x)

/** Where a coordinate from -1 to 1 lies among the elements of an axis, the middle of element i being i. */
function placeOf(coordinate: Tensor, size: number, alignCorners: boolean): Tensor {
  const [one, half] = [like(coordinate, 1), like(coordinate, 0.5)]
  const shifted = p.add(coordinate, one)
  if (alignCorners) return p.mul(p.mul(shifted, half), like(coordinate, size - 1))
  return p.mul(p.sub(p.mul(shifted, like(coordinate, size)), one), half)
}

/** Places moved onto the axis: to its ends, or mirrored at the ends of the axis until they are there. */
function padded(place: Tensor, size: number, mode: GridPaddingMode, alignCorners: boolean): Tensor {
  if (mode === 'zeros') return place
  const onto = (at: Tensor): Tensor => p.clamp(like(at, 0), at, like(at, size - 1))
  if (mode === 'border') return onto(place)
  const [least, span] = alignCorners ? [0, size - 1] : [-0.5, size]
  if (span === 0) return like(place, 0)
  const away = p.rem(p.abs(p.sub(place, like(place, least))), like(place, 2 * span))
  const folded = p.min(away, p.sub(like(place, 2 * span), away))
  return onto(p.add(folded, like(place, least)))
}

/** The weights of four neighbours at a share of the way from the second to the third: Keys' cubic with a = -0.75. */
function cubicWeights(t: Tensor): readonly Tensor[] {
  const a = -0.75
  const sum = (x: Tensor, coefficients: readonly number[]): Tensor =>
    coefficients.map(c => like(t, c)).reduce((value, c) => p.add(p.mul(value, x), c))
  const near = (x: Tensor): Tensor => sum(x, [a + 2, -(a + 3), 0, 1])
  const far = (x: Tensor): Tensor => sum(x, [a, -5 * a, 8 * a, -4 * a])
  const [one, rest] = [like(t, 1), p.sub(like(t, 1), t)]
  return [far(p.add(t, one)), near(t), near(rest), far(p.add(rest, one))]
}

function tapsOf(place: Tensor, size: number, { mode, paddingMode, alignCorners }: Required<GridSampleOptions>): readonly Tap[] {
  const onto = (at: Tensor): Tensor => padded(at, size, paddingMode, alignCorners)
  if (mode === 'nearest') return [{ at: p.round(onto(place)), weight: like(place, 1) }]
  const from = mode === 'bilinear' ? onto(place) : place
  const first = p.floor(from)
  const t = p.sub(from, first)
  if (mode === 'bilinear')
    return [
      { at: first, weight: p.sub(like(t, 1), t) },
      { at: p.add(first, like(t, 1)), weight: t },
    ]
  return cubicWeights(t).map((weight, k) => ({ at: onto(p.add(first, like(t, k - 1))), weight }))
}

/** Every choice of one tap along each axis. */
const choices = (axes: readonly (readonly Tap[])[]): readonly (readonly Tap[])[] =>
  axes.reduce<readonly (readonly Tap[])[]>((chosen, taps) => chosen.flatMap(list => taps.map(tap => [...list, tap])), [[]])

/** The elements of all channels at whole places [batch, places], times their weights; 0 outside of the image. [batch, channels, places] */
function weighed(image: Tensor, taps: readonly Tap[]): Tensor {
  const [batch = 0, channels = 0, ...spatial] = image.shape
  const places = taps[0]?.at.shape[1] ?? 0
  const bounds = taps.map(({ at }, axis) => p.and(p.ge(at, like(at, 0)), p.le(at, like(at, (spatial[axis] ?? 0) - 1))))
  const inside = bounds.reduce(p.and)
  const index = taps.map(({ at }) => reshape(p.cast(p.select(inside, at, like(at, 0)), 'int32'), [batch, places, 1]))
  const axes = spatial.map((_, axis) => axis + 2)
  const elements = gather(image, concat(index, 2), {
    offsetAxes: [1],
    collapsedAxes: axes,
    startMap: axes,
    operandBatchAxes: [0],
    indicesBatchAxes: [0],
    sliceSizes: [Math.min(1, batch), channels, ...spatial.map(() => 1)],
    mode: 'clip',
  })
  const weight = taps.map(tap => tap.weight).reduce(p.mul)
  const across = (x: Tensor): Tensor => broadcast(x, elements.shape, [0, 2])
  return p.select(across(inside), p.mul(elements, across(weight)), like(elements, 0))
}

/**
 * Images at places: `out[n, c, …o] = x[n, c, at grid[n, …o]]`, worked out from the elements around each place. A place is one coordinate for
 * each spatial axis, the last axis first (x, y, z), from -1 at one end of the axis to 1 at the other.
 * @param x floats[batch, channels, …], of two or three more axes
 * @param grid floats[batch, …out, axes]; dtypes promote
 * @param options mode: 'bilinear' (default; of three axes trilinear), 'nearest' or 'bicubic'; paddingMode, beyond the image: 'zeros' (default), 'border' or
 *   'reflection'; alignCorners: whether -1 and 1 are the middles of the corner elements, default false
 * @returns floats[batch, channels, …out], of the promoted dtype
 * @throws ShapeError when the shapes do not go together, or the image has no elements where there are places; ArgumentError for unknown
 *   options; DTypeError unless float
 * @example
 * ```
 * const image = tensor([[[[1, 2], [3, 4]]]])
 * gridSample(image, tensor([[[[-0.5, -0.5], [0, 0], [0.5, -0.5]]]])).toArray() // [[[[1, 2.5, 2]]]]
 * gridSample(image, tensor([[[[1, 3]]]]), { paddingMode: 'border' }).toArray() // [[[[4]]]]
 * ```
 * @source PyTorch, torch.nn.functional.grid_sample.
 */
export function gridSample<X extends Shape, DX extends FloatDType, G extends Shape, DG extends FloatDType>(
  x: Tensor<X, DX>,
  grid: Argument<GridSampled<X, G>, PromoteArgument<DX, DG, Tensor<G, DG>>>,
  options?: GridSampleOptions,
): Tensor<ShapeResult<GridSampled<X, G>>, PromoteResult<DX, DG>>
export function gridSample(x: unknown, grid: unknown, options?: GridSampleOptions): Tensor {
  const settled = optionsOf<GridSampleOptions>('gridSample', options, { mode: 'bilinear', paddingMode: 'zeros', alignCorners: false })
  checkKind('gridSample', x, floatKind)
  checkKind('gridSample', grid, floatKind, 'grid')
  checkChoice('gridSample', 'mode', settled.mode, ['bilinear', 'nearest', 'bicubic'])
  checkChoice('gridSample', 'paddingMode', settled.paddingMode, ['zeros', 'border', 'reflection'])
  const [batch = 0, channels = 0, ...spatial] = x.shape
  const count = spatial.length
  const shown = `x ${showType(x)}, grid ${showType(grid)}`
  if (count !== 2 && count !== 3)
    throw new ShapeError(`gridSample: x must be [batch,channels,height,width] or [batch,channels,depth,height,width]; got ${shown}`)
  if (settled.mode === 'bicubic' && count !== 2)
    throw new ShapeError(`gridSample: 'bicubic' is for two spatial axes; got ${count} in ${shown}`)
  if (grid.shape.length !== count + 2 || grid.shape[0] !== batch || grid.shape.at(-1) !== count)
    throw new ShapeError(
      `gridSample: the grid must have a place of ${count} coordinates; expected [${batch},…,${count}] of rank ${count + 2}, got ${shown}`,
    )
  const out = grid.shape.slice(1, -1)
  const places = sizeOf(out)
  if (spatial.includes(0) && places > 0) throw new ShapeError(`gridSample: needs elements to sample; got ${shown}`)
  const dtype = commonDType('gridSample', [x, grid])
  const [image, at] = [computed(p.cast(x, dtype)), computed(p.cast(grid, dtype))]
  if (places === 0) return full(0, { shape: [batch, channels, ...out], dtype })
  const coordinates = reshape(at, [batch, places, count])
  const taps = spatial.map((size, axis) => {
    const own = count - 1 - axis
    const coordinate = reshape(part(coordinates, 2, own, own + 1), [batch, places])
    return tapsOf(placeOf(coordinate, size, settled.alignCorners), size, settled)
  })
  const sum = choices(taps)
    .map(chosen => weighed(image, chosen))
    .reduce(p.add)
  return rounded(reshape(sum, [batch, channels, ...out]), dtype)
}
