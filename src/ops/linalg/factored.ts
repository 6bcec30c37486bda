// What is done with factors that there are already: systems solved by them, inverses, and products of reflections.

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import * as primitive from '../../primitives/linalg/index.js'
import { identityLike, matrixShape, mH, product, strictlyLower, strictlyUpper } from '../../primitives/linalg/matrices.js'
import { broadcast } from '../../primitives/structure/broadcast.js'
import { slice } from '../../primitives/structure/slice.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { optionsOf } from '../../support/options.js'
import { sameShape } from '../../support/shape.js'
import type {
  Argument,
  InexactDType,
  MatrixArgument,
  PromoteArgument,
  PromoteResult,
  Shape,
  ShapeResult,
  SolveResult,
  SquareArgument,
} from '../../types/index.js'
import { checkTensor, show, showOperands, stretch } from '../signatures/operands.js'
import { aligned, checkElements, checkMatrix, checkSquare } from './operands.js'
import { solved } from './solve.js'

/** What takes a Cholesky factor takes this too. */
export interface CholeskyFactorOptions {
  /** Whether the factor is the upper triangular one, `a = uᴴ·u`. Default false. */
  readonly upper?: boolean
}

/** The lower factor; the other triangle of what is given is not read. */
function lowerFactor(operation: string, factor: Tensor, options: CholeskyFactorOptions | undefined): Tensor {
  const { upper } = optionsOf(operation, options, { upper: false })
  return upper ? mH(factor) : factor
}

/** The triangular solutions `L⁻¹·b` and `L⁻ᴴ·b`. */
const forward = (l: Tensor, b: Tensor): Tensor => primitive.triangularSolve(l, b, { lower: true, transposed: false, unit: false })
const backward = (l: Tensor, b: Tensor): Tensor => primitive.triangularSolve(mH(l), b, { lower: false, transposed: false, unit: false })

/**
 * The solution x of `a·x = b` for a positive definite a, from its Cholesky factor.
 * @param factor floats[…, n, n] or complex: L of `a = L·Lᴴ`, of which the lower triangle is read
 * @param b floats[n], or floats[…, n, m], or complex; batch axes broadcast and dtypes promote
 * @param options upper: the factor is U of `a = Uᴴ·U`, and its upper triangle is read
 * @returns […, n] for a vector b, or […, n, m]
 * @throws ShapeError when the factor is not square or the shapes do not fit, DTypeError unless float32, float64 or complex
 * @example
 * ```
 * linalg.choleskySolve(tensor([[2, 0], [0, 1]]), tensor([4, 3])).toArray() // [1, 3]
 * ```
 * @deviation from PyTorch: the factor comes first, as in `solve`.
 */
export function choleskySolve<A extends Shape, DA extends InexactDType, B extends Shape, DB extends InexactDType>(
  factor: Tensor<A, DA>,
  b: Argument<SolveResult<A, B, 'choleskySolve'>, PromoteArgument<DA, DB, Tensor<B, DB>>>,
  options?: CholeskyFactorOptions,
): Tensor<ShapeResult<SolveResult<A, B, 'choleskySolve'>>, PromoteResult<DA, DB>>
export function choleskySolve(factor: unknown, b: unknown, options?: CholeskyFactorOptions): Tensor {
  checkSquare('linalg.choleskySolve', factor)
  checkElements('linalg.choleskySolve', b)
  const lower = lowerFactor('linalg.choleskySolve', factor, options)
  return solved('linalg.choleskySolve', lower, b, (l, right) => backward(l, forward(l, right)))
}

/**
 * The inverse of a positive definite matrix from its Cholesky factor.
 * @param factor floats[…, n, n] or complex[…, n, n]: L of `a = L·Lᴴ`, of which the lower triangle is read
 * @param options upper: the factor is U of `a = Uᴴ·U`, and its upper triangle is read
 * @returns the inverse of a, of the same shape and dtype
 * @throws ShapeError unless the factor is square, DTypeError unless float32, float64 or complex
 * @example
 * ```
 * linalg.choleskyInverse(tensor([[2, 0], [0, 1]])).toArray() // [[0.25, 0], [0, 1]]
 * ```
 */
export function choleskyInverse<S extends Shape, D extends InexactDType>(
  factor: Argument<SquareArgument<S, 'choleskyInverse'>, Tensor<S, D>>,
  options?: CholeskyFactorOptions,
): Tensor<S, D>
export function choleskyInverse(factor: unknown, options?: CholeskyFactorOptions): Tensor {
  checkSquare('linalg.choleskyInverse', factor)
  const inverse = forward(lowerFactor('linalg.choleskyInverse', factor, options), identityLike(factor))
  return product(mH(inverse), inverse)
}

/**
 * The first n columns of a product of Householder reflections, `(1 - τ₀·v₀·v₀ᴴ)·(1 - τ₁·v₁·v₁ᴴ) …`: what LAPACK keeps of a QR decomposition made into Q.
 * @param v floats[…, m, n] or complex, m ≥ n: the vectors, one a column, below the diagonal; on it they are 1, and what stands above is not read
 * @param tau […, k] of the same dtype, k ≤ n
 * @returns […, m, n]
 * @throws ShapeError when there are fewer rows than columns or the shapes do not fit, DTypeError unless float32, float64 or complex
 * @example
 * ```
 * linalg.householderProduct(tensor([[1], [1]]), tensor([1])).toArray() // [[0], [-1]]
 * ```
 * @source Schreiber, Van Loan (1989), A storage-efficient WY representation for products of Householder transformations
 */
