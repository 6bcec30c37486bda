// The affine layer.

import { type ArrayType, showType } from '../../core/array-type.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { show } from '../../support/show.js'
import type { LinearOptions, LinearShapes } from '../../types/index.js'
import { checkInput, checkParameters, defineLayer, type Layer } from '../layer/layer.js'
import { affine } from './affine.js'
import { type AffineParameters, affineParameters, hasBias } from './affine-parameters.js'

/** @throws ShapeError unless the last axis has as many features as the weight takes */
function checkFeatures(x: ArrayType, features: number | undefined, weight: ArrayType): void {
  if (x.shape.length >= 2 && x.shape.at(-1) === features) return
  const expected = `${weight.dtype}[n,${x.shape.length > 2 ? '…,' : ''}${features}]`
  throw new ShapeError(`linear: input must have ${features} features; expected ${expected}, got ${showType(x)}`)
}

/**
 * An affine map of the last axis: `y = x · weightᵀ + bias`.
 * Parameters: weight float32[features, in] and bias float32[features], both uniform in ±1/√in at first.
 * @param features the size of the last axis of the result
 * @param options `{ bias: false }` leaves the bias out
 * @returns a layer from float32[batch, …, in] to float32[batch, …, features]
 * @throws ArgumentError unless features is a positive integer
 * @example
 * ```
 * model([784], linear(100), relu, linear(10))
 * ```
 * @source as in PyTorch
 */
export function linear<N extends number, const O extends LinearOptions = Record<never, never>>(
  features: N,
  options?: O,
): Layer<LinearShapes<N, O>> {
  if (!Number.isInteger(features) || features < 1)
    throw new ArgumentError(`linear: the number of features must be a positive integer; got ${show(features)}`)
  const bias = hasBias(options)
  return defineLayer<LinearShapes<N, O>, AffineParameters>({
    name: 'linear',
    init(key, input) {
      const fanIn = input.at(-1)
      if (fanIn === undefined) throw new ShapeError('linear: input must have an axis; got []')
      return affineParameters(key, [features, fanIn], bias)
    },
    apply(params, x) {
      checkParameters('linear', params, bias ? ['weight', 'bias'] : ['weight'])
      const { weight } = params
      checkInput('linear', x, weight)
      checkFeatures(x, weight.shape[1], weight)
      return affine(x, weight, params.bias)
    },
  })
}
