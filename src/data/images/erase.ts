// A random rectangle of the image in one colour: of bytes, or of the floats that `toTensor` gives, where 0 is the mean.
// Source: Zhong, Zheng, Kang, Li, Yang, "Random erasing data augmentation" (2017).

import { ArgumentError } from '../../support/errors.js'
import { given } from '../../support/options.js'
import { show } from '../../support/show.js'
import { type Draws, draws, type ExampleKey } from '../example-key.js'
import { isNdArray, type NdArray } from '../nd-array.js'
import { type Image, image } from './image.js'
import { checkInterval, checkNumber, pixelwise, type Sample, type Transform } from './sample.js'

export interface RandomErasingOptions {
  /** Default 0.5. */
  readonly p?: number
  /** The part of the area. Default [0.02, 0.33]. */
  readonly scale?: readonly [low: number, high: number]
  /** Height over width. Default [0.3, 3.3]. */
  readonly ratio?: readonly [low: number, high: number]
  /** Of every channel: of bytes 0 to 255, of floats any number; or `random`: uniform bytes, normal floats. Default 0. */
  readonly fill?: number | 'random'
}

type FloatImage = NdArray<[channels: number, height: number, width: number], 'float32'>

/** A sample before or after `toTensor`. */
export type Erasable = Sample | FloatImage | { readonly image: FloatImage }

/** A random transform that may also come after `toTensor`. */
export type RandomErasing = <S extends Erasable>(key: ExampleKey, sample: S) => S

interface Rectangle {
  readonly top: number
  readonly left: number
  readonly height: number
  readonly width: number
}

/** The rectangle, or none where ten attempts did not fit. */
function drawRectangle(
  random: Draws,
  height: number,
  width: number,
  scale: readonly [low: number, high: number],
  ratio: readonly [low: number, high: number],
): Rectangle | undefined {
  for (let attempt = 0; attempt < 10; attempt++) {
    const area = height * width * random.uniform(...scale)
    const proportion = Math.exp(random.uniform(Math.log(ratio[0]), Math.log(ratio[1])))
    const [h, w] = [Math.round(Math.sqrt(area * proportion)), Math.round(Math.sqrt(area / proportion))]
    if (h >= height || w >= width) continue
    return { top: random.integer(0, height - h + 1), left: random.integer(0, width - w + 1), height: h, width: w }
  }
  return undefined
}

function erasedBytes({ shape: [height, width, channels], data }: Image, { top, left, ...size }: Rectangle, fill: () => number): Image {
  const out = data.slice()
  for (let y = top; y < top + size.height; y++)
    for (let at = (y * width + left) * channels; at < (y * width + left + size.width) * channels; at++) out[at] = fill()
  return image(height, width, channels, out)
}

function erasedFloats({ shape, dtype, data }: FloatImage, { top, left, ...size }: Rectangle, fill: () => number): FloatImage {
  const [channels, height, width] = shape
  const out = data.slice()
  for (let c = 0; c < channels; c++)
    for (let y = top; y < top + size.height; y++) {
      const row = (c * height + y) * width + left
      for (let at = row; at < row + size.width; at++) out[at] = fill()
    }
  return { shape, dtype, data: out }
}

const isFloats = (value: unknown): value is FloatImage => isNdArray(value) && value.dtype === 'float32' && value.shape.length === 3

/**
 * With a probability, a random rectangle is erased: of an image of bytes, or, after `toTensor`, of its floats, as torchvision does it.
 * @example
 * ```
 * images.compose(images.randomResizedCrop(224), images.toTensor(images.imageNet), images.randomErasing({ fill: 'random' }))
 * ```
 * @source Zhong et al., 2017
 */
export function randomErasing(options: RandomErasingOptions = {}): RandomErasing {
  const { p = 0.5, scale = [0.02, 0.33], ratio = [0.3, 3.3], fill = 0 } = given('randomErasing', options, ['p', 'scale', 'ratio', 'fill'])
  checkNumber('randomErasing', 'p', p, 0, 1)
  checkInterval('randomErasing', 'scale', scale, 0, 1)
  checkInterval('randomErasing', 'ratio', ratio, 1e-3, 1e3)
  if (typeof fill === 'string' && fill !== 'random')
    throw new ArgumentError(`randomErasing: fill must be a number or 'random'; got ${show(fill)}`)
  if (fill !== 'random') checkNumber('randomErasing', 'fill', fill)
  const ofBytes = (random: Draws): Transform =>
    pixelwise('randomErasing', whole => {
      if (fill !== 'random') checkNumber('randomErasing', 'fill', fill, 0, 255)
      const rectangle = drawRectangle(random, whole.shape[0], whole.shape[1], scale, ratio)
      return rectangle === undefined ? whole : erasedBytes(whole, rectangle, fill === 'random' ? () => random.integer(0, 256) : () => fill)
    })
  const ofFloats = (random: Draws, whole: FloatImage): FloatImage => {
    const rectangle = drawRectangle(random, whole.shape[1], whole.shape[2], scale, ratio)
    return rectangle === undefined ? whole : erasedFloats(whole, rectangle, fill === 'random' ? random.normal : () => fill)
  }
  return <S extends Erasable>(key: ExampleKey, sample: S): S => {
    const random = draws(key)
    if (!random.bernoulli(p)) return sample
    // The same kind of sample comes back.
    if (isFloats(sample)) return ofFloats(random, sample) as S
    if (typeof sample === 'object' && sample !== null && 'image' in sample && isFloats(sample.image))
      return { ...sample, image: ofFloats(random, sample.image) }
    return ofBytes(random)(sample as Sample) as S
  }
}
