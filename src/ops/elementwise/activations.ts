// Activation functions, elementwise over floats. Stable: no intermediate overflows, and derivatives are right everywhere, which is
// why a sign is chosen with select and not computed with abs or maximum, whose derivatives jump at 0.

import type { Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { full } from '../../primitives/structure/broadcast.js'
import { ArgumentError } from '../../support/errors.js'
import type { FloatDType, Shape } from '../../types/index.js'
import { floatFunction, unaryFunction } from '../signatures/families.js'
import { checkKind, floatKind, numberKinds, show } from '../signatures/operands.js'
import { type FloatFunction, typed, type UnaryFunction } from '../signatures/signatures.js'

/** `x ≥ 0` and `e^-|x|`, which is at most 1. */
function decay(x: Tensor): { readonly positive: Tensor; readonly z: Tensor } {
  const positive = p.ge(x, full(0, x))
  return { positive, z: p.exp(p.select(positive, p.neg(x), x)) }
}

const sigmoidOf = (x: Tensor): Tensor => {
  const { positive, z } = decay(x)
  const one = full(1, x)
  return p.div(p.select(positive, one, z), p.add(one, z))
}

const softplusOf = (x: Tensor): Tensor => {
  const { positive, z } = decay(x)
  return p.add(p.select(positive, x, full(0, x)), p.log1p(z))
}

/**
 * The rectifier: `max(x, 0)`. Its derivative at 0 is 0.
 * @param x numbers[…]
 * @throws DTypeError on bool
 * @example
 * ```
 * relu(tensor([-1, 2])).toArray() // [0, 2]
 * ```
 */
export const relu: UnaryFunction = unaryFunction('relu', numberKinds, x => {
  const zero = full(0, x)
  return p.select(p.le(x, zero), zero, x)
})

/**
 * The logistic function: `1 / (1 + e⁻ˣ)`.
 * @param x floats[…]
 * @throws DTypeError unless float
 * @example
 * ```
 * sigmoid(tensor([0, -Infinity, 1000])).toArray() // [0.5, 0, 1]
 * ```
 */
export const sigmoid: FloatFunction = floatFunction('sigmoid', sigmoidOf)

/**
 * The logarithm of the logistic function: `-ln(1 + e⁻ˣ)`.
 * @param x floats[…]
 * @throws DTypeError unless float
 * @example
 * ```
 * logSigmoid(tensor([-1000, 1000])).toArray() // [-1000, 0]
 * ```
 */
export const logSigmoid: FloatFunction = floatFunction('logSigmoid', x => p.neg(softplusOf(p.neg(x))))

/**
 * The smooth rectifier: `ln(1 + eˣ)`.
 * @param x floats[…]
 * @throws DTypeError unless float
 * @example
 * ```
 * softplus(tensor([-1000, 1000])).toArray() // [0, 1000]
 * ```
 */
export const softplus: FloatFunction = floatFunction('softplus', softplusOf)

/**
 * The sigmoid linear unit, or swish: `x · sigmoid(x)`.
 * @param x floats[…]
 * @throws DTypeError unless float
 * @example
 * ```
 * silu(tensor([0, 1000])).toArray() // [0, 1000]
 * ```
 * @source Elfwing, Uchibe, Doya, 2017
 */
export const silu: FloatFunction = floatFunction('silu', x => p.mul(x, sigmoidOf(x)))

const half = (x: Tensor): Tensor => p.mul(full(0.5, x), x)
const onePlus = (x: Tensor): Tensor => p.add(full(1, x), x)

/** How `gelu` computes the normal distribution function: exactly, or by a hyperbolic tangent. */
export type GeluApproximation = 'none' | 'tanh'

/**
 * The Gaussian error linear unit: `x · Φ(x)`, with `Φ(x) = (1 + erf(x/√2)) / 2`, or `Φ(x) ≈ (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2`.
 * @param x floats[…]
 * @param approximate 'none', the default, or 'tanh'
 * @throws DTypeError unless float
 * @example
 * ```
 * gelu(tensor([0, 10])).toArray() // [0, 10]
 * gelu(tensor([0, 10]), 'tanh').toArray() // [0, 10]
 * ```
 * @source Hendrycks, Gimpel, 2016
 */
export function gelu<S extends Shape, D extends FloatDType>(x: Tensor<S, D>, approximate: GeluApproximation = 'none'): Tensor<S, D> {
  checkKind('gelu', x, floatKind)
  switch (approximate) {
    case 'none':
      return typed(p.mul(half(x), onePlus(p.erf(p.mul(x, full(Math.SQRT1_2, x))))))
    case 'tanh': {
      const cubic = p.add(x, p.mul(full(0.044715, x), p.mul(x, p.mul(x, x))))
      return typed(p.mul(half(x), onePlus(p.tanh(p.mul(full(Math.sqrt(2 / Math.PI), x), cubic)))))
    }
    default:
      throw new ArgumentError(`gelu: approximate must be 'none' or 'tanh'; got ${show(approximate)}`)
  }
}
