// Parameters of the plainest convolution, for tests that are about something else.

import type { ConvParams } from '../../src/primitives/contraction/conv-geometry.js'

/** A convolution with nothing about it. */
export const plainConv: ConvParams = {
  strides: [1, 1],
  padding: [
    [0, 0],
    [0, 0],
  ],
  inputDilation: [1, 1],
  kernelDilation: [1, 1],
  groups: 1,
  batchGroups: 1,
}
