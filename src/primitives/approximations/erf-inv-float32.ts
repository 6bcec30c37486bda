// The inverse error function in float32, with the very bits that JAX gives on CPUs, so that normal random numbers agree: x·P(w) with
// w = -log(1 - x²) and the coefficients of Giles, "Approximating the erfinv function", GPU Computing Gems, 2010; the logarithm is that
// of Cephes (Moshier, 1992). Each product and sum is rounded or fused as there.
// @deviation x² is rounded before it is subtracted: away from ±1 within 4 ulp, next to it (|x| > 0.99) up to 64 ulp off.

import type { Float32Arithmetic } from './float32-arithmetic.js'

// Coefficients as they stand in the sources, highest power first.
const giles = {
  central: [
    2.81022636e-8, 3.43273939e-7, -3.5233877e-6, -4.39150654e-6, 0.00021858087, -0.00125372503, -0.00417768164, 0.246640727, 1.50140941,
  ],
  tail: [
    -0.000200214257, 0.000100950558, 0.00134934322, -0.00367342844, 0.00573950773, -0.0076224613, 0.00943887047, 1.00167406, 2.83297682,
  ],
} as const

const cephes = {
  /** log(1 + f) = f - f²/2 + f³·P(f); P in three polynomials, to be joined by powers of f³. */
  log: [
    [7.0376836292e-2, -1.151461031e-1, 1.167699874e-1],
    [-1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1],
    [2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1],
  ],
  ln2: [0.693359375, -2.1219444e-4],
  /** log(1 + v) = v - v²/2 + v³·P(v)/Q(v) for |v| < √2 - 1. */
  numerator: [
    4.52700008624452e-5, 0.49854102823193375, 6.578732594206105, 29.911919328553072, 60.94966798098779, 57.11296359058554,
    20.039553499201283,
  ],
  denominator: [1, 15.06290908346919, 83.0475659679672, 221.76239823732857, 309.0987222531206, 216.42788614495947, 60.11866049760384],
} as const

/** The function over any float32 arithmetic. */
export function erfInvFloat32<T, C>(on: Float32Arithmetic<T, C>): (x: T) => T {
  const { constant, add, sub, mul, fma, select, less } = on
  const [zero, one, minusHalf] = [constant(0), constant(1), constant(-0.5)]

  const horner = (t: T, coefficients: readonly number[]): T =>
    coefficients.slice(1).reduce((sum, c) => fma(sum, t, constant(c)), constant(coefficients[0] ?? 0))

  /** log(u) for 0 < u ≤ 1. */
  function log(u: T): T {
    const { m, k } = on.split(u)
    // m goes from [½, 1) to [√½, √2).
    const low = less(m, constant(Math.SQRT1_2))
    const exponent = sub(k, select(low, one, zero))
    const f = add(sub(m, one), select(low, m, zero))
    const square = mul(f, f)
    const cube = mul(square, f)
    const tail = cephes.log.map(row => horner(f, row)).reduce((sum, part) => fma(sum, cube, part))
    const [high, rest] = cephes.ln2
    const small = fma(tail, cube, mul(exponent, constant(rest)))
    return fma(exponent, constant(high), add(fma(minusHalf, square, f), small))
  }

  /** log(1 + v) for -1 < v ≤ 0. */
  function log1p(v: T): T {
    const square = mul(v, v)
    const ratio = on.div(horner(v, cephes.numerator), horner(v, cephes.denominator))
    const near = add(v, fma(minusHalf, square, mul(mul(v, square), ratio)))
    return select(less(constant(1 - Math.SQRT2), v), near, log(add(v, one)))
  }

  return x => {
    const logarithm = log1p(mul(x, on.neg(x)))
    const central = less(constant(-5), logarithm)
    const t = select(central, sub(constant(-2.5), logarithm), sub(on.sqrt(on.neg(logarithm)), constant(3)))
    const coefficients = giles.central.map((c, i) => select(central, constant(c), constant(giles.tail[i] ?? 0)))
    const inside = mul(
      coefficients.reduce((sum, c) => fma(sum, t, c)),
      x,
    )
    const magnitude = on.abs(x)
    const end = select(on.equal(magnitude, one), mul(x, constant(Number.POSITIVE_INFINITY)), constant(Number.NaN))
    return select(less(magnitude, one), inside, end)
  }
}
