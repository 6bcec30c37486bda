// Networks without ways around against torchvision's.

import { compare } from './compare.js'

compare({
  lenet5: 'training',
  alexnet: 'training',
  vgg11: 'training',
  vgg13: 'training',
  vgg16: 'training',
  vgg19: 'training',
  vgg11_bn: 'training',
  vgg13_bn: 'training',
  vgg16_bn: 'training',
  vgg19_bn: 'training',
})
