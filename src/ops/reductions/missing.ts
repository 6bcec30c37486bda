// Reductions that pass over NaN, the mark of what is missing.

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { argmax as argmaxAlong, argmin as argminAlong } from '../../primitives/reduction/arg-extremum.js'
import { reduceMax, reduceMin, reduceProduct } from '../../primitives/reduction/reduce.js'
import { full, reduceSum } from '../../primitives/structure/broadcast.js'
import { ShapeError } from '../../support/errors.js'
import type { Dims } from '../../support/shape.js'
import type { FloatDType } from '../../types/index.js'
import { floatKind, stretch } from '../signatures/operands.js'
import { type Reduction, typed } from '../signatures/signatures.js'
import { keepAxes, reduction, sameDType, sizesAt } from './reduce.js'
import { type ArgReduction, positionOf, type SpreadFunction, spreadOptions } from './statistics.js'

const isMissing = (x: Tensor): Tensor => p.ne(x, x)

/** The elements, a value in place of each NaN, through which no derivative flows. */
const filled = (x: Tensor, value: number): Tensor => p.select(isMissing(x), full(value, x), x)

/** How many elements over the axes are no NaN, in the dtype of x. */
const present = (x: Tensor, axes: Dims): Tensor => reduceSum(p.cast(p.eq(x, x), x.dtype), axes)

const withoutNaN = (operation: string, apply: (x: Tensor, axes: Dims) => Tensor): Reduction<FloatDType> =>
  sameDType(reduction(operation, floatKind, apply))

/**
 * The sum of the elements that are no NaN; 0 of none.
 * @param x floats[…]
 * @param axis one axis or several, negative ones counting from the end; all unless given
 * @param options keepDims: leaves the axes behind with size 1
 * @returns the other axes, of the same dtype
 * @throws ShapeError when an axis does not exist or is repeated, DTypeError unless float
 * @example
 * ```
 * nanSum(tensor([1, NaN, 3])).item() // 4
 * ```
 */
export const nanSum: Reduction<FloatDType> = withoutNaN('nanSum', (x, axes) => reduceSum(filled(x, 0), axes))

/**
 * The product of the elements that are no NaN; 1 of none.
 * @param x floats[…]
 * @param axis one axis or several, negative ones counting from the end; all unless given
 * @param options keepDims: leaves the axes behind with size 1
 * @returns the other axes, of the same dtype
 * @throws ShapeError when an axis does not exist or is repeated, DTypeError unless float
 * @example
 * ```
 * nanProd(tensor([2, NaN, 3])).item() // 6
 * ```
 */
export const nanProd: Reduction<FloatDType> = withoutNaN('nanProd', (x, axes) => reduceProduct(filled(x, 1), axes))

/**
 * The mean of the elements that are no NaN; NaN of none.
 * @param x floats[…]
 * @param axis one axis or several, negative ones counting from the end; all unless given
 * @param options keepDims: leaves the axes behind with size 1
 * @returns the other axes, of the same dtype
 * @throws ShapeError when an axis does not exist or is repeated, DTypeError unless float
 * @example
 * ```
 * nanMean(tensor([1, NaN, 3])).item() // 2
 * ```
 */
export const nanMean: Reduction<FloatDType> = withoutNaN('nanMean', (x, axes) => p.div(reduceSum(filled(x, 0), axes), present(x, axes)))

const extremum = (operation: string, reduce: (x: Tensor, axes: Dims) => Tensor, worst: number): Reduction<FloatDType> =>
  withoutNaN(operation, (x, axes) => {
    if (sizesAt(x.shape, axes).includes(0))
      throw new ShapeError(`${operation}: needs at least one element; got ${showType(x)} over axes [${axes}]`)
    const best = reduce(filled(x, worst), axes)
    return p.select(p.eq(present(x, axes), full(0, best)), full(Number.NaN, best), best)
  })

/**
 * The largest of the elements that are no NaN; NaN of none. Elements that attain it share the derivative.
 * @param x floats[…]
 * @param axis one axis or several, negative ones counting from the end; all unless given
 * @param options keepDims: leaves the axes behind with size 1
 * @returns the other axes, of the same dtype
 * @throws ShapeError when an axis does not exist, is repeated or has size 0; DTypeError unless float
 * @example
 * ```
 * nanMax(tensor([1, NaN, 3])).item() // 3
 * ```
 */
export const nanMax: Reduction<FloatDType> = extremum('nanMax', reduceMax, Number.NEGATIVE_INFINITY)

