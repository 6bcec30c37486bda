// What the functions of one float have in common. Each names its value in float64, its expression within 2 ulp in either format, and its
// derivative as a function of what is linear in the tangent, so that it differentiates again.

import type { Expr } from '../../core/expr.js'
import type { Primitive } from '../../core/primitive.js'
import type { Tensor } from '../../core/tensor.js'
import { full } from '../structure/broadcast.js'
import { add, mul } from './arithmetic.js'
import { commonDType, elementwise, floats, given, samples } from './family.js'

export interface FloatFunction {
  /** In float64; what else float32 is to be, where it is not that rounded. */
  readonly value: (x: number) => number
  readonly valueFloat32?: (x: number) => number
  readonly body: (x: Expr) => Expr
  /** The tangent of the result, from that of the argument: linear in it. */
  readonly tangent: (tangent: Tensor, x: Tensor, y: Tensor) => Tensor
  /** Where the laws draw arguments. */
  readonly range?: readonly [number, number]
}

export const floatFunction = (name: string, { value, valueFloat32 = value, body, tangent, range = [-3, 3] }: FloatFunction): Primitive =>
  elementwise(1, {
    name,
    domain: samples(1, floats, { range }),
    resultOf: inputs => commonDType(name, floats, inputs),
    value: dtype => (dtype === 'float32' ? valueFloat32 : value),
    body: ([x]) => body(given(x)),
    jvp: ([x], [t = null], y) => (t === null ? null : tangent(t, given(x), y)),
    transpose: 'nonlinear',
  })

export const scaled = (x: Tensor, factor: number): Tensor => mul(x, full(factor, x))
export const shifted = (x: Tensor, by: number): Tensor => add(x, full(by, x))
/** Where many functions are defined. */
export const positive = [0.1, 4] as const
