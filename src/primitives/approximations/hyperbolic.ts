// sinh and cosh: (e^|x| ± e^-|x|)/2, computed from e^|x|/2, which is finite where the result is; sinh of small x is an odd polynomial.
// Coefficients: coefficients.py, `sinh`.

import type { Expr } from '../../core/expr.js'
import * as e from '../../core/expr.js'
import { exponentialSum } from './exponential-sum.js'
import { floatName, integerLike, like, polynomial, withSignOf } from './float-format.js'
import { scale } from './scale.js'

/** (sinh x - x)/x³ in x², for |x| ≤ 1. */
const tails = {
  float32: [0.1666666716337204, 0.00833331048488617, 0.00019842895562760532, 2.782212277452345e-6],
  float64: [
    0.16666666666666666, 0.008333333333333573, 0.00019841269841061176, 2.7557319310072807e-6, 2.5052089419187722e-8, 1.6061338163888707e-10,
    7.503334689584159e-13, 6.4736583775458804e-15,
  ],
} as const

interface Halves {
  /** e^x/2 */
  readonly rising: Expr
  /** e^-x/2 */
  readonly falling: Expr
}

function halves(x: Expr): Halves {
  const { high, low, pattern } = exponentialSum(x)
  const rising = scale(e.add(high, low), e.sub(pattern, integerLike(pattern, 1)))
  return { rising, falling: e.div(like(x, 0.25), rising) }
}

export function sinh(x: Expr): Expr {
  const magnitude = e.unary('abs', x)
  const { rising, falling } = halves(magnitude)
  const square = e.mul(magnitude, magnitude)
  const near = e.fma(e.mul(square, magnitude), polynomial(square, tails[floatName(x)]), magnitude)
  return withSignOf(e.select(e.compare('lt', magnitude, like(x, 1)), near, e.sub(rising, falling)), x)
}

export function cosh(x: Expr): Expr {
  const { rising, falling } = halves(e.unary('abs', x))
  return e.add(rising, falling)
}
