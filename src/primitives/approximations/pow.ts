// pow: x^y = 2^(y·log2|x|), with the sign that an odd y gives a negative x. The logarithm must be known to a relative error of 2^-64
// for float64: it is computed as a sum of two floats ("double-double"). float32 is computed in float64, where one float is enough.
// Special cases are those of C99, F.9.4.4. Method: Dekker, "A floating-point technique for extending the available precision", 1971.
// Coefficients: coefficients.py, `log2`.

import type { Expr } from '../../core/expr.js'
import * as e from '../../core/expr.js'
import { exp2Fraction, exp2FractionToward32 } from './exp2.js'
import {
  asBits,
  atLeast,
  atMost,
  bits,
  integerLike,
  like,
  nearest,
  polynomial,
  powerOfTwo,
  splitNormal,
  splitPositive,
} from './float-format.js'
import { scale } from './scale.js'

/** An unevaluated sum whose second part is below the rounding error of the first. */
interface Sum {
  readonly high: Expr
  readonly low: Expr
}

const number = (value: number): Expr => e.constant('float64', value)

/** a + b for |a| ≥ |b| or a = 0, exactly. */
function sum(a: Expr, b: Expr): Sum {
  const high = e.add(a, b)
  return { high, low: e.sub(b, e.sub(high, a)) }
}

/** a·b, up to the product of the low parts. */
function product(a: Sum, b: Sum): Sum {
  const high = e.mul(a.high, b.high)
  const rounding = e.fma(a.high, b.high, e.neg(high))
  return { high, low: e.fma(a.low, b.high, e.fma(a.high, b.low, rounding)) }
}

// log2(m) = s·(c1 + c3·z + c5·z² + …) with s = (m - 1)/(m + 1), z = s².
const c1: Sum = { high: number(2.8853900817779268), low: number(4.0710547481862066e-17) }
const c3: Sum = { high: number(0.9617966939259756), low: number(5.0577616648125907e-17) }
const tail = [
  0.577078016355618, 0.41219858309193813, 0.32059890227418025, 0.2623077010503473, 0.2219840020205228, 0.19125504693568107,
  0.19038658868774558,
]
const seriesToward32 = [
  2.8853900817778495, 0.9617966941141723, 0.5770779421365225, 0.4122092744351324, 0.3199048271697977, 0.2829121662714214,
]

/** log2 of a positive float64 to about 2^-66. */
function log2(x: Expr): Sum {
  const { m, k } = splitPositive(x)
  const one = number(1)
  const f = e.sub(m, one)
  const divisor = sum(one, m)
  const inverse = e.div(one, divisor.high)
  const quotient = e.mul(f, inverse)
  const remainder = e.fma(e.neg(quotient), divisor.low, e.fma(e.neg(quotient), divisor.high, f))
  const s: Sum = { high: quotient, low: e.mul(remainder, inverse) }
  const z = product(s, s)
  const inner = sum(c3.high, e.fma(z.high, polynomial(z.high, tail), c3.low))
  const cubic = product(s, product(z, inner))
  const linear = product(s, c1)
  const a = sum(k, linear.high)
  const b = sum(a.high, cubic.high)
  return sum(b.high, e.add(e.add(a.low, b.low), e.add(linear.low, cubic.low)))
}

/** A y beyond ±2^65 decides as 2^65 does, since |log2 x| is 0 or above 2^-53; an infinite one times 0 would be NaN. */
const bounded = (y: Expr): Expr => atLeast(atMost(y, 2 ** 65), -(2 ** 65))

/** x^y for x ≥ 0. */
function positivePower64(x: Expr, y: Expr): Expr {
  const exponent = bounded(y)
  const logarithm = log2(x)
  const infinity = number(Number.POSITIVE_INFINITY)
  const log = e.select(
    e.compare('eq', x, number(0)),
    number(Number.NEGATIVE_INFINITY),
    e.select(e.compare('eq', x, infinity), infinity, logarithm.high),
  )
  const exact = e.mul(exponent, log)
  const rounding = e.fma(exponent, logarithm.low, e.fma(exponent, log, e.neg(exact)))
  const t = atLeast(atMost(exact, 1100), -1100)
  const { n, pattern } = nearest(t, 1)
  const f = e.add(e.sub(t, n), e.select(e.compare('eq', t, exact), rounding, number(0)))
  return scale(exp2Fraction(f), pattern)
}

/** The same for float32, in float64: no intermediate result can overflow, and rounding at the end is the only one that counts. */
function positivePower32(narrow: Expr, y: Expr): Expr {
  const x = e.convert('float64', narrow)
  const infinity = number(Number.POSITIVE_INFINITY)
  const { m, k } = splitNormal(x)
  const one = number(1)
  const s = e.div(e.sub(m, one), e.add(m, one))
  const finite = e.fma(s, polynomial(e.mul(s, s), seriesToward32), k)
  const log = e.select(
    e.compare('eq', x, number(0)),
    number(Number.NEGATIVE_INFINITY),
    e.select(e.compare('eq', x, infinity), infinity, finite),
  )
  const t = atLeast(atMost(e.mul(bounded(e.convert('float64', y)), log), 300), -300)
  const { n, pattern } = nearest(t, 1)
  return e.convert('float32', e.mul(exp2FractionToward32(e.sub(t, n)), powerOfTwo(t, pattern)))
}

export function pow(x: Expr, y: Expr): Expr {
  const [zero, one] = [like(x, 0), like(x, 1)]
  const magnitude = e.unary('abs', x)
  const power = x.type === 'float32' ? positivePower32(magnitude, y) : positivePower64(magnitude, y)
  const whole = e.compare('eq', e.unary('floor', y), y)
  const half = e.mul(y, like(y, 0.5))
  const odd = e.and(whole, e.compare('ne', e.unary('floor', half), half))
  const signBit = bits(x, 1n << (x.type === 'float32' ? 31n : 63n))
  const sign = e.select(odd, e.and(asBits(x), signBit), integerLike(signBit, 0))
  const signed = e.bitcast(x.type, e.or(asBits(power), sign))
  const finiteNegative = e.and(e.compare('lt', x, zero), e.compare('gt', x, like(x, Number.NEGATIVE_INFINITY)))
  const undefinedThere = e.or(e.and(finiteNegative, e.unary('not', whole)), e.compare('ne', x, x))
  const unit = e.or(e.compare('eq', y, zero), e.compare('eq', x, one))
  return e.select(unit, one, e.select(undefinedThere, like(x, Number.NaN), signed))
}
