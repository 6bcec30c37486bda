// Derivatives of functions like sin x/x, whose formulas have a division by x that they do not survive near 0: there a power series
// takes over, which differentiates any number of times.

import type { Tensor } from '../../core/tensor.js'
import { full } from '../structure/broadcast.js'
import { abs, add, mul } from './arithmetic.js'
import { select } from './choose.js'
import { lt } from './logic.js'

/** `Σ c_k·x^(2k)` */
export function evenSeries(x: Tensor, coefficients: readonly number[]): Tensor {
  const square = mul(x, x)
  return coefficients.slice(0, -1).reduceRight((sum, c) => add(mul(sum, square), full(c, x)), full(coefficients.at(-1) ?? 0, x))
}

/** `near(x)` for |x| below the radius, `far(x)` elsewhere; each only sees arguments that are its own, so that neither spoils a derivative. */
export function joined(x: Tensor, radius: number, near: (x: Tensor) => Tensor, far: (x: Tensor) => Tensor): Tensor {
  const isNear = lt(abs(x), full(radius, x))
  return select(isNear, near(select(isNear, x, full(0, x))), far(select(isNear, full(radius, x), x)))
}
