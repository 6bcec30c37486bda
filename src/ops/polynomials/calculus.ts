// Derivatives and integrals of polynomials.

import type { Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { full } from '../../primitives/structure/broadcast.js'
import { concat } from '../../primitives/structure/join.js'
import { optionsOf } from '../../support/options.js'
import type { DType, Shape } from '../../types/index.js'
import { table } from '../creation/table.js'
import { part } from '../shape/along.js'
import { computed, rounded } from '../signatures/halves.js'
import { checkFinite, checkInteger, checkKind, inexactKinds } from '../signatures/operands.js'
import { coefficientsOf } from './arithmetic.js'

/** The powers that coefficients belong to, and `by` more: n - 1 + by … by. */
const powers = (x: Tensor, by: number): Tensor => {
  const count = x.shape[0] as number
  const values = Array.from({ length: count }, (_, i) => count - 1 - i + by)
  return p.cast(table(values, [count], 'float64'), x.dtype)
}

/**
 * The derivative of a polynomial, repeated.
 * @param coefficients numbers[n], the highest power first; or JavaScript numbers
 * @param times how often. Default 1
 * @returns numbers[max(1, n - times)], 0 of a constant
 * @throws ShapeError unless a vector with elements, ArgumentError unless the number of times is a non-negative integer, DTypeError on bool
 * @example
 * ```
 * polyder([1, 1, 1, 1]).toArray() // [3, 2, 1]
 * polyder([1, 1, 1, 1], 2).toArray() // [6, 2]
 * ```
 */
export function polyder<D extends DType = 'float32'>(
  coefficients: readonly number[] | Tensor<Shape, D>,
  times?: number,
): Tensor<[number], D>
export function polyder(coefficients: unknown, times = 1): Tensor {
  const given = coefficientsOf('polyder', coefficients)
  checkInteger('polyder', 'times', times, 0)
  let x = computed(given)
  for (let i = 0; i < times; i++) {
    const count = x.shape[0] as number
    const scaled = p.mul(x, powers(x, 0))
    x = count === 1 ? scaled : part(scaled, 0, 0, count - 1)
  }
  return rounded(x, given.dtype)
}

/** What `polyint` takes. */
export interface IntegralOptions {
  /** How often. Default 1. */
  readonly times?: number
  /** The constant that each integral has at 0. Default 0. */
  readonly constant?: number
}

/**
 * The integral of a polynomial, repeated.
 * @param coefficients floats[n] or complex[n], the highest power first; or JavaScript numbers
 * @param options times, how often, default 1; constant, the value of each integral at 0, default 0
 * @returns numbers[n + times]
 * @throws ShapeError unless a vector with elements, ArgumentError unless the number of times is a non-negative integer, DTypeError unless
 *   float or complex
 * @example
 * ```
 * polyint([3, 2, 1]).toArray() // [1, 1, 1, 0]
 * polyint([6, 2], { constant: 5 }).toArray() // [3, 2, 5]
 * ```
 */
export function polyint<D extends DType = 'float32'>(
  coefficients: readonly number[] | Tensor<Shape, D>,
  options?: IntegralOptions,
): Tensor<[number], D>
export function polyint(coefficients: unknown, options?: IntegralOptions): Tensor {
  const given = coefficientsOf('polyint', coefficients)
  checkKind('polyint', given, inexactKinds, 'coefficients')
  const { times, constant } = optionsOf('polyint', options, { times: 1, constant: 0 })
  checkInteger('polyint', 'times', times, 0)
  checkFinite('polyint', 'constant', constant)
  let x = computed(given)
  for (let i = 0; i < times; i++) x = concat([p.div(x, powers(x, 1)), full(constant, { shape: [1], dtype: x.dtype })], 0)
  return rounded(x, given.dtype)
}
