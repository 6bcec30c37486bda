// Sign, exponent and neighbours of floats from their bits, and scaling by any power of two with one rounding.

import type { Expr } from '../../core/expr.js'
import * as e from '../../core/expr.js'
import { isHalf } from '../../support/dtype.js'
import { asBits, bits, formatOf, integerLike, like } from './float-format.js'
import { scale } from './scale.js'

export function nextAfter(x: Expr, y: Expr): Expr {
  // Halves are compared as the float32 they are, and moved by their own patterns.
  const [a, b] = [e.widened(x), e.widened(y)]
  const integer = isHalf(x.type) ? 'int16' : formatOf(x).integer
  const pattern = (value: 1 | -1): Expr => e.constant(integer, integer === 'int64' ? BigInt(value) : value)
  const least = pattern(1)
  const leastNegative = e.or(
    least,
    e.binary('shiftLeft', least, e.constant(integer, integer === 'int64' ? 63n : integer === 'int32' ? 31 : 15)),
  )
  const zero = like(a, 0)
  const away = e.compare('eq', e.convert('uint8', e.compare('gt', b, a)), e.convert('uint8', e.compare('gt', a, zero)))
  // Patterns of either sign grow with the magnitude.
  const moved = e.add(e.bitcast(integer, x), e.select(away, pattern(1), pattern(-1)))
  const fromZero = e.select(e.compare('gt', b, zero), least, leastNegative)
  const value = e.bitcast(x.type, e.select(e.compare('eq', a, zero), fromZero, moved))
  const undefinedThere = e.or(e.compare('ne', a, a), e.compare('ne', b, b))
  return e.select(undefinedThere, e.constant(x.type, Number.NaN), e.select(e.compare('eq', a, b), y, value))
}

interface Parts {
  /** With ½ ≤ |m| < 1, where x is finite and not zero. */
  readonly m: Expr
  /** The exponent, as an integer as wide as x. */
  readonly k: Expr
  /** Whether x is finite and not zero. */
  readonly regular: Expr
}

function parts(x: Expr): Parts {
  const { fraction, bias, leastNormal, infinity } = formatOf(x)
  const magnitude = e.unary('abs', x)
  const subnormal = e.compare('lt', magnitude, like(x, leastNormal))
  const scaled = asBits(e.select(subnormal, e.mul(x, like(x, 2 ** fraction)), x))
  const field = e.binary('shiftRight', e.and(scaled, bits(x, infinity)), integerLike(scaled, fraction))
  const k = e.sub(field, e.select(subnormal, integerLike(field, bias - 1 + fraction), integerLike(field, bias - 1)))
  const m = e.bitcast(x.type, e.or(e.and(scaled, bits(x, ~infinity)), bits(x, BigInt(bias - 1) << BigInt(fraction))))
  const regular = e.and(e.compare('gt', magnitude, like(x, 0)), e.compare('lt', magnitude, like(x, Number.POSITIVE_INFINITY)))
  return { m, k, regular }
}

/** As int32; 0 for zeros, infinities and NaN. */
export function exponent(x: Expr): Expr {
  const { k, regular } = parts(x)
  return e.convert('int32', e.select(regular, k, integerLike(k, 0)))
}

/** x·2^by for an int32 `by`. */
export function ldexp(x: Expr, by: Expr): Expr {
  const { m, k, regular } = parts(x)
  const { bias, fraction } = formatOf(x)
  // Beyond these every float overflows, or vanishes.
  const most = 2 * (bias + fraction)
  const limited = (value: Expr, low: number, high: number): Expr => {
    const [least, greatest] = [integerLike(value, low), integerLike(value, high)]
    return e.select(e.compare('lt', value, least), least, e.select(e.compare('gt', value, greatest), greatest, value))
  }
  const power = e.add(k, e.convert(k.type, limited(by, -most, most)))
  return e.select(regular, scale(m, limited(power, -(bias + fraction + 2), bias + 2)), x)
}
