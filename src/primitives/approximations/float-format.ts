// How the bits of a float are laid out, and the few tricks on them that the approximations share: exact for every rounding mode
// "to nearest", free of branches. Source of the tricks: Muller et al., "Handbook of Floating-Point Arithmetic", 2018.

import type { Expr } from '../../core/expr.js'
import * as e from '../../core/expr.js'
import { InternalError } from '../../support/errors.js'

export interface FloatFormat {
  readonly integer: 'int32' | 'int64'
  readonly unsigned: 'uint32' | 'uint64'
  /** Bits of the fraction, without the leading one. */
  readonly fraction: number
  readonly bias: number
  readonly infinity: bigint
  readonly leastNormal: number
}

const formats = {
  float32: { integer: 'int32', unsigned: 'uint32', fraction: 23, bias: 127, infinity: 0x7f800000n, leastNormal: 2 ** -126 },
  float64: { integer: 'int64', unsigned: 'uint64', fraction: 52, bias: 1023, infinity: 0x7ff0000000000000n, leastNormal: 2 ** -1022 },
} as const satisfies Record<string, FloatFormat>

export type FloatName = keyof typeof formats

/** The float type of an expression. */
export function floatName(x: Expr): FloatName {
  if (x.type === 'float32' || x.type === 'float64') return x.type
  throw new InternalError(`an approximation needs a float; got ${x.type}`)
}

export const formatOf = (x: Expr): FloatFormat => formats[floatName(x)]

/** A constant of the type of `x`, rounded to it. */
export const like = (x: Expr, value: number): Expr => e.constant(x.type, x.type === 'float32' ? Math.fround(value) : value)

/** A constant bit pattern as wide as `x`. */
export function bits(x: Expr, value: bigint): Expr {
  const { integer } = formatOf(x)
  return e.constant(integer, integer === 'int32' ? Number(BigInt.asIntN(32, value)) : BigInt.asIntN(64, value))
}

export const asBits = (x: Expr): Expr => e.bitcast(formatOf(x).integer, x)

/** Moves bits up by a fixed number of places. */
export const raise = (pattern: Expr, by: number): Expr => e.binary('shiftLeft', pattern, integerLike(pattern, by))

export const integerLike = (pattern: Expr, value: number): Expr =>
  e.constant(pattern.type, pattern.type === 'int64' || pattern.type === 'uint64' ? BigInt(value) : value)

/** `a·x^0 + b·x^1 + …` by Horner's rule, one rounding a step. */
export function polynomial(x: Expr, coefficients: readonly number[]): Expr {
  const descending = coefficients.map(c => like(x, c)).reverse()
  return descending.reduce((sum, c) => e.fma(sum, x, c))
}

/** `x` where it is not beyond the bound; NaN stays NaN. */
export const atMost = (x: Expr, bound: number): Expr => e.select(e.compare('gt', x, like(x, bound)), like(x, bound), x)
export const atLeast = (x: Expr, bound: number): Expr => e.select(e.compare('lt', x, like(x, bound)), like(x, bound), x)

export interface Nearest {
  /** The integer as a float. */
  readonly n: Expr
  /** A bit pattern whose low bits, all below those of the exponent, are the integer in two's complement. */
  readonly pattern: Expr
}

/** The integer nearest to `x·factor`, which must be small: adding 1.5·2^fraction leaves it in the low bits of the sum. */
export function nearest(x: Expr, factor: number): Nearest {
  const shifter = like(x, 1.5 * 2 ** formatOf(x).fraction)
  const shifted = e.fma(x, like(x, factor), shifter)
  return { n: e.sub(shifted, shifter), pattern: asBits(shifted) }
}

/** `2^n` from a pattern whose low bits are `n`, for normal results. */
export function powerOfTwo(x: Expr, pattern: Expr): Expr {
  const { fraction, bias } = formatOf(x)
  return e.bitcast(x.type, e.add(raise(pattern, fraction), bits(x, BigInt(bias) << BigInt(fraction))))
}

/** The sign bit of `x` alone. */
const signOf = (x: Expr): Expr => e.and(asBits(x), bits(x, 1n << (formatOf(x).integer === 'int32' ? 31n : 63n)))

/** A positive `x` with the sign of `signed`. */
export const withSignOf = (x: Expr, signed: Expr): Expr => e.bitcast(x.type, e.or(asBits(x), signOf(signed)))

/** `x`, with the other sign where `signed` is negative. */
export const turnedAs = (x: Expr, signed: Expr): Expr => e.bitcast(x.type, e.binary('xor', asBits(x), signOf(signed)))

/** Whether the sign bit is set, that of zero and NaN too. */
export const isNegative = (x: Expr): Expr => e.compare('lt', asBits(x), bits(x, 0n))

/** Whether a whole `x` is odd. */
export function isOddNumber(x: Expr): Expr {
  const half = e.mul(x, like(x, 0.5))
  return e.compare('ne', e.unary('floor', half), half)
}

export interface Split {
  /** The significand, in [√½, √2). */
  readonly m: Expr
  /** The exponent as a float. */
  readonly k: Expr
  /** The biased exponent in its place, as bits. */
  readonly raised: Expr
}

/** `x = m·2^k`: a positive normal `x` split by its bits. */
export const splitNormal = (x: Expr): Split => split(x, like(x, offsetOf(x)))

/** What 2^fraction with the biased exponent in its low bits is beyond the exponent. */
const offsetOf = (x: Expr): number => 2 ** formatOf(x).fraction + formatOf(x).bias

/** `x = m·2^k`: a positive `x` split by its bits, which a subnormal is scaled up for. */
export function splitPositive(x: Expr): Split {
  const { fraction, leastNormal } = formatOf(x)
  const subnormal = e.compare('lt', x, like(x, leastNormal))
  const scaled = e.select(subnormal, e.mul(x, like(x, 2 ** fraction)), x)
  return split(scaled, e.select(subnormal, like(x, offsetOf(x) + fraction), like(x, offsetOf(x))))
}

function split(x: Expr, offset: Expr): Split {
  const { fraction, bias, unsigned, integer } = formatOf(x)
  const places = BigInt(fraction)
  // sqrt(1/2), rounded down.
  const root = fraction === 23 ? 0x3f3504f3n : 0x3fe6a09e667f3bccn
  const one = BigInt(bias) << places
  const shifted = e.bitcast(unsigned, e.add(asBits(x), bits(x, one - root)))
  const biased = e.bitcast(integer, e.binary('shiftRight', shifted, integerLike(shifted, fraction)))
  const raised = raise(biased, fraction)
  // Put into the low bits of 2^fraction, the biased exponent becomes a float.
  const counted = e.bitcast(x.type, e.or(biased, bits(x, (BigInt(bias) + places) << places)))
  return { m: e.bitcast(x.type, e.sub(asBits(x), e.sub(raised, bits(x, one)))), k: e.sub(counted, offset), raised }
}
