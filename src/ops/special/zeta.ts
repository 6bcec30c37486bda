// Hurwitz's zeta function, elementwise over floats: the first terms are added from the last to the first, the others come from Euler and
// Maclaurin's formula.

import type { Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { type FloatBinaryFunction, typed } from '../signatures/signatures.js'
import { of, widened } from './wide.js'

const terms = 20

/** B₂ₖ / (2k)! for k = 1, 2, … */
const corrections = [
  1 / 12,
  -1 / 720,
  1 / 30240,
  -1 / 1209600,
  1 / 47900160,
  -691 / 1307674368000,
  1 / 74724249600,
  -3617 / 10670622842880000,
  43867 / 5109094217170944000,
  -174611 / 802857662698291200000,
]

function hurwitz(s: Tensor, q: Tensor): Tensor {
  const number = (value: number): Tensor => of(q, value)
  const power = (x: Tensor): Tensor => p.pow(x, p.neg(s))
  const w = p.add(q, number(terms))
  const last = power(w)
  // s·(s + 1)…(s + 2k) / w^(2k + 1)
  let factor = p.div(s, w)
  let tail = number(0)
  for (const [k, c] of corrections.entries()) {
    tail = p.add(tail, p.mul(number(c), factor))
    const [next, after] = [p.add(s, number(2 * k + 1)), p.add(s, number(2 * k + 2))]
    factor = p.mul(factor, p.mul(p.div(next, w), p.div(after, w)))
  }
  let sum = p.mul(last, p.add(p.add(p.div(w, p.sub(s, number(1))), number(0.5)), tail))
  for (let i = terms - 1; i >= 0; i--) sum = p.add(sum, power(p.add(q, number(i))))
  return sum
}

/**
 * Hurwitz's zeta function: `ζ(s, q) = Σ 1/(q + i)ˢ`, summed over all i ≥ 0; Riemann's where q is 1. ∞ for s = 1 and at the poles q = 0, -1, …;
 * NaN for s < 1, for q below 0 where s is no whole number, and for q below -19. Within 16 ulp for positive q.
 * @param s floats[…], or a JavaScript number, which takes the dtype of q
 * @param q likewise; shapes broadcast, dtypes promote
 * @returns the broadcast shape, of the promoted dtype; differentiable in both
 * @throws ShapeError when the shapes do not broadcast, DTypeError when the dtypes do not promote or are not float
 * @example
 * ```
 * zeta(tensor([2], 'float64'), 1).toArray() // [1.6449340668482264]
 * ```
 */
export const zeta: FloatBinaryFunction = (s, q) => {
  const { wide, narrow } = widened('zeta', [s, q])
  const [order, start] = wide as [Tensor, Tensor]
  const number = (value: number): Tensor => of(start, value)
  const [zero, one] = [number(0), number(1)]
  const isWhole = (x: Tensor): Tensor => p.eq(p.floor(x), x)
  const isPole = p.and(p.le(start, zero), isWhole(start))
  const isOutside = p.or(p.lt(order, one), p.or(p.and(p.lt(start, zero), p.not(isWhole(order))), p.lt(start, number(1 - terms))))
  const isInfinite = p.or(p.eq(order, one), isPole)
  const isDefined = p.not(p.or(isOutside, isInfinite))
  // Elsewhere the sum would be, and so its derivatives.
  const sum = hurwitz(p.select(isDefined, order, number(2)), p.select(isDefined, start, one))
  const isMissing = p.or(p.ne(order, order), p.ne(start, start))
  const ends = p.select(p.or(isMissing, p.and(isOutside, p.not(isPole))), number(Number.NaN), number(Number.POSITIVE_INFINITY))
  return typed(narrow(p.select(p.and(isDefined, p.not(isMissing)), sum, ends)))
}
