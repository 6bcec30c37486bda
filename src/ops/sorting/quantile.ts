// Quantiles of the elements over axes: median, quantile, percentile; and the same without NaN. By sorting; the derivative goes to the
// elements that a quantile lies on or between, and to q where it lies between.
// Source: Hyndman, Fan (1996), Sample quantiles in statistical packages, whose methods 4 to 9 the interpolating ones are.

import { showType } from '../../core/array-type.js'
import { isTensor, type Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { gatherAlong } from '../../primitives/gather/along.js'
import { sort } from '../../primitives/sorting/index.js'
import { broadcast, full, reduceSum } from '../../primitives/structure/broadcast.js'
import { constant } from '../../primitives/structure/constant.js'
import { concat } from '../../primitives/structure/join.js'
import { transpose } from '../../primitives/structure/permute.js'
import { reshape } from '../../primitives/structure/reshape.js'
import { ArgumentError } from '../../support/errors.js'
import { checkChoice, optionsOf } from '../../support/options.js'
import { type Dims, sizeOf } from '../../support/shape.js'
import type { Argument, FloatDType, Reduce, ReductionAxis, Shape, ShapeResult } from '../../types/index.js'
import { checkSome, reducedAxes, sizesAt } from '../reductions/reduce.js'
import { computed, rounded } from '../signatures/halves.js'
import { checkKind, floatKind, show } from '../signatures/operands.js'
import { type ReduceOptions, type Reduction, typed } from '../signatures/signatures.js'

/** Where between two elements a quantile lies: NumPy's methods of these names. */
export type QuantileMethod =
  | 'linear'
  | 'lower'
  | 'higher'
  | 'midpoint'
  | 'nearest'
  | 'interpolatedInvertedCdf'
  | 'hazen'
  | 'weibull'
  | 'medianUnbiased'
  | 'normalUnbiased'

/** What quantiles take. */
export interface QuantileOptions<Keep extends boolean = boolean> extends ReduceOptions<Keep> {
  /** Default 'linear'. */
  readonly method?: QuantileMethod
}

/** α and β of the place `n·q + α + q·(1 - α - β) - 1` among n elements. */
const plotting: Readonly<Record<QuantileMethod, readonly [alpha: number, beta: number]>> = {
  linear: [1, 1],
  lower: [1, 1],
  higher: [1, 1],
  midpoint: [1, 1],
  nearest: [1, 1],
  interpolatedInvertedCdf: [0, 1],
  hazen: [0.5, 0.5],
  weibull: [0, 0],
  medianUnbiased: [1 / 3, 1 / 3],
  normalUnbiased: [3 / 8, 3 / 8],
}

/** What share of the way to the next element is gone, 0 … 1. */
function share(method: QuantileMethod, place: Tensor): Tensor {
  const rest = p.sub(place, p.floor(place))
  const [none, half, one] = [full(0, rest), full(0.5, rest), full(1, rest)]
  switch (method) {
    case 'lower':
      return none
    case 'higher':
      return p.select(p.eq(rest, none), none, one)
    case 'midpoint':
      return p.select(p.eq(rest, none), none, half)
    case 'nearest':
      return p.sub(p.round(place), p.floor(place))
    default:
      return rest
  }
}

/** The lines over which a quantile is taken, along the last axis; the other axes before it. */
function linesOf(x: Tensor, axes: Dims): Tensor {
  const kept = x.shape.map((_, axis) => axis).filter(axis => !axes.includes(axis))
  return reshape(transpose(x, [...kept, ...axes]), [...sizesAt(x.shape, kept), sizeOf(sizesAt(x.shape, axes))])
}

/** How many elements of each line count: all, or those that are not NaN. */
const counted = (lines: Tensor, nan: 'propagates' | 'ignored'): Tensor => {
  const count = { shape: lines.shape.slice(0, -1), dtype: 'float64' } as const
  if (nan === 'propagates') return full(lines.shape.at(-1) ?? 0, count)
  return reduceSum(p.cast(p.eq(lines, lines), 'float64'), [lines.shape.length - 1])
}

/** The quantiles `q`, a vector, of lines of floats: [q, …]. Places are computed in float64 whatever the dtype. */
function quantilesOf(lines: Tensor, q: Tensor, method: QuantileMethod, nan: 'propagates' | 'ignored'): Tensor {
  const rest = lines.shape.slice(0, -1)
  const last = rest.length
  const [inOrder] = sort(lines, last, false)
  const shape = [...rest, q.shape[0] as number]
  const across = (perLine: Tensor): Tensor =>
    broadcast(
      perLine,
      shape,
      rest.map((_, i) => i),
    )
  const wanted = broadcast(p.cast(q, 'float64'), shape, [last])
  const count = across(p.stopGradient(counted(lines, nan)))
  const [alpha, beta] = plotting[method]
  const one = full(1, count)
  const place =
    alpha === 1 && beta === 1
      ? p.mul(p.sub(count, one), wanted)
      : p.sub(p.add(p.mul(count, wanted), p.add(full(alpha, count), p.mul(wanted, full(1 - alpha - beta, count)))), one)
  const [zero, end] = [full(0, count), p.max(p.sub(count, one), full(0, count))]
  const within = p.clamp(zero, place, end)
  const below = p.floor(within)
  const above = p.min(p.add(below, one), end)
  const [a, b] = [below, above].map(at => gatherAlong(inOrder, p.cast(at, 'int32'), last)) as [Tensor, Tensor]
  const t = p.cast(share(method, within), lines.dtype)
  const step = p.sub(b, a)
  // From the nearer end, as NumPy interpolates; between equal elements (also infinite ones) there is nothing to interpolate.
  const between = p.select(p.lt(t, full(0.5, t)), p.add(a, p.mul(step, t)), p.sub(b, p.mul(step, p.sub(full(1, t), t))))
  const value = p.select(p.eq(a, b), a, between)
  const clean = nan === 'ignored' ? value : p.select(isLastNaN(inOrder, shape, last), full(Number.NaN, value), value)
  return transpose(clean, [last, ...rest.map((_, i) => i)])
}

/** Whether a line holds NaN, which sorting puts at its end. */
function isLastNaN(inOrder: Tensor, shape: Dims, axis: number): Tensor {
  const end = full((inOrder.shape[axis] as number) - 1, { shape, dtype: 'int32' })
  const element = gatherAlong(inOrder, end, axis)
  return p.ne(element, element)
}

/** The type of `quantile` and its like. */
export type QuantileFunction = <
  S extends Shape,
  D extends FloatDType,
  const Q extends number | readonly number[],
  const Axis extends ReductionAxis = undefined,
  Keep extends boolean = false,
>(
  x: Tensor<S, D>,
  q: Q | Tensor<readonly [number], FloatDType>,
  axis?: Argument<Reduce<S, Axis, Keep>, Axis>,
  options?: QuantileOptions<Keep>,
) => Tensor<Q extends number ? ShapeResult<Reduce<S, Axis, Keep>> : Shape, D>

export type MedianFunction = Reduction<FloatDType>

export type QuantileMethodOf = <
  A extends Shape,
  DA extends FloatDType,
  const Q extends number | readonly number[],
  const Axis extends ReductionAxis = undefined,
  Keep extends boolean = false,
>(
  this: Tensor<A, DA>,
  q: Q | Tensor<readonly [number], FloatDType>,
  axis?: Argument<Reduce<A, Axis, Keep>, Axis>,
  options?: QuantileOptions<Keep>,
) => Tensor<Q extends number ? ShapeResult<Reduce<A, Axis, Keep>> : Shape, DA>

/** The quantiles as a vector of numbers from 0 to 1. */
function fractions(operation: string, q: unknown, scale: number): Tensor {
  if (isTensor(q)) {
    checkKind(operation, q, floatKind, 'q')
    if (q.shape.length !== 1)
      throw new ArgumentError(`${operation}: q must be a number, an array of numbers or a vector; got ${showType(q)}`)
    const wide = p.cast(q, 'float64')
    return p.div(wide, full(scale, wide))
  }
  const list: readonly unknown[] = Array.isArray(q) ? [...q] : [q]
  for (const f of list)
    if (typeof f !== 'number' || !(f >= 0 && f <= scale))
      throw new ArgumentError(`${operation}: q must be from 0 to ${scale}; got ${show(f)}`)
  const values = list.map(f => reshape(constant({ value: (f as number) / scale, dtype: 'float64' }), [1]))
  return values.length === 1 ? (values[0] as Tensor) : joined(values)
}

const joined = (values: readonly Tensor[]): Tensor => (values.length === 0 ? full(0, { shape: [0], dtype: 'float64' }) : concat(values, 0))

function taken(
  operation: string,
  x: unknown,
  q: unknown,
  axis: unknown,
  { method, keepDims }: Required<QuantileOptions>,
  nan: 'propagates' | 'ignored',
  scale: number,
): Tensor {
  checkKind(operation, x, floatKind)
  checkChoice(operation, 'method', method, Object.keys(plotting))
  const axes = reducedAxes(operation, axis, x.shape.length)
  checkSome(operation, x, axes)
  const found = rounded(quantilesOf(linesOf(computed(x), axes), fractions(operation, q, scale), method, nan), x.dtype)
  const rest = x.shape.flatMap((size, i) => (axes.includes(i) ? (keepDims ? [1] : []) : [size]))
  return reshape(found, typeof q === 'number' ? rest : [found.shape[0] as number, ...rest])
}

const quantiles =
  (operation: string, nan: 'propagates' | 'ignored', scale: number): QuantileFunction =>
  (x, q, axis, options) =>
    typed(taken(operation, x, q, axis, optionsOf<QuantileOptions>(operation, options, { method: 'linear', keepDims: false }), nan, scale))

const medians =
  (operation: string, nan: 'propagates' | 'ignored'): MedianFunction =>
  (x, axis, options) =>
    typed(
      taken(operation, x, 0.5, axis, { method: 'linear', ...optionsOf<ReduceOptions>(operation, options, { keepDims: false }) }, nan, 1),
    )

/**
 * The quantiles of the elements over axes: the value below which a share q of them lies.
 * @param x floats[…]
 * @param q from 0 to 1: a number, an array of numbers or a vector of floats, along which no derivative is taken
 * @param axis one axis or several, negative ones counting from the end; all unless given
 * @param options method: how to place q among the elements, default 'linear'; keepDims: leaves the axes behind with size 1
 * @returns floats, the other axes, behind an axis for q unless it is a number; NaN where there is one
 * @throws ShapeError when an axis does not exist, is repeated or has size 0; ArgumentError when q or the method make no sense; DTypeError
 *   unless float
 * @example
 * ```
 * quantile(tensor([1, 2, 3, 4]), 0.5).item() // 2.5
 * quantile(tensor([1, 2, 3, 4]), [0, 0.5], 0, { method: 'lower' }).toArray() // [1, 2]
 * ```
 * @deviation from NumPy: between two equal infinities the quantile is that infinity, not NaN.
 * @source Hyndman, Fan (1996), Sample quantiles in statistical packages
 */
export const quantile: QuantileFunction = quantiles('quantile', 'propagates', 1)

/**
 * Quantiles by percent: `percentile(x, q) = quantile(x, q / 100)`.
 * @param x floats[…]
 * @param q from 0 to 100: a number, an array of numbers or a vector of floats
 * @param axis one axis or several, negative ones counting from the end; all unless given
 * @param options method: how to place q among the elements, default 'linear'; keepDims: leaves the axes behind with size 1
 * @returns floats, the other axes, behind an axis for q unless it is a number; NaN where there is one
 * @throws ShapeError when an axis does not exist, is repeated or has size 0; ArgumentError when q or the method make no sense; DTypeError
 *   unless float
 * @example
 * ```
 * percentile(tensor([1, 2, 3, 4]), 25).item() // 1.75
 * ```
 */
export const percentile: QuantileFunction = quantiles('percentile', 'propagates', 100)

/**
 * The median over axes: the middle element, or the mean of the two in the middle.
 * @param x floats[…]
 * @param axis one axis or several, negative ones counting from the end; all unless given
 * @param options keepDims: leaves the axes behind with size 1
 * @returns floats, the other axes; NaN where there is one
 * @throws ShapeError when an axis does not exist, is repeated or has size 0; DTypeError unless float
 * @example
 * ```
 * median(tensor([3, 1, 4, 2])).item() // 2.5
 * ```
 * @deviation from PyTorch: the mean of the two elements in the middle, where PyTorch gives the lower one.
 */
export const median: MedianFunction = medians('median', 'propagates')

/**
 * `quantile` of the elements that are not NaN; NaN where all are.
 * @param x floats[…]
 * @param q from 0 to 1: a number, an array of numbers or a vector of floats
 * @param axis one axis or several, negative ones counting from the end; all unless given
 * @param options method: how to place q among the elements, default 'linear'; keepDims: leaves the axes behind with size 1
 * @returns floats, the other axes, behind an axis for q unless it is a number
 * @throws ShapeError when an axis does not exist, is repeated or has size 0; ArgumentError when q or the method make no sense; DTypeError
 *   unless float
 * @example
 * ```
 * nanQuantile(tensor([1, NaN, 3]), 0.5).item() // 2
 * ```
 */
export const nanQuantile: QuantileFunction = quantiles('nanQuantile', 'ignored', 1)

/**
 * `percentile` of the elements that are not NaN; NaN where all are.
 * @param x floats[…]
 * @param q from 0 to 100: a number, an array of numbers or a vector of floats
 * @param axis one axis or several, negative ones counting from the end; all unless given
 * @param options method: how to place q among the elements, default 'linear'; keepDims: leaves the axes behind with size 1
 * @returns floats, the other axes, behind an axis for q unless it is a number
 * @throws ShapeError when an axis does not exist, is repeated or has size 0; ArgumentError when q or the method make no sense; DTypeError
 *   unless float
 * @example
 * ```
 * nanPercentile(tensor([1, NaN, 3]), 100).item() // 3
 * ```
 */
export const nanPercentile: QuantileFunction = quantiles('nanPercentile', 'ignored', 100)

/**
 * `median` of the elements that are not NaN; NaN where all are.
 * @param x floats[…]
 * @param axis one axis or several, negative ones counting from the end; all unless given
 * @param options keepDims: leaves the axes behind with size 1
 * @returns floats, the other axes
 * @throws ShapeError when an axis does not exist, is repeated or has size 0; DTypeError unless float
 * @example
 * ```
 * nanMedian(tensor([3, NaN, 1])).item() // 2
 * ```
 */
export const nanMedian: MedianFunction = medians('nanMedian', 'ignored')
