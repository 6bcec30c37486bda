// All axes of an example into one.

import { reshape } from '../../primitives/structure/reshape.js'
import { ShapeError } from '../../support/errors.js'
import { sizeOf } from '../../support/shape.js'
import type { FlattenShapes } from '../../types/index.js'
import { checkInput, defineLayer, type Layer, noParameters } from '../layer/layer.js'

/** From float32[batch, …] to float32[batch, size of the rest], row-major. */
export const flatten: Layer<FlattenShapes> = defineLayer<FlattenShapes>({
  name: 'flatten',
  init: () => noParameters,
  apply(_params, x) {
    checkInput('flatten', x)
    const [batch, ...rest] = x.shape
    if (batch === undefined) throw new ShapeError('flatten: input must have a batch axis; expected float32[n,…], got float32[]')
    return reshape(x, [batch, sizeOf(rest)])
  },
})
