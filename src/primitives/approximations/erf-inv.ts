// The inverse error function, x·P(w) with w = -log(1 - x²): P is smooth on the whole range, in three pieces of which one is chosen.
// Source: Giles, "Approximating the erfinv function", GPU Computing Gems, 2010.
// float64 takes 1 - x² from one fused operation, and is within 2 ulp. float32 is made to have the very bits that JAX gives on CPUs, so that
// normal random numbers agree: its coefficients are Giles', its log1p that of Cephes (Moshier, 1992), each product and sum rounded
// or fused as there. @deviation near ±1 it inherits the rounding of x²: it solves for a number next to 1 - x².

import type { Expr } from '../../core/expr.js'
import * as e from '../../core/expr.js'
import { like, polynomial } from './float-format.js'

/** Coefficients as they stand in the sources, highest power first. */
const giles = {
  central: [
    2.81022636e-8, 3.43273939e-7, -3.5233877e-6, -4.39150654e-6, 0.00021858087, -0.00125372503, -0.00417768164, 0.246640727, 1.50140941,
  ],
  tail: [
    -0.000200214257, 0.000100950558, 0.00134934322, -0.00367342844, 0.00573950773, -0.0076224613, 0.00943887047, 1.00167406, 2.83297682,
  ],
} as const

const cephes = {
  /** log(1 + f) = f - f²/2 + f³·P(f), three polynomials in f of which each stands for every third power. */
  log: [
    [7.0376836292e-2, -1.151461031e-1, 1.167699874e-1],
    [-1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1],
    [2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1],
  ],
  ln2: [0.693359375, -2.1219444e-4],
  /** log(1 + v) = v - v²/2 + v³·P(v)/Q(v) for |v| < √2 - 1. */
  numerator: [
    4.52700008624452e-5, 0.49854102823193375, 6.578732594206104, 29.911919328553072, 60.94966798098779, 57.11296359058554,
    20.039553499201283,
  ],
  denominator: [1, 15.062909083469192, 83.04756596796722, 221.76239823732857, 309.09872225312057, 216.42788614495947, 60.11866049760384],
} as const

const falling = (x: Expr, coefficients: readonly number[]): Expr => polynomial(x, coefficients.toReversed())

/** log(u) for 0 < u ≤ 1, as Cephes' logf. */
function cephesLog(u: Expr): Expr {
  const one = like(u, 1)
  const pattern = e.bitcast('int32', u)
  const places = e.constant('int32', 23)
  // u = m·2^k with m in [½, 1), then in [√½, √2).
  const m = e.bitcast('float32', e.or(e.and(pattern, e.constant('int32', 0x807fffff | 0)), e.constant('int32', 0x3f000000)))
  const exponent = e.convert('float32', e.sub(e.binary('shiftRight', pattern, places), e.constant('int32', 126)))
  const low = e.compare('lt', m, like(u, Math.SQRT1_2))
  const k = e.sub(exponent, e.select(low, one, like(u, 0)))
  const f = e.add(e.sub(m, one), e.select(low, m, like(u, 0)))
  const square = e.mul(f, f)
  const cube = e.mul(square, f)
  const [a, b, c] = cephes.log.map(row => falling(f, row))
  if (a === undefined || b === undefined || c === undefined) return u
  const tail = e.fma(e.fma(a, cube, b), cube, c)
  const [high, lowPart] = cephes.ln2
  const small = e.fma(tail, cube, e.mul(k, like(u, lowPart)))
  return e.fma(k, like(u, high), e.add(e.fma(like(u, -0.5), square, f), small))
}

/** log(1 + v) for -1 < v ≤ 0, as Cephes' log1p. */
function cephesLog1p(v: Expr): Expr {
  const square = e.mul(v, v)
  const ratio = e.div(falling(v, cephes.numerator), falling(v, cephes.denominator))
  const near = e.add(v, e.fma(like(v, -0.5), square, e.mul(e.mul(v, square), ratio)))
  return e.select(e.compare('gt', v, like(v, 1 - Math.SQRT2)), near, cephesLog(e.add(v, like(v, 1))))
}

/** Infinite at ±1, undefined beyond. */
function atEnds(x: Expr, inside: Expr): Expr {
  const magnitude = e.unary('abs', x)
  const one = like(x, 1)
  const end = e.select(e.compare('eq', magnitude, one), e.mul(x, like(x, Number.POSITIVE_INFINITY)), like(x, Number.NaN))
  return e.select(e.compare('lt', magnitude, one), inside, end)
}

function erfInv32(x: Expr): Expr {
  const logarithm = cephesLog1p(e.mul(x, e.neg(x)))
  const central = e.compare('gt', logarithm, like(x, -5))
  const t = e.select(central, e.sub(like(x, -2.5), logarithm), e.sub(e.unary('sqrt', e.neg(logarithm)), like(x, 3)))
  const [first, ...rest] = giles.central.map((c, i) => e.select(central, like(x, c), like(x, giles.tail[i] ?? 0)))
  if (first === undefined) return x
  return atEnds(
    x,
    e.mul(
      rest.reduce((sum, c) => e.fma(sum, t, c), first),
      x,
    ),
  )
}

export const erfInv = (x: Expr): Expr => (x.type === 'float32' ? erfInv32(x) : x)
