// e^x as a sum of two floats times a power of two, for products that are to round once: x = n·ln 2 + r, then e^r = 1 + r + r²/2 + r³·P(r)
// with what each step rounds away carried along. x may itself be a sum. Coefficients: coefficients.py, `expSum`.

import type { Expr } from '../../core/expr.js'
import * as e from '../../core/expr.js'
import { constantSum, type Sum, sum } from './double-double.js'
import { atLeast, atMost, floatName, like, nearest, polynomial } from './float-format.js'

/** (e^r - 1 - r - r²/2)/r³ */
const tails = {
  float32: [0.1666666567325592, 0.041666463017463684, 0.008333568461239338, 0.0013935089809820056, 0.00019742212316486984],
  float64: [
    0.1666666666666668, 0.041666666666666415, 0.008333333333319252, 0.00138888888890314, 0.00019841269891910328, 2.480158702933836e-5,
    2.7557238633802293e-6, 2.7557522665039666e-7, 2.511089939458161e-8, 2.083969682795677e-9,
  ],
} as const

/** Beyond these e^x is infinite even after division by 25, and rounds to zero. */
const ends = { float32: [93, -105], float64: [716, -747] } as const

export interface ScaledSum extends Sum {
  /** Bits of which the low ones are the power of two. */
  readonly pattern: Expr
}

export function exponentialSum(x: Expr, low: Expr | null = null): ScaledSum {
  const [highest, lowest] = ends[floatName(x)]
  const ln2 = constantSum(x, [Math.LN2, 2.3190468138462996e-17])
  const bounded = atLeast(atMost(x, highest), lowest)
  const { n, pattern } = nearest(bounded, Math.LOG2E)
  const exact = e.fma(n, e.neg(ln2.high), bounded)
  const r = e.fma(n, e.neg(ln2.low), exact)
  const lost = e.fma(n, e.neg(ln2.low), e.sub(exact, r))
  const square = e.mul(r, r)
  const curved = e.fma(e.mul(square, r), polynomial(r, tails[floatName(x)]), e.mul(square, like(r, 0.5)))
  const linear = sum(like(x, 1), r)
  const value = sum(linear.high, e.add(curved, linear.low))
  // Where x is beyond an end, what is below it does not matter, but must not be infinite.
  const below = low === null ? lost : e.add(lost, e.select(e.compare('eq', x, bounded), low, like(x, 0)))
  return { high: value.high, low: e.fma(below, value.high, value.low), pattern }
}
