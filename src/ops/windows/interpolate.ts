// Images of other sizes, PyTorch's interpolate, one axis after the other.

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import { add, mul } from '../../primitives/elementwise/index.js'
import { gather } from '../../primitives/gather/gather.js'
import { broadcast } from '../../primitives/structure/broadcast.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { checkChoice, optionsOf } from '../../support/options.js'
import type { Dims } from '../../support/shape.js'
import type { Argument, DType, List, Mismatch, Multiply, PerAxis, Shape, ShapeResult, Show } from '../../types/index.js'
import { contract } from '../contraction/contract.js'
import { table } from '../creation/table.js'
import { alongAxis } from '../indexing/positions.js'
import { computed, rounded } from '../signatures/halves.js'
import { checkKind, checkTensor, floatKind, show } from '../signatures/operands.js'
import { type AxisResampling, areaTaps, cubicTaps, linearTaps, nearestPlaces, smoothTaps, type Taps } from './resampling.js'

/** How elements between those given are worked out. */
export type InterpolationMode = 'nearest' | 'nearest-exact' | 'linear' | 'bilinear' | 'trilinear' | 'bicubic' | 'area'

/** What `interpolate` takes; either a size or a scale factor. */
export interface InterpolateOptions {
  /** The spatial sizes of the result: one number for all axes, or one for each. */
  readonly size?: PerAxis | undefined
  /** What the spatial sizes are multiplied by, rounded down: one number for all axes, or one for each. */
  readonly scaleFactor?: PerAxis | undefined
  /** Default 'nearest'. */
  readonly mode?: InterpolationMode
  /** Whether the middles of the corner elements stay where they are, and not their outer edges. Default false. */
  readonly alignCorners?: boolean
  /** Whether elements are averaged over where the result is smaller. Default false. */
  readonly antialias?: boolean
  /** Whether the scale is the ratio of the sizes, and not the scale factor given, which rounding may have made differ. Default false. */
  readonly recomputeScaleFactor?: boolean
}

type Option<O, Name extends string> = Name extends keyof O ? O[Name] : undefined
type AtAxis<Value, I> = Value extends List ? (I extends keyof Value ? Value[I] : number) : Value

// Sizes under a scale that is no whole number are worked out at run time.
type Scaled<Size, Factor> = `${Factor & number}` extends `${string}.${string}` ? number : Multiply<Size, Factor>

type Resized<Spatial, O> = {
  -readonly [I in keyof Spatial]: Option<O, 'size'> extends PerAxis
    ? AtAxis<Option<O, 'size'>, I>
    : Option<O, 'scaleFactor'> extends PerAxis
      ? Scaled<Spatial[I], AtAxis<Option<O, 'scaleFactor'>, I>>
      : number
}

/** The shape of `interpolate(x, options)`. */
export type Interpolated<X extends List, O> = number extends X['length']
  ? Shape
  : X extends readonly [infer N, infer C, unknown, ...unknown[]]
    ? X extends readonly [unknown, unknown, ...infer Spatial]
      ? [N, C, ...Resized<Spatial, O>]
      : never
    : Mismatch<`interpolate: input must be [batch,channels,...], got ${Show<X>}`>

/** The modes and the numbers of spatial axes that they are for. */
const axesOf: Readonly<Record<InterpolationMode, Dims>> = {
  nearest: [1, 2, 3],
  'nearest-exact': [1, 2, 3],
  area: [1, 2, 3],
  linear: [1],
  bilinear: [2],
  bicubic: [2],
  trilinear: [3],
}

/** Elements of an axis by their places. */
const taken = (x: Tensor, axis: number, places: readonly number[]): Tensor =>
  gather(x, table(places, [places.length, 1], 'int32'), alongAxis(x.shape, [places.length], axis, 'clip'))

