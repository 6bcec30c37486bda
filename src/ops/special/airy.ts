// Airy's function, elementwise over floats: series from -8 to 8, amplitudes of a cosine and a sine to the left, and of an exponential to
// the right. Far out the rounding of 2/3·|x|^(3/2) tells: errors grow as it does.
// Source: the forms of Abramowitz and Stegun (1964), 10.4; coefficients of our own (coefficients.py).

import type { Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import type { FloatFunction } from '../signatures/signatures.js'
import { inFloat64, type OfOne, withSlope } from './bessel.js'
import * as c from './bessel-coefficients.js'
import { chebyshevSeries, piecewiseSeries } from './chebyshev-series.js'
import { of } from './wide.js'

interface Coefficients {
  readonly left: readonly (readonly number[])[]
  readonly zero: readonly number[]
  readonly middle: readonly [readonly number[], readonly number[]]
  readonly right: readonly number[]
  readonly cosine: readonly number[]
  readonly sine: readonly number[]
}

const value: Coefficients = {
  ...{ left: c.airyLeft, zero: c.airyZero, middle: c.airyMiddle, right: c.airyRight, cosine: c.airyCosine, sine: c.airySine },
}
const slope: Coefficients = {
  ...{ left: c.slopeLeft, zero: c.slopeZero, middle: c.slopeMiddle, right: c.slopeRight, cosine: c.slopeCosine, sine: c.slopeSine },
}

/** 2/3·x^(3/2) */
const phase = (x: Tensor): Tensor => p.mul(of(x, 2 / 3), p.mul(x, p.sqrt(x)))

/** Ai or Ai'. @param power of x that the amplitude has far out */
function airy(x: Tensor, { left, zero, middle, right, cosine, sine }: Coefficients, power: -1 | 1): Tensor {
  const number = (n: number): Tensor => of(x, n)
  const [far, isInfinite] = [p.max(p.abs(x), number(8)), p.eq(p.abs(x), number(Number.POSITIVE_INFINITY))]
  const size = p.select(isInfinite, number(8), far)
  const root = p.sqrt(p.sqrt(size))
  const amplitude = power === 1 ? root : p.div(number(1), root)
  const xi = phase(size)
  const s = p.div(number(8), size)
  const cube = p.mul(p.mul(s, s), s)
  // ξ - π/4
  const [cos, sin] = [p.cos(xi), p.sin(xi)]
  const [a, b] = [p.mul(p.add(cos, sin), number(Math.SQRT1_2)), p.mul(p.sub(sin, cos), number(Math.SQRT1_2))]
  const [even, odd] = [chebyshevSeries(cube, [0, 1], cosine), p.mul(chebyshevSeries(cube, [0, 1], sine), p.sqrt(cube))]
  const waves = power === -1 ? p.add(p.mul(even, a), p.mul(odd, b)) : p.sub(p.mul(even, b), p.mul(odd, a))
  const oscillating = p.mul(p.mul(number(1 / Math.sqrt(Math.PI)), amplitude), waves)
  const decaying = p.mul(p.mul(chebyshevSeries(p.mul(s, p.sqrt(s)), [0, 1], right), amplitude), p.exp(p.neg(xi)))
  const near = p.clamp(number(1), x, number(8))
  const scaled = p.select(p.le(near, number(3)), chebyshevSeries(near, [1, 3], middle[0]), chebyshevSeries(near, [3, 8], middle[1]))
  const between = p.mul(scaled, p.exp(p.neg(phase(near))))
  const positive = p.select(p.le(x, number(1)), chebyshevSeries(x, [0, 1], zero), p.select(p.le(x, number(8)), between, decaying))
  const negative = p.select(p.ge(x, number(-8)), piecewiseSeries(x, -8, 2, left), oscillating)
  const found = p.select(p.ge(x, number(0)), positive, negative)
  // At -∞ the slope oscillates without bound.
  const isLost = p.and(isInfinite, p.and(p.lt(x, number(0)), p.eq(number(power), number(1))))
  return p.select(p.ne(x, x), x, p.select(isLost, number(Number.NaN), p.select(isInfinite, number(0), found)))
}

const airyValue: OfOne = withSlope(
  x => airy(x, value, -1),
  x => airySlope(x),
)
const airySlope: OfOne = withSlope(
  x => airy(x, slope, 1),
  x => p.mul(x, airyValue(x)),
)

/**
 * Airy's function Ai, the solution of `y'' = x·y` that vanishes at ∞: `Ai(x) = 1/π · ∫₀^∞ cos(t³/3 + x·t) dt`.
 * @param x floats[…]
 * @throws DTypeError unless float
 * @example
 * ```
 * airyAi(tensor([0, 100], 'float64')).toArray().map(y => y.toPrecision(6)) // ["0.355028", "2.63448e-291"]
 * ```
 * @source Abramowitz and Stegun (1964), 10.4
 */
export const airyAi: FloatFunction = inFloat64('airyAi', airyValue)
