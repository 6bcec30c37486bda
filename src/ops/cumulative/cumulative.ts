// Running sums, products, extrema and logarithms of sums along an axis.

import { isComplex } from '../../core/complex.js'
import type { Tensor } from '../../core/tensor.js'
import { type CumulativeParams, cumMax, cumMin, cumProduct, cumSum, recurrence } from '../../primitives/cumulative/index.js'
import { neighbour } from '../../primitives/cumulative/running.js'
import * as p from '../../primitives/elementwise/index.js'
import { full } from '../../primitives/structure/broadcast.js'
import { reshape } from '../../primitives/structure/reshape.js'
import type { Kind } from '../../support/dtype.js'
import { ArgumentError } from '../../support/errors.js'
import { optionsOf } from '../../support/options.js'
import { normalizeAxis, sizeOf } from '../../support/shape.js'
import type { Argument, AxisOutOfRange, DType, FloatDType, List, NormalizeAxis, Ravel, Shape, ShapeResult } from '../../types/index.js'
import { runningProduct } from '../complex/products.js'
import { checkWide } from '../reductions/reduce.js'
import { computed, rounded } from '../signatures/halves.js'
import { arithmeticKinds, checkKind, floatKind, numberKinds, show } from '../signatures/operands.js'
import { typed } from '../signatures/signatures.js'

/** What cumulative operations take. */
export interface CumulativeOptions {
  /** Whether to begin at the end of the axis. Default false. */
  readonly reverse?: boolean
}

/** The shape of `cumsum(x, axis)`: that of x, or flat without an axis. */
export type Cumulative<S extends List, Axis> = number extends S['length']
  ? Shape
  : Axis extends number
    ? number extends Axis
      ? S
      : [NormalizeAxis<S['length'], Axis>] extends [never]
        ? AxisOutOfRange<S, Axis>
        : S
    : Ravel<S>

/** An operation along an axis; without one, over all elements in row-major order. */
export type CumulativeFunction<In extends DType> = <S extends Shape, D extends In, const Axis extends number | undefined = undefined>(
  x: Tensor<S, D>,
  axis?: Argument<Cumulative<S, Axis>, Axis>,
  options?: CumulativeOptions,
) => Tensor<ShapeResult<Cumulative<S, Axis>>, D>

export type CumulativeMethod<In extends DType> = <A extends Shape, DA extends In, const Axis extends number | undefined = undefined>(
  this: Tensor<A, DA>,
  axis?: Argument<Cumulative<A, Axis>, Axis>,
  options?: CumulativeOptions,
) => Tensor<ShapeResult<Cumulative<A, Axis>>, DA>

const cumulative =
  <In extends DType>(
    operation: string,
    kinds: readonly Kind[],
    apply: (x: Tensor, params: CumulativeParams) => Tensor,
  ): CumulativeFunction<In> =>
  (x, axis, options) => {
    checkKind(operation, x, kinds)
    const { reverse } = optionsOf(operation, options, { reverse: false })
    if (typeof reverse !== 'boolean') throw new ArgumentError(`${operation}: reverse must be true or false; got ${show(reverse)}`)
    if (axis === undefined) return typed(apply(reshape(x, [sizeOf(x.shape)]), { axis: 0, reverse }))
    return typed(apply(x, { axis: normalizeAxis(axis as number, x.shape.length, operation), reverse }))
  }

/**
 * The running sum along an axis: `out_i = Σ_{j≤i} x_j`. Floats are added in float64 and rounded at each place.
 * @param x numbers[…] of at least 32 bits
 * @param axis negative ones count from the end; unless given, the sum runs over all elements, row-major
 * @param options reverse: begins at the end of the axis
 * @returns numbers of the shape of x (flat without an axis) and its dtype; integers wrap
 * @throws ShapeError when the axis does not exist, DTypeError on bool (cast it to count) and on bytes, whose sums would wrap
 * @example
 * ```
 * cumsum(tensor([1, 2, 3])).toArray() // [1, 3, 6]
 * cumsum(tensor([[1, 2], [3, 4]]), 0).toArray() // [[1, 2], [4, 6]]
 * cumsum(tensor([1, 2, 3]), 0, { reverse: true }).toArray() // [6, 5, 3]
 * ```
 */
export const cumsum: CumulativeFunction<DType> = cumulative('cumsum', arithmeticKinds, (x, params) => {
  checkWide('cumsum', x)
  return cumSum(x, params)
})

/**
 * The running product along an axis: `out_i = Π_{j≤i} x_j`. Its derivative divides by nothing, so that zeros are no exception.
 * @param x numbers[…] of at least 32 bits
 * @param axis negative ones count from the end; unless given, the product runs over all elements, row-major
 * @param options reverse: begins at the end of the axis
 * @returns numbers of the shape of x (flat without an axis) and its dtype; integers wrap
 * @throws ShapeError when the axis does not exist, DTypeError on bool and on bytes, whose products would wrap
 * @example
 * ```
 * cumprod(tensor([1, 2, 3, 4])).toArray() // [1, 2, 6, 24]
 * ```
 */
