// exp and expm1: x = n·ln 2 + r with |r| ≤ ln(2)/2, then e^x = 2^n·e^r with a minimax polynomial for e^r.
// ln 2 is held in two parts, so that r has one rounding error; 2^n in two factors, so that results may overflow and be subnormal.
// Method: Cody and Waite, "Software Manual for the Elementary Functions", 1980. Coefficients: coefficients.py, `exp`.

import type { Expr } from '../../core/expr.js'
import * as e from '../../core/expr.js'
import { atLeast, atMost, floatName, integerLike, like, nearest, polynomial, powerOfTwo } from './float-format.js'
import { scale } from './scale.js'

interface Table {
  /** Beyond these the result is infinite, or rounds to zero (to -1 for expm1). */
  readonly highest: number
  readonly lowest: number
  readonly lowestM1: number
  readonly ln2: readonly [number, number]
  /** (e^r - 1 - r)/r² */
  readonly tail: readonly number[]
}

const tables: Record<'float32' | 'float64', Table> = {
  float32: {
    highest: 89,
    lowest: -104,
    lowestM1: -18,
    ln2: [0.6931471824645996, -1.904654323148236e-9],
    tail: [0.4999999701976776, 0.1666654646396637, 0.04166742041707039, 0.008366262540221214, 0.0013872398994863033],
  },
  float64: {
    highest: 710,
    lowest: -746,
    lowestM1: -40,
    ln2: [Math.LN2, 2.3190468138462996e-17],
    tail: [
      0.5000000000000006, 0.16666666666666646, 0.041666666666575876, 0.008333333333360404, 0.001388888893156027, 0.00019841269772937904,
      2.480150538173895e-5, 2.7557364301620933e-6, 2.7625985486914793e-7, 2.5066525276267108e-8,
    ],
  },
}

interface Reduced {
  /** The remainder x - n·ln 2. */
  readonly r: Expr
  /** What rounding took from it. */
  readonly lost: Expr
  /** Bits of which the low ones are n. */
  readonly pattern: Expr
}

function reduce(x: Expr): Reduced {
  const [high, low] = tables[floatName(x)].ln2
  const { n, pattern } = nearest(x, Math.LOG2E)
  const exact = e.fma(n, like(x, -high), x)
  const r = e.fma(n, like(x, -low), exact)
  return { r, lost: e.fma(n, like(x, -low), e.sub(exact, r)), pattern }
}

export function exp(x: Expr): Expr {
  const { highest, lowest, tail } = tables[floatName(x)]
  const { r, pattern } = reduce(atLeast(atMost(x, highest), lowest))
  return scale(polynomial(r, [1, 1, ...tail]), pattern)
}

/** e^x - 1 = 2^n·(e^r - 1) + (2^n - 1), computed at half its size lest 2^n overflow. */
export function expm1(x: Expr): Expr {
  const { highest, lowestM1, tail } = tables[floatName(x)]
  const { r, lost, pattern } = reduce(atLeast(atMost(x, highest), lowestM1))
  const remainder = e.add(r, e.fma(e.mul(r, r), polynomial(r, tail), lost))
  const half = powerOfTwo(x, e.sub(pattern, integerLike(pattern, 1)))
  const result = e.fma(remainder, half, e.sub(half, like(x, 0.5)))
  return e.select(e.compare('eq', x, like(x, 0)), x, e.add(result, result))
}
