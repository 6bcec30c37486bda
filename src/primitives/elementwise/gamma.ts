// The logarithm of the gamma function, its derivative digamma, and the derivatives of that, polygamma. Each is the derivative of the one
// before, any number of times.

import type { Params, Primitive } from '../../core/primitive.js'
import type { Tensor } from '../../core/tensor.js'
import * as approximate from '../approximations/index.js'
import { bindOne } from '../single.js'
import { mul } from './arithmetic.js'
import { commonDType, dtypesOf, elementwise, floats, given, unaryOf } from './family.js'
import { floatFunction } from './float.js'

export const lgammaP = floatFunction('lgamma', {
  value: approximate.lgammaOf,
  body: approximate.lgamma,
  tangent: (t, x) => mul(t, digamma(x)),
  range: [0.3, 9],
})
export const lgamma = unaryOf(lgammaP)

export const digammaP = floatFunction('digamma', {
  value: approximate.digammaOf,
  body: approximate.digamma,
  tangent: (t, x) => mul(t, polygamma(1, x)),
  range: [0.3, 9],
})
export const digamma = unaryOf(digammaP)

export interface PolygammaParams extends Params {
  /** How often digamma is differentiated: from 1 on. */
  readonly order: number
}

export const polygammaP: Primitive<PolygammaParams> = elementwise(1, {
  name: 'polygamma',
  domain: [1, 2, 3].flatMap(order =>
    dtypesOf(floats).map(dtype => ({ inputs: [{ shape: [2, 3], dtype, range: [0.8, 9] as const }], params: { order } })),
  ),
  resultOf: inputs => commonDType('polygamma', floats, inputs),
  value:
    (_, { order }) =>
    x =>
      approximate.polygammaOf(order, x),
  body: ([x], { order }) => approximate.polygamma(order, given(x)),
  jvp: ([x], [t = null], _, { order }) => t && mul(t, polygamma(order + 1, given(x))),
  transpose: 'nonlinear',
})

/** The derivative of digamma of the given order. */
export const polygamma = (order: number, x: Tensor): Tensor => bindOne(polygammaP, [x], { order })
