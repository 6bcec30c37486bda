// Residual networks against torchvision's.

import { compare } from './compare.js'

compare({
  resnet18: 'gradients',
  resnet34: 'training',
  resnet50: 'gradients',
  resnet101: 'inference',
  resnet152: 'inference',
  resnext50_32x4d: 'gradients',
  wide_resnet50_2: 'training',
})
