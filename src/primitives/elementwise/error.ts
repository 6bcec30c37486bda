// Tails of the normal distribution: the complementary error function, plain and scaled, and the distribution function.

import * as approximate from '../approximations/index.js'
import { full } from '../structure/broadcast.js'
import { mul, neg, sub } from './arithmetic.js'
import { unaryOf } from './family.js'
import { floatFunction, scaled } from './float.js'
import { exp } from './transcendental.js'

const twoOverRootPi = 2 / Math.sqrt(Math.PI)

export const erfcP = floatFunction('erfc', {
  value: approximate.erfcOf,
  body: approximate.erfc,
  tangent: (t, x) => mul(t, scaled(exp(neg(mul(x, x))), -twoOverRootPi)),
})
export const erfc = unaryOf(erfcP)

export const erfcxP = floatFunction('erfcx', {
  value: approximate.erfcxOf,
  body: approximate.erfcx,
  tangent: (t, x, y) => mul(t, sub(scaled(mul(x, y), 2), full(twoOverRootPi, x))),
  range: [-2, 3],
})
export const erfcx = unaryOf(erfcxP)

export const ndtrP = floatFunction('ndtr', {
  value: approximate.ndtrOf,
  body: approximate.ndtr,
  tangent: (t, x) => mul(t, scaled(exp(scaled(mul(x, x), -0.5)), 1 / Math.sqrt(2 * Math.PI))),
})
export const ndtr = unaryOf(ndtrP)
