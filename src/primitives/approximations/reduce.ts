// |x| = n·π/2 + r: a function of r and n by the short reduction of moderate arguments, and behind a jump by that of all others.

import type { Expr } from '../../core/expr.js'
import * as e from '../../core/expr.js'
import { like } from './float-format.js'
import { type Reduced, reduceLargeFloat32, reduceModerateFloat32, thresholdFloat32 } from './reduce-float32.js'
import { reduceLargeFloat64, reduceModerateFloat64, thresholdFloat64 } from './reduce-float64.js'

/** `value` of the remainder of |x|, which for float32 may come as float64. */
export function ofRemainder(x: Expr, value: (reduced: Reduced) => Expr): Expr {
  const magnitude = e.unary('abs', x)
  const isLarge = (threshold: number): Expr => e.compare('ge', magnitude, like(x, threshold))
  return x.type === 'float32'
    ? e.rarely(isLarge(thresholdFloat32), value(reduceLargeFloat32(magnitude)), value(reduceModerateFloat32(magnitude)))
    : e.rarely(isLarge(thresholdFloat64), value(reduceLargeFloat64(magnitude)), value(reduceModerateFloat64(magnitude)))
}
