// Distances of all pairs: of vectors to those of another list, and among themselves.

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import { table } from '../../ops/creation/table.js'
import { sub } from '../../ops/elementwise/arithmetic.js'
import { take } from '../../ops/indexing/take.js'
import { vectorNorm } from '../../ops/linalg/norms.js'
import { expandDims } from '../../ops/shape/reshape.js'
import { checkKind, floatKind, show } from '../../ops/signatures/operands.js'
import { ArgumentError, DTypeError, ShapeError } from '../../support/errors.js'
import { checkOptions } from '../../support/options.js'
import { broadcastShapes } from '../../support/shape.js'
import type { BroadcastResult, FloatDType, Shape } from '../../types/index.js'
import { type Floats, finished, floats } from './reduction.js'

export interface PairOptions {
  /** The order of the norm, at least 0; 0 counts differences, Infinity takes the largest. Default 2. */
  readonly p?: number
}

/** The shape of the distances of float[…, m, n] and float[…, r, n]: [..., m, r]. */
export type PairShape<A extends Shape, B extends Shape> = A extends readonly [...infer SA extends Shape, infer M extends number, number]
  ? B extends readonly [...infer SB extends Shape, infer R extends number, number]
    ? [...BroadcastResult<SA, SB>, M, R]
    : Shape
  : Shape

/** @throws ArgumentError unless p is a number of at least 0 */
function orderOf(operation: string, options: PairOptions): number {
  checkOptions(operation, options, ['p'])
  const { p = 2 } = options
  if (!(typeof p === 'number' && p >= 0)) throw new ArgumentError(`${operation}: p must be a number of at least 0; got ${show(p)}`)
  return p
}

/**
 * The distances of all pairs of vectors of two lists: `d[…, i, j] = ‖a[…, i] - b[…, j]‖ₚ`. The derivative is 0 where vectors are equal.
 * @param a floats[…, m, n]
 * @param b floats[…, r, n]; the axes before the last two broadcast
 * @param options p, default 2
 * @returns floats[…, m, r]
 * @throws ShapeError when sizes of vectors differ or lists do not broadcast, DTypeError unless of one float dtype, ArgumentError when p is none
 * @example
 * ```
 * cdist(tensor([[0, 0], [3, 0]]), tensor([[3, 4]])).toArray() // [[5], [4]]
 * ```
 * @source as in PyTorch
 * @deviation differences are squared and added; PyTorch takes a product of matrices for large lists, which loses half of the digits of small distances
 */
export function cdist<A extends Shape, B extends Shape, D extends FloatDType>(
  a: Tensor<A, D>,
  b: Tensor<B, NoInfer<D>>,
  options?: PairOptions,
): Tensor<PairShape<A, B>, D>
export function cdist(a: Tensor, b: Tensor, options: PairOptions = {}): Tensor {
  const p = orderOf('cdist', options)
  const [x, y] = [floats('cdist', 'a', a), floats('cdist', 'b', b)]
  const got = `got ${showType(a)} (a) and ${showType(b)} (b)`
  if (a.dtype !== b.dtype) throw new DTypeError(`cdist: dtypes must be equal; ${got}`)
  const lists = a.shape.length >= 2 && b.shape.length >= 2 && a.shape.at(-1) === b.shape.at(-1)
  if (!lists || broadcastShapes(a.shape.slice(0, -2), b.shape.slice(0, -2)) === undefined)
    throw new ShapeError(`cdist: lists must be of vectors of one size; expected […,m,n] and […,r,n], ${got}`)
  const differences = sub(expandDims(x, -2), expandDims(y, -3)) // […, m, r, n]
  return finished(vectorNorm(differences, -1, { ord: p }) as Floats, a)
}

/**
 * The distances of vectors among themselves, each pair once: those above the diagonal of `cdist(x, x)`, row by row.
 * @param x floats[m, n]
 * @param options p, default 2
 * @returns floats[m (m - 1) / 2]
 * @throws ShapeError unless x is a list of vectors, DTypeError unless float, ArgumentError when p is none
 * @example
 * ```
 * pdist(tensor([[0, 0], [3, 4], [3, 0]])).toArray() // [5, 3, 4]
 * ```
 * @source as in PyTorch
 */
export function pdist<D extends FloatDType>(x: Tensor<readonly [number, number], D>, options: PairOptions = {}): Tensor<[number], D> {
  const p = orderOf('pdist', options)
  checkKind('pdist', x, floatKind)
  const [count = 0] = x.shape
  if (x.shape.length !== 2) throw new ShapeError(`pdist: input must be a list of vectors; expected [m,n], got ${showType(x)}`)
  const pairs = Array.from({ length: count }, (_, i) => Array.from({ length: count - i - 1 }, (_, k) => [i, i + 1 + k] as const)).flat()
  const vectors = (which: 0 | 1): Floats => {
    const places = pairs.map(pair => pair[which])
    return take(floats('pdist', 'input', x), table(places, [places.length], 'int32') as Tensor<Shape, 'int32'>, 0) as Floats
  }
  return finished(vectorNorm(sub(vectors(0), vectors(1)), -1, { ord: p }) as Floats, x)
}
