// Normalizations, and layers whose weight is normalized.

import fc from 'fast-check'
import * as laws from 'tenet/laws'
import * as nn from 'tenet/nn'
import { every, few, none, type Rows, sameShape } from './row.js'

const image = fc.constant([2, 2, 3])

export const normalization: Rows = {
  batchNorm1d: [
    nn.batchNorm1d(),
    {
      input: fc.constantFrom([3], [2, 3]),
      batch: [2, 3],
      output: sameShape,
      parameters: ([channels = 0]) => ({
        weight: [channels],
        bias: [channels],
        running_mean: [channels],
        running_var: [channels],
        num_batches_tracked: [],
      }),
      optional: [laws.affine, ...every],
    },
  ],
  batchNorm2d: [
    nn.batchNorm2d({ affine: false, momentum: null }),
    {
      ...few,
      input: fc.constant([2, 2, 2]),
      output: sameShape,
      parameters: ([channels = 0]) => ({ running_mean: [channels], running_var: [channels], num_batches_tracked: [] }),
      optional: every,
    },
  ],
  batchNorm3d: [nn.batchNorm3d(), { ...few, input: fc.constant([2, 1, 2, 2]), output: sameShape }],
  layerNorm: [
    nn.layerNorm(),
    {
      input: fc.constantFrom([3], [2, 3]),
      output: sameShape,
      parameters: input => ({ weight: [input.at(-1) ?? 0], bias: [input.at(-1) ?? 0] }),
      optional: every,
    },
  ],
  'layerNorm over two axes': [
    nn.layerNorm({ axes: 2, bias: false }),
    { ...few, input: image, output: sameShape, parameters: () => ({ weight: [2, 3] }) },
  ],
  rmsNorm: [nn.rmsNorm({ eps: 0.1 }), { ...few, input: fc.constant([2, 3]), output: sameShape, parameters: () => ({ weight: [3] }) }],
  groupNorm: [nn.groupNorm(2), { input: fc.constant([4, 3]), output: sameShape, parameters: () => ({ weight: [4], bias: [4] }) }],
  instanceNorm1d: [nn.instanceNorm1d(), { ...few, input: fc.constant([2, 3]), output: sameShape, parameters: none }],
  instanceNorm2d: [
    nn.instanceNorm2d({ affine: true, trackRunningStats: true }),
    {
      ...few,
      input: image,
      output: sameShape,
      parameters: () => ({ weight: [2], bias: [2], running_mean: [2], running_var: [2], num_batches_tracked: [] }),
    },
  ],
  instanceNorm3d: [nn.instanceNorm3d({ affine: true }), { ...few, input: fc.constant([2, 1, 2, 2]), output: sameShape }],
  localResponseNorm: [nn.localResponseNorm(3, { alpha: 0.5 }), { ...few, input: fc.constant([3, 2]), output: sameShape, parameters: none }],
  weightNorm: [
    nn.weightNorm(nn.linear(2)),
    {
      ...few,
      input: fc.constant([3]),
      output: () => [2],
      parameters: () => ({ bias: [2], 'parametrizations.weight.original0': [2, 1], 'parametrizations.weight.original1': [2, 3] }),
      optional: [laws.affine],
    },
  ],
}
