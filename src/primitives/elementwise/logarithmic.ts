// Other powers and logarithms: exp2, log2, log10, the cube root, the hypotenuse, and logit.

import type { Primitive } from '../../core/primitive.js'
import * as approximate from '../approximations/index.js'
import { full } from '../structure/broadcast.js'
import { add, div, mul, sub } from './arithmetic.js'
import { select } from './choose.js'
import { binaryOf, commonDType, elementwise, floats, given, samples, unaryOf } from './family.js'
import { floatFunction, positive, scaled } from './float.js'
import { eq } from './logic.js'

export const exp2P = floatFunction('exp2', {
  value: x => 2 ** x,
  body: approximate.exp2,
  tangent: (t, _, y) => mul(t, scaled(y, Math.LN2)),
})
export const exp2 = unaryOf(exp2P)

export const log2P = floatFunction('log2', {
  value: Math.log2,
  body: approximate.log2,
  tangent: (t, x) => div(t, scaled(x, Math.LN2)),
  range: positive,
})
export const log2 = unaryOf(log2P)

export const log10P = floatFunction('log10', {
  value: Math.log10,
  body: approximate.log10,
  tangent: (t, x) => div(t, scaled(x, Math.LN10)),
  range: positive,
})
export const log10 = unaryOf(log10P)

export const cbrtP = floatFunction('cbrt', {
  value: Math.cbrt,
  body: approximate.cbrt,
  tangent: (t, _, y) => div(t, scaled(mul(y, y), 3)),
  range: positive,
})
export const cbrt = unaryOf(cbrtP)

export const logitP = floatFunction('logit', {
  // 1 - p loses digits of a small p, which log1p keeps; next to ½ the quotient would.
  value: p => (p > 0.25 && p < 0.75 ? 2 * Math.atanh(2 * p - 1) : Math.log(p) - Math.log1p(-p)),
  body: approximate.logit,
  tangent: (t, p) => div(t, mul(p, sub(full(1, p), p))),
  range: [0.05, 0.95],
})
export const logit = unaryOf(logitP)

export const hypotP: Primitive = elementwise(2, {
  name: 'hypot',
  domain: samples(2, floats, { range: positive }),
  resultOf: inputs => commonDType('hypot', floats, inputs),
  value: () => (x, y) => Math.hypot(x, y),
  body: ([x, y]) => approximate.hypot(given(x), given(y)),
  // The direction of (x, y), which is taken to be none at the origin.
  jvp: ([x, y], [tx = null, ty = null], length) => {
    const divisor = select(eq(length, full(0, length)), full(1, length), length)
    const left = tx && mul(tx, div(given(x), divisor))
    const right = ty && mul(ty, div(given(y), divisor))
    return left !== null && right !== null ? add(left, right) : (left ?? right)
  },
  transpose: 'nonlinear',
})
export const hypot = binaryOf(hypotP)
