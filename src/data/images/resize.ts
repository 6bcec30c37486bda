// Other sizes, whole or of a part.

import { ArgumentError } from '../../support/errors.js'
import { given } from '../../support/options.js'
import { show } from '../../support/show.js'
import type { Image } from './image.js'
import { type Filter, nearest, type Region, resampled } from './resample.js'
import { checkInterval, type Geometry, geometric, type RandomTransform, randomGeometric, type Transform } from './sample.js'

/** One number for both sides, or [height, width]. */
export type Size = number | readonly [height: number, width: number]

export type Interpolation = Filter | 'nearest'

export interface ResizeOptions {
  /** Default bilinear; antialiased, except for nearest. */
  readonly interpolation?: Interpolation
}

const interpolations: readonly unknown[] = ['bilinear', 'bicubic', 'lanczos', 'nearest']

export function checkInterpolation(operation: string, value: unknown, allowed: readonly unknown[] = interpolations): void {
  if (!allowed.includes(value))
    throw new ArgumentError(`${operation}: interpolation must be one of ${allowed.join(', ')}; got ${show(value)}`)
}

/** [height, width]. @throws ArgumentError unless the sides are positive integers */
export function sides(operation: string, size: Size): readonly [height: number, width: number] {
  const [height, width] =
    typeof size === 'number' ? [size, size] : Array.isArray(size) && size.length === 2 ? size : [Number.NaN, Number.NaN]
  for (const side of [height, width])
    if (!Number.isInteger(side) || side < 1 || side > 2 ** 15)
      throw new ArgumentError(`${operation}: the size must be an integer from 1 to 32768, or [height, width]; got ${show(size)}`)
  return [height, width]
}

/** A region of the image, in another size. */
export function placement(region: Region, height: number, width: number, interpolation: Interpolation): Geometry {
  const toSize = (how: Interpolation) => (source: Image) =>
    how === 'nearest' ? nearest(source, region, height, width) : resampled(source, region, height, width, how)
  return {
    image: toSize(interpolation),
    mask: toSize('nearest'),
    point: (x, y) => [((x - region.left) * width) / region.width, ((y - region.top) * height) / region.height],
  }
}

/**
 * Another size.
 * @param size of the shorter side, the other keeping the proportions; or [height, width]
 * @deviation from torchvision on tensors in the last bit: both passes round to bytes, as Pillow's do; and of masks, of which it takes the pixel
 *   nearest by its corner (`nearest`), here by its centre (`nearest-exact`), as images are resized
 */
export function resize(size: Size, options: ResizeOptions = {}): Transform {
  const { interpolation = 'bilinear' } = given('resize', options, ['interpolation'])
  const [toHeight, toWidth] = sides('resize', size)
  checkInterpolation('resize', interpolation)
  return geometric('resize', (height, width) => {
    const whole = { top: 0, left: 0, height, width }
    if (typeof size !== 'number') return placement(whole, toHeight, toWidth, interpolation)
    // torchvision cuts the longer side off to an integer.
    const [h, w] = height <= width ? [size, Math.trunc((size * width) / height)] : [Math.trunc((size * height) / width), size]
    return placement(whole, Math.max(1, h), Math.max(1, w), interpolation)
  })
}

export interface RandomResizedCropOptions extends ResizeOptions {
  /** The part of the area, uniformly from this interval. Default [0.08, 1]. */
  readonly scale?: readonly [low: number, high: number]
  /** Width over height, log-uniformly from this interval. Default [3/4, 4/3]. */
  readonly ratio?: readonly [low: number, high: number]
}

/**
 * A random part of the image, of random area and proportions, in one size.
 * @source Szegedy et al., "Going deeper with convolutions", 2015
 */
export function randomResizedCrop(size: Size, options: RandomResizedCropOptions = {}): RandomTransform {
  const {
    scale = [0.08, 1],
    ratio = [3 / 4, 4 / 3],
    interpolation = 'bilinear',
  } = given('randomResizedCrop', options, ['scale', 'ratio', 'interpolation'])
  const [toHeight, toWidth] = sides('randomResizedCrop', size)
  checkInterval('randomResizedCrop', 'scale', scale, 0, 1)
  checkInterval('randomResizedCrop', 'ratio', ratio, 1e-3, 1e3)
  checkInterpolation('randomResizedCrop', interpolation)
  return randomGeometric('randomResizedCrop', (random, height, width) => {
    for (let attempt = 0; attempt < 10; attempt++) {
      const area = height * width * random.uniform(...scale)
      const proportion = Math.exp(random.uniform(Math.log(ratio[0]), Math.log(ratio[1])))
      const [w, h] = [Math.round(Math.sqrt(area * proportion)), Math.round(Math.sqrt(area / proportion))]
      if (w < 1 || h < 1 || w > width || h > height) continue
      const region = { top: random.integer(0, height - h + 1), left: random.integer(0, width - w + 1), height: h, width: w }
      return placement(region, toHeight, toWidth, interpolation)
    }
    // None fits: the largest part in the middle whose proportions are allowed.
    const proportion = width / height
    const w = proportion > ratio[1] ? Math.round(height * ratio[1]) : width
    const h = proportion < ratio[0] ? Math.round(width / ratio[0]) : height
    const region = { top: Math.trunc((height - h) / 2), left: Math.trunc((width - w) / 2), height: h, width: w }
    return placement(region, toHeight, toWidth, interpolation)
  })
}
