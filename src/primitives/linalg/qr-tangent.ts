// How the factors of a QR decomposition move: `Qᴴ·dA·R⁻¹` is what turns Q (skew-Hermitian) and `dR·R⁻¹` (upper triangular, with a real
// diagonal). Source: Walter, Lehmann (2010), Algorithmic differentiation of linear algebra functions, section 4.4.

import { isComplex, pairOf, partsOf } from '../../core/complex.js'
import type { Tensor } from '../../core/tensor.js'
import { LimitationError } from '../../support/errors.js'
import { sub as minus, add as plus } from '../elementwise/arithmetic.js'
import { full } from '../structure/broadcast.js'
import { concat } from '../structure/join.js'
import { slice } from '../structure/slice.js'
import { diagonalPart, matrixShape, mH, mT, product, strictlyLower } from './matrices.js'
import { triangularSolve } from './triangular-solve.js'

/** `i·Im(x)` on the diagonal; nothing of a real matrix. */
function imaginaryDiagonal(x: Tensor): Tensor | null {
  if (!isComplex(x)) return null
  const [re, im] = partsOf(x)
  return pairOf(full(0, re), diagonalPart(im))
}

/** The tangents where R is square: A has no fewer rows than columns. */
function squareTangents(da: Tensor, q: Tensor, r: Tensor): readonly [dq: Tensor, dr: Tensor] {
  const scaled = mT(triangularSolve(r, mT(da), { lower: false, transposed: true, unit: false }))
  const inner = product(mH(q), scaled)
  const low = strictlyLower(inner)
  const [skew, turning] = [minus(low, mH(low)), imaginaryDiagonal(inner)]
  const rotation = turning === null ? skew : plus(skew, turning)
  return [plus(product(q, minus(rotation, inner)), scaled), product(minus(inner, rotation), r)]
}

const columnsOf = (x: Tensor, from: number, to: number): Tensor => {
  const none = x.shape.slice(0, -1).map(() => 0)
  return slice(x, [...none, from], [...x.shape.slice(0, -1), to])
}

/** The tangents of both factors. @throws LimitationError where Q has columns that A does not determine */
export function qrTangents(da: Tensor, q: Tensor, r: Tensor): readonly [dq: Tensor, dr: Tensor] {
  const { rows: m, columns: n } = matrixShape(da)
  if (matrixShape(q).columns > n)
    throw new LimitationError(
      `qr: the full factors of ${m} by ${n} matrices have no derivative, since the last ${m - n} columns of Q are not determined; use the reduced ones`,
    )
  if (m >= n) return squareTangents(da, q, r)
  // The first columns determine Q; the others follow: R = QᴴA.
  const [dq, dr] = squareTangents(columnsOf(da, 0, m), q, columnsOf(r, 0, m))
  // Qᴴ(dA - dQ·R) in the other columns, where A = Q·R.
  const others = product(mH(q), minus(columnsOf(da, m, n), product(dq, columnsOf(r, m, n))))
  return [dq, concat([dr, others], dr.shape.length - 1)]
}
