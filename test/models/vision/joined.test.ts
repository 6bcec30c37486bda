// Networks that join channels against torchvision's.

import { compare } from './compare.js'

compare({
  googlenet: 'training',
  densenet121: 'training',
  densenet161: 'inference',
  densenet169: 'inference',
  densenet201: 'inference',
  unet: 'training',
})
