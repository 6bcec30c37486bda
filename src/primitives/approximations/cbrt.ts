// cbrt: |x| = m·2^(3n) with m from 0.35 to 2.9; m^(-1/3) from a cubic polynomial and Newton's method, which needs no division, then one
// correction of m^(1/3) by an exact remainder. Coefficients: coefficients.py, `cbrt`.

import type { Expr } from '../../core/expr.js'
import * as e from '../../core/expr.js'
import { exactProduct } from './double-double.js'
import { like, nearest, polynomial, powerOfTwo, splitPositive, turnedAs } from './float-format.js'

/** m^(-1/3) for m from √½ to √2, to 2^-12. */
const start = [1.7307071685791016, -1.2857272624969482, 0.71333909034729, -0.158540278673172]

export function cbrt(x: Expr): Expr {
  const magnitude = e.unary('abs', x)
  const split = splitPositive(magnitude)
  const { n, pattern } = nearest(split.k, 1 / 3)
  // What dividing the exponent by 3 leaves: -1, 0 or 1.
  const left = e.fma(n, like(x, -3), split.k)
  const choose = (below: number, at: number, above: number): Expr => {
    const zero = like(x, 0)
    return e.select(e.compare('lt', left, zero), like(x, below), e.select(e.compare('gt', left, zero), like(x, above), like(x, at)))
  }
  const m = e.mul(split.m, choose(0.5, 1, 2))
  const third = like(x, 1 / 3)
  let inverse = e.mul(polynomial(split.m, start), choose(Math.cbrt(2), 1, Math.cbrt(0.5)))
  for (let step = 0; step < (x.type === 'float32' ? 1 : 2); step++) {
    const cube = e.mul(e.mul(inverse, inverse), inverse)
    inverse = e.fma(e.mul(inverse, third), e.fma(e.neg(m), cube, like(x, 1)), inverse)
  }
  const square = e.mul(inverse, inverse)
  const root = e.mul(m, square)
  const squared = exactProduct(root, root)
  const rest = e.fma(e.neg(squared.low), root, e.fma(e.neg(squared.high), root, m))
  const result = e.mul(e.fma(e.mul(square, third), rest, root), powerOfTwo(x, pattern))
  // Zeros, infinities and NaN are their own roots.
  const finite = e.and(e.compare('gt', magnitude, like(x, 0)), e.compare('lt', magnitude, like(x, Number.POSITIVE_INFINITY)))
  return e.select(finite, turnedAs(result, x), x)
}
