// Bessel functions of the orders 0 and 1, elementwise over floats: series up to 8, beyond it amplitudes of a cosine and a sine. Near their
// zeros they are exact to about 2⁻⁵² of their amplitude, not of themselves.
// Source: the forms of Abramowitz and Stegun (1964), 9.1 and 9.2; coefficients of our own (coefficients.py).

import type { Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { customJvp } from '../../transforms/index.js'
import { type FloatFunction, typed } from '../signatures/signatures.js'
import * as c from './bessel-coefficients.js'
import { chebyshevSeries, piecewiseSeries } from './chebyshev-series.js'
import { of, widened } from './wide.js'

export type OfOne = (x: Tensor) => Tensor

/** The operation that a function of float64 tensors is: computed in float64 and rounded once. */
export const inFloat64 =
  (operation: string, f: OfOne): FloatFunction =>
  x => {
    const { wide, narrow } = widened(operation, [x])
    return typed(narrow(f(wide[0] as Tensor)))
  }

/** A function whose derivative is told; both are functions of the argument. */
export function withSlope(f: OfOne, slope: OfOne): OfOne {
  const differentiable = customJvp(f, ([x], [t]): readonly [Tensor, Tensor] => [differentiable(x), p.mul(t, slope(x))])
  return differentiable
}

const square = (x: Tensor): Tensor => p.mul(x, x)
const isInfinite = (x: Tensor): Tensor => p.eq(x, of(x, Number.POSITIVE_INFINITY))

/** From 8 on: `√(1/πx) · (P·a + Q·b)`, whose a and b are sums of the cosine and the sine of x. */
function far(x: Tensor, order: 0 | 1, combine: (cosine: Tensor, sine: Tensor) => readonly [Tensor, Tensor]): Tensor {
  // Nearer than 8 it is not looked at.
  const at = p.max(x, of(x, 8))
  const ratio = p.div(of(x, 8), at)
  const s = square(ratio)
  const [cosines, sines] = order === 0 ? [c.cosine0, c.sine0] : [c.cosine1, c.sine1]
  const [a, b] = combine(p.cos(at), p.sin(at))
  const waves = p.add(p.mul(chebyshevSeries(s, [0, 1], cosines), a), p.mul(p.mul(chebyshevSeries(s, [0, 1], sines), ratio), b))
  return p.select(isInfinite(x), of(x, 0), p.mul(p.sqrt(p.div(of(x, 1 / Math.PI), at)), waves))
}

/** One form up to 2, others up to 8, and another beyond; NaN stays. */
function joined(x: Tensor, first: Tensor, pieces: readonly (readonly number[])[], beyond: Tensor): Tensor {
  const near = p.select(p.le(x, of(x, 2)), first, piecewiseSeries(x, 2, 2, pieces))
  return p.select(p.ne(x, x), x, p.select(p.le(x, of(x, 8)), near, beyond))
}

/** J₁(x)/x, which is smooth at 0. */
function firstOverX(x: Tensor): Tensor {
  const size = p.abs(x)
  const isSmall = p.le(size, of(x, 2))
  const small = chebyshevSeries(square(p.select(isSmall, x, of(x, 0))), [0, 4], c.j1[0])
  return p.select(isSmall, small, p.div(besselJ1(x), p.select(isSmall, of(x, 1), x)))
}

const besselJ0: OfOne = withSlope(
  operand => {
    const x = p.abs(operand)
    const first = chebyshevSeries(square(x), [0, 4], c.j0[0])
    const beyond = far(x, 0, (cosine, sine) => [p.add(cosine, sine), p.sub(cosine, sine)])
    return joined(x, first, c.j0.slice(1), beyond)
  },
  x => p.neg(besselJ1(x)),
)

const besselJ1: OfOne = withSlope(
  operand => {
    const x = p.abs(operand)
    const first = p.mul(x, chebyshevSeries(square(x), [0, 4], c.j1[0]))
    const beyond = far(x, 1, (cosine, sine) => [p.sub(sine, cosine), p.add(sine, cosine)])
    const found = joined(x, first, c.j1.slice(1), beyond)
    return p.select(p.lt(operand, of(x, 0)), p.neg(found), found)
  },
  x => p.sub(besselJ0(x), firstOverX(x)),
)

/** What a function of positive numbers is elsewhere: its limit at 0, NaN below. */
function ofPositive(x: Tensor, atZero: number, f: (positive: Tensor) => Tensor): Tensor {
  const zero = of(x, 0)
  const isPositive = p.gt(x, zero)
  return p.select(isPositive, f(p.select(isPositive, x, of(x, 1))), p.select(p.eq(x, zero), of(x, atZero), of(x, Number.NaN)))
}

const besselY0: OfOne = withSlope(
  operand =>
    ofPositive(operand, Number.NEGATIVE_INFINITY, x => {
      const small = p.min(x, of(x, 2))
      const logarithm = p.mul(p.mul(of(x, 2 / Math.PI), p.log(small)), besselJ0(small))
      const beyond = far(x, 0, (cosine, sine) => [p.sub(sine, cosine), p.add(cosine, sine)])
      return joined(x, p.add(logarithm, chebyshevSeries(square(small), [0, 4], c.y0[0])), c.y0.slice(1), beyond)
    }),
  x => p.neg(besselY1(x)),
)

const besselY1: OfOne = withSlope(
  operand =>
    ofPositive(operand, Number.NEGATIVE_INFINITY, x => {
      const small = p.min(x, of(x, 2))
      const poles = p.mul(of(x, 2 / Math.PI), p.sub(p.mul(p.log(small), besselJ1(small)), p.div(of(x, 1), small)))
      const first = p.add(poles, p.mul(small, chebyshevSeries(square(small), [0, 4], c.y1[0])))
      const beyond = far(x, 1, (cosine, sine) => [p.neg(p.add(sine, cosine)), p.sub(sine, cosine)])
      return joined(x, first, c.y1.slice(1), beyond)
    }),
  x => p.sub(besselY0(x), p.div(besselY1(x), x)),
)

/**
 * The Bessel function of the first kind of order 0: `J₀(x) = 1/π · ∫₀^π cos(x·sin θ) dθ`.
 * @param x floats[…]
 * @throws DTypeError unless float
 * @example
 * ```
 * j0(tensor([0, Infinity])).toArray() // [1, 0]
 * ```
 * @source Abramowitz and Stegun (1964), 9.1
 */
export const j0: FloatFunction = inFloat64('j0', besselJ0)

/**
 * The Bessel function of the first kind of order 1: `J₁(x) = -J₀'(x)`.
 * @param x floats[…]
 * @throws DTypeError unless float
 * @example
 * ```
 * j1(tensor([0, Infinity])).toArray() // [0, 0]
 * ```
 * @source Abramowitz and Stegun (1964), 9.1
 */
export const j1: FloatFunction = inFloat64('j1', besselJ1)

/**
 * The Bessel function of the second kind of order 0; -∞ at 0, NaN below.
 * @param x floats[…]
 * @throws DTypeError unless float
 * @example
 * ```
 * y0(tensor([0, Infinity])).toArray() // [-Infinity, 0]
 * ```
 * @source Abramowitz and Stegun (1964), 9.1
 */
export const y0: FloatFunction = inFloat64('y0', besselY0)

/**
 * The Bessel function of the second kind of order 1: `Y₁(x) = -Y₀'(x)`; -∞ at 0, NaN below.
 * @param x floats[…]
 * @throws DTypeError unless float
 * @example
 * ```
 * y1(tensor([0, Infinity])).toArray() // [-Infinity, 0]
 * ```
 * @source Abramowitz and Stegun (1964), 9.1
 */
export const y1: FloatFunction = inFloat64('y1', besselY1)

/** sin x / x by its series up to 1, whose terms fall fast. */
const sphericalTerms = [1, -1 / 6, 1 / 120, -1 / 5040, 1 / 362880, -1 / 39916800, 1 / 6227020800, -1 / 1307674368000, 1 / 355687428096000]

function spherical(x: Tensor): Tensor {
  const isSmall = p.le(p.abs(x), of(x, 1))
  const s = square(p.select(isSmall, x, of(x, 0)))
  const series = sphericalTerms.map(term => of(x, term)).reduceRight((sum, term) => p.add(p.mul(sum, s), term))
  const divisor = p.select(p.or(isSmall, isInfinite(p.abs(x))), of(x, 1), x)
  const rest = p.select(isInfinite(p.abs(x)), of(x, 0), p.div(p.sin(divisor), divisor))
  return p.select(isSmall, series, rest)
}

/**
 * The spherical Bessel function of the first kind of order 0: `sin x / x`, 1 at 0.
 * @param x floats[…]
 * @throws DTypeError unless float
 * @example
 * ```
 * sphericalJ0(tensor([0, Infinity])).toArray() // [1, 0]
 * ```
 * @source Abramowitz and Stegun (1964), 10.1
 */
export const sphericalJ0: FloatFunction = inFloat64('sphericalJ0', spherical)
