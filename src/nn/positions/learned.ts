// Positions as vectors that are learned, added to what is at them.

import { showType } from '../../core/array-type.js'
import { add } from '../../ops/elementwise/arithmetic.js'
import { slice } from '../../ops/indexing/slice.js'
import { ShapeError } from '../../support/errors.js'
import { showShape } from '../../support/shape.js'
import type { LearnedPositionsShapes } from '../../types/index.js'
import { normal } from '../init/index.js'
import { checkInput, checkParameters, defineLayer, type FloatTensor, type Layer } from '../layer/layer.js'
import { checkSize } from '../layer/options.js'

/**
 * Adds a learned vector to each place of a sequence: `y[t] = x[t] + weight[t]`.
 * Parameters: weight float32[positions, features], normal of deviation 0.02 at first.
 * @param positions how long sequences may be
 * @returns a layer from float32[batch, time, features] to the same
 * @throws ArgumentError unless positions is a positive integer; ShapeError when a sequence is longer
 * @source Gehring et al., "Convolutional sequence to sequence learning", 2017; the deviation as in GPT-2
 */
export function learnedPositions<N extends number>(positions: N): Layer<LearnedPositionsShapes<N>> {
  const layer = 'learnedPositions'
  checkSize(layer, 'positions', positions)
  return defineLayer<LearnedPositionsShapes<N>, { readonly weight: FloatTensor }>({
    name: layer,
    init(key, input) {
      const features = input[1]
      if (input.length !== 2 || features === undefined)
        throw new ShapeError(`${layer}: input must be [time,features]; got ${showShape(input)}`)
      return { weight: normal(key, [positions, features], { std: 0.02 }) }
    },
    apply(params, x) {
      checkParameters(layer, params, ['weight'])
      const { weight } = params
      checkInput(layer, x, weight)
      const time = x.shape[1]
      if (x.shape.length !== 3 || time === undefined || time > positions || x.shape[2] !== weight.shape[1])
        throw new ShapeError(
          `${layer}: input must have at most ${positions} places; expected ${weight.dtype}[n,≤${positions},${weight.shape[1]}], got ${showType(x)}`,
        )
      return add(x, slice(weight, [0, time]) as FloatTensor)
    },
  })
}
