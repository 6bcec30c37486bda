// The gamma function's logarithm and its derivatives, elementwise over floats.

import type { Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { LimitationError } from '../../support/errors.js'
import type { FloatDType, Shape } from '../../types/index.js'
import { floatFunction } from '../signatures/families.js'
import { checkInteger, checkKind, floatKind } from '../signatures/operands.js'
import { type FloatFunction, typed } from '../signatures/signatures.js'

/**
 * The logarithm of the magnitude of the gamma function: `ln|Γ(x)|`; ∞ at 0 and at negative integers. Within 2 ulp for positive x;
 * for negative x, where it has zeros beside every pole, within 4 ulp of the largest of `|ln|Γ(x)||`, `|ln|Γ(1 - x)||` and 1.
 * @param x floats[…]
 * @throws DTypeError unless float
 * @example
 * ```
 * lgamma(tensor([1, 3, 0])).toArray() // [0, 0.6931471824645996, Infinity]
 * ```
 */
export const lgamma: FloatFunction = floatFunction('lgamma', p.lgamma)

/**
 * The derivative of lgamma: `ψ(x) = Γ'(x) / Γ(x)`; NaN at negative integers, -∞ at 0 and ∞ at -0. Within 2 ulp for positive x; for
 * negative x within 4 ulp of the largest of `|ψ(x)|`, `|ψ(1 - x)|` and 1.
 * @param x floats[…]
 * @throws DTypeError unless float
 * @example
 * ```
 * digamma(tensor([1, 0], 'float64')).toArray() // [-0.5772156649015329, -Infinity]
 * ```
 */
export const digamma: FloatFunction = floatFunction('digamma', p.digamma)

/** Beyond this, terms of its series would overflow. */
const highestOrder = 100

/**
 * The derivatives of digamma: `ψ⁽ⁿ⁾(x) = (-1)ⁿ⁺¹ n! Σ 1/(x + i)ⁿ⁺¹`, summed over all i ≥ 0. For positive x within n + 2 ulp.
 * @param order how often digamma is differentiated: an integer from 0 to 100
 * @param x floats[…]
 * @throws ArgumentError unless the order is a non-negative integer, LimitationError when it is above 100, DTypeError unless float
 * @example
 * ```
 * polygamma(1, tensor([1], 'float64')).toArray() // [1.6449340668482264]
 * ```
 */
export function polygamma<S extends Shape, D extends FloatDType>(order: number, x: Tensor<S, D>): Tensor<S, D> {
  checkInteger('polygamma', 'order', order, 0)
  checkKind('polygamma', x, floatKind)
  if (order > highestOrder) throw new LimitationError(`polygamma: orders above ${highestOrder} are not there; got ${order}`)
  return typed(order === 0 ? p.digamma(x) : p.polygamma(order, x))
}
