// erf: for |x| ≤ 1 the odd polynomial x + x·P(x²), beyond it 1 - erfc|x| with erfc = 2^-Q(|x|): the logarithm of erfc is nearly a parabola,
// so one polynomial reaches as far as erf is not 1. After N. Juffa, "erff() with maximum error below one ulp", 2015.
// Coefficients: coefficients.py, `erf` and `erfc`.

import type { Expr } from '../../core/expr.js'
import * as e from '../../core/expr.js'
import { exp2Factors } from './exp2.js'
import { atMost, floatName, like, polynomial, withSignOf } from './float-format.js'

const tables = {
  float32: {
    small: 0.92,
    saturated: 4,
    near: [
      0.12837915122509003, -0.3761250078678131, 0.11281877011060715, -0.026768580079078674, 0.004995852708816528, -0.0006003787857480347,
    ],
    /** -log2(erfc(x)) */
    far: [
      0.00028238212689757347, 1.6268916130065918, 0.9192605018615723, 0.14994077384471893, -0.032066233456134796, 0.0043903193436563015,
      -0.00028266559820622206,
    ],
  },
  float64: {
    small: 1,
    saturated: 6,
    near: [
      0.1283791670955126, -0.376126389031841, 0.11283791670971113, -0.026866170648036914, 0.005223977652775273, -0.0008548328542002703,
      0.00012055386470884338, -1.4926889340972224e-5, 1.6481204343788848e-6, -1.655887136579542e-7, 1.6026259518650864e-8,
      -1.6520066980556732e-9, 1.4445262760092596e-10,
    ],
    far: [
      2.5919525932072214e-7, 1.6279043766053938, 0.9184607665117454, 0.14823294346590637, -0.027523944287171895, -0.00040468382182227405,
      0.0025521559152043884, -0.0009250407989049966, 6.468192244068892e-5, 0.00010150826525549023, -6.49710401518278e-5,
      2.3823103555015642e-5, -6.242192369565026e-6, 1.2270314263737136e-6, -1.813396948966311e-7, 1.965749228933971e-8,
      -1.4796350287810173e-9, 6.918513341906827e-11, -1.51411485847406e-12,
    ],
  },
} as const

/** erf for |x| of at most 0.92. */
export const erfNear = (x: Expr): Expr => e.fma(x, polynomial(e.mul(x, x), tables[floatName(x)].near), x)

export function erf(x: Expr): Expr {
  const { small, saturated, far } = tables[floatName(x)]
  const magnitude = e.unary('abs', x)
  const { fractional, power } = exp2Factors(e.neg(polynomial(atMost(magnitude, saturated), far)), 1)
  const beyond = e.fma(e.neg(fractional), power, like(x, 1))
  return e.select(e.compare('lt', magnitude, like(x, small)), erfNear(x), withSignOf(beyond, x))
}
