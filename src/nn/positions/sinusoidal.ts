// Positions as sines of many wavelengths, added to what is at them.

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import { arange } from '../../ops/creation/creation.js'
import { add, mul } from '../../ops/elementwise/arithmetic.js'
import { cast } from '../../ops/elementwise/choose.js'
import { cos, exp, sin } from '../../ops/elementwise/float-functions.js'
import { stack } from '../../ops/shape/join.js'
import { reshape } from '../../ops/shape/reshape.js'
import { checkInteger } from '../../ops/signatures/operands.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import type { SameShape } from '../../types/index.js'
import { checkInput, defineLayer, type Layer, noParameters } from '../layer/layer.js'

/**
 * `[t, 2i] = sin(t / 10000^(2i/features))`, `[t, 2i+1] = cos(t / 10000^(2i/features))`.
 * @param length how many positions, from 0
 * @param features an even number
 * @returns float32[length, features]
 * @throws ArgumentError when the sizes are no such numbers
 * @example
 * ```
 * sinusoidalEncoding(2, 2).toArray() // [[0, 1], [0.8414710164070129, 0.5403022766113281]]
 * ```
 * @source Vaswani et al., "Attention is all you need", 2017
 */
export function sinusoidalEncoding<L extends number, E extends number>(length: L, features: E): Tensor<[L, E], 'float32'>
export function sinusoidalEncoding(length: number, features: number): Tensor {
  checkInteger('sinusoidalEncoding', 'length', length, 0)
  checkInteger('sinusoidalEncoding', 'features', features, 2)
  if (features % 2 !== 0) throw new ArgumentError(`sinusoidalEncoding: features must be even; got ${features}`)
  const half = features / 2
  // In float64, for angles go up to the length.
  const frequencies = exp(mul(arange(half, 'float64'), (-Math.log(10000) * 2) / features))
  const angles = mul(reshape(arange(length, 'float64'), [length, 1]), reshape(frequencies, [1, half]))
  return cast(reshape(stack([sin(angles), cos(angles)], -1) as Tensor, [length, features]), 'float32')
}

/**
 * Adds `sinusoidalEncoding` to sequences, as a layer without parameters.
 * @returns a layer from float32[batch, time, features] to the same
 * @source Vaswani et al., "Attention is all you need", 2017
 */
export const sinusoidalPositions: Layer<SameShape> = defineLayer<SameShape>({
  name: 'sinusoidalPositions',
  init: () => noParameters,
  apply(_params, x) {
    checkInput('sinusoidalPositions', x)
    const [, time, features] = x.shape
    if (x.shape.length !== 3 || time === undefined || features === undefined)
      throw new ShapeError(`sinusoidalPositions: input must be [batch,time,features]; got ${showType(x)}`)
    return add(x, cast(sinusoidalEncoding(time, features), x.dtype))
  },
})
