// Local response normalization: each channel damped by its neighbours.

import { showType } from '../../core/array-type.js'
import { add, div, mul, square } from '../../ops/elementwise/arithmetic.js'
import { pow } from '../../ops/elementwise/power.js'
import { pad } from '../../ops/shape/pad.js'
import { slice } from '../../primitives/structure/slice.js'
import { ShapeError } from '../../support/errors.js'
import { checkOptions } from '../../support/options.js'
import type { SameShape } from '../../types/index.js'
import { checkInput, defineLayer, type FloatTensor, type Layer, noParameters } from '../layer/layer.js'
import { checkNumber, checkSize } from '../layer/options.js'

export interface LocalResponseNormOptions {
  /** Default 1e-4. */
  readonly alpha?: number
  /** Default 0.75. */
  readonly beta?: number
  /** Default 1. */
  readonly k?: number
}

/**
 * `y[c] = x[c] / (k + α · mean of x² over the nearest channels)^β`, channels that are not there being 0.
 * @param size how many channels: ⌊size / 2⌋ before and ⌊(size - 1) / 2⌋ after
 * @param options α 1e-4, β 0.75, k 1
 * @returns a layer from float32[batch, channels, …] to the same
 * @throws ArgumentError when a number is out of range or an option unknown; when applied, ShapeError unless there are channels and spatial axes
 * @source Krizhevsky, Sutskever, Hinton, "ImageNet classification with deep convolutional neural networks", 2012; as in PyTorch
 * @deviation from the paper, as in PyTorch: the mean, not the sum, and the additional channel of an even size is before
 */
export function localResponseNorm(size: number, options: LocalResponseNormOptions = {}): Layer<SameShape> {
  checkSize('localResponseNorm', 'size', size)
  checkOptions('localResponseNorm', options, ['alpha', 'beta', 'k'])
  const { alpha = 1e-4, beta = 0.75, k = 1 } = options
  for (const [name, value] of Object.entries({ alpha, beta, k })) checkNumber('localResponseNorm', name, value)
  const [before, after] = [Math.floor(size / 2), Math.floor((size - 1) / 2)]
  return defineLayer<SameShape>({
    name: 'localResponseNorm',
    init: () => noParameters,
    apply(_params, x) {
      checkInput('localResponseNorm', x)
      if (x.shape.length < 3)
        throw new ShapeError(`localResponseNorm: input must be [batch,channels,…] with spatial axes; got ${showType(x)}`)
      const widths = x.shape.map((_, axis) => (axis === 1 ? ([before, after] as const) : ([0, 0] as const)))
      const squares = pad(square(x), widths)
      const shifted = (by: number): FloatTensor =>
        slice(
          squares,
          x.shape.map((_, axis) => (axis === 1 ? by : 0)),
          x.shape.map((length, axis) => (axis === 1 ? by + length : length)),
        ) as FloatTensor
      const total = Array.from({ length: size }, (_, by) => shifted(by)).reduce(add)
      return div(x, pow(add(mul(div(total, size), alpha), k), beta))
    },
  })
}
