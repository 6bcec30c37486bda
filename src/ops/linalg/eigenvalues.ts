// Eigenvalues and eigenvectors: of symmetric and Hermitian matrices, where they are real, and of all others.

import type { Tensor } from '../../core/tensor.js'
import * as primitive from '../../primitives/linalg/index.js'
import type { Argument, ComplexOf, InexactDType, MatrixColumns, RealOf, Shape, ShapeResult, SquareArgument } from '../../types/index.js'
import { typed } from '../signatures/signatures.js'
import { symmetric } from './factorizations.js'
import { checkSquare } from './operands.js'

/** `a·eigenvectors = eigenvectors·diag(eigenvalues)`, where the eigenvalues are real. */
export interface SymmetricEigen<S extends Shape = Shape, D extends InexactDType = InexactDType> {
  readonly eigenvalues: Tensor<ShapeResult<MatrixColumns<S>>, RealOf<D>>
  readonly eigenvectors: Tensor<S, D>
}

/** `a·eigenvectors = eigenvectors·diag(eigenvalues)`, all of it complex. */
export interface Eigen<S extends Shape = Shape, D extends InexactDType = InexactDType> {
  readonly eigenvalues: Tensor<ShapeResult<MatrixColumns<S>>, ComplexOf<D>>
  readonly eigenvectors: Tensor<S, ComplexOf<D>>
}

/**
 * Eigenvalues, ascending, and orthonormal eigenvectors, the columns, of symmetric (Hermitian) matrices.
 * @param a floats[…, n, n] or complex[…, n, n], symmetric (Hermitian); of others that part, `(a + aᴴ)/2`, is decomposed
 * @returns eigenvalues floats[…, n] and eigenvectors […, n, n], to about n·ε·‖a‖; the largest element of a complex eigenvector is real and positive.
 *   Derivatives of eigenvectors are not finite where eigenvalues are equal, since eigenvectors are not determined there; those of the
 *   eigenvalues are right for functions in which equal ones may change places
 * @throws ShapeError unless the matrices are square, DTypeError unless float32, float64 or complex
 * @example
 * ```
 * linalg.eigh(tensor([[2, 0], [0, 1]])).eigenvalues.toArray() // [1, 2]
 * ```
 * @source Bowdler, Martin, Reinsch, Wilkinson (1968), The QR and QL algorithms for symmetric matrices
 */
export function eigh<S extends Shape, D extends InexactDType>(a: Argument<SquareArgument<S, 'eigh'>, Tensor<S, D>>): SymmetricEigen<S, D>
export function eigh(a: unknown): SymmetricEigen {
  checkSquare('linalg.eigh', a)
  const [values, vectors] = primitive.eigh(symmetric(a))
  return { eigenvalues: typed(values), eigenvectors: typed(vectors) }
}

/**
 * The eigenvalues of symmetric (Hermitian) matrices, ascending.
 * @param a floats[…, n, n] or complex[…, n, n], symmetric (Hermitian); of others that part, `(a + aᴴ)/2`, is decomposed
 * @returns floats[…, n]
 * @throws ShapeError unless the matrices are square, DTypeError unless float32, float64 or complex
 * @example
 * ```
 * linalg.eigvalsh(tensor([[2, 0], [0, 1]])).toArray() // [1, 2]
 * ```
 */
export function eigvalsh<S extends Shape, D extends InexactDType>(
  a: Argument<SquareArgument<S, 'eigvalsh'>, Tensor<S, D>>,
): Tensor<ShapeResult<MatrixColumns<S>>, RealOf<D>>
export function eigvalsh(a: unknown): Tensor {
  checkSquare('linalg.eigvalsh', a)
  return primitive.eigh(symmetric(a))[0]
}

/**
 * Eigenvalues and eigenvectors, the columns, of square matrices: `a·v = λ·v`. Eigenvalues are ordered by their real parts, those with equal ones by
 * their imaginary parts: conjugates of a real matrix come in pairs, the negative imaginary part first. Eigenvectors have length 1, and their first
 * largest element is real and positive.
 * @param a floats[…, n, n] or complex[…, n, n]
 * @returns eigenvalues complex[…, n] and eigenvectors complex[…, n, n], exact for a matrix within about n·ε·‖a‖ of a; NaN where a has NaN or
 *   infinities. Derivatives of eigenvectors are not finite where eigenvalues are equal; neither are those of eigenvalues where eigenvectors
 *   are linearly dependent
 * @throws ShapeError unless the matrices are square, DTypeError unless float32, float64 or complex
 * @example
 * ```
 * linalg.eig(tensor([[2, 0], [0, 1]])).eigenvalues.toArray() // [{"re": 1, "im": 0}, {"re": 2, "im": 0}]
 * ```
 * @deviation from NumPy and PyTorch: their order is none in particular, and ours decides the direction of eigenvectors of real eigenvalues as well;
 *   derivatives are theirs for functions that do not depend on it. From NumPy: complex also where all eigenvalues are real.
 * @source Francis (1961), The QR transformation; Golub, Van Loan (2013), Matrix Computations, chapter 7
 */
export function eig<S extends Shape, D extends InexactDType>(a: Argument<SquareArgument<S, 'eig'>, Tensor<S, D>>): Eigen<S, D>
export function eig(a: unknown): Eigen {
  checkSquare('linalg.eig', a)
  const [values, vectors] = primitive.eig(a)
  return { eigenvalues: typed(values), eigenvectors: typed(vectors) }
}

/**
 * The eigenvalues of square matrices, ordered by their real parts, those with equal ones by their imaginary parts.
 * @param a floats[…, n, n] or complex[…, n, n]
 * @returns complex[…, n]; NaN where a has NaN or infinities
 * @throws ShapeError unless the matrices are square, DTypeError unless float32, float64 or complex
 * @example
 * ```
 * linalg.eigvals(tensor([[0, 1], [-1, 0]])).toArray() // [{"re": 0, "im": -1}, {"re": 0, "im": 1}]
 * ```
 * @deviation from NumPy: complex also where all eigenvalues are real.
 */
export function eigvals<S extends Shape, D extends InexactDType>(
  a: Argument<SquareArgument<S, 'eigvals'>, Tensor<S, D>>,
): Tensor<ShapeResult<MatrixColumns<S>>, ComplexOf<D>>
export function eigvals(a: unknown): Tensor {
  checkSquare('linalg.eigvals', a)
  return primitive.eig(a)[0]
}
