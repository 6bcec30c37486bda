// Modified Bessel functions of the second kind, elementwise over floats: with the logarithm taken out up to 1, and without their
// exponential beyond.
// Source: the forms of Abramowitz and Stegun (1964), 9.6 and 9.7; coefficients of our own (coefficients.py).

import type { Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import type { FloatFunction } from '../signatures/signatures.js'
import { inFloat64, type OfOne, withSlope } from './bessel.js'
import * as c from './bessel-coefficients.js'
import { chebyshevSeries } from './chebyshev-series.js'
import { of } from './wide.js'

/** Up to 1: K₀ = R(x²) - ln x · I₀, and K₁ = 1/x + ln x · I₁ + x·R(x²). */
function near(order: 0 | 1, x: Tensor): Tensor {
  const rest = chebyshevSeries(p.mul(x, x), [0, 1], order === 0 ? c.k0 : c.k1)
  if (order === 0) return p.sub(rest, p.mul(p.log(x), p.i0(x)))
  return p.add(p.div(of(x, 1), x), p.add(p.mul(p.log(x), p.i1(x)), p.mul(x, rest)))
}

/** From 1 on: √x·eˣ·K, by 2/x. */
function beyond(order: 0 | 1, x: Tensor): Tensor {
  const z = p.div(of(x, 2), x)
  const [first, second, third] = order === 0 ? c.k0Far : c.k1Far
  const nearer = p.select(p.le(z, of(z, 1)), chebyshevSeries(z, [0.25, 1], second), chebyshevSeries(z, [1, 2], third))
  return p.select(p.le(z, of(z, 0.25)), chebyshevSeries(z, [0, 0.25], first), nearer)
}

/** ∞ at 0, NaN below. */
function decaying(order: 0 | 1, isScaled: boolean): OfOne {
  return operand => {
    const [zero, one] = [of(operand, 0), of(operand, 1)]
    const isPositive = p.gt(operand, zero)
    const x = p.select(isPositive, operand, one)
    const isSmall = p.le(x, one)
    const [small, large] = [p.min(x, one), p.max(x, one)]
    const first = near(order, small)
    const rest = p.div(beyond(order, large), p.sqrt(large))
    const found = isScaled
      ? p.select(isSmall, p.mul(first, p.exp(small)), rest)
      : p.select(isSmall, first, p.mul(rest, p.exp(p.neg(large))))
    return p.select(isPositive, found, p.select(p.eq(operand, zero), of(x, Number.POSITIVE_INFINITY), of(x, Number.NaN)))
  }
}

const besselK0: OfOne = withSlope(decaying(0, false), x => p.neg(besselK1(x)))
const besselK1: OfOne = withSlope(decaying(1, false), x => p.neg(p.add(besselK0(x), p.div(besselK1(x), x))))
const scaledK0: OfOne = withSlope(decaying(0, true), x => p.sub(scaledK0(x), scaledK1(x)))
const scaledK1: OfOne = withSlope(decaying(1, true), x => p.sub(p.sub(scaledK1(x), scaledK0(x)), p.div(scaledK1(x), x)))

/**
 * The modified Bessel function of the second kind of order 0: `K₀(x) = ∫₀^∞ exp(-x·cosh t) dt`; ∞ at 0, NaN below.
 * @param x floats[…]
 * @throws DTypeError unless float
 * @example
 * ```
 * k0(tensor([0, Infinity])).toArray() // [Infinity, 0]
 * ```
 */
export const k0: FloatFunction = inFloat64('k0', besselK0)

/**
 * The modified Bessel function of the second kind of order 1: `K₁(x) = -K₀'(x)`; ∞ at 0, NaN below.
 * @param x floats[…]
 * @throws DTypeError unless float
 * @example
 * ```
 * k1(tensor([0, Infinity])).toArray() // [Infinity, 0]
 * ```
 */
export const k1: FloatFunction = inFloat64('k1', besselK1)

/**
 * The modified Bessel function of the second kind of order 0, scaled: `eˣ · K₀(x)`, which goes on where K₀ vanishes.
 * @param x floats[…]
 * @throws DTypeError unless float
 * @example
 * ```
 * k0e(tensor([0, Infinity])).toArray() // [Infinity, 0]
 * ```
 */
export const k0e: FloatFunction = inFloat64('k0e', scaledK0)

/**
 * The modified Bessel function of the second kind of order 1, scaled: `eˣ · K₁(x)`, which goes on where K₁ vanishes.
 * @param x floats[…]
 * @throws DTypeError unless float
 * @example
 * ```
 * k1e(tensor([0, Infinity])).toArray() // [Infinity, 0]
 * ```
 */
export const k1e: FloatFunction = inFloat64('k1e', scaledK1)
