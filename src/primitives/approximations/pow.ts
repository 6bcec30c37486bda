// pow: x^y = 2^(y·log2|x|), with the sign that an odd y gives a negative x. The logarithm must be known to a relative error of 2^-64
// for float64: it is computed as a sum of two floats ("double-double"). float32 is computed in float64, where one float is enough.
// Special cases are those of C99, F.9.4.4. See log2.ts.

import type { Expr } from '../../core/expr.js'
import * as e from '../../core/expr.js'
import { exp2Fraction, exp2FractionToward32 } from './exp2.js'
import { asBits, atLeast, atMost, bits, integerLike, like, nearest, powerOfTwo } from './float-format.js'
import { log2Sum, log2Toward32 } from './log2.js'
import { scale } from './scale.js'

const number = (value: number): Expr => e.constant('float64', value)

/** A y beyond ±2^65 decides as 2^65 does, since |log2 x| is 0 or above 2^-53; an infinite one times 0 would be NaN. */
const bounded = (y: Expr): Expr => atLeast(atMost(y, 2 ** 65), -(2 ** 65))

/** x^y for x ≥ 0. */
function positivePower64(x: Expr, y: Expr): Expr {
  const exponent = bounded(y)
  const logarithm = log2Sum(x)
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
  const finite = log2Toward32(x)
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
