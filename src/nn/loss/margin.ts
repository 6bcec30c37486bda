// Losses of two operands that ask for a margin: nothing is lost where an answer is right by more than it.

import type { Tensor } from '../../core/tensor.js'
import { softplus } from '../../ops/elementwise/activations.js'
import { add, mul, neg, sub } from '../../ops/elementwise/arithmetic.js'
import { where } from '../../ops/elementwise/choose.js'
import { greaterEqual, notEqual } from '../../ops/elementwise/comparison.js'
import { checkOptions } from '../../support/options.js'
import type { FloatDType, Shape } from '../../types/index.js'
import {
  checkAlike,
  checkNumber,
  type ElementwiseLoss,
  elementwiseLoss,
  type Floats,
  finished,
  floats,
  type LossOptions,
  type LossReduction,
  type LossShape,
  reduceLoss,
} from './reduction.js'

/** `max(x, 0)`, with the derivative 1 at 0. */
export const hinge = (x: Floats): Floats => where(greaterEqual(x, 0), x, 0)

export interface MarginOptions {
  /** In the unit of what is compared. */
  readonly margin?: number
}

/**
 * The hinge loss of distances: `x` where the target is 1 (alike), `max(0, margin - x)` where it is -1 (different).
 * @param input floats[…]: distances
 * @param target floats of the same shape: 1 or -1
 * @param options margin, default 1; reduction: `'mean'`, the default, `'sum'` or `'none'`
 * @returns floats[], or of the shape of the input with reduction `'none'`
 * @throws ShapeError when the shapes differ, DTypeError unless both are of one float dtype
 * @example
 * ```
 * hingeEmbeddingLoss(tensor([0.5, 0.25]), tensor([1, -1]), { reduction: 'none' }).toArray() // [0.5, 0.75]
 * ```
 * @source as in PyTorch
 */
export const hingeEmbeddingLoss: ElementwiseLoss<MarginOptions> = elementwiseLoss<MarginOptions>(
  'hingeEmbeddingLoss',
  { margin: 1 },
  (x, t, { margin }) => {
    checkNumber('hingeEmbeddingLoss', 'margin', margin)
    return add(where(notEqual(t, 1), hinge(sub(margin, x)), 0), where(notEqual(t, -1), x, 0))
  },
)

/**
 * The logistic loss of answers: `ln(1 + e^(-target · input))`.
 * @param input floats[…]
 * @param target floats of the same shape: 1 or -1
 * @param options reduction: `'mean'`, the default, `'sum'` or `'none'`
 * @returns floats[], or of the shape of the input with reduction `'none'`
 * @throws ShapeError when the shapes differ, DTypeError unless both are of one float dtype
 * @example
 * ```
 * softMarginLoss(tensor([1000, -1000]), tensor([1, 1]), { reduction: 'none' }).toArray() // [0, 1000]
 * ```
 * @source as in PyTorch
 */
export const softMarginLoss: ElementwiseLoss<Record<never, never>> = elementwiseLoss<Record<never, never>>('softMarginLoss', {}, (x, t) =>
  softplus(neg(mul(t, x))),
)

/**
 * The hinge loss of a ranking: `max(0, -target · (first - second) + margin)`.
 * @param first floats[…]
 * @param second floats of the same shape
 * @param target floats of the same shape: 1 where the first should be larger, -1 where the second should
 * @param options margin, default 0; reduction: `'mean'`, the default, `'sum'` or `'none'`
 * @returns floats[], or of the shape of the first with reduction `'none'`
 * @throws ShapeError when the shapes differ, DTypeError unless all are of one float dtype
 * @example
 * ```
 * marginRankingLoss(tensor([1, 2]), tensor([3, 1]), tensor([1, 1]), { reduction: 'none' }).toArray() // [2, 0]
 * ```
 * @source as in PyTorch
 */
export function marginRankingLoss<S extends Shape, D extends FloatDType, R extends LossReduction = 'mean'>(
  first: Tensor<S, D>,
  second: Tensor<NoInfer<S>, NoInfer<D>>,
  target: Tensor<NoInfer<S>, NoInfer<D>>,
  options?: MarginOptions & LossOptions<R>,
): Tensor<LossShape<S, R>, D>
export function marginRankingLoss(first: Tensor, second: Tensor, target: Tensor, options: MarginOptions & LossOptions = {}): Tensor {
  checkOptions('marginRankingLoss', options, ['reduction', 'margin'])
  const { margin = 0, reduction } = options
  checkNumber('marginRankingLoss', 'margin', margin)
  const x = floats('marginRankingLoss', 'first', first)
  checkAlike('marginRankingLoss', 'first', first, 'second', second)
  checkAlike('marginRankingLoss', 'first', first, 'target', target)
  const gap = sub(x, floats('marginRankingLoss', 'second', second))
  const losses = hinge(add(mul(neg(floats('marginRankingLoss', 'target', target)), gap), margin))
  return finished(reduceLoss('marginRankingLoss', losses, reduction), first)
}
