// Counts, ranges and weighted means.

import { showType } from '../../core/array-type.js'
import { isComplex, partsOf } from '../../core/complex.js'
import type { Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { reduceMax, reduceMin } from '../../primitives/reduction/reduce.js'
import { broadcast, reduceSum } from '../../primitives/structure/broadcast.js'
import type { Kind } from '../../support/dtype.js'
import { ShapeError } from '../../support/errors.js'
import { optionsOf } from '../../support/options.js'
import { sameShape } from '../../support/shape.js'
import type { Argument, DType, FloatDType, Reduce, ReductionAxis, Shape, ShapeResult } from '../../types/index.js'
import { computed, rounded } from '../signatures/halves.js'
import { arithmeticKinds, checkKind, commonDType, floatKind, numberKinds } from '../signatures/operands.js'
import { type ReduceOptions, type Reduction, typed } from '../signatures/signatures.js'
import { keepAxes, meanOver, reducedAxes, reduction, sameDType, sizesAt } from './reduce.js'

/** The type of `countNonzero`. */
export type CountReduction = <S extends Shape, const Axis extends ReductionAxis = undefined, Keep extends boolean = false>(
  x: Tensor<S>,
  axis?: Argument<Reduce<S, Axis, Keep>, Axis>,
  options?: ReduceOptions<Keep>,
) => Tensor<ShapeResult<Reduce<S, Axis, Keep>>, 'int32'>

export type CountMethod = <S extends Shape, const Axis extends ReductionAxis = undefined, Keep extends boolean = false>(
  this: Tensor<S>,
  axis?: Argument<Reduce<S, Axis, Keep>, Axis>,
  options?: ReduceOptions<Keep>,
) => Tensor<ShapeResult<Reduce<S, Axis, Keep>>, 'int32'>

const anyKind: readonly Kind[] = ['bool', ...arithmeticKinds]

/** Whether elements are not 0: a complex number where one of its parts is not. */
const isNonzero = (x: Tensor): Tensor =>
  isComplex(x)
    ? partsOf(x)
        .map(part => p.cast(part, 'bool'))
        .reduce(p.or)
    : p.cast(x, 'bool')

const counted = reduction('countNonzero', anyKind, (x, axes) => reduceSum(p.cast(isNonzero(x), 'int32'), axes))

/**
 * How many elements are not 0 (or false).
 * @param x any[…]
 * @param axis one axis or several, negative ones counting from the end; all unless given
 * @param options keepDims: leaves the axes behind with size 1
 * @returns int32, the other axes
 * @throws ShapeError when an axis does not exist or is repeated
 * @example
 * ```
 * countNonzero(tensor([[1, 0], [2, 3]]), 1).toArray() // [1, 2]
 * ```
 */
export const countNonzero: CountReduction = (x, axis, options) => typed(counted(x, axis, options))

/**
 * The distance from the smallest to the largest element: `max x - min x`.
 * @param x numbers[…]
 * @param axis one axis or several, negative ones counting from the end; all unless given
 * @param options keepDims: leaves the axes behind with size 1
 * @returns the other axes, of the same dtype
 * @throws ShapeError when an axis does not exist, is repeated or has size 0; DTypeError on bool
 * @example
 * ```
 * ptp(tensor([[1, 5], [3, 4]]), 1).toArray() // [4, 1]
 * ```
 */
export const ptp: Reduction<DType> = sameDType(
  reduction('ptp', numberKinds, (x, axes) => {
    if (sizesAt(x.shape, axes).includes(0)) throw new ShapeError(`ptp: needs at least one element; got ${showType(x)} over axes [${axes}]`)
    return p.sub(reduceMax(x, axes), reduceMin(x, axes))
  }),
)

/** What `average` takes. */
export interface AverageOptions<D extends DType, Keep extends boolean = boolean> extends ReduceOptions<Keep> {
  /** Of the shape of x, or a vector along the one axis that is reduced. All 1 unless given. */
  readonly weights?: Tensor<Shape, D> | undefined
}

/** The weights in the shape of x. @throws ShapeError */
function weightsFor(x: Tensor, weights: Tensor, axes: readonly number[]): Tensor {
  if (sameShape(weights.shape, x.shape)) return weights
  const [axis] = axes
  if (weights.shape.length !== 1 || axes.length !== 1 || axis === undefined || weights.shape[0] !== x.shape[axis])
    throw new ShapeError(
      `average: weights must have the shape of x, or be a vector along the axis; got weights ${showType(weights)} for x ${showType(x)} over axes [${axes}]`,
    )
  return broadcast(weights, x.shape, [axis])
}

/**
 * The weighted mean: `Σ w · x / Σ w`.
 * @param x floats[…]
 * @param axis one axis or several, negative ones counting from the end; all unless given
 * @param options weights: floats, of the shape of x or a vector along the axis; keepDims: leaves the axes behind with size 1
 * @returns the other axes, of the promoted dtype
 * @throws ShapeError when an axis does not exist or the weights do not fit, DTypeError unless float
 * @example
 * ```
 * average(tensor([1, 5]), 0, { weights: tensor([3, 1]) }).item() // 2
 * ```
 */
export function average<S extends Shape, D extends FloatDType, const Axis extends ReductionAxis = undefined, Keep extends boolean = false>(
  x: Tensor<S, D>,
  axis?: Argument<Reduce<S, Axis, Keep>, Axis>,
  options?: AverageOptions<D, Keep>,
): Tensor<ShapeResult<Reduce<S, Axis, Keep>>, D>
export function average(x: Tensor, axis?: unknown, options?: AverageOptions<DType>): Tensor {
  checkKind('average', x, floatKind)
  const axes = reducedAxes('average', axis, x.shape.length)
  const { weights, keepDims } = optionsOf('average', options, { weights: undefined, keepDims: false })
  const kept = (reduced: Tensor): Tensor => (keepDims ? keepAxes(reduced, x, axes) : reduced)
  if (weights === undefined) return kept(rounded(meanOver(computed(x), axes), x.dtype))
  checkKind('average', weights, floatKind, 'weights')
  const dtype = commonDType('average', [x, weights])
  const w = computed(p.cast(weightsFor(x, weights, axes), dtype))
  return kept(rounded(p.div(reduceSum(p.mul(computed(p.cast(x, dtype)), w), axes), reduceSum(w, axes)), dtype))
}
