// Brightness, contrast, saturation and hue. The formulas are torchvision's for byte tensors: mixtures are cut off to bytes, not rounded. Alpha stays.
// What goes through all pixels is in the kernels.

import { given } from '../../support/options.js'
import { draws } from '../example-key.js'
import { type Image, image } from './image.js'
import { pixels } from './pixels.js'
import { checkInterval, checkNumber, pixelwise, type RandomTransform, type Transform } from './sample.js'

/** Channels that are colours. */
export const colours = ({ shape: [, , channels] }: Image): number => (channels === 4 ? 3 : channels)

const byte = (value: number): number => (value <= 0 ? 0 : Math.min(value, 255))

/** ratio · image + (1 - ratio) · other, of colours. */
export function blend(whole: Image, other: Uint8Array, ratio: number): Image {
  const { shape, data } = whole
  const [height, width, channels] = shape
  const out = new Uint8Array(data.length)
  const rest = 1 - ratio
  for (let at = 0; at < data.length; at++) out[at] = byte(ratio * (data[at] as number) + rest * (other[at] as number))
  if (channels === 4) for (let at = 3; at < data.length; at += 4) out[at] = data[at] as number
  return image(height, width, channels, out)
}

/** An image of the same size, of which a kernel writes the samples. */
function written({ shape: [height, width, channels], data }: Image, write: (target: Uint8Array) => void): Image {
  const target = new Uint8Array(data.length)
  write(target)
  return image(height, width, channels, target)
}

/** ratio · image + (1 - ratio) · grey, of an image with colours. */
const blendWithGrey = (whole: Image, ratio: number): Image =>
  written(whole, target => pixels().mixWithGrey(whole.data, whole.shape[2], ratio, target))

const unchanged = Uint8Array.from({ length: 256 }, (_, value) => value)

/** A function of each colour sample, by a table of the 256 bytes: one for all channels, or one each. */
export function mapped(whole: Image, tables: Uint8Array | ((channel: number) => Uint8Array)): Image {
  const [, , channels] = whole.shape
  const all = new Uint8Array(256 * channels)
  for (let c = 0; c < colours(whole); c++) all.set(tables instanceof Uint8Array ? tables : tables(c), 256 * c)
  // Alpha stays.
  if (channels === 4) all.set(unchanged, 3 * 256)
  return written(whole, target => pixels().mapBytes(whole.data, all, channels, target))
}

/** The table of a function. */
export const table = (f: (value: number) => number): Uint8Array => Uint8Array.from({ length: 256 }, (_, value) => byte(f(value)))

/** The mean of the greys, each cut off to a byte. */
const meanGrey = ({ shape: [height, width, channels], data }: Image): number => pixels().sumGrey(data, channels) / (height * width)

/** Grey, in as many channels as before; alpha stays. */
export const grayscale: Transform = pixelwise('grayscale', whole => (colours(whole) === 1 ? whole : blendWithGrey(whole, 0)))

/** Darker (below 1) or brighter (above 1). @param factor from 0 */
export function brightness(factor: number): Transform {
  checkNumber('brightness', 'factor', factor, 0)
  const scaled = table(value => factor * value)
  return pixelwise('brightness', whole => mapped(whole, scaled))
}

/** Nearer to the mean grey (below 1) or farther (above 1). @param factor from 0 */
export function contrast(factor: number): Transform {
  checkNumber('contrast', 'factor', factor, 0)
  return pixelwise('contrast', whole => {
    const mean = meanGrey(whole)
    const spread = table(value => factor * value + (1 - factor) * mean)
    return mapped(whole, spread)
  })
}

/** Nearer to grey (below 1) or farther (above 1). @param factor from 0 */
export function saturation(factor: number): Transform {
  checkNumber('saturation', 'factor', factor, 0)
  return pixelwise('saturation', whole => (colours(whole) === 1 ? whole : blendWithGrey(whole, factor)))
}

/** Colours turned around their circle. @param shift from -0.5 to 0.5, in turns; grey stays */
export function hue(shift: number): Transform {
  checkNumber('hue', 'shift', shift, -0.5, 0.5)
  return pixelwise('hue', whole =>
    colours(whole) === 1 || shift === 0 ? whole : written(whole, target => pixels().turnHue(whole.data, whole.shape[2], shift, target)),
  )
}

export interface ColorJitterOptions {
  /** How far the factor may be from 1, or its interval. Default 0: none. */
  readonly brightness?: number | readonly [low: number, high: number]
  readonly contrast?: number | readonly [low: number, high: number]
  readonly saturation?: number | readonly [low: number, high: number]
  /** How far hues may turn, at most 0.5, or the interval. Default 0. */
  readonly hue?: number | readonly [low: number, high: number]
}

/** Brightness, contrast, saturation and hue changed at random, in random order. */
export function colorJitter(options: ColorJitterOptions): RandomTransform {
  given('colorJitter', options, ['brightness', 'contrast', 'saturation', 'hue'])
  const intervalOf = (name: keyof ColorJitterOptions, center: number, least: number, most: number): readonly [number, number] => {
    const value = options[name] ?? 0
    if (typeof value === 'number') checkNumber('colorJitter', name, value, 0, most)
    const interval = typeof value === 'number' ? ([Math.max(least, center - value), center + value] as const) : value
    checkInterval('colorJitter', name, interval, least, most)
    return interval
  }
  const all = [
    { change: brightness, neutral: 1, interval: intervalOf('brightness', 1, 0, Infinity) },
    { change: contrast, neutral: 1, interval: intervalOf('contrast', 1, 0, Infinity) },
    { change: saturation, neutral: 1, interval: intervalOf('saturation', 1, 0, Infinity) },
    { change: hue, neutral: 0, interval: intervalOf('hue', 0, -0.5, 0.5) },
  ]
  const steps = all.filter(({ neutral, interval }) => interval[0] !== neutral || interval[1] !== neutral)
  return (key, sample) => {
    const random = draws(key)
    const changes = steps.map(({ change, interval }) => change(random.uniform(...interval)))
    for (let n = changes.length - 1; n > 0; n--) {
      const other = random.integer(0, n + 1)
      const moved = changes[n] as Transform
      changes[n] = changes[other] as Transform
      changes[other] = moved
    }
    return changes.reduce((value, change) => change(value), sample)
  }
}
