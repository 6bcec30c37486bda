// The hyperbolic functions beside tanh, and their inverses.

import * as approximate from '../approximations/index.js'
import { full } from '../structure/broadcast.js'
import { div, mul, sub } from './arithmetic.js'
import { unaryOf } from './family.js'
import { floatFunction, shifted } from './float.js'
import { rsqrt } from './transcendental.js'

export const sinhP = floatFunction('sinh', { value: Math.sinh, body: approximate.sinh, tangent: (t, x) => mul(t, cosh(x)) })
export const sinh = unaryOf(sinhP)

export const coshP = floatFunction('cosh', { value: Math.cosh, body: approximate.cosh, tangent: (t, x) => mul(t, sinh(x)) })
export const cosh = unaryOf(coshP)

export const asinhP = floatFunction('asinh', {
  value: Math.asinh,
  body: approximate.asinh,
  tangent: (t, x) => mul(t, rsqrt(shifted(mul(x, x), 1))),
})
export const asinh = unaryOf(asinhP)

export const acoshP = floatFunction('acosh', {
  value: Math.acosh,
  body: approximate.acosh,
  tangent: (t, x) => mul(t, rsqrt(mul(shifted(x, -1), shifted(x, 1)))),
  range: [1.2, 4],
})
export const acosh = unaryOf(acoshP)

export const atanhP = floatFunction('atanh', {
  value: Math.atanh,
  body: approximate.atanh,
  tangent: (t, x) => div(t, mul(sub(full(1, x), x), shifted(x, 1))),
  range: [-0.9, 0.9],
})
export const atanh = unaryOf(atanhP)
