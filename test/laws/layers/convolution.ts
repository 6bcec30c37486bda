// Convolutions, and those that enlarge images.

import fc from 'fast-check'
import * as laws from 'tenet/laws'
import * as nn from 'tenet/nn'
import { every, few, type Rows } from './row.js'

const image = fc.constantFrom([2, 5, 4], [2, 4, 4])

export const convolution: Rows = {
  conv1d: [
    nn.conv1d(3, 2, { padding: 1 }),
    {
      input: fc.constant([2, 4]),
      parameters: ([channels = 0]) => ({ weight: [3, channels, 2], bias: [3] }),
      output: ([, size = 0]) => [3, size + 1],
      optional: [laws.affine],
    },
  ],
  conv2d: [
    nn.conv2d(3, [2, 3], { padding: 1, stride: 2 }),
    {
      input: image,
      parameters: ([channels = 0]) => ({ weight: [3, channels, 2, 3], bias: [3] }),
      output: ([, height = 0, width = 0]) => [3, Math.floor(height / 2) + 1, Math.floor((width - 1) / 2) + 1],
      optional: [laws.affine, ...every],
    },
  ],
  'conv2d in groups': [
    nn.conv2d(4, 2, { groups: 2, bias: false }),
    { input: fc.constant([2, 3, 3]), parameters: () => ({ weight: [4, 1, 2, 2] }), optional: [laws.linear] },
  ],
  'conv2d with an input that goes on': [
    nn.conv2d(2, 3, { padding: 'same', paddingMode: 'circular', bias: false }),
    { ...few, input: image, output: ([, ...sides]) => [2, ...sides], optional: [laws.linear] },
  ],
  conv3d: [nn.conv3d(2, 2), { input: fc.constant([1, 2, 3, 2]), output: () => [2, 1, 2, 1] }],
  convTranspose1d: [
    nn.convTranspose1d(4, 3, { stride: 2, groups: 2, outputPadding: 1 }),
    {
      ...few,
      input: fc.constant([2, 3]),
      parameters: () => ({ weight: [2, 2, 3], bias: [4] }),
      output: () => [4, 8],
      optional: [laws.affine],
    },
  ],
  convTranspose2d: [
    nn.convTranspose2d(3, 2, { stride: 2, bias: false }),
    {
      input: fc.constantFrom([2, 2, 3], [1, 3, 2]),
      parameters: ([channels = 0]) => ({ weight: [channels, 3, 2, 2] }),
      output: ([, height = 0, width = 0]) => [3, 2 * height, 2 * width],
      optional: [laws.linear, ...every],
    },
  ],
  convTranspose3d: [nn.convTranspose3d(2, 2), { ...few, input: fc.constant([1, 1, 2, 2]), output: () => [2, 2, 3, 3] }],
}
