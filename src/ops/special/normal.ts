// The normal distribution function's inverse and logarithm, elementwise over floats.

import type { Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { customJvp } from '../../transforms/index.js'
import type { FloatFunction } from '../signatures/signatures.js'
import { typed } from '../signatures/signatures.js'
import { of, polynomial, widened } from './wide.js'

/** Quotients of polynomials: numerators and denominators for the middle, the tails and the far tails. */
const quotients = {
  middle: [
    [
      3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987, 67265.7709270087, 33430.57558358813,
      2509.0809287301227,
    ],
    [
      1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271, 28729.085735721943,
      5226.495278852854,
    ],
  ],
  tail: [
    [
      1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684, 0.2417807251774506,
      0.022723844989269184, 0.0007745450142783414,
    ],
    [
      1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457, 0.0005475938084995345,
      1.0507500716444169e-9,
    ],
  ],
  far: [
    [
      6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124, 0.0012426609473880784,
      2.7115555687434876e-5, 2.0103343992922881e-7,
    ],
    [
      1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133, 1.8463183175100548e-5, 1.421511758316446e-7,
      2.0442631033899397e-15,
    ],
  ],
} as const

const quotient = (t: Tensor, [above, below]: readonly [readonly number[], readonly number[]]): Tensor =>
  p.div(polynomial(t, above), polynomial(t, below))

function quantile(probability: Tensor): Tensor {
  const number = (value: number): Tensor => of(probability, value)
  const q = p.sub(probability, number(0.5))
  const isMiddle = p.le(p.abs(q), number(0.425))
  const isLeft = p.lt(q, number(0))
  const outside = p.select(isLeft, probability, p.sub(number(1), probability))
  // What is outside of 0 … 1 has a logarithm of NaN, and its ends have an infinite one.
  const r = p.sqrt(p.neg(p.log(outside)))
  const isFar = p.gt(r, number(5))
  const size = p.select(isFar, quotient(p.sub(r, number(5)), quotients.far), quotient(p.sub(r, number(1.6)), quotients.tail))
  const end = p.select(p.eq(outside, number(0)), number(Number.POSITIVE_INFINITY), size)
  const middle = p.mul(q, quotient(p.sub(number(0.180625), p.mul(q, q)), quotients.middle))
  return p.select(isMiddle, middle, p.select(isLeft, p.neg(end), end))
}

const rootTwoPi = Math.sqrt(2 * Math.PI)

const differentiableQuantile = customJvp(quantile, ([x], [t]): readonly [Tensor, Tensor] => {
  const y = differentiableQuantile(x)
  return [y, p.mul(t, p.mul(of(y, rootTwoPi), p.exp(p.mul(of(y, 0.5), p.mul(y, y)))))]
})

/**
 * The quantiles of the standard normal distribution, the inverse of `ndtr`: the x below which a share p of it lies; ∓∞ at 0 and 1, NaN
 * outside of them. Within 6 ulp.
 * @param x floats[…], probabilities
 * @throws DTypeError unless float
 * @example
 * ```
 * ndtri(tensor([0.5, 0])).toArray() // [0, -Infinity]
 * ndtri(tensor(0.975)).item().toFixed(5) // "1.95996"
 * ```
 * @source M. J. Wichura, "Algorithm AS 241: the percentage points of the normal distribution", 1988
 */
export const ndtri: FloatFunction = x => {
  const { wide, narrow } = widened('ndtri', [x])
  return typed(narrow(differentiableQuantile(wide[0] as Tensor)))
}

function logarithm(x: Tensor): Tensor {
  const number = (value: number): Tensor => of(x, value)
  const t = p.mul(x, number(Math.SQRT1_2))
  const isTail = p.lt(x, number(-1))
  const tail = p.sub(p.log(p.mul(number(0.5), p.erfcx(p.neg(p.select(isTail, t, number(-1)))))), p.mul(number(0.5), p.mul(x, x)))
  const rest = p.log1p(p.neg(p.ndtr(p.neg(p.select(isTail, number(0), x)))))
  return p.select(isTail, tail, rest)
}

const differentiableLogarithm = customJvp(logarithm, ([x], [t]): readonly [Tensor, Tensor] => {
  // The density over the distribution function, of which neither vanishes alone.
  const slope = p.div(of(x, Math.sqrt(2 / Math.PI)), p.erfcx(p.mul(of(x, -Math.SQRT1_2), x)))
  return [differentiableLogarithm(x), p.mul(t, slope)]
})

/**
 * The logarithm of the standard normal distribution function: `ln Φ(x)`, which goes on where Φ vanishes. Within 4 ulp.
 * @param x floats[…]
 * @throws DTypeError unless float
 * @example
 * ```
 * logNdtr(tensor([0, -100], 'float64')).toArray() // [-0.6931471805599453, -5005.524208694205]
 * ```
 */
export const logNdtr: FloatFunction = x => {
  const { wide, narrow } = widened('logNdtr', [x])
  return typed(narrow(differentiableLogarithm(wide[0] as Tensor)))
}
