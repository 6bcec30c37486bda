// Activations that take numbers, with PyTorch's defaults.

import { softplus as softplusOf } from '../../ops/elementwise/activations.js'
import { abs, add, div, mul, sub } from '../../ops/elementwise/arithmetic.js'
import { where } from '../../ops/elementwise/choose.js'
import { greater, less } from '../../ops/elementwise/comparison.js'
import { ArgumentError } from '../../support/errors.js'
import { checkOptions } from '../../support/options.js'
import type { SameShape } from '../../types/index.js'
import type { Layer } from '../layer/layer.js'
import { checkNumber } from '../layer/options.js'
import { bounded, elementwise, exponentialBelow } from './elementwise.js'

/**
 * `x` where x is positive, else `α (eˣ - 1)`.
 * @param alpha α, default 1
 * @throws ArgumentError unless it is a finite number
 * @source Clevert, Unterthiner, Hochreiter, "Fast and accurate deep network learning by exponential linear units", 2016
 */
export function elu(alpha = 1): Layer<SameShape> {
  checkNumber('elu', 'alpha', alpha)
  return elementwise('elu', x => exponentialBelow(x, alpha))
}

/**
 * `max(x, 0) + min(0, α (e^(x/α) - 1))`: like `elu`, with a continuous derivative.
 * @param alpha α, default 1, not 0
 * @throws ArgumentError unless it is a finite number other than 0
 * @source Barron, "Continuously differentiable exponential linear units", 2017
 */
export function celu(alpha = 1): Layer<SameShape> {
  checkNumber('celu', 'alpha', alpha)
  if (alpha === 0) throw new ArgumentError('celu: alpha must not be 0')
  return elementwise('celu', x => where(greater(x, 0), x, mul(exponentialBelow(div(x, alpha), 1), alpha)))
}

/**
 * `x` where x is positive, else `slope · x`.
 * @param negativeSlope default 0.01
 * @throws ArgumentError unless it is a finite number
 * @source Maas, Hannun, Ng, "Rectifier nonlinearities improve neural network acoustic models", 2013
 */
export function leakyRelu(negativeSlope = 0.01): Layer<SameShape> {
  checkNumber('leakyRelu', 'negativeSlope', negativeSlope)
  return elementwise('leakyRelu', x => where(greater(x, 0), x, mul(x, negativeSlope)))
}

/**
 * x between two bounds: `min(max(x, least), most)`.
 * @param least default -1
 * @param most default 1
 * @throws ArgumentError unless least is less than most
 * @source Collobert, 2004
 */
export function hardtanh(least = -1, most = 1): Layer<SameShape> {
  checkNumber('hardtanh', 'least', least)
  checkNumber('hardtanh', 'most', most)
  if (least >= most) throw new ArgumentError(`hardtanh: the least must be below the most; got ${least} and ${most}`)
  return elementwise('hardtanh', x => bounded(x, least, most))
}

/** `x` where |x| exceeds λ, else 0. @param lambda λ, default 0.5 @throws ArgumentError unless it is a finite number */
export function hardshrink(lambda = 0.5): Layer<SameShape> {
  checkNumber('hardshrink', 'lambda', lambda)
  return elementwise('hardshrink', x => where(greater(abs(x), lambda), x, 0))
}

/** x moved towards 0 by λ, at most to 0. @param lambda λ, default 0.5 @throws ArgumentError unless it is a non-negative number */
export function softshrink(lambda = 0.5): Layer<SameShape> {
  checkNumber('softshrink', 'lambda', lambda, 0)
  return elementwise('softshrink', x => where(greater(x, lambda), sub(x, lambda), where(less(x, -lambda), add(x, lambda), 0)))
}

/** `x` where x exceeds a threshold, else a value. @throws ArgumentError unless both are finite numbers */
export function threshold(threshold: number, value: number): Layer<SameShape> {
  checkNumber('threshold', 'threshold', threshold)
  checkNumber('threshold', 'value', value)
  return elementwise('threshold', x => where(greater(x, threshold), x, value))
}

export interface SoftplusOptions {
  /** How sharp it is. Default 1. */
  readonly beta?: number
  /** Where `β x` exceeds it, the result is x. Default 20. */
  readonly threshold?: number
}

/**
 * `ln(1 + e^(β x)) / β`, a smooth rectifier.
 * @throws ArgumentError when an option is unknown, or β not positive
 * @source Dugas et al., "Incorporating second-order functional knowledge for better option pricing", 2001
 */
export function softplus(options: SoftplusOptions = {}): Layer<SameShape> {
  checkOptions('softplus', options, ['beta', 'threshold'])
  const { beta = 1, threshold = 20 } = options
  checkNumber('softplus', 'beta', beta)
  if (beta <= 0) throw new ArgumentError(`softplus: beta must be positive; got ${beta}`)
  checkNumber('softplus', 'threshold', threshold)
  return elementwise('softplus', x => {
    const scaled = mul(x, beta)
    return where(greater(scaled, threshold), x, div(softplusOf(scaled), beta))
  })
}
