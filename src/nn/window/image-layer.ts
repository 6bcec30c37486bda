// Layers over images [batch, channels, …spatial] that have no parameters.

import type { Tensor } from '../../core/tensor.js'
import type { LayerShapes, SpatialRank } from '../../types/index.js'
import { checkInput, defineLayer, type FloatTensor, type Layer, noParameters } from '../layer/layer.js'
import { checkExampleRank, checkImages, type Windows } from './window-options.js'

/** A layer over images, in which every window has a place where there are any. */
export const imageLayer = <F extends LayerShapes>(
  name: string,
  rank: SpatialRank,
  apply: (x: FloatTensor) => Tensor,
  windows?: Windows,
): Layer<F> =>
  defineLayer<F>({
    name,
    init(_key, input) {
      checkExampleRank(name, rank, input)
      return noParameters
    },
    apply(_params, x) {
      checkInput(name, x)
      checkImages(name, rank, x, windows)
      return apply(x)
    },
  })
