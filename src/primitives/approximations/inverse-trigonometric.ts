// asin, acos, atan, atan2: an odd polynomial for small arguments, and for large ones the half-angle formula
// asin x = π/2 - 2·asin √((1 - x)/2), or atan x = π/2 - atan(1/x). π comes in two parts. Coefficients: coefficients.py, `asin`, `atan`.

import type { Expr } from '../../core/expr.js'
import * as e from '../../core/expr.js'
import { constantSum, type Sum, squareRoot } from './double-double.js'
import { floatName, isNegative, like, polynomial, turnedAs, withSignOf } from './float-format.js'

/** (asin x - x)/x³ for |x| ≤ ½ and (atan x - x)/x³ for |x| ≤ 1, in x². */
const tails = {
  float32: {
    asin: [0.16666752099990845, 0.074953094124794, 0.045469172298908234, 0.02418462745845318, 0.0421585775911808],
    atan: [
      -0.33333298563957214, 0.1999852955341339, -0.14264018833637238, 0.10950928926467896, -0.08399593085050583, 0.05788958817720413,
      -0.031109148636460304, 0.010877680964767933, -0.0017854392062872648,
    ],
  },
  float64: {
    asin: [
      0.16666666666665408, 0.07500000000337116, 0.044642856828278774, 0.03038195913724996, 0.0223717580833762, 0.017359703791195627,
      0.013885248371604285, 0.012169113436168978, 0.006528429209040961, 0.019527004680549645, -0.016222319007742875, 0.03191101146540839,
    ],
    atan: [
      -0.3333333333333307, 0.19999999999951745, -0.1428571428258769, 0.11111111007327117, -0.09090907007488978, 0.07692279884812214,
      -0.06666404386231513, 0.05880529568593481, -0.052535256454381375, 0.04722344321280607, -0.04219232638219896, 0.036642932725458974,
      -0.029905384037973676, 0.021986631595123242, -0.013902160490120462, 0.0071975931784811105, -0.0028854615579110426,
      0.0008315085743311318, -0.00015220045118102064, 1.3228974581260404e-5,
    ],
  },
} as const

const pi = [Math.PI, 1.2246467991473532e-16] as const
const halfPi = [Math.PI / 2, 6.123233995736766e-17] as const

/** base - angle, where the first difference is exact or rounds to what the result does. */
const less = (base: Sum, angle: Sum): Expr => e.sub(e.sub(base.high, angle.high), e.sub(angle.low, base.low))
const whole = ({ high, low }: Sum): Expr => e.add(high, low)
const twice = ({ high, low }: Sum): Sum => ({ high: e.add(high, high), low: e.add(low, low) })

interface Folded {
  /** Whether |x| > ½, where the half angle is computed. */
  readonly large: Expr
  /** The angle asin |x|, or asin √((1 - |x|)/2): its sine, and what it is more. */
  readonly angle: Sum
}

function fold(x: Expr): Folded {
  const magnitude = e.unary('abs', x)
  const large = e.compare('gt', magnitude, like(x, 0.5))
  // Exact for |x| ≥ ½. Beyond 1 the root is NaN.
  const halved = e.mul(e.sub(like(x, 1), magnitude), like(x, 0.5))
  const square = e.select(large, halved, e.mul(x, x))
  const root = squareRoot({ high: halved, low: like(x, 0) })
  const t = e.select(large, root.high, magnitude)
  const lost = e.select(large, root.low, like(x, 0))
  return { large, angle: { high: t, low: e.fma(e.mul(t, square), polynomial(square, tails[floatName(x)].asin), lost) } }
}

export function asin(x: Expr): Expr {
  const { large, angle } = fold(x)
  return withSignOf(e.select(large, less(constantSum(x, halfPi), twice(angle)), whole(angle)), x)
}

export function acos(x: Expr): Expr {
  const { large, angle } = fold(x)
  const double = twice(angle)
  const far = e.select(isNegative(x), less(constantSum(x, pi), double), whole(double))
  const signed = { high: turnedAs(angle.high, x), low: turnedAs(angle.low, x) }
  return e.select(large, far, less(constantSum(x, halfPi), signed))
}

/** The arc tangent of a t from 0 to 1. */
function arc(t: Expr): Expr {
  const square = e.mul(t, t)
  return e.fma(e.mul(t, square), polynomial(square, tails[floatName(t)].atan), t)
}

export function atan(x: Expr): Expr {
  const magnitude = e.unary('abs', x)
  const one = like(x, 1)
  const large = e.compare('gt', magnitude, one)
  const base = constantSum(x, halfPi)
  const angle = arc(e.div(e.select(large, one, magnitude), e.select(large, magnitude, one)))
  return withSignOf(e.select(large, e.sub(base.high, e.sub(angle, base.low)), angle), x)
}

/** The angle of the point (x, y): that to the nearest axis, taken from or added to 0, π/2 or π. */
export function atan2(y: Expr, x: Expr): Expr {
  const [zero, one] = [like(x, 0), like(x, 1)]
  const [width, height] = [e.unary('abs', x), e.unary('abs', y)]
  const steep = e.compare('gt', height, width)
  const [over, under] = [e.select(steep, width, height), e.select(steep, height, width)]
  // Two infinities have the quotient 1, two zeros 0; where one of two is no number, neither is greater, and under is NaN.
  const endless = like(x, Number.POSITIVE_INFINITY)
  const infinite = e.binary('and', e.compare('eq', over, endless), e.compare('eq', under, endless))
  const ratio = e.div(over, e.select(e.compare('eq', under, zero), one, under))
  const angle = arc(e.select(infinite, one, ratio))
  const left = isNegative(x)
  const [p, q] = [constantSum(x, halfPi), constantSum(x, pi)]
  const base = { high: e.select(steep, p.high, e.select(left, q.high, zero)), low: e.select(steep, p.low, e.select(left, q.low, zero)) }
  const signed = e.select(e.binary('xor', steep, left), e.neg(angle), angle)
  return withSignOf(e.add(base.high, e.add(base.low, signed)), y)
}
