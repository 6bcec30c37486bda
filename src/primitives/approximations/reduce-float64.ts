// |x| = n·π/2 + r for float64. Below 2^20: n·π/2 is subtracted in three parts, each with one rounding of a result that is small when it
// matters (Cody and Waite, 1980). Above: the product of the 53-bit significand and 192 digits of 2/π, chosen by the exponent so that
// the first two have the weights 2 and 1, in integers modulo 2^192 (Payne and Hanek, 1983).

import type { Expr } from '../../core/expr.js'
import * as e from '../../core/expr.js'
import { asBits, nearest } from './float-format.js'
import type { Reduced } from './reduce-float32.js'
import { digitsOfTwoOverPi } from './two-over-pi.js'

const halfPi = [1.5707963267948966, 6.123233995736766e-17, -1.4973849048591698e-33] as const
/** From here on the moderate reduction is not precise enough. */
export const thresholdFloat64 = 2 ** 20

const word = (value: number | bigint): Expr => e.constant('uint64', BigInt(value))
const number = (value: number): Expr => e.constant('float64', value)
const shiftLeft = (a: Expr, by: Expr | number): Expr => e.binary('shiftLeft', a, typeof by === 'number' ? word(by) : by)
const shiftRight = (a: Expr, by: Expr | number): Expr => e.binary('shiftRight', a, typeof by === 'number' ? word(by) : by)
const signed = (a: Expr): Expr => e.bitcast('int64', a)
const low32 = word(0xffffffff)

export function reduceModerateFloat64(magnitude: Expr): Reduced {
  const { n, pattern } = nearest(magnitude, 2 / Math.PI)
  const [first, second, third] = halfPi
  const exact = e.fma(n, number(-first), magnitude)
  const near = e.fma(n, number(-second), exact)
  const r = e.fma(n, number(-third), near)
  return { r, lost: e.fma(n, number(-third), e.fma(n, number(-second), e.sub(exact, r))), quadrant: pattern }
}

/** The digits of 2/π in words; the first digit has the weight 2^33, which suits the unit 2^-32 of the least significand. */
const table = Array.from({ length: 19 }, (_, i) => word(digitsOfTwoOverPi(33 - 64 * i, 64)))
const leastExponent = 1023 + 20

/** 192 digits from the given place on, in three words. */
function digitsFrom(place: Expr): readonly [Expr, Expr, Expr] {
  let words: readonly Expr[] = table
  for (const step of [8, 4, 2, 1]) {
    const there = e.compare('ne', e.and(place, word(64 * step)), word(0))
    words = words.slice(0, step + 3).map((near, i) => {
      const far = words[i + step]
      return far === undefined ? near : e.select(there, far, near)
    })
  }
  const shift = e.and(place, word(63))
  const rest = e.sub(word(63), shift)
  const funnel = (i: number): Expr => e.or(shiftLeft(words[i] ?? word(0), shift), shiftRight(shiftRight(words[i + 1] ?? word(0), 1), rest))
  return [funnel(0), funnel(1), funnel(2)]
}

/** The high word of a product by halves: of `a` below 2^53 and any `b`, up to an error of 2 if the low halves are left out. */
function highProduct(a: Expr, b: Expr, lowHalves: 'with' | 'without'): Expr {
  const [aHigh, aLow, bHigh, bLow] = [shiftRight(a, 32), e.and(a, low32), shiftRight(b, 32), e.and(b, low32)]
  const [crossed, other] = [e.mul(aLow, bHigh), e.mul(aHigh, bLow)]
  const carried = lowHalves === 'with' ? e.add(other, shiftRight(e.mul(aLow, bLow), 32)) : other
  const middle = e.add(carried, e.and(crossed, low32))
  return e.add(e.add(e.mul(aHigh, bHigh), shiftRight(crossed, 32)), shiftRight(middle, 32))
}

export function reduceLargeFloat64(magnitude: Expr): Reduced {
  const pattern = e.bitcast('uint64', asBits(magnitude))
  const significand = e.or(e.and(pattern, word((1n << 52n) - 1n)), word(1n << 52n))
  const place = e.sub(shiftRight(pattern, 52), word(leastExponent))
  const [first, second, third] = digitsFrom(place)
  const middle = e.add(e.mul(significand, second), highProduct(significand, third, 'without'))
  const carry = e.select(e.compare('lt', middle, e.mul(significand, second)), word(1), word(0))
  const top = e.add(e.add(e.mul(significand, first), highProduct(significand, second, 'with')), carry)
  // n to the nearest; what is left, times 2^64, as a signed word and a fraction below it.
  const quadrant = signed(shiftRight(e.add(top, word(1n << 61n)), 62))
  const whole = e.or(shiftLeft(top, 2), shiftRight(middle, 62))
  const below = shiftLeft(middle, 2)
  // In three pieces that convert exactly: 53 bits, 11 + 42 bits, 22 bits.
  const upper = e.convert('float64', signed(e.and(whole, word(-2048n & ((1n << 64n) - 1n)))))
  const lower = e.convert('float64', signed(e.or(shiftLeft(e.and(whole, word(2047)), 42), shiftRight(below, 22))))
  const least = e.convert('float64', signed(e.and(below, word((1n << 22n) - 1n))))
  const high = e.mul(upper, number(2 ** -64))
  const low = e.fma(least, number(2 ** -128), e.mul(lower, number(2 ** -106)))
  const turns = e.add(high, low)
  const lost = e.sub(low, e.sub(turns, high))
  const [p, q] = halfPi
  const small = e.fma(turns, number(q), e.mul(lost, number(p)))
  // Infinity and NaN have no remainder: infinity - infinity is NaN.
  const r = e.add(e.fma(turns, number(p), small), e.sub(magnitude, magnitude))
  return { r, lost: e.add(e.fma(turns, number(p), e.neg(r)), small), quadrant }
}
