// Losses of embeddings: pairs that should be alike or different, and triplets of an anchor, one like it and one unlike it.

import { showType } from '../../core/array-type.js'
import { isTensor, type Tensor } from '../../core/tensor.js'
import { add, minimum, sub } from '../../ops/elementwise/arithmetic.js'
import { where } from '../../ops/elementwise/choose.js'
import { equal } from '../../ops/elementwise/comparison.js'
import { show } from '../../ops/signatures/operands.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { checkOptions } from '../../support/options.js'
import { sameShape, showShape } from '../../support/shape.js'
import type { FloatDType, Shape } from '../../types/index.js'
import { hinge, type MarginOptions } from './margin.js'
import {
  checkAbove,
  checkAlike,
  checkBoolean,
  checkNumber,
  type Floats,
  finished,
  floats,
  type LossOptions,
  type LossReduction,
  type LossShape,
  reduceLoss,
} from './reduction.js'
import { cosineSimilarity, pairwiseDistance } from './similarity.js'

/** The shape of what there is one of for each vector. */
export type VectorShape<S extends Shape> = S extends readonly [...infer Rest extends readonly number[], number] ? Rest : Shape

/**
 * The loss of pairs by their cosine: `1 - cos` where the target is 1 (alike), `max(0, cos - margin)` where it is -1 (different).
 * @param first floats[n, size] or floats[size]
 * @param second floats of the same shape
 * @param target floats[n] or floats[]: 1 or -1
 * @param options margin, -1 to 1, default 0; reduction: `'mean'`, the default, `'sum'` or `'none'`
 * @returns floats[], or of the shape of the target with reduction `'none'`
 * @throws ShapeError when the shapes do not fit, DTypeError unless all are of one float dtype
 * @example
 * ```
 * cosineEmbeddingLoss(tensor([[1, 0], [1, 0]]), tensor([[0, 1], [1, 0]]), tensor([1, -1])).item() // 1
 * ```
 * @source as in PyTorch
 */
export function cosineEmbeddingLoss<S extends Shape, D extends FloatDType, R extends LossReduction = 'mean'>(
  first: Tensor<S, D>,
  second: Tensor<NoInfer<S>, NoInfer<D>>,
  target: Tensor<VectorShape<S>, NoInfer<D>>,
  options?: MarginOptions & LossOptions<R>,
): Tensor<LossShape<VectorShape<S>, R>, D>
export function cosineEmbeddingLoss(first: Tensor, second: Tensor, target: Tensor, options: MarginOptions & LossOptions = {}): Tensor {
  checkOptions('cosineEmbeddingLoss', options, ['reduction', 'margin'])
  const { margin = 0, reduction } = options
  checkNumber('cosineEmbeddingLoss', 'margin', margin)
  const x = floats('cosineEmbeddingLoss', 'first', first)
  if (x.shape.length !== 1 && x.shape.length !== 2)
    throw new ShapeError(`cosineEmbeddingLoss: expected vectors, [n,size] or [size]; got ${showType(first)}`)
  checkAlike('cosineEmbeddingLoss', 'first', first, 'second', second)
  const t = floats('cosineEmbeddingLoss', 'target', target)
  if (!sameShape(t.shape, x.shape.slice(0, -1)))
    throw new ShapeError(
      `cosineEmbeddingLoss: there must be a target for each pair; expected floats${showShape(x.shape.slice(0, -1))}, got ${showType(target)}`,
    )
  // PyTorch adds 1e-12 to squared lengths here; only vectors shorter than a millionth see a difference.
  const cosine: Floats = cosineSimilarity(x, floats('cosineEmbeddingLoss', 'second', second), -1, { eps: 1e-6 })
  const losses = add(where(equal(t, 1), sub(1, cosine), 0), where(equal(t, -1), hinge(sub(cosine, margin)), 0))
  return finished(reduceLoss('cosineEmbeddingLoss', losses, reduction), first)
}

interface SwapOptions<R extends LossReduction> extends MarginOptions, LossOptions<R> {
  /** Whether the distance of the two others counts for that of anchor and negative where it is smaller. Default false. */
  readonly swap?: boolean
}

export interface TripletOptions<R extends LossReduction = LossReduction> extends SwapOptions<R> {
  /** The order of the norm that measures distances. Default 2. */
  readonly p?: number
  /** Added to every difference. Default 1e-6. */
  readonly eps?: number
}

export interface TripletDistanceOptions<R extends LossReduction = LossReduction> extends SwapOptions<R> {
  /** How far vectors are apart: floats[n, …] twice to floats[n]. Default `pairwiseDistance`. */
  readonly distance?: (a: Tensor<Shape, FloatDType>, b: Tensor<Shape, FloatDType>) => Tensor<Shape, FloatDType>
}

type Distance = NonNullable<TripletDistanceOptions['distance']>

