// |x| = n·π/2 + r for float32. Below 2^12 n·π/2 is subtracted in three parts, each with one rounding of a result that is small when it
// matters (Cody and Waite, 1980). Above, in float64: x·2/π modulo 4 without loss, for every x.
// An x of 2^32 or more is divided by a power of 2^32, and the digits of 2/π moved up by as much; those that only add multiples
// of 4 to the product are left out. The digits come in three pieces, so short that the products by the first two are exact.
// Method: Payne and Hanek, "Radian reduction for trigonometric functions", 1983.

import type { Expr } from '../../core/expr.js'
import * as e from '../../core/expr.js'
import { asBits, like, nearest } from './float-format.js'
import { digitsOfTwoOverPi } from './two-over-pi.js'

export interface Reduced {
  /** In [-π/4, π/4] and a little more. */
  readonly r: Expr
  /** What rounding took from r, or 0 where r is in a wider format than `x`. */
  readonly lost: Expr
  /** An integer whose two lowest bits are n modulo 4. */
  readonly quadrant: Expr
}

/** The pieces of 2^(32·group)·2/π: weights 2^24 … 2^-4, 2^-5 … 2^-33 and 2^-34 … 2^-86. A float32 of the group is a multiple of 2^-23. */
const pieces = (group: number): readonly number[] =>
  [
    [24, 29],
    [-5, 29],
    [-34, 53],
  ].map(([high = 0, count = 0]) => Number(digitsOfTwoOverPi(high - 32 * group, count)) * 2 ** (high - count + 1))

const groups = [0, 1, 2, 3].map(pieces)

/** From here on the moderate reduction is not precise enough. */
export const thresholdFloat32 = 2 ** 12

/** π/2 in three float32. */
const halfPi = [1.5707963705062866, -4.371138828673793e-8, -1.7151245100058819e-15] as const

export function reduceModerateFloat32(magnitude: Expr): Reduced {
  const { n, pattern } = nearest(magnitude, 2 / Math.PI)
  return {
    r: halfPi.reduce((rest, part) => e.fma(n, like(magnitude, -part), rest), magnitude),
    lost: like(magnitude, 0),
    quadrant: pattern,
  }
}

export function reduceLargeFloat32(magnitude: Expr): Reduced {
  const wide = e.convert('float64', magnitude)
  const number = (value: number): Expr => e.constant('float64', value)
  // Two halvings of the exponent range find the group of x.
  const beyond64 = e.compare('ge', wide, number(2 ** 64))
  const once = e.select(beyond64, e.mul(wide, number(2 ** -64)), wide)
  const beyond32 = e.compare('ge', once, number(2 ** 32))
  const t = e.select(beyond32, e.mul(once, number(2 ** -32)), once)
  const piece = (i: number): Expr => {
    const [a, b, c, d] = groups.map(group => number(group[i] ?? 0))
    if (a === undefined || b === undefined || c === undefined || d === undefined) return number(0)
    return e.select(beyond32, e.select(beyond64, d, b), e.select(beyond64, c, a))
  }
  const modulo4 = (p: Expr): Expr => e.fma(e.unary('roundEven', e.mul(p, number(0.25))), number(-4), p)
  const first = modulo4(e.mul(t, piece(0)))
  const second = modulo4(e.mul(t, piece(1)))
  const third = piece(2)
  const n = e.unary('roundEven', e.fma(t, third, e.add(first, second)))
  // Where the sum nearly cancels it is exact; elsewhere its rounding does not matter.
  const turns = e.fma(t, third, e.add(e.sub(first, n), second))
  const r = e.mul(turns, number(Math.PI / 2))
  const quadrant = asBits(e.add(e.convert('float32', n), like(magnitude, 1.5 * 2 ** 23)))
  return { r, lost: number(0), quadrant }
}
