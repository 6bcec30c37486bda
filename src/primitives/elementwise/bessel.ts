// The modified Bessel functions of the first kind, of the orders 0 and 1, plain and times e^-|x|.

import type { Tensor } from '../../core/tensor.js'
import * as approximate from '../approximations/index.js'
import { abs, add, div, mul, neg, sign, sub } from './arithmetic.js'
import { unaryOf } from './family.js'
import { floatFunction } from './float.js'
import { evenSeries, joined } from './series.js'
import { exp } from './transcendental.js'

/** I₁(x)/x = Σ (x²/4)^k/(2·k!·(k+1)!) */
const slope: readonly number[] = (() => {
  const coefficients = [0.5]
  for (let k = 1; k < 14; k++) coefficients.push((coefficients[k - 1] ?? 0) / (4 * k * (k + 1)))
  return coefficients
})()

const ratio = (x: Tensor): Tensor =>
  joined(
    x,
    1,
    z => evenSeries(z, slope),
    z => div(i1(z), z),
  )
const scaledRatio = (x: Tensor): Tensor =>
  joined(
    x,
    1,
    z => mul(evenSeries(z, slope), exp(neg(abs(z)))),
    z => div(i1e(z), z),
  )

export const i0P = floatFunction('i0', {
  value: x => approximate.besselOf(0, x),
  body: approximate.i0,
  tangent: (t, x) => mul(t, i1(x)),
})
export const i0 = unaryOf(i0P)

export const i1P = floatFunction('i1', {
  value: x => approximate.besselOf(1, x),
  body: approximate.i1,
  tangent: (t, x) => mul(t, sub(i0(x), ratio(x))),
})
export const i1 = unaryOf(i1P)

export const i0eP = floatFunction('i0e', {
  value: x => approximate.besselScaledOf(0, x),
  body: approximate.i0e,
  tangent: (t, x, y) => mul(t, sub(i1e(x), mul(sign(x), y))),
})
export const i0e = unaryOf(i0eP)

export const i1eP = floatFunction('i1e', {
  value: x => approximate.besselScaledOf(1, x),
  body: approximate.i1e,
  tangent: (t, x, y) => mul(t, sub(i0e(x), add(scaledRatio(x), mul(sign(x), y)))),
})
export const i1e = unaryOf(i1eP)
