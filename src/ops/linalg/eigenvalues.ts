// Eigenvalues and eigenvectors, of symmetric matrices and of others as far as they are real.

import { showType } from '../../core/array-type.js'
import { contentOf, type Tensor } from '../../core/tensor.js'
import * as primitive from '../../primitives/linalg/index.js'
import { LimitationError } from '../../support/errors.js'
import type { Argument, FloatDType, MatrixColumns, Shape, ShapeResult, SquareArgument } from '../../types/index.js'
import { typed } from '../signatures/signatures.js'
import { symmetric } from './factorizations.js'
import { checkSquare } from './operands.js'

/** `a·eigenvectors = eigenvectors·diag(eigenvalues)`. */
export interface Eigen<S extends Shape = Shape, D extends FloatDType = FloatDType> {
  readonly eigenvalues: Tensor<ShapeResult<MatrixColumns<S>>, D>
  readonly eigenvectors: Tensor<S, D>
}

/**
 * Eigenvalues, ascending, and orthonormal eigenvectors, the columns, of symmetric matrices.
 * @param a floats[…, n, n], symmetric; of others the symmetric part `(a + aᵀ)/2` is decomposed
 * @returns eigenvalues floats[…, n] and eigenvectors floats[…, n, n], to about n·ε·‖a‖. Derivatives of eigenvectors are not finite where
 *   eigenvalues are equal, since eigenvectors are not determined there; those of the eigenvalues are right for functions in which equal ones
 *   may change places
 * @throws ShapeError unless the matrices are square, DTypeError unless float32 or float64
 * @example
 * ```
 * linalg.eigh(tensor([[2, 0], [0, 1]])).eigenvalues.toArray() // [1, 2]
 * ```
 * @source Bowdler, Martin, Reinsch, Wilkinson (1968), The QR and QL algorithms for symmetric matrices
 */
export function eigh<S extends Shape, D extends FloatDType>(a: Argument<SquareArgument<S, 'eigh'>, Tensor<S, D>>): Eigen<S, D>
export function eigh(a: unknown): Eigen {
  checkSquare('linalg.eigh', a)
  const [values, vectors] = primitive.eigh(symmetric(a))
  return { eigenvalues: typed(values), eigenvectors: typed(vectors) }
}

/**
 * The eigenvalues of symmetric matrices, ascending.
 * @param a floats[…, n, n], symmetric; of others the symmetric part `(a + aᵀ)/2` is decomposed
 * @returns floats[…, n]
 * @throws ShapeError unless the matrices are square, DTypeError unless float32 or float64
 * @example
 * ```
 * linalg.eigvalsh(tensor([[2, 0], [0, 1]])).toArray() // [1, 2]
 * ```
 */
export function eigvalsh<S extends Shape, D extends FloatDType>(
  a: Argument<SquareArgument<S, 'eigvalsh'>, Tensor<S, D>>,
): Tensor<ShapeResult<MatrixColumns<S>>, D>
export function eigvalsh(a: unknown): Tensor {
  checkSquare('linalg.eigvalsh', a)
  return primitive.eigh(symmetric(a))[0]
}

/** @throws LimitationError when a matrix of numbers has eigenvalues that are not real, if that can be seen */
function checkReal(operation: string, a: Tensor, values: Tensor): void {
  if (contentOf(values).kind === 'traced' || contentOf(a).kind === 'traced') return
  if (!values.dataSync().some(Number.isNaN) || !a.dataSync().every(Number.isFinite)) return
  throw new LimitationError(
    `${operation}: eigenvalues must be real; a matrix of a ${showType(a)} has a complex pair, which no dtype can hold; eigh is for symmetric matrices`,
  )
}

/**
 * Eigenvalues, ascending, and eigenvectors of length 1, the columns, of matrices whose eigenvalues are real.
 * @param a floats[…, n, n]
 * @returns eigenvalues floats[…, n] and eigenvectors floats[…, n, n]. Inside of transforms, where it cannot be refused, a matrix with a complex
 *   pair gives NaN. Derivatives of eigenvectors are not finite where eigenvalues are equal
 * @throws ShapeError unless the matrices are square, LimitationError when eigenvalues are not real, DTypeError unless float32 or float64
 * @example
 * ```
 * linalg.eig(tensor([[2, 1], [0, 1]])).eigenvalues.toArray() // [1, 2]
 * ```
 * @deviation from NumPy and PyTorch: real eigenvalues only, ascending; it looks at the values.
 * @source Golub, Van Loan (2013), Matrix Computations, chapter 7: the QR algorithm
 */
export function eig<S extends Shape, D extends FloatDType>(a: Argument<SquareArgument<S, 'eig'>, Tensor<S, D>>): Eigen<S, D>
export function eig(a: unknown): Eigen {
  checkSquare('linalg.eig', a)
  const [values, vectors] = primitive.eig(a)
  checkReal('linalg.eig', a, values)
  return { eigenvalues: typed(values), eigenvectors: typed(vectors) }
}

/**
 * The eigenvalues of matrices whose eigenvalues are real, ascending.
 * @param a floats[…, n, n]
 * @returns floats[…, n]; NaN inside of transforms for a matrix with a complex pair
 * @throws ShapeError unless the matrices are square, LimitationError when eigenvalues are not real, DTypeError unless float32 or float64
 * @example
 * ```
 * linalg.eigvals(tensor([[2, 1], [0, 1]])).toArray() // [1, 2]
 * ```
 * @deviation from NumPy and PyTorch: real eigenvalues only, ascending; it looks at the values.
 */
export function eigvals<S extends Shape, D extends FloatDType>(
  a: Argument<SquareArgument<S, 'eigvals'>, Tensor<S, D>>,
): Tensor<ShapeResult<MatrixColumns<S>>, D>
export function eigvals(a: unknown): Tensor {
  checkSquare('linalg.eigvals', a)
  const [values] = primitive.eig(a)
  checkReal('linalg.eigvals', a, values)
  return values
}