export const cumprod: CumulativeFunction<DType> = cumulative('cumprod', arithmeticKinds, (x, params) => {
  checkWide('cumprod', x)
  return isComplex(x) ? runningProduct(x, params.axis, params.reverse) : cumProduct(x, params)
})

/** The elements, a value in place of each NaN, through which no derivative flows. */
const filled = (x: Tensor, value: number): Tensor => p.select(p.ne(x, x), full(value, x), x)

/**
 * The running sum along an axis that passes over NaN: `cumsum` of x with 0 in their place.
 * @param x floats[…]
 * @param axis negative ones count from the end; unless given, the sum runs over all elements, row-major
 * @param options reverse: begins at the end of the axis
 * @returns floats of the shape of x (flat without an axis) and its dtype
 * @throws ShapeError when the axis does not exist, DTypeError unless float
 * @example
 * ```
 * nanCumsum(tensor([1, NaN, 3])).toArray() // [1, 1, 4]
 * ```
 */
export const nanCumsum: CumulativeFunction<FloatDType> = cumulative('nanCumsum', floatKind, (x, params) => cumSum(filled(x, 0), params))

/**
 * The running product along an axis that passes over NaN: `cumprod` of x with 1 in their place.
 * @param x floats[…]
 * @param axis negative ones count from the end; unless given, the product runs over all elements, row-major
 * @param options reverse: begins at the end of the axis
 * @returns floats of the shape of x (flat without an axis) and its dtype
 * @throws ShapeError when the axis does not exist, DTypeError unless float
 * @example
 * ```
 * nanCumprod(tensor([2, NaN, 3])).toArray() // [2, 2, 6]
 * ```
 */
export const nanCumprod: CumulativeFunction<FloatDType> = cumulative('nanCumprod', floatKind, (x, params) =>
  cumProduct(filled(x, 1), params),
)

/**
 * The largest element so far along an axis; NaN once there was one. Where the largest is attained more than once, the derivative is that
 * of the last.
 * @param x numbers[…]
 * @param axis negative ones count from the end; unless given, it runs over all elements, row-major
 * @param options reverse: begins at the end of the axis
 * @returns numbers of the shape of x (flat without an axis) and its dtype
 * @throws ShapeError when the axis does not exist, DTypeError on bool
 * @example
 * ```
 * cummax(tensor([1, 3, 2, 5])).toArray() // [1, 3, 3, 5]
 * ```
 * @deviation from PyTorch: the values alone, as in JAX.
 */
export const cummax: CumulativeFunction<DType> = cumulative('cummax', numberKinds, (x, params) => cumMax(x, params)[0])

/**
 * The smallest element so far along an axis; NaN once there was one. Where the smallest is attained more than once, the derivative is that
 * of the last.
 * @param x numbers[…]
 * @param axis negative ones count from the end; unless given, it runs over all elements, row-major
 * @param options reverse: begins at the end of the axis
 * @returns numbers of the shape of x (flat without an axis) and its dtype
 * @throws ShapeError when the axis does not exist, DTypeError on bool
 * @example
 * ```
 * cummin(tensor([3, 4, 1, 2])).toArray() // [3, 3, 1, 1]
 * ```
 * @deviation from PyTorch: the values alone, as in JAX.
 */
export const cummin: CumulativeFunction<DType> = cumulative('cummin', numberKinds, (x, params) => cumMin(x, params)[0])

/**
 * The logarithm of the running sum of exponentials along an axis: `out_i = ln Σ_{j≤i} exp(x_j)`, without overflow.
 * @param x floats[…]
 * @param axis negative ones count from the end; unless given, it runs over all elements, row-major
 * @param options reverse: begins at the end of the axis
 * @returns floats of the shape of x (flat without an axis) and its dtype
 * @throws ShapeError when the axis does not exist, DTypeError unless float
 * @example
 * ```
 * logcumsumexp(tensor([-Infinity, 1000, -1000])).toArray() // [-Infinity, 1000, 1000]
 * ```
 */
export const logcumsumexp: CumulativeFunction<FloatDType> = cumulative('logcumsumexp', floatKind, (operand, params) => {
  if (operand.shape[params.axis] === 0) return operand
  const x = computed(operand)
  // The largest so far is a constant to derivatives, of which the result does not depend on it. Infinite ones are left out: 0 serves
  // as well, and gives no ∞ - ∞.
  const [largest] = cumMax(p.stopGradient(x), params)
  const zero = full(0, x)
  const shift = p.select(p.lt(p.abs(largest), full(Number.POSITIVE_INFINITY, largest)), largest, zero)
  // The sum is carried in units of the largest so far: s_i = s_{i-1} · exp(shift_{i-1} - shift_i) + exp(x_i - shift_i).
  const decay = p.exp(p.sub(neighbour(shift, params, 'behind'), shift))
  const total = recurrence(decay, p.exp(p.sub(x, shift)), params)
  // The logarithm never sees a 0, where its derivative is infinite.
  const nothing = p.eq(total, zero)
  const logarithm = p.add(p.log(p.select(nothing, full(1, total), total)), shift)
  return rounded(p.select(nothing, full(Number.NEGATIVE_INFINITY, logarithm), logarithm), operand.dtype)
})