/**
 * The smallest of the elements that are no NaN; NaN of none. Elements that attain it share the derivative.
 * @param x floats[…]
 * @param axis one axis or several, negative ones counting from the end; all unless given
 * @param options keepDims: leaves the axes behind with size 1
 * @returns the other axes, of the same dtype
 * @throws ShapeError when an axis does not exist, is repeated or has size 0; DTypeError unless float
 * @example
 * ```
 * nanMin(tensor([1, NaN, 3])).item() // 1
 * ```
 */
export const nanMin: Reduction<FloatDType> = extremum('nanMin', reduceMin, Number.POSITIVE_INFINITY)

const spread =
  (operation: string, finish: (variance: Tensor) => Tensor): SpreadFunction =>
  (x, axis, options) => {
    const { ddof, keepDims } = spreadOptions(operation, options)
    const run = reduction(operation, floatKind, (values, axes) => {
      const count = present(values, axes)
      const mean = p.div(reduceSum(filled(values, 0), axes), count)
      const distance = p.sub(values, stretch(keepAxes(mean, values, axes), values.shape))
      // Before the product, in whose derivative a NaN would meet the 0 of the others.
      const centred = p.select(isMissing(values), full(0, values), distance)
      const total = reduceSum(p.mul(centred, centred), axes)
      const degrees = p.sub(count, full(ddof, count))
      const variance = p.div(total, degrees)
      return finish(p.select(p.gt(degrees, full(0, degrees)), variance, full(Number.NaN, variance)))
    })
    return typed(run(x, axis, { keepDims }))
  }

/**
 * The mean squared distance from the mean, of the elements that are no NaN: `1/(n - ddof) · Σ (x - mean x)²`.
 * @param x floats[…]
 * @param axis one axis or several, negative ones counting from the end; all unless given
 * @param options keepDims: leaves the axes behind with size 1; ddof: subtracted from the count, default 0
 * @returns the other axes, of the same dtype; NaN where `n ≤ ddof`
 * @throws ShapeError when an axis does not exist or is repeated, DTypeError unless float
 * @example
 * ```
 * nanVariance(tensor([1, NaN, 3])).item() // 1
 * ```
 */
export const nanVariance: SpreadFunction = spread('nanVariance', variance => variance)

/**
 * The standard deviation of the elements that are no NaN: `√nanVariance`.
 * @param x floats[…]
 * @param axis one axis or several, negative ones counting from the end; all unless given
 * @param options keepDims: leaves the axes behind with size 1; ddof: subtracted from the count, default 0
 * @returns the other axes, of the same dtype; NaN where `n ≤ ddof`
 * @throws ShapeError when an axis does not exist or is repeated, DTypeError unless float
 * @example
 * ```
 * nanStd(tensor([1, NaN, 3])).item() // 1
 * ```
 */
export const nanStd: SpreadFunction = spread('nanStd', p.sqrt)

const place = (operation: string, along: (x: Tensor, axis: number) => Tensor, worst: number): ArgReduction =>
  positionOf(operation, floatKind, (x, axis) => {
    const found = along(filled(x, worst), axis)
    return p.select(p.eq(present(x, [axis]), full(0, { shape: found.shape, dtype: x.dtype })), full(-1, found), found)
  })

/**
 * The position of the first largest element that is no NaN, along an axis; -1 where all are.
 * @param x floats[…]
 * @param axis negative ones count from the end; unless given, the position is that among all elements, row-major
 * @param options keepDims: leaves the axis behind with size 1
 * @returns int32, the other axes
 * @throws ShapeError when the axis does not exist or has size 0, DTypeError unless float
 * @example
 * ```
 * nanArgmax(tensor([1, NaN, 3])).item() // 2
 * ```
 * @deviation from NumPy: where all are NaN, -1 as in JAX and no error.
 */
export const nanArgmax: ArgReduction = place('nanArgmax', argmaxAlong, Number.NEGATIVE_INFINITY)

/**
 * The position of the first smallest element that is no NaN, along an axis; -1 where all are.
 * @param x floats[…]
 * @param axis negative ones count from the end; unless given, the position is that among all elements, row-major
 * @param options keepDims: leaves the axis behind with size 1
 * @returns int32, the other axes
 * @throws ShapeError when the axis does not exist or has size 0, DTypeError unless float
 * @example
 * ```
 * nanArgmin(tensor([1, NaN, 3])).item() // 0
 * ```
 * @deviation from NumPy: where all are NaN, -1 as in JAX and no error.
 */
export const nanArgmin: ArgReduction = place('nanArgmin', argminAlong, Number.POSITIVE_INFINITY)
