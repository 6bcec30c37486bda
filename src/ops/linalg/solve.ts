// Systems of linear equations, and inverses: solve, triangularSolve, inv, pinv, lstsq.

import type { Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import * as primitive from '../../primitives/linalg/index.js'
import { epsilon, identityLike, matrixShape, mT, product, squaredMagnitude } from '../../primitives/linalg/matrices.js'
import { broadcast, full, reduceSum } from '../../primitives/structure/broadcast.js'
import { reshape } from '../../primitives/structure/reshape.js'
import { slice } from '../../primitives/structure/slice.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { optionsOf } from '../../support/options.js'
import type {
  Argument,
  InexactDType,
  MatrixArgument,
  MatrixBatch,
  PromoteArgument,
  PromoteResult,
  RealOf,
  Shape,
  ShapeResult,
  SingularValues,
  SolveResult,
  SquareArgument,
  Transposed,
} from '../../types/index.js'
import { show, showOperands } from '../signatures/operands.js'
import { typed } from '../signatures/signatures.js'
import { solve as solveMatrices } from './by-halves.js'
import { reducedSvd } from './factorizations.js'
import { aligned, checkElements, checkMatrix, checkSquare } from './operands.js'

/** Solves for a vector or for stacks of matrices, whose rows fit. */
export function solved(operation: string, a: Tensor, b: Tensor, solveMatrices: (a: Tensor, b: Tensor) => Tensor): Tensor {
  const isVector = b.shape.length === 1
  if (b.shape.length === 0 || a.shape.at(-2) !== b.shape.at(isVector ? -1 : -2))
    throw new ShapeError(
      `${operation}: rows must match; expected ${a.shape.at(-2)} (rows of a), got ${b.shape.at(isVector ? -1 : -2) ?? 'a scalar'} from ${showOperands([a, b])}`,
    )
  const [x, y] = aligned(operation, a, isVector ? reshape(b, [...b.shape, 1]) : b)
  const found = solveMatrices(x, y)
  return isVector ? reshape(found, found.shape.slice(0, -1)) : found
}

/**
 * The solution x of `a·x = b`, by elimination with partial pivoting.
 * @param a floats[…, n, n] or complex[…, n, n]
 * @param b floats[n], or floats[…, n, m]; batch axes broadcast and dtypes promote
 * @returns floats[…, n] for a vector b, or floats[…, n, m]; infinities and NaN where a is singular, as in JAX
 * @throws ShapeError when the matrices are not square or the shapes do not fit, DTypeError unless float32, float64 or complex
 * @example
 * ```
 * linalg.solve(tensor([[2, 0], [0, 4]]), tensor([2, 8])).toArray() // [1, 2]
 * ```
 * @deviation from NumPy and PyTorch: nothing is thrown for a singular matrix.
 */
export function solve<A extends Shape, DA extends InexactDType, B extends Shape, DB extends InexactDType>(
  a: Tensor<A, DA>,
  b: Argument<SolveResult<A, B, 'solve'>, PromoteArgument<DA, DB, Tensor<B, DB>>>,
): Tensor<ShapeResult<SolveResult<A, B, 'solve'>>, PromoteResult<DA, DB>>
export function solve(a: unknown, b: unknown): Tensor {
  checkSquare('linalg.solve', a)
  checkElements('linalg.solve', b)
  return solved('linalg.solve', a, b, solveMatrices)
}

/** What `triangularSolve` takes. */
export interface TriangularOptions {
  /** Whether a is lower triangular. Default false: upper. */
  readonly lower?: boolean
  /** Whether to solve with the transpose of a. Default false. */
  readonly transposed?: boolean
  /** Whether the diagonal of a counts as ones. Default false. */
  readonly unitDiagonal?: boolean
}

/**
 * The solution x of `a·x = b` for a triangular a, by substitution; the other triangle is not read.
 * @param a floats[…, n, n] or complex
 * @param b floats[n], or floats[…, n, m]; batch axes broadcast and dtypes promote
 * @param options lower: whether a is lower triangular, default false; transposed: solves with aᵀ (not conjugated); unitDiagonal: counts the diagonal as ones
 * @returns floats[…, n] for a vector b, or floats[…, n, m]; infinities and NaN where the diagonal has a zero
 * @throws ShapeError when the matrices are not square or the shapes do not fit, DTypeError unless float32, float64 or complex
 * @example
 * ```
 * linalg.triangularSolve(tensor([[2, 0], [1, 1]]), tensor([4, 3]), { lower: true }).toArray() // [2, 1]
 * ```
 */
export function triangularSolve<A extends Shape, DA extends InexactDType, B extends Shape, DB extends InexactDType>(
  a: Tensor<A, DA>,
  b: Argument<SolveResult<A, B, 'triangularSolve'>, PromoteArgument<DA, DB, Tensor<B, DB>>>,
  options?: TriangularOptions,
): Tensor<ShapeResult<SolveResult<A, B, 'triangularSolve'>>, PromoteResult<DA, DB>>
export function triangularSolve(a: unknown, b: unknown, options?: TriangularOptions): Tensor {
  const operation = 'linalg.triangularSolve'
  checkSquare(operation, a)
  const { lower, transposed, unitDiagonal } = optionsOf(operation, options, { lower: false, transposed: false, unitDiagonal: false })
  checkElements(operation, b)
  return solved(operation, a, b, (x, y) => primitive.triangularSolve(x, y, { lower, transposed, unit: unitDiagonal }))
}

/**
 * The inverse of square matrices. To solve equations, `solve` is faster and more accurate.
 * @param a floats[…, n, n] or complex[…, n, n]
 * @returns of the same shape and dtype; infinities and NaN where a is singular
 * @throws ShapeError unless the matrices are square, DTypeError unless float32, float64 or complex
 * @example
 * ```
 * linalg.inv(tensor([[2, 0], [0, 4]])).toArray() // [[0.5, 0], [0, 0.25]]
 * ```
 * @deviation from NumPy and PyTorch: nothing is thrown for a singular matrix.
 */
export function inv<S extends Shape, D extends InexactDType>(a: Argument<SquareArgument<S, 'inv'>, Tensor<S, D>>): Tensor<S, D>
export function inv(a: unknown): Tensor {
  checkSquare('linalg.inv', a)
  return solveMatrices(a, identityLike(a))
}

/** What decides which singular values count as zero. */
export interface RankOptions {
  /** Those up to this share of the largest count as zero. Default ε of the dtype times the larger size. */
  readonly rtol?: number | undefined
}

/** @throws ArgumentError unless it is a share */
export function rankTolerance(operation: string, a: Tensor, options: RankOptions | undefined): number {
  const { rtol } = optionsOf(operation, options, { rtol: undefined })
  const { rows, columns } = matrixShape(a)
  if (rtol === undefined) return epsilon(a.dtype) * Math.max(rows, columns)
  if (typeof rtol !== 'number' || !(rtol >= 0))
    throw new ArgumentError(`${operation}: rtol must be a number of at least 0; got ${show(rtol)}`)
  return rtol
}

const pseudoInverse = (a: Tensor, tolerance: number): Tensor => {
  const { rows, columns } = matrixShape(a)
  return rows >= columns ? primitive.pinv(a, tolerance) : mT(primitive.pinv(mT(a), tolerance))
}

/**
 * The Moore-Penrose pseudo-inverse, from the singular values.
 * @param a floats[…, m, n] or complex[…, m, n]
 * @param options rtol: singular values up to this share of the largest count as zero; default ε·max(m, n)
 * @returns […, n, m]; the derivative is that at constant rank
 * @throws ShapeError unless there are two axes, ArgumentError when rtol is negative, DTypeError unless float32, float64 or complex
 * @example
 * ```
 * linalg.pinv(tensor([[2, 0], [0, 0]])).toArray() // [[0.5, 0], [0, 0]]
 * ```
 * @source Golub, Pereyra (1973), The differentiation of pseudo-inverses and nonlinear least squares problems whose variables separate
 */
export function pinv<S extends Shape, D extends InexactDType>(
  a: Argument<MatrixArgument<S, 'pinv'>, Tensor<S, D>>,
  options?: RankOptions,
): Tensor<ShapeResult<Transposed<S>>, D>
export function pinv(a: unknown, options?: RankOptions): Tensor {
  checkMatrix('linalg.pinv', a)
  return pseudoInverse(a, rankTolerance('linalg.pinv', a, options))
}

/** The number of singular values that do not count as zero. */
export function rankOf(s: Tensor, tolerance: number): Tensor {
  const last = s.shape.length - 1
  if (s.shape[last] === 0) return full(0, { shape: s.shape.slice(0, -1), dtype: 'int32' })
  const batch = s.shape.slice(0, -1)
  const least = p.mul(columnOf(s), full(tolerance, { shape: batch, dtype: s.dtype }))
  const bound = broadcast(
    least,
    s.shape,
    batch.map((_, i) => i),
  )
  return reduceSum(p.cast(p.gt(s, bound), 'int32'), [last])
}

/** The first, which is the largest. */
const columnOf = (s: Tensor): Tensor =>
  reshape(
    slice(
      s,
      s.shape.map(() => 0),
      [...s.shape.slice(0, -1), 1],
    ),
    s.shape.slice(0, -1),
  )

/** What `lstsq` gives. */
export interface LeastSquares<A extends Shape = Shape, D extends InexactDType = InexactDType> {
  readonly solution: Tensor<Shape, D>
  /** The squared length of `b - a·solution`, for each column of b. */
  readonly residuals: Tensor<Shape, RealOf<D>>
  readonly rank: Tensor<ShapeResult<MatrixBatch<A>>, 'int32'>
  readonly singularValues: Tensor<ShapeResult<SingularValues<A>>, RealOf<D>>
}

/**
 * The shortest x that makes `‖a·x - b‖` least, by singular values.
 * @param a floats[…, m, n] or complex
 * @param b floats[m], or floats[…, m, k]; batch axes broadcast and dtypes promote
 * @param options rtol: singular values up to this share of the largest count as zero; default ε·max(m, n)
 * @returns solution floats[…, n] or floats[…, n, k], residuals (one for each column of b), rank int32[…], singularValues descending
 * @throws ShapeError when the shapes do not fit, ArgumentError when rtol is negative, DTypeError unless float32, float64 or complex
 * @example
 * ```
 * linalg.lstsq(tensor([[2], [0]]), tensor([4, 1])).solution.toArray() // [2]
 * ```
 * @deviation from NumPy: the residuals are always given, also where the rank is deficient.
 */
export function lstsq<A extends Shape, DA extends InexactDType, B extends Shape, DB extends InexactDType>(
  a: Argument<MatrixArgument<A, 'lstsq'>, Tensor<A, DA>>,
  b: PromoteArgument<DA, DB, Tensor<B, DB>>,
  options?: RankOptions,
): LeastSquares<A, DA>
export function lstsq(a: unknown, b: unknown, options?: RankOptions): LeastSquares {
  checkMatrix('linalg.lstsq', a)
  const tolerance = rankTolerance('linalg.lstsq', a, options)
  checkElements('linalg.lstsq', b)
  const solution = solved('linalg.lstsq', a, b, (x, y) => product(pseudoInverse(x, tolerance), y))
  const residuals = solved('linalg.lstsq', a, b, (x, y) => {
    const rest = p.sub(y, product(x, product(pseudoInverse(x, tolerance), y)))
    return reduceSum(squaredMagnitude(rest), [rest.shape.length - 2])
  })
  const s = reducedSvd(a)[1]
  return { solution: typed(solution), residuals: typed(residuals), rank: typed(rankOf(s, tolerance)), singularValues: typed(s) }
}
