// tanh: for small |x| an odd polynomial, elsewhere 1 - 2/(e^(2|x|) + 1), whose errors shrink with the subtrahend.
// 2^f·2^n + 1 is one fused operation and the quotient the only division. Coefficients: coefficients.py, `tanh`.

import type { Expr } from '../../core/expr.js'
import * as e from '../../core/expr.js'
import { exp2Factors } from './exp2.js'
import { atMost, floatName, like, polynomial, withSignOf } from './float-format.js'

const tables = {
  float32: {
    /** From here on tanh rounds to 1. */
    saturated: 9.02,
    small: 0.5625,
    tail: [-0.3333287537097931, 0.1331905722618103, -0.052563827484846115, 0.016230642795562744],
  },
  float64: {
    saturated: 19.07,
    small: 0.5625,
    tail: [
      -0.33333333333333276, 0.13333333333322825, -0.05396825396154909, 0.021869488322350583, -0.008863231557925151, 0.0035920814639137278,
      -0.0014554746744073637, 0.0005881636069805467, -0.00023266625431625734, 8.22908216415039e-5, -1.886162856630955e-5,
    ],
  },
} as const

export function tanh(x: Expr): Expr {
  const { saturated, small, tail } = tables[floatName(x)]
  const one = like(x, 1)
  const magnitude = e.unary('abs', x)
  const { fractional, power } = exp2Factors(atMost(magnitude, saturated), 2 * Math.LOG2E)
  const large = e.sub(one, e.div(like(x, 2), e.fma(fractional, power, one)))
  const square = e.mul(magnitude, magnitude)
  const near = e.fma(e.mul(square, magnitude), polynomial(square, tail), magnitude)
  return withSignOf(e.select(e.compare('lt', magnitude, like(x, small)), near, large), x)
}
