// Exponentials normalised along axes. Stable: the largest element is subtracted first; it is a constant to derivatives, of which the
// result does not depend on it.

import type { Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { reduceMax } from '../../primitives/reduction/reduce.js'
import { full, reduceSum } from '../../primitives/structure/broadcast.js'
import { reshape } from '../../primitives/structure/reshape.js'
import { type Dims, normalizeAxis } from '../../support/shape.js'
import type { Argument, FloatDType, Reduce, Shape } from '../../types/index.js'
import { computed, rounded } from '../signatures/halves.js'
import { checkKind, floatKind, stretch } from '../signatures/operands.js'
import { type Reduction, typed } from '../signatures/signatures.js'
import { keepAxes, reduction, sameDType } from './reduce.js'

/** The largest element over axes, kept with size 1; where there is nothing, or it is infinite, 0 serves as well and gives no ∞ - ∞. */
function shiftOf(x: Tensor, axes: Dims): Tensor {
  const largest = keepAxes(reduceMax(p.stopGradient(x), axes), x, axes)
  const finite = p.lt(p.abs(largest), full(Number.POSITIVE_INFINITY, largest))
  return p.select(finite, largest, full(0, largest))
}

/**
 * The logarithm of the sum of exponentials: `ln Σ eˣ`; -∞ of nothing.
 * @param x floats[…]
 * @param axis one axis or several, negative ones counting from the end; all unless given
 * @param options keepDims: leaves the axes behind with size 1
 * @returns the other axes, of the same dtype
 * @throws ShapeError when an axis does not exist or is repeated, DTypeError unless float
 * @example
 * ```
 * logsumexp(tensor([1000, -Infinity])).item() // 1000
 * ```
 */
export const logsumexp: Reduction<FloatDType> = sameDType(
  reduction('logsumexp', floatKind, (x, axes) => {
    const shift = shiftOf(x, axes)
    const total = p.log(reduceSum(p.exp(p.sub(x, stretch(shift, x.shape))), axes))
    return p.add(total, reshape(shift, total.shape))
  }),
)

/** The type of `softmax` and `logSoftmax`. */
export type SoftmaxFunction = <S extends Shape, D extends FloatDType, const Axis extends number = -1>(
  x: Tensor<S, D>,
  axis?: Argument<Reduce<S, Axis>, Axis>,
) => Tensor<S, D>

export type SoftmaxMethod = <A extends Shape, DA extends FloatDType, const Axis extends number = -1>(
  this: Tensor<A, DA>,
  axis?: Argument<Reduce<A, Axis>, Axis>,
) => Tensor<A, DA>

/** `x` less its largest element, and the sum of the exponentials of that. */
const normalisation =
  (operation: string, finish: (shifted: Tensor, total: (exponentials: Tensor) => Tensor) => Tensor): SoftmaxFunction =>
  (operand, axis) => {
    checkKind(operation, operand, floatKind)
    const x = computed(operand)
    const axes = [normalizeAxis((axis ?? -1) as number, x.shape.length, operation)]
    const shifted = p.sub(x, stretch(shiftOf(x, axes), x.shape))
    const normalised = finish(shifted, exponentials => stretch(keepAxes(reduceSum(exponentials, axes), x, axes), x.shape))
    return typed(rounded(normalised, operand.dtype))
  }

/**
 * Exponentials that sum to 1: `eˣ / Σ eˣ`.
 * @param x floats[…]
 * @param axis along which they sum to 1; the last unless given
 * @returns floats[…], of the shape of x
 * @throws ShapeError when the axis does not exist, DTypeError unless float
 * @example
 * ```
 * softmax(tensor([1000, 1000])).toArray() // [0.5, 0.5]
 * ```
 */
export const softmax: SoftmaxFunction = normalisation('softmax', (shifted, total) => {
  const exponentials = p.exp(shifted)
  return p.div(exponentials, total(exponentials))
})

/**
 * The logarithm of softmax: `x - ln Σ eˣ`.
 * @param x floats[…]
 * @param axis along which the exponentials sum to 1; the last unless given
 * @returns floats[…], of the shape of x
 * @throws ShapeError when the axis does not exist, DTypeError unless float
 * @example
 * ```
 * logSoftmax(tensor([0, -1000])).toArray() // [0, -1000]
 * ```
 */
export const logSoftmax: SoftmaxFunction = normalisation('logSoftmax', (shifted, total) => p.sub(shifted, p.log(total(p.exp(shifted)))))
