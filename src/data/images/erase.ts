// A random rectangle of the image in one colour.
// Source: Zhong, Zheng, Kang, Li, Yang, "Random erasing data augmentation" (2017).

import { ArgumentError } from '../../support/errors.js'
import { given } from '../../support/options.js'
import { show } from '../../support/show.js'
import { draws } from '../example-key.js'
import { image } from './image.js'
import { checkInterval, checkNumber, identity, pixelwise, type RandomTransform } from './sample.js'

export interface RandomErasingOptions {
  /** Default 0.5. */
  readonly p?: number
  /** The part of the area. Default [0.02, 0.33]. */
  readonly scale?: readonly [low: number, high: number]
  /** Height over width. Default [0.3, 3.3]. */
  readonly ratio?: readonly [low: number, high: number]
  /** Of every channel, 0 to 255, or random bytes. Default 0. */
  readonly fill?: number | 'random'
}

/**
 * With a probability, a random rectangle is erased.
 * @deviation from torchvision, which erases normalized tensors: this erases bytes, so that 0 is black and not the mean
 */
export function randomErasing(options: RandomErasingOptions = {}): RandomTransform {
  const { p = 0.5, scale = [0.02, 0.33], ratio = [0.3, 3.3], fill = 0 } = given('randomErasing', options, ['p', 'scale', 'ratio', 'fill'])
  checkNumber('randomErasing', 'p', p, 0, 1)
  checkInterval('randomErasing', 'scale', scale, 0, 1)
  checkInterval('randomErasing', 'ratio', ratio, 1e-3, 1e3)
  if (typeof fill === 'string' && fill !== 'random')
    throw new ArgumentError(`randomErasing: fill must be a number or 'random'; got ${show(fill)}`)
  if (fill !== 'random') checkNumber('randomErasing', 'fill', fill, 0, 255)
  return (key, sample) => {
    const random = draws(key)
    if (!random.bernoulli(p)) return identity(sample)
    return pixelwise('randomErasing', whole => {
      const [height, width, channels] = whole.shape
      for (let attempt = 0; attempt < 10; attempt++) {
        const area = height * width * random.uniform(...scale)
        const proportion = Math.exp(random.uniform(Math.log(ratio[0]), Math.log(ratio[1])))
        const [h, w] = [Math.round(Math.sqrt(area * proportion)), Math.round(Math.sqrt(area / proportion))]
        if (h >= height || w >= width) continue
        const [top, left] = [random.integer(0, height - h + 1), random.integer(0, width - w + 1)]
        const out = whole.data.slice()
        for (let y = top; y < top + h; y++)
          for (let at = (y * width + left) * channels; at < (y * width + left + w) * channels; at++)
            out[at] = fill === 'random' ? random.integer(0, 256) : fill
        return image(height, width, channels, out)
      }
      return whole
    })(sample)
  }
}
