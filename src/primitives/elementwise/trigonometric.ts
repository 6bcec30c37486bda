// tan, the inverse trigonometric functions, and sinc.

import type { Params, Primitive, Sample } from '../../core/primitive.js'
import type { Tensor } from '../../core/tensor.js'
import * as approximate from '../approximations/index.js'
import { full } from '../structure/broadcast.js'
import { add, div, mul, neg, rem, sub } from './arithmetic.js'
import { binaryOf, commonDType, dtypesOf, elementwise, floats, given, unaryOf } from './family.js'
import { floatFunction, scaled, shifted } from './float.js'
import { evenSeries, joined } from './series.js'
import { cos, rsqrt } from './transcendental.js'

export const tanP = floatFunction('tan', {
  value: Math.tan,
  body: approximate.tan,
  tangent: (t, _, y) => mul(t, shifted(mul(y, y), 1)),
  range: [-1.4, 1.4],
})
export const tan = unaryOf(tanP)

/** `1/√(1 - x²)`, whose digits are kept next to ±1. */
const inverseSine = (x: Tensor): Tensor => rsqrt(mul(sub(full(1, x), x), shifted(x, 1)))

export const asinP = floatFunction('asin', {
  value: Math.asin,
  body: approximate.asin,
  tangent: (t, x) => mul(t, inverseSine(x)),
  range: [-0.9, 0.9],
})
export const asin = unaryOf(asinP)

export const acosP = floatFunction('acos', {
  value: Math.acos,
  body: approximate.acos,
  tangent: (t, x) => neg(mul(t, inverseSine(x))),
  range: [-0.9, 0.9],
})
export const acos = unaryOf(acosP)

export const atanP = floatFunction('atan', {
  value: Math.atan,
  body: approximate.atan,
  tangent: (t, x) => div(t, shifted(mul(x, x), 1)),
})
export const atan = unaryOf(atanP)

/** Points on either side of the y axis, away from the origin. */
const atan2Domain: readonly Sample<Params>[] = dtypesOf(floats).flatMap(dtype =>
  (
    [
      [0.5, 3],
      [-3, -0.5],
    ] as const
  ).map(range => ({
    inputs: [
      { shape: [2, 3], dtype, range },
      { shape: [2, 3], dtype, range: [0.5, 3] },
    ],
    params: {},
  })),
)

export const atan2P: Primitive = elementwise(2, {
  name: 'atan2',
  domain: atan2Domain,
  resultOf: inputs => commonDType('atan2', floats, inputs),
  value: () => Math.atan2,
  body: ([y, x]) => approximate.atan2(given(y), given(x)),
  jvp: ([height, width], [ty = null, tx = null]) => {
    const [y, x] = [given(height), given(width)]
    const square = add(mul(x, x), mul(y, y))
    const up = ty && mul(ty, div(x, square))
    const across = tx && mul(tx, div(y, square))
    return up !== null && across !== null ? sub(up, across) : (up ?? (across && neg(across)))
  },
  transpose: 'nonlinear',
})
export const atan2 = binaryOf(atan2P)

function sincOf(x: number): number {
  if (x === 0) return 1
  const magnitude = Math.abs(x)
  const whole = Math.round(magnitude)
  const sine = Math.sin(Math.PI * (magnitude - whole)) / (Math.PI * magnitude)
  return whole % 2 === 0 ? sine : 0 - sine
}

/** The derivative of sinc over x: 2k·(-1)^k·π^(2k)/(2k+1)! are its coefficients in x². */
const sincSlope = Array.from({ length: 14 }, (_, i) => {
  const k = i + 1
  let factorial = 1
  for (let n = 2; n <= 2 * k + 1; n++) factorial *= n
  return ((k % 2 === 0 ? 1 : -1) * 2 * k * Math.PI ** (2 * k)) / factorial
})

export const sincP = floatFunction('sinc', {
  value: sincOf,
  body: approximate.sinc,
  // (cos πx - sinc x)/x; the angle is reduced first, which is exact.
  tangent: (t, x) => {
    const far = (z: Tensor): Tensor => div(div(sub(cos(scaled(rem(z, full(2, z)), Math.PI)), sinc(z)), z), z)
    return mul(
      t,
      mul(
        x,
        joined(x, 1, z => evenSeries(z, sincSlope), far),
      ),
    )
  },
})
export const sinc = unaryOf(sincP)
