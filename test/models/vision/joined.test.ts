// Networks that join channels against torchvision's.

import { compare } from './compare.js'

compare({
  googlenet: 'gradients',
  densenet121: 'gradients',
  densenet161: 'inference',
  densenet169: 'inference',
  densenet201: 'inference',
  unet: 'gradients',
})
