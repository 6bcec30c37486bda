// Elements at positions along an axis, each line with its own: what sorting and running extrema differentiate by.

import type { Tensor } from '../../core/tensor.js'
import { sizeOf } from '../../support/shape.js'
import { reshape } from '../structure/reshape.js'
import { gather } from './gather.js'

/** `out[…, i, …] = x[…, positions[…, i, …], …]`; the positions, integers of the rank of x, are in range. */
export function gatherAlong(x: Tensor, positions: Tensor, axis: number): Tensor {
  if (sizeOf(x.shape) === 0) return reshape(x, positions.shape)
  const others = x.shape.map((_, i) => i).filter(i => i !== axis)
  return gather(x, reshape(positions, [...positions.shape, 1]), {
    offsetAxes: [],
    collapsedAxes: [axis],
    startMap: [axis],
    operandBatchAxes: others,
    indicesBatchAxes: others,
    sliceSizes: x.shape.map(() => 1),
    mode: 'clip',
  })
}
