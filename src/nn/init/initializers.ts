// How parameters begin. Every function is pure: the same key gives the same numbers.

import type { Tensor } from '../../core/tensor.js'
import { mul } from '../../ops/elementwise/arithmetic.js'
import { type Key, normal as standardNormal, uniform as uniformBetween } from '../../ops/random/index.js'
import { ShapeError } from '../../support/errors.js'
import { type Dims, showShape, sizeOf } from '../../support/shape.js'
import type { Mut, Shape } from '../../types/index.js'

/**
 * The inputs that one output of a weight [out, in, …kernel] sums over: in · kernel.
 * @throws ShapeError when the weight has fewer than two axes
 */
function fanInOf(operation: string, shape: Dims): number {
  if (shape.length < 2) throw new ShapeError(`${operation}: a weight must have at least two axes, [out, in, …]; got ${showShape(shape)}`)
  return sizeOf(shape.slice(1))
}

/**
 * Uniform between `-bound` and `bound`.
 * @returns float32[…shape]
 */
export const uniform = <const S extends Shape>(key: Key, shape: S, bound: number): Tensor<Mut<S>, 'float32'> =>
  uniformBetween(key, shape, { min: -bound, max: bound })

/**
 * Normal, of mean 0 and this standard deviation.
 * @returns float32[…shape]
 */
export const normal = <const S extends Shape>(key: Key, shape: S, deviation: number): Tensor<Mut<S>, 'float32'> =>
  mul(standardNormal(key, shape), deviation)

export interface KaimingOptions {
  /** The slope a of the leaky relu that follows. Default √5, for which the bound is 1/√fanIn: what PyTorch's layers begin with. */
  readonly negativeSlope?: number
}

/**
 * Uniform in ±√(6 / ((1 + a²) fanIn)), where fanIn is the product of all sizes but the first.
 * @param shape [out, in, …kernel]
 * @returns float32[…shape]
 * @throws ShapeError when there are fewer than two axes
 * @source He et al., "Delving deep into rectifiers", 2015
 * @deviation from PyTorch's function of this name, whose slope is 0 by default; its layers pass √5
 */
export function kaimingUniform<const S extends Shape>(
  key: Key,
  shape: S,
  { negativeSlope = Math.sqrt(5) }: KaimingOptions = {},
): Tensor<Mut<S>, 'float32'> {
  return uniform(key, shape, Math.sqrt(6 / ((1 + negativeSlope ** 2) * fanInOf('kaimingUniform', shape))))
}

/**
 * Uniform in ±√(6 / (fanIn + fanOut)).
 * @param shape [out, in, …kernel]
 * @returns float32[…shape]
 * @throws ShapeError when there are fewer than two axes
 * @source Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks", 2010
 */
export function xavierUniform<const S extends Shape>(key: Key, shape: S): Tensor<Mut<S>, 'float32'> {
  const fanIn = fanInOf('xavierUniform', shape)
  const fanOut = ((shape[0] ?? 0) * fanIn) / (shape[1] ?? 1)
  return uniform(key, shape, Math.sqrt(6 / (fanIn + fanOut)))
}
