// sinc x = sin πx/(πx): with x = n + f, n the nearest integer, it is ±f/x·S(f²) with S(f²) = sin πf/(πf): π itself never appears.

import type { Expr } from '../../core/expr.js'
import * as e from '../../core/expr.js'
import { isOddNumber, like } from './float-format.js'
import { lobe } from './sine-of-pi.js'

export function sinc(x: Expr): Expr {
  const [zero, one] = [like(x, 0), like(x, 1)]
  const magnitude = e.unary('abs', x)
  const n = e.unary('roundEven', magnitude)
  const f = e.sub(magnitude, n)
  const central = e.compare('eq', n, zero)
  const ratio = e.div(e.select(central, one, f), e.select(central, one, magnitude))
  const value = e.mul(ratio, lobe(e.mul(f, f)))
  // Its zeros are positive.
  return e.select(isOddNumber(n), e.sub(zero, value), value)
}
