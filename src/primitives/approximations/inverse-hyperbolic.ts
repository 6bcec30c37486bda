// asinh, acosh, atanh: the logarithms of x + √(x² + 1), x + √(x² - 1) and √((1 + x)/(1 - x)). The first two arguments are sums of two
// floats, so that nothing is lost next to 1; asinh and atanh of small x are odd polynomials. Coefficients: coefficients.py, `asinh`, `atanh`.

import type { Expr } from '../../core/expr.js'
import * as e from '../../core/expr.js'
import { exactProduct, type Sum, squareRoot, sum, sumOfAny } from './double-double.js'
import { atMost, floatName, like, polynomial, withSignOf } from './float-format.js'
import { log, logOfSum } from './log.js'

/** (f(x) - x)/x³ in x², for |x| ≤ ½. */
const tails = {
  float32: {
    asinh: [-0.1666664332151413, 0.07498640567064285, -0.04438294842839241, 0.028160827234387398, -0.013222504407167435],
    atanh: [0.33333301544189453, 0.2000245302915573, 0.1422378569841385, 0.11816380172967911, 0.051604948937892914, 0.1763770878314972],
  },
  float64: {
    asinh: [
      -0.16666666666666663, 0.07499999999998827, -0.04464285714155636, 0.03038194437167384, -0.022372156684096887, 0.01735271310360864,
      -0.01396410108722202, 0.011544281840012388, -0.009707507948134915, 0.008112642769687156, -0.006303052308000525, 0.0038933683171867004,
      -0.001344479257986727,
    ],
    atanh: [
      0.3333333333333328, 0.20000000000018556, 0.14285714283388942, 0.11111111258169326, 0.09090903588045424, 0.07692440608716491,
      0.06664484537030345, 0.05907451018967872, 0.050579047394116027, 0.05956746293030521, -0.0053320297097567415, 0.17490565776564157,
      -0.19603606278053565, 0.2410571588623676,
    ],
  },
} as const

/** x + P·x³ */
function odd(x: Expr, tail: readonly number[]): Expr {
  const square = e.mul(x, x)
  return e.fma(e.mul(square, x), polynomial(square, tail), x)
}

/** From here on x² ± 1 is x² in either format. */
const huge = 2 ** 28

/** log(x + √(x² + shift)) for a positive x. */
function logOfRoots(x: Expr, shift: 1 | -1): Expr {
  const [zero, one] = [like(x, 0), like(x, 1)]
  const isHuge = e.compare('gt', x, like(x, huge))
  const bounded = atMost(x, huge)
  const square = exactProduct(bounded, bounded)
  const shifted = sumOfAny(square.high, like(x, shift))
  const root = squareRoot({ high: shifted.high, low: e.add(shifted.low, square.low) })
  const whole: Sum = shift === 1 ? sum(root.high, bounded) : sum(bounded, root.high)
  const argument = { high: e.select(isHuge, x, whole.high), low: e.select(isHuge, zero, e.add(whole.low, root.low)) }
  const result = logOfSum(argument, e.select(isHuge, one, zero))
  return e.select(e.compare('lt', x, like(x, Number.POSITIVE_INFINITY)), result, x)
}

export function asinh(x: Expr): Expr {
  const magnitude = e.unary('abs', x)
  const near = odd(magnitude, tails[floatName(x)].asinh)
  return withSignOf(e.select(e.compare('lt', magnitude, like(x, 0.5)), near, logOfRoots(magnitude, 1)), x)
}

export const acosh = (x: Expr): Expr => e.select(e.compare('lt', x, like(x, 1)), like(x, Number.NaN), logOfRoots(x, -1))

/** atanh for |x| ≤ ½. */
export const atanhNear = (x: Expr): Expr => odd(x, tails[floatName(x)].atanh)

export function atanh(x: Expr): Expr {
  const magnitude = e.unary('abs', x)
  const one = like(x, 1)
  const far = e.mul(log(e.div(e.add(one, magnitude), e.sub(one, magnitude))), like(x, 0.5))
  return withSignOf(e.select(e.compare('lt', magnitude, like(x, 0.5)), atanhNear(magnitude), far), x)
}
