// sin and cos: |x| = n·π/2 + r with |r| ≤ π/4, then a minimax polynomial for sin r or cos r, as n says, and a sign.
// The remainder is right for every argument, however large: see reduce.ts. Coefficients: coefficients.py, `sin`.

import type { Expr } from '../../core/expr.js'
import * as e from '../../core/expr.js'
import { asBits, bits, formatOf, integerLike, like, polynomial, raise } from './float-format.js'
import { ofRemainder } from './reduce.js'

/** (sin r - r)/r³ and (cos r - 1 + r²/2)/r⁴ in r². */
const tail32 = {
  sin: [-0.16666655242443085, 0.008332189172506332, -0.00019518288900144398],
  cos: [0.04166664555668831, -0.0013887309469282627, 2.443232551740948e-5],
} as const
export const tail64 = {
  sin: [
    -0.1666666666666663, 0.00833333333332184, -0.00019841269829358636, 2.755731353867789e-6, -2.505073443801889e-8, 1.5895437353927592e-10,
  ],
  cos: [
    0.041666666666666595, -0.0013888888888873338, 2.480158728899736e-5, -2.7557314215212647e-7, 2.0875705094943834e-9,
    -1.1358731271027978e-11,
  ],
} as const

export const isOdd = (quadrant: Expr): Expr => e.compare('ne', e.and(quadrant, integerLike(quadrant, 1)), integerLike(quadrant, 0))

/** The sine of `quadrant` quarter turns more than `r`, with the sign bit of `signs` on top. */
function assemble(r: Expr, quadrant: Expr, signs: Expr | null): Expr {
  const table = r.type === 'float32' ? tail32 : tail64
  const width = formatOf(r).integer === 'int32' ? 32 : 64
  const z = e.mul(r, r)
  const sine = e.fma(e.mul(z, r), polynomial(z, table.sin), r)
  const cosine = e.fma(z, e.fma(z, polynomial(z, table.cos), like(r, -0.5)), like(r, 1))
  const odd = isOdd(quadrant)
  const turned = raise(quadrant, width - 2)
  const sign = e.and(signs === null ? turned : e.binary('xor', turned, signs), bits(r, 1n << BigInt(width - 1)))
  return e.bitcast(r.type, e.binary('xor', asBits(e.select(odd, cosine, sine)), sign))
}

export const sin = (x: Expr): Expr => ofRemainder(x, ({ r, quadrant }) => assemble(e.convert(x.type, r), quadrant, asBits(x)))

export const cos = (x: Expr): Expr =>
  ofRemainder(x, ({ r, quadrant }) => assemble(e.convert(x.type, r), e.add(quadrant, integerLike(quadrant, 1)), null))
