// Trigonometric and hyperbolic functions of complex numbers and their inverses, from those of the parts. The cuts are C's.
// Inverses by W. Kahan, "Branch cuts for complex elementary functions, or much ado about nothing's sign bit", 1987.

import { pairOf, partsOf } from '../../core/complex.js'
import type { Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { full } from '../../primitives/structure/broadcast.js'
import { sqrt } from './exponential.js'
import { overI, shifted, timesI, unitSign } from './magnitude.js'

export function sinh(z: Tensor): Tensor {
  const [x, y] = partsOf(z)
  return pairOf(p.mul(p.sinh(x), p.cos(y)), p.mul(p.cosh(x), p.sin(y)))
}

export function cosh(z: Tensor): Tensor {
  const [x, y] = partsOf(z)
  return pairOf(p.mul(p.cosh(x), p.cos(y)), p.mul(p.sinh(x), p.sin(y)))
}

/** Beyond this, tanh is 1 in either format and the imaginary part next to nothing. */
const far = 20

/** `(sinh x cosh x + i sin y cos y) / (sinh² x + cos² y)` */
export function tanh(z: Tensor): Tensor {
  const [x, y] = partsOf(z)
  const isFar = p.gt(p.abs(x), full(far, x))
  const near = p.select(isFar, full(0, x), x)
  const [sine, cosine, across] = [p.sin(y), p.cos(y), p.sinh(near)]
  const divisor = p.add(p.mul(across, across), p.mul(cosine, cosine))
  const turning = p.mul(sine, cosine)
  const decay = p.exp(p.mul(full(-2, x), p.select(isFar, p.abs(x), full(far, x))))
  return pairOf(
    p.select(isFar, unitSign(x), p.div(p.mul(across, p.cosh(near)), divisor)),
    p.select(isFar, p.mul(p.mul(full(4, y), turning), decay), p.div(turning, p.select(isFar, full(1, x), divisor))),
  )
}

// sin z = -i sinh iz, cos z = cosh iz, tan z = -i tanh iz
export const sin = (z: Tensor): Tensor => overI(sinh(timesI(z)))
export const cos = (z: Tensor): Tensor => cosh(timesI(z))
export const tan = (z: Tensor): Tensor => overI(tanh(timesI(z)))

/** `Im(conj(a)·b)` */
function crossed(a: Tensor, b: Tensor): Tensor {
  const [[x, y], [u, v]] = [partsOf(a), partsOf(b)]
  return p.sub(p.mul(x, v), p.mul(y, u))
}

/** `Re(conj(a)·b)` */
function aligned(a: Tensor, b: Tensor): Tensor {
  const [[x, y], [u, v]] = [partsOf(a), partsOf(b)]
  return p.add(p.mul(x, u), p.mul(y, v))
}

/** `√(1 - z)` and `√(1 + z)` */
const roots = (z: Tensor): readonly [minus: Tensor, plus: Tensor] => [sqrt(shifted(p.neg(z), 1)), sqrt(shifted(z, 1))]

export function asin(z: Tensor): Tensor {
  const [minus, plus] = roots(z)
  const [x] = partsOf(z)
  const [[a, b], [c, d]] = [partsOf(minus), partsOf(plus)]
  return pairOf(p.atan2(x, p.sub(p.mul(a, c), p.mul(b, d))), p.asinh(crossed(minus, plus)))
}

export function acos(z: Tensor): Tensor {
  const [minus, plus] = roots(z)
  const [[a], [c]] = [partsOf(minus), partsOf(plus)]
  return pairOf(p.mul(full(2, a), p.atan2(a, c)), p.asinh(crossed(plus, minus)))
}

export function acosh(z: Tensor): Tensor {
  const [minus, plus] = [sqrt(shifted(z, -1)), sqrt(shifted(z, 1))]
  const [[, b], [c]] = [partsOf(minus), partsOf(plus)]
  return pairOf(p.asinh(aligned(minus, plus)), p.mul(full(2, b), p.atan2(b, c)))
}

/** `¼ ln(1 + 4x / ((1 - x)² + y²)) + ½ i·arg((1 - x)(1 + x) - y² + 2yi)` */
export function atanh(z: Tensor): Tensor {
  const [signed, y] = partsOf(z)
  const sign = unitSign(signed)
  const x = p.mul(sign, signed)
  const [rest, square] = [p.sub(full(1, x), x), p.mul(y, y)]
  const ratio = p.div(p.mul(full(4, x), x), p.add(p.mul(rest, rest), square))
  const angle = p.atan2(p.mul(full(2, y), y), p.sub(p.mul(rest, p.add(full(1, x), x)), square))
  return pairOf(p.mul(p.mul(full(0.25, x), sign), p.log1p(ratio)), p.mul(full(0.5, x), angle))
}

// asinh z = -i asin iz, atan z = -i atanh iz
export const asinh = (z: Tensor): Tensor => overI(asin(timesI(z)))
export const atan = (z: Tensor): Tensor => overI(atanh(timesI(z)))
