// ψ(x), the derivative of log Γ(x). From 1 to 2 it is (x - r)·P(x - 3/2), r its only positive zero; down to 0 and up to 4 by
// ψ(x + 1) = ψ(x) + 1/x; from 4 on by its asymptotic series. Below 0 by reflection: ψ(x) = ψ(1 - x) - π·cot πx.
// float32 is computed in float64. Coefficients: coefficients.py, `digamma`.

import type { Expr } from '../../core/expr.js'
import * as e from '../../core/expr.js'
import { exactProduct, product, type Sum, sum, sumOfAny } from './double-double.js'
import { polynomial } from './float-format.js'
import { log } from './log.js'
import { cotangentOfPi } from './sine-of-pi.js'

/** ψ(x)/(x - r) from 1 to 2; the first two coefficients are one. */
const series = [
  0.9510558760318328, 4.3049698552152474e-17, -0.4236274212814606, 0.2405424842407872, -0.14840492305388425, 0.09498872445285529,
  -0.061922133275278846, 0.04076083394308738, -0.026975796666355453, 0.01790724824436996, -0.011908219986870201, 0.007927023175651225,
  -0.005279938597615581, 0.003518090364187688, -0.0023454850304945518, 0.0015634916152180653, -0.0010365036409634536, 0.0006903363837210746,
  -0.0004858197796347096, 0.00032572463128313373, -0.00014502028638976693, 9.355041272816636e-5, -0.00017806737421496277,
  0.00012099224476564509,
]

/** x²·(log x - 1/(2x) - ψ(x)) in 1/x² for x ≥ 4. */
const tail = [
  0.08333333333333333, -0.008333333333315446, 0.003968253956801458, -0.004166663791997625, 0.007575383960606204, -0.021064007649908102,
  0.08191241873038382, -0.3960409154219774, 1.9537191249555876, -7.505076258703205, 15.037246012002328,
]

/** r - 1 */
const rootLessOne = [0.46163214496836236, -1.5522348162858677e-17] as const

const number = (value: number): Expr => e.constant('float64', value)
const [zero, one] = [number(0), number(1)]

interface Moved {
  /** The argument, moved by whole numbers to 1 … 2, less one. */
  readonly fromOne: Expr
  /** The sum of the reciprocals passed on the way. */
  readonly passed: Sum
}

/** For x below 4. The reciprocals are added as fractions, whose terms are exact, so that there is one quotient. */
function move(x: Expr): Moved {
  const isBelowOne = e.compare('lt', x, one)
  let fromOne = e.select(isBelowOne, x, e.sub(x, one))
  let over: Sum = { high: e.select(isBelowOne, number(-1), zero), low: zero }
  let under: Sum = { high: e.select(isBelowOne, x, one), low: zero }
  for (let step = 0; step < 2; step++) {
    const beyond = e.compare('ge', fromOne, one)
    const choose = (a: Sum, b: Sum): Sum => ({ high: e.select(beyond, a.high, b.high), low: e.select(beyond, a.low, b.low) })
    // What is multiplied here has no low part yet: it is 0 or 1, or the first factor.
    over = choose(sumOfAny(e.mul(over.high, fromOne), under.high), over)
    under = choose(exactProduct(under.high, fromOne), under)
    fromOne = e.select(beyond, e.sub(fromOne, one), fromOne)
  }
  const high = e.div(over.high, under.high)
  const rest = e.fma(e.neg(high), under.high, over.high)
  return { fromOne, passed: { high, low: e.div(e.add(rest, e.fma(e.neg(high), under.low, over.low)), under.high) } }
}

function ofPositive(x: Expr): Expr {
  const { fromOne, passed } = move(x)
  const t = e.sub(fromOne, number(0.5))
  const [high = 0, low = 0, ...rest] = series
  const smooth = sum(number(high), e.fma(t, polynomial(t, rest), number(low)))
  const [root, below] = rootLessOne
  const distance = sumOfAny(fromOne, number(-root))
  const central = product({ high: distance.high, low: e.sub(distance.low, number(below)) }, smooth)
  const total = sumOfAny(passed.high, central.high)
  const small = e.add(total.high, e.add(total.low, e.add(passed.low, central.low)))
  const inverse = e.div(one, x)
  const square = e.mul(inverse, inverse)
  const large = e.sub(log(x), e.fma(square, polynomial(square, tail), e.mul(inverse, number(0.5))))
  return e.select(e.compare('lt', x, number(4)), small, large)
}

function digamma64(x: Expr): Expr {
  const isNegative = e.compare('lt', x, zero)
  const positive = ofPositive(e.select(isNegative, e.sub(one, x), x))
  const fraction = e.sub(x, e.unary('roundEven', x))
  const isPole = e.compare('eq', fraction, zero)
  const negative = e.select(isPole, number(Number.NaN), e.sub(positive, cotangentOfPi(fraction)))
  // Next to 0 nothing else matters, and at ±0 it is infinite.
  const pole = e.div(number(-1), x)
  return e.select(e.compare('lt', e.unary('abs', x), number(2 ** -200)), pole, e.rarely(isNegative, negative, positive))
}

export const digamma = (x: Expr): Expr => e.convert(x.type, digamma64(e.convert('float64', x)))
