// The layers that are compared with PyTorch's, by the names of test/golden/layers/cases.py.

import * as nn from 'tenet/nn'

export const layers: Readonly<Record<string, nn.Layer>> = {
  linear: nn.linear(3),
  'linear, more axes, no bias': nn.linear(3, { bias: false }),
  conv1d: nn.conv1d(4, 3, { stride: 2, padding: 1, dilation: 2 }),
  conv2d: nn.conv2d(4, [3, 2], { stride: [2, 1], padding: [1, 0], dilation: [1, 2] }),
  'conv2d, groups, no bias': nn.conv2d(6, 3, { groups: 2, bias: false }),
  'conv2d, depthwise': nn.conv2d(6, 2, { groups: 3 }),
  conv3d: nn.conv3d(3, 2, { padding: [0, 1, 1], stride: [1, 2, 1] }),
  maxPool2d: nn.maxPool2d(2),
  'maxPool2d, overlapping': nn.maxPool2d(3, { stride: 2, padding: 1 }),
  'maxPool2d, dilated': nn.maxPool2d([2, 3], { stride: 1, dilation: [2, 1] }),
  avgPool2d: nn.avgPool2d(2),
  'avgPool2d, padded': nn.avgPool2d([3, 2], { stride: [2, 1], padding: [1, 1] }),
  relu: nn.relu,
  tanh: nn.tanh,
  sigmoid: nn.sigmoid,
  silu: nn.silu,
  gelu: nn.gelu,
  flatten: nn.flatten,
  batchNorm1d: nn.batchNorm1d(),
  'batchNorm1d, a spatial axis, cumulative': nn.batchNorm1d({ momentum: null, eps: 0.1 }),
  batchNorm2d: nn.batchNorm2d(),
  'batchNorm2d, not affine, slow': nn.batchNorm2d({ affine: false, momentum: 0.01 }),
  'batchNorm2d, not tracking': nn.batchNorm2d({ trackRunningStats: false }),
  batchNorm3d: nn.batchNorm3d(),
}
