// One number for each matrix: det, slogdet, trace, matrixRank.

import { isComplex } from '../../core/complex.js'
import type { Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { diagonalPart, realPart, strictlyUpper, timesReal } from '../../primitives/linalg/matrices.js'
import { reduceProduct } from '../../primitives/reduction/reduce.js'
import { broadcast, full, reduceSum } from '../../primitives/structure/broadcast.js'
import type { Argument, InexactDType, MatrixArgument, MatrixBatch, RealOf, Shape, ShapeResult, SquareArgument } from '../../types/index.js'
import { direction, magnitude } from '../complex/magnitude.js'
import { product } from '../complex/products.js'
import { typed } from '../signatures/signatures.js'
import { lu } from './by-halves.js'
import { reducedSvd } from './factorizations.js'
import { checkMatrix, checkSquare } from './operands.js'
import { type RankOptions, rankOf, rankTolerance } from './solve.js'

/** The diagonals of square matrices. */
const diagonalOf = (x: Tensor): Tensor => reduceSum(diagonalPart(x), [x.shape.length - 1])

/** The product along the last axis. */
const productOf = (x: Tensor): Tensor => (isComplex(x) ? product(x, [x.shape.length - 1]) : reduceProduct(x, [x.shape.length - 1]))

/** 1 for an even permutation, -1 for an odd one, by the number of pairs out of order. */
function parity(order: Tensor, like: Tensor): Tensor {
  const n = order.shape.at(-1) ?? 0
  const batch = order.shape.slice(0, -1).map((_, i) => i)
  const shape = [...order.shape, n]
  const [first, second] = [broadcast(order, shape, [...batch, batch.length]), broadcast(order, shape, [...batch, batch.length + 1])]
  const inversions = reduceSum(strictlyUpper(p.cast(p.gt(first, second), 'int32')), [batch.length, batch.length + 1])
  const isOdd = p.eq(p.and(inversions, full(1, inversions)), full(1, inversions))
  const type = { shape: inversions.shape, dtype: realPart(like).dtype }
  return p.select(isOdd, full(-1, type), full(1, type))
}

/** The sign of the permutation, and the diagonal of U: their product is the determinant. */
function eliminated(a: Tensor): readonly [sign: Tensor, diagonal: Tensor] {
  const [packed, order] = lu(a)
  return [parity(order, a), diagonalOf(packed)]
}

/**
 * The determinant, by elimination.
 * @param a floats[…, n, n] or complex[…, n, n]
 * @returns […], 1 for matrices without elements; the derivative is not finite where a is singular
 * @throws ShapeError unless the matrices are square, DTypeError unless float32, float64 or complex
 * @example
 * ```
 * linalg.det(tensor([[1, 2], [3, 4]], 'float64')).item() // -2
 * ```
 */
export function det<S extends Shape, D extends InexactDType>(
  a: Argument<SquareArgument<S, 'det'>, Tensor<S, D>>,
): Tensor<ShapeResult<MatrixBatch<S>>, D>
export function det(a: unknown): Tensor {
  checkSquare('linalg.det', a)
  const [sign, diagonal] = eliminated(a)
  return timesReal(productOf(diagonal), sign)
}

/** `det = sign · exp(logAbsDet)` */
export interface SlogDet<S extends Shape = Shape, D extends InexactDType = InexactDType> {
  readonly sign: Tensor<ShapeResult<MatrixBatch<S>>, D>
  readonly logAbsDet: Tensor<ShapeResult<MatrixBatch<S>>, RealOf<D>>
}

/**
 * The sign of the determinant, and the logarithm of its magnitude: of matrices whose determinant over- or underflows.
 * @param a floats[…, n, n] or complex[…, n, n]
 * @returns sign (-1, 0 or 1; of complex matrices of length 1, or 0) and logAbsDet (real, -∞ where a is singular), […]
 * @throws ShapeError unless the matrices are square, DTypeError unless float32, float64 or complex
 * @example
 * ```
 * linalg.slogdet(tensor([[0, 2], [0.5, 0]])).sign.item() // -1
 * linalg.slogdet(tensor([[0, 2], [0.5, 0]])).logAbsDet.item() // 0
 * ```
 */
export function slogdet<S extends Shape, D extends InexactDType>(a: Argument<SquareArgument<S, 'slogdet'>, Tensor<S, D>>): SlogDet<S, D>
export function slogdet(a: unknown): SlogDet {
  checkSquare('linalg.slogdet', a)
  const [sign, diagonal] = eliminated(a)
  const directions = isComplex(diagonal) ? direction(diagonal) : p.sign(diagonal)
  return {
    sign: typed(timesReal(productOf(directions), sign)),
    logAbsDet: typed(reduceSum(p.log(magnitude(diagonal)), [diagonal.shape.length - 1])),
  }
}

/**
 * The sum of the diagonal.
 * @param a floats[…, n, n] or complex[…, n, n]
 * @returns […]
 * @throws ShapeError unless the matrices are square, DTypeError unless float32, float64 or complex
 * @example
 * ```
 * linalg.trace(tensor([[1, 2], [3, 4]])).item() // 5
 * ```
 */
export function trace<S extends Shape, D extends InexactDType>(
  a: Argument<SquareArgument<S, 'trace'>, Tensor<S, D>>,
): Tensor<ShapeResult<MatrixBatch<S>>, D>
export function trace(a: unknown): Tensor {
  checkSquare('linalg.trace', a)
  const diagonal = diagonalOf(a)
  return reduceSum(diagonal, [diagonal.shape.length - 1])
}

/**
 * The number of singular values that do not count as zero.
 * @param a floats[…, m, n] or complex[…, m, n]
 * @param options rtol: singular values up to this share of the largest count as zero; default ε·max(m, n)
 * @returns int32[…]
 * @throws ShapeError unless there are two axes, ArgumentError when rtol is negative, DTypeError unless float32, float64 or complex
 * @example
 * ```
 * linalg.matrixRank(tensor([[1, 2], [2, 4]])).item() // 1
 * ```
 */
export function matrixRank<S extends Shape>(
  a: Argument<MatrixArgument<S, 'matrixRank'>, Tensor<S, InexactDType>>,
  options?: RankOptions,
): Tensor<ShapeResult<MatrixBatch<S>>, 'int32'>
export function matrixRank(a: unknown, options?: RankOptions): Tensor {
  checkMatrix('linalg.matrixRank', a)
  return rankOf(reducedSvd(a)[1], rankTolerance('linalg.matrixRank', a, options))
}
