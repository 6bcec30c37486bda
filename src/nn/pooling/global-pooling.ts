// Pools over all of an image: one number for each channel.

import { max, mean } from '../../ops/reductions/reduce.js'
import { ShapeError } from '../../support/errors.js'
import { type Dims, showShape } from '../../support/shape.js'
import type { GlobalPoolShapes } from '../../types/index.js'
import { checkInput, defineLayer, type FloatTensor, type Layer, noParameters } from '../layer/layer.js'

function globalPool(name: string, reduce: (x: FloatTensor, axes: Dims) => FloatTensor): Layer<GlobalPoolShapes> {
  const checkExample = (example: Dims): void => {
    if (example.length < 2) throw new ShapeError(`${name}: input must be [channels,…] with spatial axes; got ${showShape(example)}`)
  }
  return defineLayer<GlobalPoolShapes>({
    name,
    init(_key, input) {
      checkExample(input)
      return noParameters
    },
    apply(_params, x) {
      checkInput(name, x)
      checkExample(x.shape.slice(1))
      return reduce(x, x.shape.map((_, axis) => axis).slice(2))
    },
  })
}

/**
 * The mean of each channel: `adaptiveAvgPool2d(1)` and `flatten` in one, for any number of spatial axes.
 * @returns a layer from float32[batch, channels, …] to float32[batch, channels]
 * @source Lin, Chen, Yan, "Network in network", 2014
 */
export const globalAvgPool: Layer<GlobalPoolShapes> = globalPool('globalAvgPool', (x, axes) => mean(x, axes))

/** The largest element of each channel, from float32[batch, channels, …] to float32[batch, channels]. */
export const globalMaxPool: Layer<GlobalPoolShapes> = globalPool('globalMaxPool', (x, axes) => max(x, axes))
