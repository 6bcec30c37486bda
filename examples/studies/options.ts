// The options that studies of images share, with defaults of their own.

import { option } from 'tenet/experiment'

export interface Defaults {
  readonly epochs: number
  readonly size: number
  readonly images?: number
}

export const imageOptions = ({ epochs, size, images = 5000 }: Defaults) => ({
  data: option.optional(option.path(), null, {
    description: 'a folder with train and test, each of class folders; none: ../shared/data/cifar10 if it is there, else images drawn here',
  }),
  images: option.int(images, { min: 1, description: 'images to learn from' }),
  heldOut: option.int(1000, { min: 1, description: 'images held out' }),
  size: option.int(size, { min: 8, description: 'height and width that images are brought to' }),
  epochs: option.int(epochs, { min: 1 }),
  batch: option.int(64, { min: 1, description: 'images a step' }),
})
