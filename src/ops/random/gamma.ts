// The gamma distribution, and its logarithm. What is drawn differentiates with respect to alpha, although it is drawn by rejection: by
// implicit differentiation of the distribution function.

import type { Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { full } from '../../primitives/structure/broadcast.js'
import { customJvp } from '../../transforms/index.js'
import type { FloatDType, Mut, Shape } from '../../types/index.js'
import { typed } from '../signatures/signatures.js'
import { tiny } from './bits.js'
import { elementKeys } from './element-keys.js'
import { gammaDerivative } from './gamma-derivative.js'
import { gammaSample, type Space } from './gamma-sampler.js'
import type { Key } from './key.js'
import { type DistributionOptions, type Parameter, parameters, positive } from './parameters.js'

const sampler = (space: Space): ((a: Tensor, b: Tensor, alpha: Tensor) => Tensor) =>
  customJvp(
    (a: Tensor, b: Tensor, alpha: Tensor) => gammaSample([a, b], alpha, space),
    ([a, b, alpha], [, , tangent]) => {
      const drawn = gammaSample([a, b], alpha, space)
      if (space === 'linear') return [drawn, p.mul(gammaDerivative(alpha, drawn), tangent)]
      // d ln x = dx / x, of numbers that may have underflowed.
      const x = p.max(p.exp(drawn), full(tiny(alpha.dtype), alpha))
      return [drawn, p.mul(p.div(gammaDerivative(alpha, x), x), tangent)]
    },
  )

const samplers: Readonly<Record<Space, ReturnType<typeof sampler>>> = {
  linear: sampler('linear'),
  logarithmic: sampler('logarithmic'),
}

/** Gamma distributed numbers of the shape of alpha, for other distributions too. */
export const gammaOf = (operation: string, key: Key, alpha: Tensor, space: Space): Tensor =>
  samplers[space](...elementKeys(operation, key, alpha.shape), alpha)

/**
 * Gamma distributed floats of scale 1: the density is `x^(a - 1) · e^(-x) / Γ(a)`. They differentiate with respect to a.
 * @param key uint32[2]
 * @param shape what to fill
 * @param a the shape parameter α, positive: a number, or floats that stretch to the shape; what is drawn for others is NaN or meaningless
 * @param options dtype
 * @returns dtype[shape]
 * @throws ArgumentError unless given a key and a positive number, ShapeError when a does not stretch to the shape
 * @example
 * ```
 * random.gamma(random.key(0), [100], 2.5).greater(0).all().item() // true
 * ```
 * @source G. Marsaglia, W. W. Tsang, "A simple method for generating gamma variables", 2000; the derivative: M. Figurnov, S. Mohamed,
 * A. Mnih, "Implicit reparameterization gradients", 2018
 */
export function gamma<const S extends Shape, A extends Shape = [], D extends FloatDType = 'float32'>(
  key: Key,
  shape: S,
  a: Parameter<A, S, D>,
  options?: DistributionOptions<D>,
): Tensor<Mut<S>, D> {
  const operation = 'random.gamma'
  const { values } = parameters(operation, shape, [['a', a, positive] as const], options)
  return typed(gammaOf(operation, key, values[0], 'linear'))
}

/**
 * The logarithms of gamma distributed floats: what `gamma` draws for the same key, without the underflow of small a.
 * @param key uint32[2]
 * @param shape what to fill
 * @param a the shape parameter α, positive: a number, or floats that stretch to the shape
 * @param options dtype
 * @returns dtype[shape]
 * @throws ArgumentError unless given a key and a positive number, ShapeError when a does not stretch to the shape
 * @example
 * ```
 * random.loggamma(random.key(0), [100], 0.001).isFinite().all().item() // true
 * ```
 */
export function loggamma<const S extends Shape, A extends Shape = [], D extends FloatDType = 'float32'>(
  key: Key,
  shape: S,
  a: Parameter<A, S, D>,
  options?: DistributionOptions<D>,
): Tensor<Mut<S>, D> {
  const operation = 'random.loggamma'
  const { values } = parameters(operation, shape, [['a', a, positive] as const], options)
  return typed(gammaOf(operation, key, values[0], 'logarithmic'))
}
