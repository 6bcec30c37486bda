// Distances of points: every one of one list to every one of another, or of the same.

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { optionsOf } from '../../support/options.js'
import { broadcastShapes } from '../../support/shape.js'
import type { BroadcastResult, FloatDType, List, PromoteArgument, PromoteResult, Shape } from '../../types/index.js'
import { triuIndices } from '../creation/triangles.js'
import { take } from '../indexing/take.js'
import { vectorNorm } from '../linalg/norms.js'
import { expandDims } from '../shape/reshape.js'
import { computed, rounded } from '../signatures/halves.js'
import { checkKind, commonDType, floatKind, show } from '../signatures/operands.js'
import { typed } from '../signatures/signatures.js'

/** What `cdist` and `pdist` take. */
export interface DistanceOptions {
  /** The order p of `(Σ |a - b|ᵖ)^(1/p)`; Infinity for the largest difference, 0 for how many differ. Default 2. */
  readonly p?: number
}

function orderOf(operation: string, options: DistanceOptions | undefined): number {
  const { p: order } = optionsOf(operation, options, { p: 2 })
  if (typeof order !== 'number' || !(order >= 0))
    throw new ArgumentError(`${operation}: p must be a number of at least 0; got ${show(order)}`)
  return order
}

/** The norms of the last axis; of no components 0, whatever the order. */
const lengths = (differences: Tensor, order: number): Tensor =>
  vectorNorm(typed<Shape, FloatDType>(differences), -1, { ord: differences.shape.at(-1) === 0 ? 2 : order })

/** The shape of `cdist(a, b)`. */
export type Distances<A extends List, B extends List> = A extends readonly [...infer SA extends Shape, infer M extends number, number]
  ? B extends readonly [...infer SB extends Shape, infer N extends number, number]
    ? [...BroadcastResult<SA, SB>, M, N]
    : Shape
  : Shape

/**
 * The distance of every point of one list to every one of another: `out[…, i, j] = ‖a[…, i] - b[…, j]‖_p`. Its derivative is 0 where two points
 * are one.
 * @param a floats[…, m, components]
 * @param b floats[…, n, components]; axes in front broadcast, dtypes promote
 * @param options p: the order of the norm, default 2
 * @returns floats[…, m, n]
 * @throws ShapeError when there are not two axes or the shapes do not fit, DTypeError unless float, ArgumentError unless p is at least 0
 * @example
 * ```
 * cdist(tensor([[0, 0], [3, 4]]), tensor([[0, 0]])).toArray() // [[0], [5]]
 * ```
 */
export function cdist<A extends Shape, DA extends FloatDType, B extends Shape, DB extends FloatDType>(
  a: Tensor<A, DA>,
  b: PromoteArgument<DA, DB, Tensor<B, DB>>,
  options?: DistanceOptions,
): Tensor<Distances<A, B>, PromoteResult<DA, DB>>
export function cdist(a: unknown, b: unknown, options?: DistanceOptions): Tensor {
  checkKind('cdist', a, floatKind)
  checkKind('cdist', b, floatKind)
  const order = orderOf('cdist', options)
  const dtype = commonDType('cdist', [a, b])
  const fits = a.shape.length >= 2 && b.shape.length >= 2 && a.shape.at(-1) === b.shape.at(-1)
  if (!fits || broadcastShapes(a.shape.slice(0, -2), b.shape.slice(0, -2)) === undefined)
    throw new ShapeError(`cdist: needs lists of points of as many components; got ${showType(a)} and ${showType(b)}`)
  const [x, y] = [computed(p.cast(a, dtype)), computed(p.cast(b, dtype))]
  const differences: Tensor = expandDims(x, -2).sub(expandDims(y, -3)) // [..., m, n, components]
  return rounded(lengths(differences, order), dtype)
}

/**
 * The distance of every point of a list to every later one, row by row: `‖x[i] - x[j]‖_p` for i < j.
 * @param x floats[n, components]
 * @param options p: the order of the norm, default 2
 * @returns floats[n (n - 1) / 2]
 * @throws ShapeError unless a matrix, DTypeError unless float, ArgumentError unless p is at least 0
 * @example
 * ```
 * pdist(tensor([[0, 0], [3, 4], [0, 4]])).toArray() // [5, 4, 3]
 * ```
 */
export function pdist<D extends FloatDType>(x: Tensor<readonly [number, number], D>, options?: DistanceOptions): Tensor<[number], D>
export function pdist(x: Tensor, options?: DistanceOptions): Tensor {
  checkKind('pdist', x, floatKind)
  const order = orderOf('pdist', options)
  const [count] = x.shape
  if (count === undefined || x.shape.length !== 2) throw new ShapeError(`pdist: needs a matrix; got ${showType(x)}`)
  const [i, j] = triuIndices(count, count, 1)
  const points = computed(x)
  if (i.shape[0] === 0) return rounded(lengths(points.slice([0, 0]), order), x.dtype)
  return rounded(lengths(take(points, i).sub(take(points, j)), order), x.dtype)
}