export function householderProduct<S extends Shape, D extends InexactDType>(
  v: Argument<MatrixArgument<S, 'householderProduct'>, Tensor<S, D>>,
  tau: Tensor<Shape, D>,
): Tensor<S, D>
export function householderProduct(v: unknown, tau: unknown): Tensor {
  const operation = 'linalg.householderProduct'
  checkMatrix(operation, v)
  checkElements(operation, tau)
  const { batch, rows, columns } = matrixShape(v)
  const count = tau.shape.at(-1) ?? columns + 1
  if (rows < columns) throw new ShapeError(`${operation}: there must be no fewer rows than columns; got v ${showType(v)}`)
  if (tau.dtype !== v.dtype || count > columns || !sameShape(tau.shape.slice(0, -1), batch))
    throw new ShapeError(
      `${operation}: tau must have the dtype and the batch axes of v, and at most as many elements as v has columns; got ${showOperands([v, tau])}`,
    )
  const none = batch.map(() => 0)
  const columnsOf = (x: Tensor, to: number): Tensor => slice(x, [...none, 0, 0], [...x.shape.slice(0, -1), to])
  const vectors = columnsOf(v, count)
  const w = p.add(strictlyLower(vectors), identityLike(vectors))
  // 1 - W·T·Wᴴ, where (1 + diag(τ)·S)·T = diag(τ) and S is the part of Wᴴ·W above its diagonal.
  const inner = product(mH(w), w)
  const diagonal = broadcast(tau, inner.shape, [...none.map((_, i) => i), batch.length])
  const one = identityLike(inner)
  const middle = primitive.triangularSolve(p.add(one, p.mul(diagonal, strictlyUpper(inner))), p.mul(diagonal, one), {
    lower: false,
    transposed: false,
    unit: true,
  })
  const top = slice(w, [...none, 0, 0], [...batch, columns, count])
  return p.sub(identityLike(v), product(product(w, middle), mH(top)))
}

/** What `lu` gives for square matrices. */
export interface SquareFactors<P extends Shape = Shape, A extends Shape = Shape, D extends InexactDType = InexactDType> {
  readonly permutation: Tensor<P, 'int32'>
  readonly l: Tensor<A, D>
  readonly u: Tensor<A, D>
}

/**
 * The solution x of `a·x = b` from the LU factors of a: cheaper than `solve` for one matrix and right sides that come one after the other.
 * @param factors what `lu` gives for square matrices floats[…, n, n] or complex[…, n, n]
 * @param b floats[n], or floats[…, n, m], or complex; batch axes broadcast and dtypes promote
 * @returns […, n] for a vector b, or […, n, m]; infinities and NaN where a is singular
 * @throws ShapeError when a is not square or the shapes do not fit, DTypeError unless float32, float64 or complex, ArgumentError unless the factors are
 *   those of `lu`
 * @example
 * ```
 * linalg.luSolve(linalg.lu(tensor([[0, 2], [4, 0]])), tensor([2, 8])).toArray() // [2, 1]
 * ```
 */
export function luSolve<P extends Shape, A extends Shape, DA extends InexactDType, B extends Shape, DB extends InexactDType>(
  factors: SquareFactors<P, A, DA>,
  b: Argument<SolveResult<A, B, 'luSolve'>, PromoteArgument<DA, DB, Tensor<B, DB>>>,
): Tensor<ShapeResult<SolveResult<A, B, 'luSolve'>>, PromoteResult<DA, DB>>
export function luSolve(factors: unknown, b: unknown): Tensor {
  const operation = 'linalg.luSolve'
  const { permutation, l, u } = factorsOf(operation, factors)
  checkElements(operation, b)
  const { batch, rows } = matrixShape(l)
  if (
    l.dtype !== u.dtype ||
    !sameShape(l.shape, u.shape) ||
    permutation.dtype !== 'int32' ||
    !sameShape(permutation.shape, [...batch, rows])
  )
    throw new ShapeError(`${operation}: the factors must be those of square matrices; got ${showOperands([permutation, l, u])}`)
  return solved(operation, l, b, (lower, right) => {
    const [upper] = aligned(operation, u, right)
    const order = stretch(permutation, lower.shape.slice(0, -1))
    const half = primitive.triangularSolve(lower, primitive.permuteRows(right, order), { lower: true, transposed: false, unit: true })
    return primitive.triangularSolve(upper, half, { lower: false, transposed: false, unit: false })
  })
}

/** @throws ArgumentError unless it is a record of three tensors */
function factorsOf(operation: string, factors: unknown): { readonly permutation: Tensor; readonly l: Tensor; readonly u: Tensor } {
  if (typeof factors !== 'object' || factors === null || !('permutation' in factors && 'l' in factors && 'u' in factors))
    throw new ArgumentError(`${operation}: expected the factors { permutation, l, u } that lu gives; got ${show(factors)}`)
  const { permutation, l, u } = factors
  checkTensor(operation, permutation)
  checkSquare(operation, l)
  checkSquare(operation, u)
  return { permutation, l, u }
}
