// Parameters of the plainest convolution, for tests that are about something else.

import { direct } from '../../src/core/lowering.js'
import type { ConvOperation } from '../../src/primitives/contraction/conv-geometry.js'

/** A convolution with nothing about it. */
export const plainConv: ConvOperation = {
  strides: [1, 1],
  padding: [
    [0, 0],
    [0, 0],
  ],
  inputDilation: [1, 1],
  kernelDilation: [1, 1],
  groups: 1,
  batchGroups: 1,
  method: direct,
}
