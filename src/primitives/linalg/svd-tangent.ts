// How the factors of a singular value decomposition move: dA in the bases of the singular vectors has the changes of the singular values on
// its diagonal. Source: Townsend (2016), Differentiating the singular value decomposition.

import { isComplex, partsOf } from '../../core/complex.js'
import type { Tensor } from '../../core/tensor.js'
import { sub as minus, div as over, add as plus, mul as times } from '../elementwise/arithmetic.js'
import { broadcast, full, reduceSum } from '../structure/broadcast.js'
import { turnedBy, turning } from './complex/tangents.js'
import { diagonalPart, identityLike, matrixShape, mH, product, timesReal } from './matrices.js'

/** `1 / x`, 0 on the diagonal, where x is 0. */
const reciprocalBeside = (x: Tensor): Tensor => {
  const one = identityLike(x)
  return minus(over(full(1, x), plus(x, one)), one)
}

/** The tangents of all three, of matrices with no fewer rows than columns. */
export function svdTangents(da: Tensor, u: Tensor, s: Tensor, vt: Tensor): readonly [du: Tensor, ds: Tensor, dvt: Tensor] {
  const { rows: m, columns: n } = matrixShape(da)
  const batch = da.shape.slice(0, -2).map((_, i) => i)
  const along = (x: Tensor, axis: number): Tensor => broadcast(s, x.shape, [...batch, batch.length + axis])
  const v = mH(vt)
  const applied = product(da, v)
  const inner = product(mH(u), applied)
  const [left, right] = [along(inner, 0), along(inner, 1)]
  const ratios = reciprocalBeside(times(plus(right, left), minus(right, left)))
  const [byColumn, byRow] = [timesReal(inner, right), timesReal(inner, left)]
  const turned = product(u, timesReal(plus(byColumn, mH(byColumn)), ratios))
  const dv = product(v, timesReal(plus(byRow, mH(byRow)), ratios))
  // What leaves the space of U.
  const outside = m > n ? timesReal(minus(applied, product(u, inner)), over(full(1, along(applied, 1)), along(applied, 1))) : null
  const du = outside === null ? turned : plus(turned, outside)
  if (!isComplex(inner)) return [du, reduceSum(diagonalPart(inner), [batch.length + 1]), mH(dv)]
  const [re, im] = partsOf(inner)
  const diagonal = (x: Tensor): Tensor => reduceSum(diagonalPart(x), [batch.length + 1])
  // `Im(uᴴ·dA·v) / s` is the turn of u against v; that of v is given by its largest element, which stays real.
  const between = over(diagonal(im), s)
  const back = turning(v, dv)
  return [plus(du, turnedBy(minus(between, back), u)), diagonal(re), mH(minus(dv, turnedBy(back, v)))]
}