/** As one matrix product: each output element against all of the input. */
function byMatrix(x: Tensor, axis: number, taps: Taps): Tensor {
  const input = x.shape[axis] as number
  const weights = new Float64Array(taps.length * input)
  for (const [o, places] of taps.entries())
    for (const { at, weight } of places) weights[o * input + at] = (weights[o * input + at] as number) + weight
  const labels = x.shape.map((_, i) => (i === axis ? 'k' : `${i}`))
  const matrix = table(weights, [taps.length, input], x.dtype)
  return contract({ tensor: x, labels }, { tensor: matrix, labels: ['o', 'k'] }, labels.with(axis, 'o'))
}

/** As a weighted sum of elements by their places. */
function byPlaces(x: Tensor, axis: number, taps: Taps, most: number): Tensor {
  const output = x.shape.with(axis, taps.length)
  const term = (k: number): Tensor => {
    const places = taps.map(list => list[k]?.at ?? 0)
    const weights = taps.map(list => list[k]?.weight ?? 0)
    return mul(taken(x, axis, places), broadcast(table(weights, [taps.length], x.dtype), output, [axis]))
  }
  return Array.from({ length: most }, (_, k) => term(k)).reduce(add)
}

/** Input elements per tap up to which a matrix product is the faster: it multiplies about as many times faster as it reads elements. */
const worthAMatrix = 64

function resampled(x: Tensor, axis: number, taps: Taps): Tensor {
  const most = Math.max(1, ...taps.map(list => list.length))
  return (x.shape[axis] as number) <= worthAMatrix * most ? byMatrix(x, axis, taps) : byPlaces(x, axis, taps, most)
}

function tapsOf(mode: InterpolationMode, axis: AxisResampling, antialias: boolean): Taps {
  if (mode === 'area') return areaTaps(axis)
  const kind = mode === 'bicubic' ? 'cubic' : 'linear'
  if (antialias) return smoothTaps(axis, kind)
  return kind === 'cubic' ? cubicTaps(axis) : linearTaps(axis)
}

/** One value for each spatial axis. @throws ArgumentError */
function perSpatialAxis(name: string, value: PerAxis, count: number, legal: (v: number) => boolean, kind: string): Dims {
  const values = typeof value === 'number' ? Array<number>(count).fill(value) : value
  if (!Array.isArray(values) || values.length !== count || !values.every(v => typeof v === 'number' && legal(v)))
    throw new ArgumentError(`interpolate: ${name} must be ${kind}, one or one for each of ${count} axes; got ${show(value)}`)
  return values
}

/** The axes in their old and new sizes. @throws ShapeError, ArgumentError */
function axesFor(x: Tensor, options: Required<InterpolateOptions>): readonly AxisResampling[] {
  const { size, scaleFactor, alignCorners, recomputeScaleFactor } = options
  const spatial = x.shape.slice(2)
  if ((size === undefined) === (scaleFactor === undefined))
    throw new ArgumentError(`interpolate: needs either size or scaleFactor; got ${size === undefined ? 'neither' : 'both'}`)
  if (size !== undefined) {
    if (recomputeScaleFactor) throw new ArgumentError('interpolate: recomputeScaleFactor goes with scaleFactor only; got size')
    const sizes = perSpatialAxis('size', size, spatial.length, v => Number.isSafeInteger(v) && v > 0, 'a positive integer')
    return spatial.map((input, i) => ({ input, output: sizes[i] as number, alignCorners }))
  }
  const factors = perSpatialAxis('scaleFactor', scaleFactor ?? 1, spatial.length, v => v > 0 && Number.isFinite(v), 'a positive number')
  return spatial.map((input, i) => {
    const factor = factors[i] as number
    const output = Math.floor(input * factor)
    if (output === 0 && input > 0)
      throw new ShapeError(`interpolate: the result must have elements; got size 0 (axis ${i + 2}) by ${factor} from x ${showType(x)}`)
    return recomputeScaleFactor ? { input, output, alignCorners } : { input, output, step: 1 / factor, alignCorners }
  })
}

