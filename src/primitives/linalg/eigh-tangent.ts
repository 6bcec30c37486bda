// How eigenvalues and eigenvectors of symmetric and Hermitian matrices move. In the basis of the eigenvectors, dA has the changes of the
// eigenvalues on its diagonal, and beside it what turns the eigenvectors.

import { isComplex, partsOf } from '../../core/complex.js'
import type { Tensor } from '../../core/tensor.js'
import { sub as minus, div as over, add as plus } from '../elementwise/arithmetic.js'
import { broadcast, full, reduceSum } from '../structure/broadcast.js'
import { turnedBy, turning } from './complex/tangents.js'
import { diagonalPart, hermitianFromLower, identityLike, mH, product, timesReal } from './matrices.js'

/** The tangents of both, for a tangent of the lower triangle. */
export function eighTangents(da: Tensor, values: Tensor, vectors: Tensor): readonly [dValues: Tensor, dVectors: Tensor] {
  const inner = product(product(mH(vectors), hermitianFromLower(da)), vectors)
  const rank = da.shape.length
  const batch = da.shape.slice(0, -2).map((_, i) => i)
  const along = (axis: number): Tensor => broadcast(values, da.shape, [...batch, axis])
  const differences = minus(along(rank - 1), along(rank - 2))
  const one = identityLike(differences)
  const ratios = minus(over(full(1, differences), plus(differences, one)), one)
  const turned = product(vectors, timesReal(inner, ratios))
  const dValues = reduceSum(diagonalPart(isComplex(inner) ? partsOf(inner)[0] : inner), [rank - 1])
  if (!isComplex(turned)) return [dValues, turned]
  // The direction of each vector in the complex plane is fixed.
  return [dValues, minus(turned, turnedBy(turning(vectors, turned), vectors))]
}
