// Networks without ways around against torchvision's.

import { compare } from './compare.js'

compare({
  lenet5: 'gradients',
  alexnet: 'gradients',
  vgg11: 'gradients',
  vgg13: 'training',
  vgg16: 'training',
  vgg19: 'training',
  vgg11_bn: 'gradients',
  vgg13_bn: 'training',
  vgg16_bn: 'training',
  vgg19_bn: 'training',
})
