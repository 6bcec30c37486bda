// Functions known at points: lines between them, and the bins they bound.

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { gather } from '../../primitives/gather/gather.js'
import { searchSorted } from '../../primitives/sorting/index.js'
import { full } from '../../primitives/structure/broadcast.js'
import { reshape } from '../../primitives/structure/reshape.js'
import { reverse } from '../../primitives/structure/reverse.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { optionsOf } from '../../support/options.js'
import { sameShape, sizeOf } from '../../support/shape.js'
import type { DType, FloatDType, PromoteArgument, PromoteResult, Shape } from '../../types/index.js'
import { alongAxis, vectors } from '../indexing/positions.js'
import { part } from '../shape/along.js'
import { computed, rounded } from '../signatures/halves.js'
import { checkKind, commonDType, floatKind, numberKinds, show, stretch } from '../signatures/operands.js'

/** Where values belong in a sorted vector; int32, of the shape of the values. */
const placesIn = (sorted: Tensor, values: Tensor, side: 'left' | 'right'): Tensor =>
  reshape(searchSorted(sorted, reshape(values, [sizeOf(values.shape)]), side), values.shape)

/** Elements of a vector at positions in range. */
const elementsAt = (x: Tensor, positions: Tensor): Tensor => gather(x, vectors(positions), alongAxis(x.shape, positions.shape, 0, 'clip'))

/** What lies beyond the points. */
export interface InterpOptions {
  /** The value before the first point. Default that of the first. */
  readonly left?: number | undefined
  /** The value behind the last point. Default that of the last. */
  readonly right?: number | undefined
}

/**
 * The function whose graph is the line through points, at places: linear between two points, constant beyond the first and last.
 * @param x floats[…], the places
 * @param xp floats[n], where the points stand, ascending
 * @param fp floats[n], their values; dtypes promote
 * @param options left and right, the values beyond the first and last point
 * @returns floats, of the shape of x, of the promoted dtype; differentiable in all three
 * @throws ShapeError unless xp and fp are vectors of one size with elements, DTypeError unless float
 * @example
 * ```
 * interp(tensor([0, 1.5, 4]), tensor([1, 2, 3]), tensor([3, 2, 0])).toArray() // [3, 2.5, 0]
 * ```
 */
export function interp<X extends Shape, D extends FloatDType, DP extends FloatDType>(
  x: Tensor<X, D>,
  xp: PromoteArgument<D, DP, Tensor<Shape, DP>>,
  fp: PromoteArgument<D, DP, Tensor<Shape, DP>>,
  options?: InterpOptions,
): Tensor<X, PromoteResult<D, DP>>
export function interp(x: unknown, xp: unknown, fp: unknown, options?: InterpOptions): Tensor {
  const { left, right } = optionsOf('interp', options, { left: undefined, right: undefined })
  checkKind('interp', x, floatKind)
  checkKind('interp', xp, floatKind, 'xp')
  checkKind('interp', fp, floatKind, 'fp')
  const [count] = xp.shape
  if (xp.shape.length !== 1 || !sameShape(xp.shape, fp.shape) || count === undefined || count === 0)
    throw new ShapeError(`interp: points must be two vectors of one size, at least 1; got xp ${showType(xp)}, fp ${showType(fp)}`)
  const dtype = commonDType('interp', [x, xp, fp])
  const [at, places, values] = [x, xp, fp].map(operand => computed(p.cast(operand, dtype))) as [Tensor, Tensor, Tensor]
  const constant = (value: number): Tensor => full(value, at)
  const ends = (vector: Tensor, index: number): Tensor => stretch(reshape(part(vector, 0, index, index + 1), []), at.shape)
  const beyond = (given: number | undefined, index: number): Tensor => (given === undefined ? ends(values, index) : constant(given))
  const found = placesIn(places, at, 'right')
  // The point behind, so that there is one before it.
  const behind = p.clamp(full(Math.min(1, count - 1), found), found, full(count - 1, found))
  const before = p.max(p.sub(behind, full(1, behind)), full(0, behind))
  const [x0, x1, f0, f1] = [elementsAt(places, before), elementsAt(places, behind), elementsAt(values, before), elementsAt(values, behind)]
  const width = p.sub(x1, x0)
  const isPoint = p.eq(width, constant(0))
  const slope = p.div(p.sub(f1, f0), p.select(isPoint, constant(1), width))
  const between = p.select(isPoint, f1, p.add(f0, p.mul(p.sub(at, x0), slope)))
  const bounded = p.select(p.lt(at, ends(places, 0)), beyond(left, 0), between)
  return rounded(p.select(p.gt(at, ends(places, count - 1)), beyond(right, count - 1), bounded), dtype)
}

/** Which end of a bin belongs to it. */
export interface DigitizeOptions {
  /** 'left', the default: `bins[i - 1] ≤ x < bins[i]`; 'right': `bins[i - 1] < x ≤ bins[i]`. */
  readonly closed?: 'left' | 'right'
}

/**
 * The number of the bin that each element falls into: 0 before the first bound, n behind the last.
 * @param x numbers[…]
 * @param bins numbers[n], bounds in ascending or descending order; dtypes promote
 * @param options closed: which end belongs to a bin, 'left' (default) or 'right'
 * @returns int32, of the shape of x
 * @throws ShapeError unless the bounds are a vector, DTypeError when the dtypes do not promote or are bool
 * @example
 * ```
 * digitize(tensor([0.2, 6.4, 3]), tensor([0, 1, 2.5, 4])).toArray() // [1, 4, 3]
 * ```
 */
export function digitize<X extends Shape, D extends DType, DB extends DType>(
  x: Tensor<X, D>,
  bins: PromoteArgument<D, DB, Tensor<Shape, DB>>,
  options?: DigitizeOptions,
): Tensor<X, 'int32'>
export function digitize(x: unknown, bins: unknown, options?: DigitizeOptions): Tensor {
  checkKind('digitize', x, numberKinds)
  checkKind('digitize', bins, numberKinds, 'bins')
  const { closed } = optionsOf('digitize', options, { closed: 'left' })
  if (closed !== 'left' && closed !== 'right') throw new ArgumentError(`digitize: closed must be 'left' or 'right'; got ${show(closed)}`)
  const [count] = bins.shape
  if (count === undefined || bins.shape.length !== 1) throw new ShapeError(`digitize: bins must be a vector; got ${showType(bins)}`)
  const dtype = commonDType('digitize', [x, bins])
  const [values, bounds] = [p.cast(x, dtype), p.cast(bins, dtype)]
  const side = closed === 'left' ? 'right' : 'left'
  const ascending = placesIn(bounds, values, side)
  if (count < 2) return ascending
  const below = placesIn(reverse(bounds, [0]), values, side)
  const falls = p.gt(reshape(part(bounds, 0, 0, 1), []), reshape(part(bounds, 0, count - 1, count), []))
  return p.select(stretch(falls, values.shape), p.sub(full(count, below), below), ascending)
}
