// Exponentials, logarithms, roots and powers of complex numbers: the principal values, continuous from above at the cut along the negative real
// axis, as in C. What one choice of a select computes never spoils the other: each sees arguments that are its own.

import { pairOf, partsOf } from '../../core/complex.js'
import type { Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { full } from '../../primitives/structure/broadcast.js'
import { scaled, unitSign } from './magnitude.js'

/** `eˣ (cos y + i sin y)` */
export function exp(z: Tensor): Tensor {
  const [x, y] = partsOf(z)
  const length = p.exp(x)
  // ∞·0 would be NaN: on the real axis the result is real.
  const overflows = p.and(p.eq(length, full(Number.POSITIVE_INFINITY, x)), p.eq(y, full(0, y)))
  return pairOf(p.mul(length, p.cos(y)), p.select(overflows, y, p.mul(length, p.sin(y))))
}

/**
 * `ln|z|`, whose digits are kept next to the unit circle: there `½ ln(1 + (m - 1)(m + 1) + n²)`, m and n being the larger and the smaller of |x|, |y|.
 */
function logLength(x: Tensor, y: Tensor): Tensor {
  const [across, up] = [p.abs(x), p.abs(y)]
  const steep = p.gt(up, across)
  const [more, less] = [p.select(steep, up, across), p.select(steep, across, up)]
  const length = p.hypot(x, y)
  const near = p.and(p.gt(length, full(0.5, x)), p.lt(length, full(2, x)))
  const [m, n] = [p.select(near, more, full(1, x)), p.select(near, less, full(0, x))]
  const surplus = p.add(p.mul(p.sub(m, full(1, x)), p.add(m, full(1, x))), p.mul(n, n))
  const close = p.mul(full(0.5, x), p.log1p(surplus))
  return p.select(near, close, p.log(p.select(near, full(1, x), length)))
}

/** `ln|z| + i·arg z` */
export function log(z: Tensor): Tensor {
  const [x, y] = partsOf(z)
  return pairOf(logLength(x, y), p.atan2(y, x))
}

/** The logarithm to another base. */
export const logTo =
  (base: number) =>
  (z: Tensor): Tensor =>
    scaled(log(z), 1 / Math.log(base))

export const exp2 = (z: Tensor): Tensor => exp(scaled(z, Math.LN2))

/** The root with a real part that is not negative. W. Kahan, "Branch cuts for complex elementary functions", 1987. */
export function sqrt(z: Tensor): Tensor {
  const [x, y] = partsOf(z)
  const [half, two] = [full(0.5, x), full(2, x)]
  const right = p.ge(x, full(0, x))
  const across = p.select(right, x, p.neg(x))
  const long = p.sqrt(p.add(p.mul(half, across), p.mul(half, p.hypot(x, y))))
  const short = p.div(y, p.mul(two, p.select(p.eq(long, full(0, x)), full(1, x), long)))
  const sign = unitSign(y)
  const infinite = p.eq(p.abs(y), full(Number.POSITIVE_INFINITY, y))
  const re = p.select(right, long, p.mul(sign, short))
  const im = p.select(right, short, p.mul(sign, long))
  return pairOf(p.select(infinite, p.abs(y), re), p.select(infinite, y, im))
}

/** `e^(w·ln z)`; 0 to a power of positive real part is 0, and to the power 0 it is 1, as everything is. */
export function pow(z: Tensor, w: Tensor): Tensor {
  const [x, y] = partsOf(z)
  const [u, v] = partsOf(w)
  const zero = full(0, x)
  const fromNothing = p.and(p.eq(x, zero), p.eq(y, zero))
  const toNothing = p.and(p.eq(u, zero), p.eq(v, zero))
  const positive = p.gt(u, zero)
  const base = p.select(fromNothing, full(1, z), z)
  const power = exp(p.mul(w, log(base)))
  const constant = p.select(toNothing, full(1, z), p.select(positive, full(0, z), full(Number.NaN, z)))
  return p.select(p.or(fromNothing, toNothing), constant, power)
}
