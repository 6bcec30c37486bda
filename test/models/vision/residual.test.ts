// Residual networks against torchvision's.

import { compare } from './compare.js'

compare({
  resnet18: 'training',
  resnet34: 'training',
  resnet50: 'training',
  resnet101: 'inference',
  resnet152: 'inference',
  resnext50_32x4d: 'training',
  wide_resnet50_2: 'training',
})
