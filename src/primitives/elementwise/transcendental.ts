// The functions of floats that most programs need: roots, exponentials, logarithms, sin, cos, tanh, the error function and its inverse;
// and pow.

import * as e from '../../core/expr.js'
import type { Primitive } from '../../core/primitive.js'
import * as approximate from '../approximations/index.js'
import { full } from '../structure/broadcast.js'
import { add, div, mul, neg, sub } from './arithmetic.js'
import { select } from './choose.js'
import { binaryOf, commonDType, elementwise, floats, given, samples, unaryOf } from './family.js'
import { floatFunction, positive, scaled, shifted } from './float.js'
import { eq } from './logic.js'

export const sqrtP = floatFunction('sqrt', {
  value: Math.sqrt,
  body: x => e.unary('sqrt', x),
  tangent: (t, _, y) => div(scaled(t, 0.5), y),
  range: positive,
})
export const sqrt = unaryOf(sqrtP)

export const rsqrtP = floatFunction('rsqrt', {
  value: x => 1 / Math.sqrt(x),
  body: x => e.div(e.constant(x.type, 1), e.unary('sqrt', x)),
  tangent: (t, x, y) => mul(t, scaled(div(y, x), -0.5)),
  range: positive,
})
export const rsqrt = unaryOf(rsqrtP)

export const expP = floatFunction('exp', { value: Math.exp, body: approximate.exp, tangent: (t, _, y) => mul(t, y) })
export const exp = unaryOf(expP)

export const expm1P = floatFunction('expm1', {
  value: Math.expm1,
  body: approximate.expm1,
  tangent: (t, _, y) => mul(t, shifted(y, 1)),
})
export const expm1 = unaryOf(expm1P)

export const logP = floatFunction('log', { value: Math.log, body: approximate.log, tangent: (t, x) => div(t, x), range: positive })
export const log = unaryOf(logP)

export const log1pP = floatFunction('log1p', {
  value: Math.log1p,
  body: approximate.log1p,
  tangent: (t, x) => div(t, shifted(x, 1)),
  range: [-0.9, 3],
})
export const log1p = unaryOf(log1pP)

export const sinP = floatFunction('sin', { value: Math.sin, body: approximate.sin, tangent: (t, x) => mul(t, cos(x)) })
export const sin = unaryOf(sinP)

export const cosP = floatFunction('cos', { value: Math.cos, body: approximate.cos, tangent: (t, x) => neg(mul(t, sin(x))) })
export const cos = unaryOf(cosP)

export const tanhP = floatFunction('tanh', {
  value: Math.tanh,
  body: approximate.tanh,
  // (1 - y)(1 + y) keeps its digits where y is near 1, 1 - y² would not.
  tangent: (t, _, y) => mul(t, mul(sub(full(1, y), y), shifted(y, 1))),
})
export const tanh = unaryOf(tanhP)

export const erfP = floatFunction('erf', {
  value: approximate.erfOf,
  body: approximate.erf,
  tangent: (t, x) => mul(t, scaled(exp(neg(mul(x, x))), 2 / Math.sqrt(Math.PI))),
})
export const erf = unaryOf(erfP)

export const erfInvP = floatFunction('erfInv', {
  value: approximate.erfInvOf,
  valueFloat32: approximate.erfInvFloat32(approximate.onNumbers),
  body: approximate.erfInv,
  tangent: (t, _, y) => mul(t, scaled(exp(mul(y, y)), Math.sqrt(Math.PI) / 2)),
  range: [-0.95, 0.95],
})
export const erfInv = unaryOf(erfInvP)

/** As in C, and other than in JavaScript, 1 to any power is 1, and so is -1 to an infinite one. */
const powOf = (x: number, y: number): number => (x === 1 || (x === -1 && Math.abs(y) === Number.POSITIVE_INFINITY) ? 1 : x ** y)

export const powP: Primitive = elementwise(2, {
  name: 'pow',
  domain: samples(2, floats, { range: positive }),
  resultOf: inputs => commonDType('pow', floats, inputs),
  value: () => powOf,
  body: ([x, y]) => approximate.pow(given(x), given(y)),
  // y·x^(y-1), which is 0 for y = 0 whatever x is; and x^y·log x, which is 0 for x = 0.
  jvp: ([base, exponent], [tx = null, ty = null], power) => {
    const [x, y] = [given(base), given(exponent)]
    const [zero, one] = [full(0, x), full(1, x)]
    const constantPower = eq(y, zero)
    const byBase = () => select(constantPower, zero, mul(y, pow(x, select(constantPower, one, sub(y, one)))))
    const byExponent = () => mul(log(select(eq(x, zero), one, x)), power)
    const left = tx && mul(tx, byBase())
    const right = ty && mul(ty, byExponent())
    return left !== null && right !== null ? add(left, right) : (left ?? right)
  },
  transpose: 'nonlinear',
})
export const pow = binaryOf(powP)
