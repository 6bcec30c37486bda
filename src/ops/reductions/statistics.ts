// Spread, norm and position: variance, standard deviation, the Euclidean norm, argmax and argmin.

import { showType } from '../../core/array-type.js'
import { isComplex, partsOf } from '../../core/complex.js'
import type { Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { argmax as argmaxAlong, argmin as argminAlong } from '../../primitives/reduction/arg-extremum.js'
import { full, reduceSum } from '../../primitives/structure/broadcast.js'
import { reshape } from '../../primitives/structure/reshape.js'
import type { Kind } from '../../support/dtype.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { optionsOf } from '../../support/options.js'
import { type Dims, normalizeAxis, sizeOf } from '../../support/shape.js'
import type { Argument, DType, InexactDType, RealOf, Reduce, ReductionAxis, Shape, ShapeResult } from '../../types/index.js'
import { checkKind, inexactKinds, numberKinds, show, stretch } from '../signatures/operands.js'
import { type ReduceOptions, typed } from '../signatures/signatures.js'
import { keepAxes, meanOver, reduction, sizesAt } from './reduce.js'

/** What the spread of a sample takes. */
export interface SpreadOptions<Keep extends boolean = boolean> extends ReduceOptions<Keep> {
  /** What is subtracted from the number of elements before dividing by it. Default 0; 1 for an unbiased variance. */
  readonly ddof?: number
}

/** The type of `variance` and `std`. */
export type SpreadFunction = <
  S extends Shape,
  D extends InexactDType,
  const Axis extends ReductionAxis = undefined,
  Keep extends boolean = false,
>(
  x: Tensor<S, D>,
  axis?: Argument<Reduce<S, Axis, Keep>, Axis>,
  options?: SpreadOptions<Keep>,
) => Tensor<ShapeResult<Reduce<S, Axis, Keep>>, RealOf<D>>

export type SpreadMethod = <
  A extends Shape,
  DA extends InexactDType,
  const Axis extends ReductionAxis = undefined,
  Keep extends boolean = false,
>(
  this: Tensor<A, DA>,
  axis?: Argument<Reduce<A, Axis, Keep>, Axis>,
  options?: SpreadOptions<Keep>,
) => Tensor<ShapeResult<Reduce<A, Axis, Keep>>, RealOf<DA>>

/** What a spread is asked for. @throws ArgumentError unless ddof is a finite number */
export function spreadOptions(operation: string, options: SpreadOptions | undefined): Required<SpreadOptions> {
  const given = optionsOf(operation, options, { ddof: 0, keepDims: false })
  if (!Number.isFinite(given.ddof)) throw new ArgumentError(`${operation}: ddof must be a finite number; got ${show(given.ddof)}`)
  return given
}

/** `Σ |x|²`, real. */
function squares(x: Tensor, axes: Dims): Tensor {
  const each = isComplex(x) ? partsOf(x).map(part => p.mul(part, part)) : [p.mul(x, x)]
  return reduceSum(each.reduce(p.add), axes)
}

const spread =
  (operation: string, finish: (variance: Tensor) => Tensor): SpreadFunction =>
  (x, axis, options) => {
    const { ddof, keepDims } = spreadOptions(operation, options)
    const run = reduction(operation, inexactKinds, (values, axes) => {
      const centred = p.sub(values, stretch(keepAxes(meanOver(values, axes), values, axes), values.shape))
      const total = squares(centred, axes)
      return finish(p.div(total, full(Math.max(0, sizeOf(sizesAt(values.shape, axes)) - ddof), total)))
    })
    return typed(run(x, axis, { keepDims }))
  }

/**
 * The mean squared distance from the mean: `1/(n - ddof) · Σ |x - mean x|²`.
 * @param x floats[…] or complex[…]
 * @param axis one axis or several, negative ones counting from the end; all unless given
 * @param options keepDims: leaves the axes behind with size 1; ddof: subtracted from the count, default 0
 * @returns the other axes, of the same dtype, real; NaN or ∞ where `n ≤ ddof`
 * @throws ShapeError when an axis does not exist or is repeated, DTypeError unless float or complex
 * @example
 * ```
 * variance(tensor([1, 2, 3, 4])).item() // 1.25
 * variance(tensor([1, 2, 3]), 0, { ddof: 1 }).item() // 1
 * ```
 * @deviation from PyTorch: biased unless ddof is 1, as in NumPy and JAX.
 */
export const variance: SpreadFunction = spread('variance', v => v)

/**
 * The standard deviation: `√variance`.
 * @param x floats[…] or complex[…]
 * @param axis one axis or several, negative ones counting from the end; all unless given
 * @param options keepDims: leaves the axes behind with size 1; ddof: subtracted from the count, default 0
 * @returns the other axes, of the same dtype, real
 * @throws ShapeError when an axis does not exist or is repeated, DTypeError unless float or complex
 * @example
 * ```
 * std(tensor([1, 3])).item() // 1
 * ```
 * @deviation from PyTorch: biased unless ddof is 1, as in NumPy and JAX.
 */
export const std: SpreadFunction = spread('std', p.sqrt)

/** A reduction of floats, or of complex numbers to real ones. */
export type RealReduction = <
  S extends Shape,
  D extends InexactDType,
  const Axis extends ReductionAxis = undefined,
  Keep extends boolean = false,
>(
  x: Tensor<S, D>,
  axis?: Argument<Reduce<S, Axis, Keep>, Axis>,
  options?: ReduceOptions<Keep>,
) => Tensor<ShapeResult<Reduce<S, Axis, Keep>>, RealOf<D>>

export type RealReductionMethod = <
  A extends Shape,
  DA extends InexactDType,
  const Axis extends ReductionAxis = undefined,
  Keep extends boolean = false,
>(
  this: Tensor<A, DA>,
  axis?: Argument<Reduce<A, Axis, Keep>, Axis>,
  options?: ReduceOptions<Keep>,
) => Tensor<ShapeResult<Reduce<A, Axis, Keep>>, RealOf<DA>>

/**
 * The Euclidean norm: `√Σ |x|²`. Its derivative at 0 is 0, as in PyTorch.
 * @param x floats[…] or complex[…]
 * @param axis one axis or several, negative ones counting from the end; all unless given
 * @param options keepDims: leaves the axes behind with size 1
 * @returns the other axes, of the same dtype, real
 * @throws ShapeError when an axis does not exist or is repeated, DTypeError unless float or complex
 * @example
 * ```
 * norm(tensor([3, 4])).item() // 5
 * ```
 */
export const norm: RealReduction = (x, axis, options) => typed(lengths(x, axis, options))

const lengths = reduction('norm', inexactKinds, (x, axes) => {
  const total = squares(x, axes)
  const zero = full(0, total)
  const isZero = p.eq(total, zero)
  // The root never sees a 0, where its derivative is infinite.
  return p.select(isZero, zero, p.sqrt(p.select(isZero, full(1, total), total)))
})

/** The type of `argmax` and `argmin`. */
export type ArgReduction = <
  S extends Shape,
  D extends DType,
  const Axis extends number | undefined = undefined,
  Keep extends boolean = false,
>(
  x: Tensor<S, D>,
  axis?: Argument<Reduce<S, Axis, Keep>, Axis>,
  options?: ReduceOptions<Keep>,
) => Tensor<ShapeResult<Reduce<S, Axis, Keep>>, 'int32'>

export type ArgReductionMethod = <
  A extends Shape,
  DA extends DType,
  const Axis extends number | undefined = undefined,
  Keep extends boolean = false,
>(
  this: Tensor<A, DA>,
  axis?: Argument<Reduce<A, Axis, Keep>, Axis>,
  options?: ReduceOptions<Keep>,
) => Tensor<ShapeResult<Reduce<A, Axis, Keep>>, 'int32'>

/** The reduction of one axis, or of all as one, to a position. */
export const positionOf =
  (operation: string, kinds: readonly Kind[], along: (x: Tensor, axis: number) => Tensor): ArgReduction =>
  (x, axis, options) => {
    const { keepDims } = optionsOf<ReduceOptions>(operation, options, { keepDims: false })
    checkKind(operation, x, kinds)
    const rank = x.shape.length
    const flat = axis === undefined ? reshape(x, [sizeOf(x.shape)]) : x
    const at = axis === undefined ? 0 : normalizeAxis(axis as number, rank, operation)
    if (flat.shape[at] === 0) throw new ShapeError(`${operation}: needs at least one element; got ${showType(x)}`)
    const axes: Dims = axis === undefined ? x.shape.map((_, i) => i) : [at]
    const found = along(flat, at)
    return typed(keepDims ? keepAxes(found, x, axes) : found)
  }

/**
 * The position of the first largest element along an axis; NaN counts as largest.
 * @param x numbers[…]
 * @param axis negative ones count from the end; unless given, the position is that among all elements, row-major
 * @param options keepDims: leaves the axis behind with size 1
 * @returns int32, the other axes
 * @throws ShapeError when the axis does not exist or has size 0, DTypeError on bool
 * @example
 * ```
 * argmax(tensor([[1, 5], [4, 3]]), 1).toArray() // [1, 0]
 * argmax(tensor([[1, 5], [4, 3]])).item() // 1
 * ```
 */
export const argmax: ArgReduction = positionOf('argmax', numberKinds, argmaxAlong)

/**
 * The position of the first smallest element along an axis; NaN counts as smallest.
 * @param x numbers[…]
 * @param axis negative ones count from the end; unless given, the position is that among all elements, row-major
 * @param options keepDims: leaves the axis behind with size 1
 * @returns int32, the other axes
 * @throws ShapeError when the axis does not exist or has size 0, DTypeError on bool
 * @example
 * ```
 * argmin(tensor([[1, 5], [4, 3]]), 1).toArray() // [0, 1]
 * ```
 */
export const argmin: ArgReduction = positionOf('argmin', numberKinds, argminAlong)
