// Legal convolutions, small: every parameter alone, what meets in practice together, and the degenerate sizes.

import { direct } from '../../core/lowering.js'
import type { Sample } from '../../core/primitive.js'
import type { DTypeName } from '../../support/dtype.js'
import type { Dims } from '../../support/shape.js'
import { numberDTypes } from '../linear-map.js'
import { pads } from '../window/axis.js'
import type { ConvOperation } from './conv-geometry.js'

function sample(x: Dims, weight: Dims, given: Partial<ConvOperation> = {}, dtype: DTypeName = 'float32'): Sample<ConvOperation> {
  const ones = x.slice(2).map(() => 1)
  return {
    inputs: [
      { shape: x, dtype },
      { shape: weight, dtype },
    ],
    params: {
      strides: ones,
      padding: ones.map((): [number, number] => [0, 0]),
      inputDilation: ones,
      kernelDilation: ones,
      groups: 1,
      batchGroups: 1,
      method: direct,
      ...given,
    },
  }
}

export const convDomain: readonly Sample<ConvOperation>[] = [
  // no, one, two and three spatial axes
  sample([3, 4], [2, 4]),
  sample([2, 3, 7], [4, 3, 3]),
  sample([2, 3, 5, 6], [4, 3, 3, 2]),
  sample([1, 2, 3, 4, 3], [2, 2, 2, 2, 2]),
  // dtypes
  sample([2, 2, 4, 4], [3, 2, 3, 3], { padding: pads([1, 1], [1, 1]) }, 'float64'),
  ...numberDTypes.slice(2).map(dtype => sample([2, 2, 5], [2, 2, 3], {}, dtype)),
  // one parameter at a time
  sample([2, 2, 7, 6], [3, 2, 3, 2], { strides: [2, 3] }),
  sample([2, 2, 4, 5], [3, 2, 3, 3], { padding: pads([1, 1], [2, 0]) }),
  sample([1, 2, 7, 8], [2, 2, 3, 3], { padding: pads([-1, 0], [1, -2]) }),
  sample([1, 2, 3, 4], [2, 2, 3, 2], { inputDilation: [2, 3] }),
  sample([1, 2, 7, 8], [2, 2, 3, 2], { kernelDilation: [2, 3] }),
  sample([2, 4, 5], [6, 2, 3], { groups: 2 }),
  sample([2, 3, 5, 5], [6, 1, 3, 3], { groups: 3 }),
  sample([4, 2, 5], [6, 2, 3], { batchGroups: 2 }),
  sample([3, 2, 4], [3, 2, 2], { batchGroups: 3 }),
  // together
  sample([2, 3, 9, 9], [4, 3, 3, 3], { strides: [2, 2], padding: pads([1, 1], [1, 1]) }),
  sample([2, 4, 6, 7], [4, 2, 3, 3], { strides: [2, 1], padding: pads([1, 2], [0, 1]), kernelDilation: [1, 2], groups: 2 }),
  sample([4, 2, 4, 5], [4, 2, 2, 3], { strides: [1, 2], padding: pads([1, 0], [1, 1]), inputDilation: [2, 2], batchGroups: 2 }),
  sample([1, 1, 5], [1, 1, 3], { strides: [3], padding: pads([-1, 4]), inputDilation: [3], kernelDilation: [2] }),
  sample([1, 1, 4], [1, 1, 2], { padding: pads([5, -3]), inputDilation: [2] }),
  // kernels of one, images of one
  sample([2, 3, 4, 4], [5, 3, 1, 1]),
  sample([2, 3, 5, 4], [5, 3, 1, 1], { strides: [2, 2] }),
  sample([2, 3, 1, 1], [2, 3, 3, 3], { padding: pads([1, 1], [1, 1]) }),
  sample([1, 1, 1], [1, 1, 1], { padding: pads([2, 1]), inputDilation: [3], kernelDilation: [2] }),
  // long depth
  sample([1, 40, 3, 3], [2, 40, 3, 3], { padding: pads([1, 1], [1, 1]) }),
  // by Winograd's algorithms: windows of 3 × 3 and 2 × 2, images of 3 × 3
  sample([2, 3, 6, 7], [4, 3, 3, 3], { method: { name: 'winograd', strands: 1 } }),
  sample([2, 3, 6, 5], [4, 3, 2, 2], { padding: pads([0, 1], [1, 0]), method: { name: 'winograd', strands: 1 } }),
  sample([2, 2, 8, 7], [3, 2, 6, 5], { method: { name: 'winograd', strands: 2 } }),
  // sums along lanes: rows filled up, bands of rows, blocks of images
  sample([2, 3, 7, 6], [4, 3, 5, 4], { method: { name: 'lanes' } }),
  sample([2, 3, 7, 6], [2, 3, 5, 4], { padding: pads([1, 1], [0, 2]), method: { name: 'lanes' } }),
  // nothing: no images, no channels, no windows, kernels without positions
  sample([0, 2, 4], [3, 2, 2]),
  sample([2, 0, 4], [3, 0, 2]),
  sample([2, 2, 3], [0, 2, 2]),
  sample([1, 2, 2], [3, 2, 4]),
  sample([1, 2, 0], [3, 2, 2], { padding: pads([1, 2]) }),
  sample([1, 2, 3], [3, 2, 0]),
]
