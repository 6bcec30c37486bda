// Scaling by a power of two whose exponent may lie beyond that of any float.

import type { Expr } from '../../core/expr.js'
import * as e from '../../core/expr.js'
import { integerLike, powerOfTwo } from './float-format.js'

/** `y·2^n` in two factors: exact, but for one rounding where the result is subnormal. The low bits of the pattern are n. */
export function scale(y: Expr, pattern: Expr): Expr {
  const half = e.binary('shiftRight', pattern, integerLike(pattern, 1))
  return e.mul(e.mul(y, powerOfTwo(y, half)), powerOfTwo(y, e.sub(pattern, half)))
}