/** @throws ArgumentError when options do not go together, ShapeError when the mode is not for images of this rank */
function checkMode(x: Tensor, { mode, alignCorners, antialias }: Required<InterpolateOptions>): InterpolationMode {
  const spatial = x.shape.length - 2
  checkChoice('interpolate', 'mode', mode, Object.keys(axesOf))
  if (!axesOf[mode].includes(spatial))
    throw new ShapeError(
      `interpolate: '${mode}' is for [batch,channels,…] with ${axesOf[mode].join(', ')} more axes; got ${spatial} in x ${showType(x)}`,
    )
  const counts = mode !== 'area' && !mode.startsWith('nearest')
  if (alignCorners && !counts) throw new ArgumentError(`interpolate: alignCorners means nothing for mode '${mode}'; leave it out`)
  if (antialias && mode !== 'bilinear' && mode !== 'bicubic')
    throw new ArgumentError(`interpolate: antialias goes with 'bilinear' and 'bicubic' only; got '${mode}'`)
  return mode
}

/**
 * Images of another size, worked out from their elements axis by axis: each element of the result is a weighted sum of those around the
 * place where its middle lies. 'nearest' takes the element that its front lies in, 'nearest-exact' the one its middle lies in, 'linear',
 * 'bilinear' and 'trilinear' weigh two neighbours along each axis, 'bicubic' four, and 'area' averages all that it covers.
 * @param x floats[batch, channels, …], of one to three more axes; any for 'nearest' and 'nearest-exact'
 * @param options size or scaleFactor; mode, default 'nearest'; alignCorners, the middles of the corners stay, default false; antialias, for
 *   'bilinear' and 'bicubic', filters what becomes smaller, default false; recomputeScaleFactor, the ratio of the sizes counts and not
 *   the factor given, default false
 * @returns any[batch, channels, …size], or `⌊size · scaleFactor⌋`
 * @throws ShapeError when the mode is not for images of this rank or the result has no elements, ArgumentError when options do not go
 *   together, DTypeError unless float
 * @example
 * ```
 * interpolate(tensor([[[1, 2]]]), { scaleFactor: 2 }).toArray() // [[[1, 1, 2, 2]]]
 * interpolate(tensor([[[1, 3]]]), { size: 3, mode: 'linear', alignCorners: true }).toArray() // [[[1, 2, 3]]]
 * ```
 * @source PyTorch, torch.nn.functional.interpolate.
 * @deviation from PyTorch: places are exact, also in float32, where rounding moves some of PyTorch's by one; a NaN or infinity spreads
 *   along the axes of small images, which are resampled by a matrix.
 */
export function interpolate<X extends Shape, D extends DType, const O extends InterpolateOptions>(
  x: Argument<Interpolated<X, O>, Tensor<X, D>>,
  options: O,
): Tensor<ShapeResult<Interpolated<X, O>>, D>
export function interpolate(x: unknown, given: InterpolateOptions): Tensor {
  const options = optionsOf('interpolate', given, {
    size: undefined,
    scaleFactor: undefined,
    mode: 'nearest',
    alignCorners: false,
    antialias: false,
    recomputeScaleFactor: false,
  })
  checkTensor('interpolate', x)
  const mode = checkMode(x, options)
  const nearest = mode === 'nearest' || mode === 'nearest-exact'
  if (!nearest) checkKind('interpolate', x, floatKind)
  const axes = axesFor(x, options)
  for (const [i, { input }] of axes.entries())
    if (input === 0) throw new ShapeError(`interpolate: needs elements to resample; got size 0 (axis ${i + 2}) in x ${showType(x)}`)
  if (nearest) return axes.reduce<Tensor>((image, axis, i) => taken(image, i + 2, nearestPlaces(axis, mode === 'nearest-exact')), x)
  const { antialias } = options
  const image = axes.reduce<Tensor>((done, axis, i) => resampled(done, i + 2, tapsOf(mode, axis, antialias)), computed(x))
  return rounded(image, x.dtype)
}
