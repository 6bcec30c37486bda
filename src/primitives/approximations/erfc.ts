// erfc, e^(x²)·erfc x and the normal distribution function, for |x| as e^(-x²)·F(q)/(1 + 2|x|) with q = (|x| - c)/(|x| + c): F hardly
// varies from 0 to ∞. Squares, exponentials and the quotient are sums of two floats, for in the tail errors of x² count x² times.
// After Shepherd and Laframboise, "Chebyshev approximation of (1 + 2x)·exp(x²)·erfc x", 1981, and N. Juffa. Coefficients: coefficients.py, `erfcx`.

import type { Expr } from '../../core/expr.js'
import * as e from '../../core/expr.js'
import { constantSum, exactProduct, product, quotient, type Sum, sum, sumOfAny } from './double-double.js'
import { erfNear } from './erf.js'
import { exponentialSum } from './exponential-sum.js'
import { atMost, floatName, integerLike, isNegative, like, polynomial } from './float-format.js'
import { scale } from './scale.js'

const tables = {
  float32: {
    centre: 2,
    /** From here on erfc is 0. */
    vanished: 10.1,
    scaled: [
      1.2769783735275269, 7.723350847754773e-9, -0.0927637591958046, -0.1660303771495819, 0.16404937207698822, -0.0542202964425087,
      -0.008018451742827892, 0.008724595420062542, 0.0012161318445578218, -0.0014638386201113462, -0.0003565377846825868,
      0.00022121587244328111, 6.2830418755766e-5, -2.009635863942094e-5,
    ],
  },
  float64: {
    centre: 4,
    vanished: 27.3,
    scaled: [
      1.2329951186255526, -4.4184559562197114e-17, -0.1396211168405623, 0.015379652102619379, 0.06809705425466972, -0.1010390660362891,
      0.09373283499908325, -0.06633036581241339, 0.03716751552665115, -0.016197734057509103, 0.005031970067199253, -0.0007577732749438254,
      -0.00019925714529029338, 0.00015062154070374668, -2.439774875105984e-5, -1.1221411092847832e-5, 5.706606834304783e-6,
      2.9217519452125184e-7, -8.210951398182534e-7, 7.725369739547967e-8, 1.0633854532434081e-7, -2.0414141299672056e-8,
      -1.2346557757269849e-8, 3.112688334856767e-9, 9.310745261982761e-10, -2.5631004263484124e-10,
    ],
  },
} as const

/** F(q) as a sum; the first two coefficients are one. */
function scaledSum(x: Expr): Sum {
  const { centre, scaled } = tables[floatName(x)]
  const q = e.div(e.sub(x, like(x, centre)), e.add(x, like(x, centre)))
  const [high = 0, low = 0, ...rest] = scaled
  return sum(like(x, high), e.fma(q, polynomial(q, rest), like(x, low)))
}

/** ½ + x, for half of 1 + 2x: it is finite for all x. */
const halfDenominator = ({ high, low }: Sum): Sum => {
  const shifted = sumOfAny(high, like(high, 0.5))
  return { high: shifted.high, low: e.add(shifted.low, low) }
}

/** factor·erfc x for a positive x, of which x² is given too. */
function tail(x: Sum, square: Sum, factor: number): Expr {
  const { high, low, pattern } = exponentialSum(e.neg(square.high), e.neg(square.low))
  const over = product({ high, low }, scaledSum(x.high))
  const scaled = { high: e.mul(over.high, like(x.high, factor / 2)), low: e.mul(over.low, like(x.high, factor / 2)) }
  return scale(quotient(scaled, halfDenominator(x)), pattern)
}

/** Below this the results come from erf. */
const near = 0.4

export function erfc(x: Expr): Expr {
  const magnitude = e.unary('abs', x)
  const bounded = atMost(magnitude, tables[floatName(x)].vanished)
  const upper = tail({ high: bounded, low: like(x, 0) }, exactProduct(bounded, bounded), 1)
  const far = e.select(isNegative(x), e.sub(like(x, 2), upper), upper)
  return e.select(e.compare('lt', magnitude, like(x, near)), e.sub(like(x, 1), erfNear(x)), far)
}

/** e^(x²)·erfc x; below zero it is 2·e^(x²) less its value at |x|. */
export function erfcx(x: Expr): Expr {
  const magnitude = e.unary('abs', x)
  const infinity = like(x, Number.POSITIVE_INFINITY)
  const { high, low } = scaledSum(atMost(magnitude, 2 ** 60))
  const half = like(x, 0.5)
  const finite = quotient({ high: e.mul(high, half), low: e.mul(low, half) }, halfDenominator({ high: magnitude, low: like(x, 0) }))
  const upper = e.select(e.compare('eq', magnitude, infinity), like(x, 0), finite)
  const bounded = atMost(magnitude, tables[floatName(x)].vanished)
  const square = exactProduct(bounded, bounded)
  const power = exponentialSum(square.high, square.low)
  const twice = scale(e.add(power.high, power.low), e.add(power.pattern, integerLike(power.pattern, 1)))
  const far = e.select(isNegative(x), e.sub(twice, upper), upper)
  // For small x e^(x²) is next to 1.
  const { high: rounded, low: rest } = product(power, sum(like(x, 1), e.neg(erfNear(x))))
  return e.select(e.compare('lt', magnitude, like(x, near)), e.add(rounded, rest), far)
}

/** The normal distribution function erfc(-x/√2)/2, with x²/2 from x itself. */
export function ndtr(x: Expr): Expr {
  const magnitude = e.unary('abs', x)
  const bounded = atMost(magnitude, tables[floatName(x)].vanished * Math.SQRT2)
  const scaled = product({ high: bounded, low: like(x, 0) }, constantSum(x, [Math.SQRT1_2, -4.833646656726457e-17]))
  const square = exactProduct(bounded, bounded)
  const half = like(x, 0.5)
  const lower = tail(scaled, { high: e.mul(square.high, half), low: e.mul(square.low, half) }, 0.5)
  const far = e.select(isNegative(x), lower, e.sub(like(x, 1), lower))
  const central = e.fma(half, erfNear(e.mul(x, like(x, Math.SQRT1_2))), half)
  return e.select(e.compare('lt', magnitude, like(x, near)), central, far)
}
