// Differences between neighbours along an axis, and sums of what lies between them.

import { showType } from '../../core/array-type.js'
import { isTensor, type Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { broadcast, full, reduceSum } from '../../primitives/structure/broadcast.js'
import { concat } from '../../primitives/structure/join.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { optionsOf } from '../../support/options.js'
import { normalizeAxis, sameShape } from '../../support/shape.js'
import type {
  Argument,
  AxisOutOfRange,
  DType,
  FloatDType,
  List,
  NormalizeAxis,
  Reduce,
  ReplaceAt,
  Shape,
  ShapeResult,
  SizeAt,
  Subtract,
} from '../../types/index.js'
import { part } from '../shape/along.js'
import { computed, rounded } from '../signatures/halves.js'
import { arithmeticKinds, checkInteger, checkKind, floatKind, show } from '../signatures/operands.js'

/** The shape of `diff(x, times, axis)`. */
export type Differences<S extends List, Times, Axis> = number extends S['length'] | Axis
  ? Shape
  : [NormalizeAxis<S['length'], Axis>] extends [never]
    ? AxisOutOfRange<S, Axis>
    : ReplaceAt<S, NormalizeAxis<S['length'], Axis>, AtLeastZero<Subtract<SizeAt<S, NormalizeAxis<S['length'], Axis>>, Times>>>

type AtLeastZero<N> = [N] extends [never] ? 0 : `${N & number}` extends `-${string}` ? 0 : N

/** The elements of an axis but the first, less those but the last. */
function between(x: Tensor, axis: number): Tensor {
  const size = x.shape[axis] as number
  const start = Math.min(1, size)
  return p.sub(part(x, axis, start, size), part(x, axis, 0, size - start))
}

/**
 * Differences between neighbours along an axis: `out[i] = x[i + 1] - x[i]`, repeated.
 * @param x numbers[…]
 * @param times how often differences are taken. Default 1
 * @param axis which; negative ones count from the end. Default -1
 * @returns numbers, so many fewer along the axis; none where there are not enough
 * @throws ShapeError when the axis does not exist, DTypeError on bool, ArgumentError unless the number of times is a non-negative integer
 * @example
 * ```
 * diff(tensor([1, 4, 9, 16])).toArray() // [3, 5, 7]
 * diff(tensor([1, 4, 9, 16]), 2).toArray() // [2, 2]
 * ```
 */
export function diff<S extends Shape, D extends DType, Times extends number = 1, const Axis extends number = -1>(
  x: Tensor<S, D>,
  times?: Times,
  axis?: Argument<Differences<S, Times, Axis>, Axis>,
): Tensor<ShapeResult<Differences<S, Times, Axis>>, D>
export function diff(x: Tensor, times = 1, axis = -1): Tensor {
  checkKind('diff', x, arithmeticKinds)
  checkInteger('diff', 'times', times, 0)
  const at = normalizeAxis(axis, x.shape.length, 'diff')
  let differences = computed(x)
  for (let i = 0; i < times; i++) differences = between(differences, at)
  return rounded(differences, x.dtype)
}

/** What `gradient` takes. */
export interface GradientOptions {
  /** Which axis; negative ones count from the end. Default -1. */
  readonly axis?: number
  /** The distance between neighbours, or floats[n], where each stands. Default 1. */
  readonly spacing?: number | Tensor
  /** Whether the ends have differences of two points (1, the default) or of three (2). */
  readonly edgeOrder?: 1 | 2
}

/**
 * The derivative along an axis of a function known at points: `(x[i + 1] - x[i - 1]) / 2h` inside, one-sided at the ends; for points at
 * uneven distances the differences that are exact for parabolas.
 * @param x floats[…]
 * @param options axis, default -1; spacing, one distance, default 1, or floats[n], the places; edgeOrder 1 (default) or 2
 * @returns floats, of the shape of x
 * @throws ShapeError when the axis does not exist, has too few elements, or there is not one place for each; DTypeError unless float
 * @example
 * ```
 * gradient(tensor([1, 4, 9, 16])).toArray() // [3, 4, 6, 7]
 * ```
 * @deviation from NumPy: along one axis, the last unless given; not a list for all.
 */
export function gradient<S extends Shape, D extends FloatDType>(x: Tensor<S, D>, options?: GradientOptions): Tensor<S, D>
export function gradient(operand: Tensor, options?: GradientOptions): Tensor {
  checkKind('gradient', operand, floatKind)
  const x = computed(operand)
  const { axis, spacing, edgeOrder } = optionsOf('gradient', options, { axis: -1, spacing: 1, edgeOrder: 1 })
  const at = normalizeAxis(axis, x.shape.length, 'gradient')
  const size = x.shape[at] as number
  if (edgeOrder !== 1 && edgeOrder !== 2) throw new ArgumentError(`gradient: edgeOrder must be 1 or 2; got ${show(edgeOrder)}`)
  if (size <= edgeOrder)
    throw new ShapeError(`gradient: needs at least ${edgeOrder + 1} elements; got ${size} (axis ${at}) from x ${showType(operand)}`)
  const steps = stepsOf(x, spacing, at)
  const count = size - 1
  const slopes = p.div(between(x, at), steps)
  // Between two intervals of widths h and k: (k · slope of h + h · slope of k) / (h + k).
  const inner = (from: number, to: number, weight: Tensor, other: Tensor): Tensor =>
    p.div(
      p.add(p.mul(weight, part(slopes, at, from, from + count - 1)), p.mul(other, part(slopes, at, to, to + count - 1))),
      p.add(weight, other),
    )
  const [before, behind] = [part(steps, at, 0, count - 1), part(steps, at, 1, count)]
  const end = (first: number, second: number): Tensor => {
    const slope = part(slopes, at, first, first + 1)
    if (edgeOrder === 1) return slope
    const [h, k] = [part(steps, at, first, first + 1), part(steps, at, second, second + 1)]
    const bend = p.div(p.sub(slope, part(slopes, at, second, second + 1)), p.add(h, k))
    return p.add(slope, p.mul(h, bend))
  }
  const slopesAt = [end(0, 1), ...(count > 1 ? [inner(0, 1, behind, before)] : []), end(count - 1, count - 2)]
  return rounded(concat(slopesAt, at), operand.dtype)
}

/** The distances between neighbours, in the shape of the differences. */
function stepsOf(x: Tensor, spacing: number | Tensor, axis: number): Tensor {
  const size = x.shape[axis] as number
  const shape = x.shape.with(axis, size - 1)
  if (!isTensor(spacing)) {
    if (!Number.isFinite(spacing) || spacing === 0)
      throw new ArgumentError(`gradient: spacing must be a number that is not 0, or a tensor of places; got ${show(spacing)}`)
    return full(spacing, { shape, dtype: x.dtype })
  }
  checkKind('gradient', spacing, floatKind, 'spacing')
  if (!sameShape(spacing.shape, [size]))
    throw new ShapeError(`gradient: needs a place for each element; expected [${size}] (axis ${axis}), got spacing ${showType(spacing)}`)
  return broadcast(between(p.cast(spacing, x.dtype), 0), shape, [axis])
}

/** Where the points stand. */
export interface TrapezoidOptions {
  /** Which axis; negative ones count from the end. Default -1. */
  readonly axis?: number
  /** floats[n] or of the shape of y: where the points stand. */
  readonly x?: Tensor | undefined
  /** Their distance, where they are even. Default 1. */
  readonly dx?: number
}

/**
 * The integral along an axis of the lines through points: `Σ_i (x[i + 1] - x[i]) · (y[i] + y[i + 1]) / 2`.
 * @param y floats[…]
 * @param options axis, default -1; x, floats[n] or of the shape of y, where the points stand; or dx, their distance, default 1
 * @returns the other axes, of the same dtype
 * @throws ShapeError when the axis does not exist or the places do not fit, DTypeError unless float
 * @example
 * ```
 * trapezoid(tensor([1, 2, 3])).item() // 4
 * trapezoid(tensor([1, 2, 3]), { x: tensor([4, 6, 8]) }).item() // 8
 * ```
 */
export function trapezoid<S extends Shape, D extends FloatDType>(
  y: Tensor<S, D>,
  options?: Omit<TrapezoidOptions, 'axis'>,
): Tensor<ShapeResult<Reduce<S, -1>>, D>
export function trapezoid<D extends FloatDType>(y: Tensor<Shape, D>, options: TrapezoidOptions): Tensor<Shape, D>
export function trapezoid(operand: Tensor, options?: TrapezoidOptions): Tensor {
  checkKind('trapezoid', operand, floatKind)
  const { pieces, axis } = areas('trapezoid', computed(operand), options)
  return rounded(reduceSum(pieces, [axis]), operand.dtype)
}

/** The areas between neighbours along an axis. */
export function areas(
  operation: string,
  y: Tensor,
  options: TrapezoidOptions | undefined,
): { readonly pieces: Tensor; readonly axis: number } {
  const { axis: given, x, dx } = optionsOf(operation, options, { axis: -1, x: undefined, dx: 1 })
  const axis = normalizeAxis(given, y.shape.length, operation)
  if (!Number.isFinite(dx)) throw new ArgumentError(`${operation}: dx must be a finite number; got ${show(dx)}`)
  const size = y.shape[axis] as number
  const start = Math.min(1, size)
  const sums = p.add(part(y, axis, start, size), part(y, axis, 0, size - start))
  const halves = p.mul(sums, full(0.5, sums))
  if (x === undefined) return { pieces: p.mul(halves, full(dx, halves)), axis }
  checkKind(operation, x, floatKind, 'x')
  const places = p.cast(x, y.dtype)
  if (!sameShape(x.shape, y.shape) && !sameShape(x.shape, [size]))
    throw new ShapeError(`${operation}: needs a place for each point; got x ${showType(x)} for y ${showType(y)} along axis ${axis}`)
  const widths = sameShape(x.shape, y.shape) ? between(places, axis) : broadcast(between(places, 0), halves.shape, [axis])
  return { pieces: p.mul(halves, widths), axis }
}
