// Factorisations of matrices, along the last two axes: cholesky, lu, qr, svd.

import type { Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import * as primitive from '../../primitives/linalg/index.js'
import { luFactors } from '../../primitives/linalg/index.js'
import { matrixShape, mH, timesNumber } from '../../primitives/linalg/matrices.js'
import { concat } from '../../primitives/structure/join.js'
import { slice } from '../../primitives/structure/slice.js'
import { optionsOf } from '../../support/options.js'
import type {
  Argument,
  InexactDType,
  LeftFactor,
  MatrixArgument,
  MatrixBatch,
  RealOf,
  RightFactor,
  Shape,
  ShapeResult,
  SingularValues,
  SquareArgument,
  TriangularFactor,
} from '../../types/index.js'
import { typed } from '../signatures/signatures.js'
import { cholesky as choleskyOf, lu as luOf } from './by-halves.js'
import { checkMatrix, checkSquare } from './operands.js'

/** The symmetric (or Hermitian) part: what a matrix that is meant to be symmetric stands for, and what gives symmetric derivatives. */
export const symmetric = (x: Tensor): Tensor => timesNumber(p.add(x, mH(x)), 0.5)

/** What decompositions with rectangular factors take. */
export interface FactorOptions<Full extends boolean = boolean> {
  /** Whether the orthogonal factors are completed to square ones. Default false. */
  readonly fullMatrices?: Full
}

const isFullAsked = (operation: string, options: FactorOptions | undefined): boolean =>
  optionsOf(operation, options, { fullMatrices: false }).fullMatrices

/**
 * The Cholesky factor: the lower triangular L of `L·Lᴴ = a`, with a real and positive diagonal.
 * @param a floats[…, n, n] or complex[…, n, n], symmetric (Hermitian) and positive definite; of others that part, `(a + aᴴ)/2`, is factored
 * @returns of the same shape and dtype; NaN everywhere in matrices that are not positive definite, as in JAX
 * @throws ShapeError unless the matrices are square, DTypeError unless float32, float64 or complex
 * @example
 * ```
 * linalg.cholesky(tensor([[4, 2], [2, 5]])).toArray() // [[2, 0], [1, 2]]
 * ```
 * @deviation from NumPy and PyTorch: the upper triangle counts as well, so that derivatives are symmetric; nothing is thrown.
 * @source Murray (2016), Differentiation of the Cholesky decomposition
 */
export function cholesky<S extends Shape, D extends InexactDType>(a: Argument<SquareArgument<S, 'cholesky'>, Tensor<S, D>>): Tensor<S, D>
export function cholesky(a: unknown): Tensor {
  checkSquare('linalg.cholesky', a)
  return choleskyOf(symmetric(a))
}

/** Factors with `take(a, permutation, -2) = l·u`, for one matrix. */
export interface LuFactors<S extends Shape = Shape, D extends InexactDType = InexactDType> {
  readonly permutation: Tensor<ShapeResult<MatrixBatch<S>> extends infer B extends Shape ? [...B, number] : Shape, 'int32'>
  readonly l: Tensor<ShapeResult<LeftFactor<S, false>>, D>
  readonly u: Tensor<ShapeResult<TriangularFactor<S, false>>, D>
}

/**
 * The LU decomposition with partial pivoting: row i of `l·u` is row `permutation[i]` of a; l is lower triangular with ones on its diagonal,
 * u upper triangular.
 * @param a floats[…, m, n] or complex[…, m, n]; of complex elements the pivot has the largest |re| + |im|, as in LAPACK
 * @returns permutation int32[…, m], l […, m, k] and u […, k, n], k being the smaller size
 * @throws ShapeError unless there are two axes, DTypeError unless float32, float64 or complex
 * @example
 * ```
 * const { permutation, l, u } = linalg.lu(tensor([[1, 2], [2, 8]]))
 * permutation.toArray() // [1, 0]
 * l.toArray() // [[1, 0], [0.5, 1]]
 * u.toArray() // [[2, 8], [0, -2]]
 * ```
 * @deviation from SciPy and PyTorch: the rows' order, not a matrix.
 */
export function lu<S extends Shape, D extends InexactDType>(a: Argument<MatrixArgument<S, 'lu'>, Tensor<S, D>>): LuFactors<S, D>
export function lu(a: unknown): LuFactors {
  checkMatrix('linalg.lu', a)
  const [packed, permutation] = luOf(a)
  const [l, u] = luFactors(packed)
  return { permutation: typed(permutation), l: typed(l), u: typed(u) }
}

/** Factors with `q·r = a`. */
export interface QrFactors<S extends Shape = Shape, D extends InexactDType = InexactDType, Full extends boolean = boolean> {
  readonly q: Tensor<ShapeResult<LeftFactor<S, Full>>, D>
  readonly r: Tensor<ShapeResult<TriangularFactor<S, Full>>, D>
}

/**
 * The QR decomposition `q·r = a`: q with orthonormal columns, r upper triangular with a real diagonal, signs as LAPACK has them.
 * @param a floats[…, m, n] or complex[…, m, n]
 * @param options fullMatrices: q [m, m] and r [m, n] in place of q [m, k] and r [k, n], k being the smaller size; these have no derivative
 *   where there are more rows than columns
 * @returns q and r; the derivative is not finite where the first k columns are linearly dependent
 * @throws ShapeError unless there are two axes, DTypeError unless float32, float64 or complex; LimitationError on deriving full factors
 * @example
 * ```
 * linalg.qr(tensor([[3], [4]])).r.toArray() // [[-5]]
 * ```
 * @source Walter, Lehmann (2010), Algorithmic differentiation of linear algebra functions with application in optimum experimental design
 */
export function qr<S extends Shape, D extends InexactDType, Full extends boolean = false>(
  a: Argument<MatrixArgument<S, 'qr'>, Tensor<S, D>>,
  options?: FactorOptions<Full>,
): QrFactors<S, D, Full>
export function qr(a: unknown, options?: FactorOptions): QrFactors {
  checkMatrix('linalg.qr', a)
  const [q, r] = primitive.qr(a, isFullAsked('linalg.qr', options))
  return { q: typed(q), r: typed(r) }
}

/** The reduced factors of matrices of any size: [m, k], [k] and [k, n]. */
export function reducedSvd(a: Tensor): readonly [u: Tensor, s: Tensor, vt: Tensor] {
  const { rows, columns } = matrixShape(a)
  if (rows >= columns) return primitive.svd(a)
  const [v, s, uh] = primitive.svd(mH(a))
  return [mH(uh), s, mH(v)]
}

/** Orthonormal columns completed to a square matrix. */
function completed(u: Tensor): Tensor {
  const { batch, rows, columns } = matrixShape(u)
  if (rows === columns) return u
  const [q] = primitive.qr(u, true)
  const none = batch.map(() => 0)
  return concat([u, slice(q, [...none, 0, columns], [...batch, rows, rows])], u.shape.length - 1)
}

/** Factors with `u·diag(s)·vt = a`. */
export interface Svd<S extends Shape = Shape, D extends InexactDType = InexactDType, Full extends boolean = boolean> {
  readonly u: Tensor<ShapeResult<LeftFactor<S, Full>>, D>
  readonly s: Tensor<ShapeResult<SingularValues<S>>, RealOf<D>>
  readonly vt: Tensor<ShapeResult<RightFactor<S, Full>>, D>
}

/**
 * The singular value decomposition `u·diag(s)·vt = a`: orthonormal columns of u and rows of vt, s descending and real.
 * @param a floats[…, m, n] or complex[…, m, n]; vt is then the conjugate transpose of v, and the largest element of each column of v (of u, where
 *   m < n) is real and positive
 * @param options fullMatrices: u [m, m] and vt [n, n] in place of u [m, k] and vt [k, n], k being the smaller size; these have no derivative
 *   unless the matrices are square
 * @returns u, s [k] and vt, to about n·ε·‖a‖. Derivatives of u and vt are not finite where
 *   singular values are equal, or zero where m ≠ n, since the vectors are not determined there
 * @throws ShapeError unless there are two axes, DTypeError unless float32, float64 or complex; LimitationError on deriving full factors
 * @example
 * ```
 * linalg.svd(tensor([[0, 2], [1, 0]])).s.toArray() // [2, 1]
 * ```
 * @deviation from NumPy and PyTorch: reduced unless asked for full factors.
 * @source Townsend (2016), Differentiating the singular value decomposition
 */
export function svd<S extends Shape, D extends InexactDType, Full extends boolean = false>(
  a: Argument<MatrixArgument<S, 'svd'>, Tensor<S, D>>,
  options?: FactorOptions<Full>,
): Svd<S, D, Full>
export function svd(a: unknown, options?: FactorOptions): Svd {
  checkMatrix('linalg.svd', a)
  const isFull = isFullAsked('linalg.svd', options)
  const [u, s, vt] = reducedSvd(a)
  const factors = isFull ? [completed(u), mH(completed(mH(vt)))] : [u, vt]
  return { u: typed(factors[0] as Tensor), s: typed(s), vt: typed(factors[1] as Tensor) }
}

/**
 * The singular values, descending.
 * @param a floats[…, m, n] or complex[…, m, n]
 * @returns floats[…, k], k being the smaller size
 * @throws ShapeError unless there are two axes, DTypeError unless float32, float64 or complex
 * @example
 * ```
 * linalg.svdvals(tensor([[3, 0], [0, 4]])).toArray() // [4, 3]
 * ```
 */
export function svdvals<S extends Shape, D extends InexactDType>(
  a: Argument<MatrixArgument<S, 'svdvals'>, Tensor<S, D>>,
): Tensor<ShapeResult<SingularValues<S>>, RealOf<D>>
export function svdvals(a: unknown): Tensor {
  checkMatrix('linalg.svdvals', a)
  return reducedSvd(a)[1]
}
