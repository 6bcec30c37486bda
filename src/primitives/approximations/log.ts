// log and log1p: x = m·2^k with m in [√½, √2), then log x = k·ln 2 + log(1 + f) with f = m - 1 exact.
// float32: log(1 + f) = f - f²/2 + f³·P(f). float64: with s = f/(2 + f), log(1 + f) = f - (h - s·(h + R(s²))), h = f²/2,
// which halves the number of terms for one division. Method: Tang, "Table-driven implementation of the logarithm function", 1990,
// and Sun's fdlibm, 1993. Coefficients: coefficients.py, `log`.

import type { Expr } from '../../core/expr.js'
import * as e from '../../core/expr.js'
import type { Sum } from './double-double.js'
import { bits, formatOf, like, polynomial, splitNormal, splitPositive } from './float-format.js'

// High parts end in enough zeros for their product with an exponent to be exact.
const ln2 = { float32: [0.693145751953125, 1.4286068203094173e-6], float64: [0.6931471803691238, 1.9082149292705877e-10] } as const

const tail32 = [
  0.3333333134651184, -0.2500081956386566, 0.2000124156475067, -0.16623403131961823, 0.1420154571533203, -0.1315964311361313,
  0.12762701511383057, -0.07637141644954681,
]
const tail64 = [
  0.6666666666666734, 0.39999999999416586, 0.2857142874204771, 0.22222198602444368, 0.181835630151195, 0.15314079948581735,
  0.1479568969395853,
]

/** k·ln 2 + log(1 + f) for f in [√½ - 1, √2 - 1], and something much smaller added before rounding. */
function assemble(f: Expr, k: Expr, more: Expr | null = null): Expr {
  const tiny = (curved: Expr): Expr => (more === null ? curved : e.add(curved, more))
  const half = like(f, 0.5)
  if (f.type === 'float32') {
    const [high, low] = ln2.float32
    const square = e.mul(f, f)
    const curved = e.fma(e.mul(square, f), polynomial(f, tail32), e.fma(k, like(f, low), e.mul(square, like(f, -0.5))))
    return e.fma(k, like(f, high), e.add(f, tiny(curved)))
  }
  const [high, low] = ln2.float64
  const s = e.div(f, e.add(f, like(f, 2)))
  const z = e.mul(s, s)
  const h = e.mul(e.mul(f, half), f)
  const curved = e.fma(s, e.fma(z, polynomial(z, tail64), h), e.fma(k, like(f, low), e.neg(h)))
  return e.fma(k, like(f, high), e.add(f, tiny(curved)))
}

/** What the logarithm is where its argument is zero, negative, infinite or NaN. */
export function outside(x: Expr, inside: Expr): Expr {
  const zero = like(x, 0)
  const positive = e.compare('gt', x, zero)
  const beyond = e.select(positive, x, e.select(e.compare('eq', x, zero), like(x, Number.NEGATIVE_INFINITY), like(x, Number.NaN)))
  return e.select(e.and(positive, e.compare('lt', x, like(x, Number.POSITIVE_INFINITY))), inside, beyond)
}

export function log(x: Expr): Expr {
  const { m, k } = splitPositive(x)
  return outside(x, assemble(e.sub(m, like(x, 1)), k))
}

/** log(1 + x): the exponent is taken from the rounded 1 + x, f from x itself, so nothing is lost. */
export function log1p(x: Expr): Expr {
  const { fraction, bias } = formatOf(x)
  const one = like(x, 1)
  const u = e.add(x, one)
  const { k, raised } = splitNormal(u)
  // 2^-k; k may be one more than the largest exponent, so it is made of a normal number and a quarter.
  const twice = e.bitcast(x.type, e.sub(bits(x, BigInt(2 * bias + 2) << BigInt(fraction)), raised))
  const inverse = e.mul(twice, like(x, 0.25))
  const f = e.fma(x, inverse, e.sub(inverse, one))
  const result = outside(u, assemble(f, k))
  return e.select(e.compare('lt', e.unary('abs', x), like(x, 2 ** -(fraction + 2))), x, result)
}

/** The logarithm of a positive normal sum times 2^doublings. */
export function logOfSum({ high, low }: Sum, doublings: Expr): Expr {
  const { m, k } = splitNormal(high)
  return assemble(e.sub(m, like(m, 1)), e.add(k, doublings), e.div(low, high))
}