function tripletLoss(
  operation: string,
  [anchor, positive, negative]: readonly [Tensor, Tensor, Tensor],
  distance: Distance,
  options: SwapOptions<LossReduction>,
): Tensor {
  const { margin = 1, swap = false, reduction } = options
  checkAbove(operation, 'margin', margin, 0, 'strictly')
  checkBoolean(operation, 'swap', swap)
  const a = floats(operation, 'anchor', anchor)
  if (a.shape.length === 0) throw new ShapeError(`${operation}: expected vectors, [n,size] or [size]; got ${showType(anchor)}`)
  checkAlike(operation, 'anchor', anchor, 'positive', positive)
  checkAlike(operation, 'anchor', anchor, 'negative', negative)
  const [p, n] = [floats(operation, 'positive', positive), floats(operation, 'negative', negative)]
  const apart = distance(a, n)
  const losses = hinge(add(sub(distance(a, p), swap ? minimum(apart, distance(p, n)) : apart), margin))
  return finished(reduceLoss(operation, losses, reduction), anchor)
}

/**
 * The loss of triplets: `max(0, ‖anchor - positive‖ₚ - ‖anchor - negative‖ₚ + margin)`.
 * @param anchor floats[n, size] or floats[size]
 * @param positive floats of the same shape: should be near
 * @param negative floats of the same shape: should be far
 * @param options margin, default 1; p, default 2; eps, default 1e-6; swap, default false; reduction: `'mean'`, the default, `'sum'` or `'none'`
 * @returns floats[], or floats[n] with reduction `'none'`
 * @throws ShapeError when the shapes differ, DTypeError unless all are of one float dtype, ArgumentError when an option is out of range
 * @example
 * ```
 * tripletMarginLoss(tensor([[0, 0]]), tensor([[3, 4]]), tensor([[0, 2]]), { eps: 0 }).item() // 4
 * ```
 * @source Balntas et al., "Learning shallow convolutional feature descriptors with triplet losses", 2016; as in PyTorch
 */
export function tripletMarginLoss<S extends Shape, D extends FloatDType, R extends LossReduction = 'mean'>(
  anchor: Tensor<S, D>,
  positive: Tensor<NoInfer<S>, NoInfer<D>>,
  negative: Tensor<NoInfer<S>, NoInfer<D>>,
  options?: TripletOptions<R>,
): Tensor<LossShape<VectorShape<S>, R>, D>
export function tripletMarginLoss(anchor: Tensor, positive: Tensor, negative: Tensor, options: TripletOptions = {}): Tensor {
  checkOptions('tripletMarginLoss', options, ['reduction', 'margin', 'p', 'eps', 'swap'])
  const { p = 2, eps = 1e-6 } = options
  const distance: Distance = (a, b) => pairwiseDistance(a, b, { p, eps }) as Floats
  return tripletLoss('tripletMarginLoss', [anchor, positive, negative], distance, options)
}

/**
 * The loss of triplets by any distance: `max(0, d(anchor, positive) - d(anchor, negative) + margin)`.
 * @param anchor floats[n, …]
 * @param positive floats of the same shape: should be near
 * @param negative floats of the same shape: should be far
 * @param options distance, default `pairwiseDistance`; margin, default 1; swap, default false; reduction: `'mean'`, the default, `'sum'` or `'none'`
 * @returns floats[], or what the distance gives with reduction `'none'`
 * @throws ShapeError when the shapes differ, DTypeError unless all are of one float dtype, ArgumentError when an option is out of range
 * @example
 * ```
 * const one = (a: Tensor, b: Tensor) => tensor([1])
 * tripletMarginWithDistanceLoss(zeros([1, 2]), ones([1, 2]), ones([1, 2]), { distance: one }).item() // 1
 * ```
 * @source as in PyTorch
 */
export function tripletMarginWithDistanceLoss<S extends Shape, D extends FloatDType, R extends LossReduction = 'mean'>(
  anchor: Tensor<S, D>,
  positive: Tensor<NoInfer<S>, NoInfer<D>>,
  negative: Tensor<NoInfer<S>, NoInfer<D>>,
  options?: TripletDistanceOptions<R>,
): Tensor<LossShape<Shape, R>, D>
export function tripletMarginWithDistanceLoss(
  anchor: Tensor,
  positive: Tensor,
  negative: Tensor,
  options: TripletDistanceOptions = {},
): Tensor {
  const operation = 'tripletMarginWithDistanceLoss'
  checkOptions(operation, options, ['reduction', 'margin', 'distance', 'swap'])
  const { distance = (a, b) => pairwiseDistance(a, b) as Floats } = options
  if (typeof distance !== 'function') throw new ArgumentError(`${operation}: distance must be a function; got ${show(distance)}`)
  const checked: Distance = (a, b) => {
    const d: unknown = distance(a, b)
    if (!isTensor(d)) throw new ArgumentError(`${operation}: the distance must be a tensor; got ${show(d)}`)
    return d as Floats
  }
  return tripletLoss(operation, [anchor, positive, negative], checked, options)
}
