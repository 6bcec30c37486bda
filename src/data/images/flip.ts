// Mirror images, and the ten crops that are five and five of the mirror image.

import { checkChoice, given } from '../../support/options.js'
import { randomly } from './compose.js'
import { fiveCrop } from './crop.js'
import { type Image, image } from './image.js'
import { pixels } from './pixels.js'
import type { Size } from './resize.js'
import { geometric, type RandomTransform, type Sample, type Transform } from './sample.js'

function flippedAcross({ shape: [height, width, channels], data }: Image): Image {
  const out = new Uint8Array(data.length)
  pixels().mirror(data, width, channels, out)
  return image(height, width, channels, out)
}

function flippedDown({ shape: [height, width, channels], data }: Image): Image {
  const out = new Uint8Array(data.length)
  const stride = width * channels
  for (let y = 0; y < height; y++) out.set(data.subarray((height - 1 - y) * stride, (height - y) * stride), y * stride)
  return image(height, width, channels, out)
}

/** Left and right exchanged. */
export const horizontalFlip: Transform = geometric('horizontalFlip', (_, width) => ({
  image: flippedAcross,
  mask: flippedAcross,
  point: (x, y) => [width - x, y],
}))

/** Top and bottom exchanged. */
export const verticalFlip: Transform = geometric('verticalFlip', height => ({
  image: flippedDown,
  mask: flippedDown,
  point: (x, y) => [x, height - y],
}))

/** Left and right exchanged, with this probability. @param p default 0.5 */
export const randomHorizontalFlip = (p?: number): RandomTransform => randomly(horizontalFlip, p)

/** Top and bottom exchanged, with this probability. @param p default 0.5 */
export const randomVerticalFlip = (p?: number): RandomTransform => randomly(verticalFlip, p)

export interface TenCropOptions {
  /** Which mirror image the second five are of. Default horizontal. */
  readonly flip?: 'horizontal' | 'vertical'
}

/** The five crops, and the five of the mirror image. @throws ShapeError when the image is smaller */
export const tenCrop = (size: Size, options: TenCropOptions = {}) => {
  const { flip = 'horizontal' } = given('tenCrop', options, ['flip'])
  checkChoice('tenCrop', 'flip', flip, ['horizontal', 'vertical'])
  const five = fiveCrop(size)
  return <S extends Sample>(sample: S): readonly [S, S, S, S, S, S, S, S, S, S] => {
    return [...five(sample), ...five((flip === 'horizontal' ? horizontalFlip : verticalFlip)(sample))]
  }
}
