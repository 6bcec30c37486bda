// Length and direction of complex numbers.

import { isComplex, pairOf, partsOf } from '../../core/complex.js'
import type { Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { full } from '../../primitives/structure/broadcast.js'

/** `|x|`, real; of complex numbers without overflow on the way. At 0 its derivative is 0. */
export const magnitude = (x: Tensor): Tensor => (isComplex(x) ? p.hypot(...partsOf(x)) : p.abs(x))

/** `z / |z|`, and 0 at 0. */
export function direction(z: Tensor): Tensor {
  const [x, y] = partsOf(z)
  const length = p.hypot(x, y)
  const divisor = p.select(p.eq(length, full(0, length)), full(1, length), length)
  return pairOf(p.div(x, divisor), p.div(y, divisor))
}

/** Where a part is negative, -0 included. */
export const negative = p.signBit

/** 1 with the sign of a part; a constant to derivatives. */
export const unitSign = (x: Tensor): Tensor => p.select(negative(x), full(-1, x), full(1, x))

/** `z·i` */
export function timesI(z: Tensor): Tensor {
  const [x, y] = partsOf(z)
  return pairOf(p.neg(y), x)
}

/** `-z·i` */
export function overI(z: Tensor): Tensor {
  const [x, y] = partsOf(z)
  return pairOf(y, p.neg(x))
}

/** `z · factor` for a real factor. */
export function scaled(z: Tensor, factor: number): Tensor {
  const by = (part: Tensor): Tensor => p.mul(part, full(factor, part))
  const [x, y] = partsOf(z)
  return pairOf(by(x), by(y))
}

/** `z + by` for a real number. */
export function shifted(z: Tensor, by: number): Tensor {
  const [x, y] = partsOf(z)
  return pairOf(p.add(x, full(by, x)), y)
}
