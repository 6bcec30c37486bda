// logit, the inverse of the logistic function: log(p/(1 - p)); next to ½ it is 2·atanh(2p - 1), where 2p - 1 is exact.

import type { Expr } from '../../core/expr.js'
import * as e from '../../core/expr.js'
import { like } from './float-format.js'
import { atanhNear } from './inverse-hyperbolic.js'
import { log } from './log.js'

export function logit(p: Expr): Expr {
  const one = like(p, 1)
  const centred = e.fma(p, like(p, 2), e.neg(one))
  const half = atanhNear(centred)
  const central = e.compare('lt', e.unary('abs', centred), like(p, 0.5))
  return e.select(central, e.add(half, half), log(e.div(p, e.sub(one, p))))
}
