// Sums of two floats ("double-double"): about twice the precision of one, for steps where a single rounding would be an ulp of the result.
// Methods: Dekker, "A floating-point technique for extending the available precision", 1971; Knuth, "Seminumerical algorithms", 1969.

import type { Expr } from '../../core/expr.js'
import * as e from '../../core/expr.js'
import { like } from './float-format.js'

/** An unevaluated sum whose second part is below the rounding error of the first. */
export interface Sum {
  readonly high: Expr
  readonly low: Expr
}

/** A constant that two floats of the type of `x` hold, from one that two float64 hold. */
export function constantSum(x: Expr, [high, low]: readonly [number, number]): Sum {
  if (x.type !== 'float32') return { high: like(x, high), low: like(x, low) }
  const first = Math.fround(high)
  return { high: like(x, first), low: like(x, high - first + low) }
}

/** a + b for |a| ≥ |b| or a = 0, exactly. */
export function sum(a: Expr, b: Expr): Sum {
  const high = e.add(a, b)
  return { high, low: e.sub(b, e.sub(high, a)) }
}

/** a + b, exactly, whichever is the larger. */
export function sumOfAny(a: Expr, b: Expr): Sum {
  const high = e.add(a, b)
  const fromB = e.sub(high, a)
  return { high, low: e.add(e.sub(a, e.sub(high, fromB)), e.sub(b, fromB)) }
}

/** a·b, exactly. */
export function exactProduct(a: Expr, b: Expr): Sum {
  const high = e.mul(a, b)
  return { high, low: e.fma(a, b, e.neg(high)) }
}

/** a·b, up to the product of the low parts. */
export function product(a: Sum, b: Sum): Sum {
  const { high, low } = exactProduct(a.high, b.high)
  return { high, low: e.fma(a.low, b.high, e.fma(a.high, b.low, low)) }
}

/** a/b with hardly more than one rounding. */
export function quotient(a: Sum, b: Sum): Expr {
  const inverse = e.div(like(b.high, 1), b.high)
  const rough = e.mul(a.high, inverse)
  const rest = e.add(e.fma(e.neg(rough), b.high, a.high), e.fma(e.neg(rough), b.low, a.low))
  return e.fma(rest, inverse, rough)
}

/** √a of a positive sum, as a sum; of 0 it is 0. */
export function squareRoot(a: Sum): Sum {
  const high = e.unary('sqrt', a.high)
  const rest = e.add(e.fma(e.neg(high), high, a.high), a.low)
  const twice = e.add(high, high)
  return { high, low: e.div(rest, e.select(e.compare('eq', high, like(high, 0)), like(high, 1), twice)) }
}
