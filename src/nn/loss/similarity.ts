// How near vectors are to each other: the cosine of their angle, and their distance; and vectors of length 1, of which only the angle is left.

import type { Tensor } from '../../core/tensor.js'
import { add, div, maximum, mul, square, sub } from '../../ops/elementwise/arithmetic.js'
import { sqrt } from '../../ops/elementwise/float-functions.js'
import { vectorNorm } from '../../ops/linalg/norms.js'
import { sum } from '../../ops/reductions/reduce.js'
import { align, show } from '../../ops/signatures/operands.js'
import { ArgumentError } from '../../support/errors.js'
import { checkOptions } from '../../support/options.js'
import { normalizeAxis } from '../../support/shape.js'
import type { Argument, BroadcastArgument, BroadcastResult, FloatDType, Reduce, Shape, ShapeResult } from '../../types/index.js'
import { checkAbove, checkBoolean, checkNumber, type Floats, finished, floats } from './reduction.js'

export interface CosineOptions {
  /** The least length of a vector in the division. Default 1e-8. */
  readonly eps?: number
}

/**
 * The cosine of the angle between vectors along an axis: `a · b / (max(‖a‖, eps) max(‖b‖, eps))`.
 * @param a floats[…]
 * @param b floats that broadcast with a
 * @param axis the axis of the vectors, negative ones counting from the end. Default 1
 * @param options eps, default 1e-8
 * @returns floats, -1 to 1, of the broadcast shape without the axis
 * @throws ShapeError when the shapes do not broadcast or the axis does not exist, DTypeError unless float, ArgumentError unless eps is positive
 * @example
 * ```
 * cosineSimilarity(tensor([[1, 0], [0, 3]]), tensor([[0, 2], [0, 2]])).toArray() // [0, 1]
 * ```
 * @source as in PyTorch
 * @deviation where a vector is shorter than eps the derivative is that of the division by eps
 */
export function cosineSimilarity<A extends Shape, B extends Shape, D extends FloatDType, const Axis extends number = 1>(
  a: Tensor<A, D>,
  b: BroadcastArgument<A, B, Tensor<B, NoInfer<D>>>,
  axis?: Argument<Reduce<BroadcastResult<A, B>, Axis>, Axis>,
  options?: CosineOptions,
): Tensor<ShapeResult<Reduce<BroadcastResult<A, B>, Axis>>, D>
export function cosineSimilarity(a: Tensor, b: unknown, axis: unknown = 1, options: CosineOptions = {}): Tensor {
  checkOptions('cosineSimilarity', options, ['eps'])
  const { eps = 1e-8 } = options
  checkAbove('cosineSimilarity', 'eps', eps, 0, 'strictly')
  const operands = [floats('cosineSimilarity', 'a', a), floats('cosineSimilarity', 'b', b)] as const
  const [x, y] = align('cosineSimilarity', operands) as unknown as readonly [Floats, Floats]
  const along = normalizeAxis(axis as number, x.shape.length, 'cosineSimilarity')
  // Bounded below before the root is taken, whose derivative at 0 is infinite.
  const length = (v: Floats): Floats => sqrt(maximum(sum(square(v), along), eps ** 2))
  return finished(div(sum(mul(x, y), along), mul(length(x), length(y))), a)
}

export interface DistanceOptions<Keep extends boolean = boolean> {
  /** The order of the norm; Infinity for the largest difference. Default 2. */
  readonly p?: number
  /** Added to every difference. Default 1e-6. */
  readonly eps?: number
  /** Whether the axis of the vectors stays, with size 1. Default false. */
  readonly keepDims?: Keep
}

/**
 * The distance of vectors along the last axis: `‖a - b + eps‖ₚ`.
 * @param a floats[…, n]
 * @param b floats that broadcast with a
 * @param options p, default 2; eps, default 1e-6; keepDims: leaves the axis behind with size 1
 * @returns floats[…]
 * @throws ShapeError when the shapes do not broadcast or have no axis, DTypeError unless float, ArgumentError unless p and eps are numbers
 * @example
 * ```
 * pairwiseDistance(tensor([[0, 0]]), tensor([[3, 4]]), { eps: 0 }).toArray() // [5]
 * ```
 * @source as in PyTorch
 */
export function pairwiseDistance<A extends Shape, B extends Shape, D extends FloatDType, Keep extends boolean = false>(
  a: Tensor<A, D>,
  b: BroadcastArgument<A, B, Tensor<B, NoInfer<D>>>,
  options?: DistanceOptions<Keep>,
): Tensor<ShapeResult<Reduce<BroadcastResult<A, B>, -1, Keep>>, D>
export function pairwiseDistance(a: Tensor, b: unknown, options: DistanceOptions = {}): Tensor {
  checkOptions('pairwiseDistance', options, ['p', 'eps', 'keepDims'])
  const { p = 2, eps = 1e-6, keepDims = false } = options
  if (typeof p !== 'number' || Number.isNaN(p)) throw new ArgumentError(`pairwiseDistance: p must be a number; got ${show(p)}`)
  checkNumber('pairwiseDistance', 'eps', eps)
  checkBoolean('pairwiseDistance', 'keepDims', keepDims)
  const operands = [floats('pairwiseDistance', 'a', a), floats('pairwiseDistance', 'b', b)] as const
  const [x, y] = align('pairwiseDistance', operands) as unknown as readonly [Floats, Floats]
  return finished(vectorNorm(add(sub(x, y), eps), -1, { ord: p, keepDims }), a)
}

export interface NormalizeOptions {
  /** The order of the norm; Infinity for the largest magnitude. Default 2. */
  readonly p?: number
  /** The axis of the vectors, negative ones counting from the end. Default 1. */
  readonly axis?: number
  /** The least norm that is divided by. Default 1e-12. */
  readonly eps?: number
}

/**
 * Vectors along an axis, of norm 1: `x / max(‖x‖ₚ, eps)`.
 * @param x floats[…]
 * @param options p, default 2; axis, default 1; eps, default 1e-12
 * @returns floats of the same shape
 * @throws ShapeError when the axis does not exist, DTypeError unless float, ArgumentError unless p is a number and eps at least 0
 * @example
 * ```
 * normalize(tensor([[3, 4], [0, 0]], 'float64')).toArray() // [[0.6, 0.8], [0, 0]]
 * ```
 * @source as in PyTorch
 */
export function normalize<S extends Shape, D extends FloatDType>(x: Tensor<S, D>, options: NormalizeOptions = {}): Tensor<S, D> {
  checkOptions('normalize', options, ['p', 'axis', 'eps'])
  const { p = 2, axis = 1, eps = 1e-12 } = options
  if (typeof p !== 'number' || Number.isNaN(p)) throw new ArgumentError(`normalize: p must be a number; got ${show(p)}`)
  checkAbove('normalize', 'eps', eps, 0)
  const vectors = floats('normalize', 'input', x)
  const along = normalizeAxis(axis, vectors.shape.length, 'normalize')
  const length = vectorNorm(vectors, along, { ord: p, keepDims: true }) as Floats
  return finished(div(vectors, maximum(length, eps)), x)
}
