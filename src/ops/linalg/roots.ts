// Square roots of positive definite matrices, and polar decompositions: what spectral decompositions give, with derivatives that need no distinct
// eigenvalues. Both are determined by equations whose derivatives are Sylvester's equations, solved in the basis of the vectors.

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import * as primitive from '../../primitives/linalg/index.js'
import { matrixShape, mH, product, timesReal } from '../../primitives/linalg/matrices.js'
import { broadcast, full } from '../../primitives/structure/broadcast.js'
import { ShapeError } from '../../support/errors.js'
import { customJvp } from '../../transforms/index.js'
import type { Argument, InexactDType, MatrixArgument, RightSquare, Shape, ShapeResult, SquareArgument } from '../../types/index.js'
import { typed } from '../signatures/signatures.js'
import { symmetric } from './factorizations.js'
import { checkMatrix, checkSquare } from './operands.js'

/** The columns times numbers, one each. */
function columnsTimes(x: Tensor, s: Tensor): Tensor {
  const rank = x.shape.length
  return timesReal(x, broadcast(s, x.shape, [...s.shape.slice(0, -1).map((_, i) => i), rank - 1]))
}

/** `x_ij / (s_i + s_j)` */
function overSums(x: Tensor, s: Tensor): Tensor {
  const rank = x.shape.length
  const batch = s.shape.slice(0, -1).map((_, i) => i)
  const sums = p.add(broadcast(s, x.shape, [...batch, rank - 2]), broadcast(s, x.shape, [...batch, rank - 1]))
  return timesReal(x, p.div(full(1, sums), sums))
}

/** `V·diag(√λ)·Vᴴ`, with `dX·X + X·dX = dA`. */
const rootOf = customJvp(
  (a: Tensor): Tensor => {
    const [values, vectors] = primitive.eigh(a)
    return product(columnsTimes(vectors, p.sqrt(values)), mH(vectors))
  },
  ([a], [da]): readonly [Tensor, Tensor] => {
    const [values, vectors] = primitive.eigh(a)
    const inner = overSums(product(product(mH(vectors), da), vectors), p.sqrt(values))
    return [rootOf(a), product(product(vectors, inner), mH(vectors))]
  },
) as (a: Tensor) => Tensor

/**
 * The square root of symmetric (Hermitian) positive definite matrices: the one with `x·x = a` that is symmetric and positive definite itself.
 * @param a floats[…, n, n] or complex[…, n, n]; of others the part `(a + aᴴ)/2` is taken
 * @returns of the same shape and dtype; NaN where an eigenvalue is negative. Derivatives are right where eigenvalues are equal, and not finite
 *   where they are 0
 * @throws ShapeError unless the matrices are square, DTypeError unless float32, float64 or complex
 * @example
 * ```
 * linalg.matrixSqrth(tensor([[4, 0], [0, 9]])).toArray() // [[2, 0], [0, 3]]
 * ```
 * @source Higham (2008), Functions of matrices, chapter 6
 */
export function matrixSqrth<S extends Shape, D extends InexactDType>(
  a: Argument<SquareArgument<S, 'matrixSqrth'>, Tensor<S, D>>,
): Tensor<S, D>
export function matrixSqrth(a: unknown): Tensor {
  checkSquare('linalg.matrixSqrth', a)
  return rootOf(symmetric(a))
}

/** Factors with `u·h = a`. */
export interface Polar<S extends Shape = Shape, D extends InexactDType = InexactDType> {
  readonly u: Tensor<S, D>
  readonly h: Tensor<ShapeResult<RightSquare<S>>, D>
}

/** `W·Vᴴ` and `V·diag(s)·Vᴴ` of `A = W·diag(s)·Vᴴ`; with `Uᴴ·dU·H + H·Uᴴ·dU = Uᴴ·dA - dAᴴ·U`. */
const polarOf = customJvp(
  (a: Tensor): readonly [Tensor, Tensor] => {
    const [w, s, vh] = primitive.svd(a)
    return [product(w, vh), product(columnsTimes(mH(vh), s), vh)]
  },
  ([a], [da]): readonly [readonly [Tensor, Tensor], readonly [Tensor, Tensor]] => {
    const [, s, vh] = primitive.svd(a)
    const v = mH(vh)
    const [u, h] = polarOf(a)
    const inner = product(mH(u), da)
    const turning = product(product(v, overSums(product(product(vh, p.sub(inner, mH(inner))), v), s)), vh)
    const { rows, columns } = matrixShape(a)
    // What leaves the space of U.
    const inverse = product(columnsTimes(v, p.div(full(1, s), s)), vh)
    const inside = product(u, turning)
    const du = rows > columns ? p.add(inside, product(p.sub(da, product(u, inner)), inverse)) : inside
    return [
      [u, h],
      [du, p.sub(inner, product(turning, h))],
    ]
  },
) as (a: Tensor) => readonly [Tensor, Tensor]

/**
 * The polar decomposition `u·h = a`: u with orthonormal columns, the nearest such matrix to a; h symmetric (Hermitian) and positive
 * semidefinite.
 * @param a floats[…, m, n] or complex[…, m, n], m ≥ n
 * @returns u […, m, n] and h […, n, n]; the derivative is not finite where the columns of a are linearly dependent
 * @throws ShapeError when there are fewer rows than columns, DTypeError unless float32, float64 or complex
 * @example
 * ```
 * linalg.polar(tensor([[0, -2], [2, 0]])).u.toArray() // [[0, -1], [1, 0]]
 * ```
 * @source Higham (2008), Functions of matrices, chapter 8
 */
export function polar<S extends Shape, D extends InexactDType>(a: Argument<MatrixArgument<S, 'polar'>, Tensor<S, D>>): Polar<S, D>
export function polar(a: unknown): Polar {
  checkMatrix('linalg.polar', a)
  const { rows, columns } = matrixShape(a)
  if (rows < columns) throw new ShapeError(`linalg.polar: there must be no fewer rows than columns; got ${showType(a)}`)
  const [u, h] = polarOf(a)
  return { u: typed(u), h: typed(h) }
}
