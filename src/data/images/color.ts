// Brightness, contrast, saturation and hue. The formulas are torchvision's for byte tensors: mixtures are cut off to bytes, not rounded. Alpha stays.

import { given } from '../../support/options.js'
import { draws } from '../example-key.js'
import { type Image, image } from './image.js'
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

/** ratio · image + (1 - ratio) · grey, of an image with colours. */
function blendWithGrey(whole: Image, ratio: number): Image {
  const { shape, data } = whole
  const [height, width, channels] = shape
  const out = new Uint8Array(data.length)
  for (let at = 0; at < data.length; at += channels) {
    const [r, g, b] = [data[at] as number, data[at + 1] as number, data[at + 2] as number]
    const grey = (1 - ratio) * Math.trunc(luma601(r, g, b))
    out[at] = byte(ratio * r + grey)
    out[at + 1] = byte(ratio * g + grey)
    out[at + 2] = byte(ratio * b + grey)
    if (channels === 4) out[at + 3] = data[at + 3] as number
  }
  return image(height, width, channels, out)
}

/** A function of each colour sample, by a table of the 256 bytes: one for all channels, or one each. */
export function mapped(whole: Image, tables: Uint8Array | ((channel: number) => Uint8Array)): Image {
  const { shape, data } = whole
  const [height, width, channels] = shape
  const colour = colours(whole)
  const out = new Uint8Array(data.length)
  if (tables instanceof Uint8Array) for (let at = 0; at < data.length; at++) out[at] = tables[data[at] as number] as number
  else
    for (let c = 0; c < colour; c++) {
      const table = tables(c)
      for (let at = c; at < data.length; at += channels) out[at] = table[data[at] as number] as number
    }
  if (channels === 4) for (let at = 3; at < data.length; at += 4) out[at] = data[at] as number
  return image(height, width, channels, out)
}

/** The table of a function. */
export const table = (f: (value: number) => number): Uint8Array => Uint8Array.from({ length: 256 }, (_, value) => byte(f(value)))

/** ITU-R 601, with torchvision's digits. */
const luma601 = (r: number, g: number, b: number): number => 0.2989 * r + 0.587 * g + 0.114 * b

/** The mean of the greys, each cut off to a byte. */
function meanGrey({ shape: [height, width, channels], data }: Image): number {
  let sum = 0
  for (let at = 0; at < data.length; at += channels)
    sum += channels === 1 ? (data[at] as number) : Math.trunc(luma601(data[at] as number, data[at + 1] as number, data[at + 2] as number))
  return sum / (height * width)
}

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
  return pixelwise('hue', whole => (colours(whole) === 1 || shift === 0 ? whole : turned(whole, shift)))
}

function turned({ shape: [height, width, channels], data }: Image, shift: number): Image {
  const out = data.slice()
  const stored = (value: number): number => byte(value * 255.999)
  for (let at = 0; at < data.length; at += channels) {
    const [r, g, b] = [data[at] as number, data[at + 1] as number, data[at + 2] as number]
    const [most, least] = [r > g ? Math.max(r, b) : Math.max(g, b), r < g ? Math.min(r, b) : Math.min(g, b)]
    if (most === least) {
      out.fill(stored(most / 255), at, at + 3)
      continue
    }
    const range = most - least
    const sixth = most === r ? (g - b) / range : most === g ? 2 + (b - r) / range : 4 + (r - g) / range
    const angle = sixth / 6 + 1 + shift
    const h = (angle - Math.floor(angle)) * 6
    const sector = Math.floor(h)
    const f = h - sector
    const v = most / 255
    const s = range / most
    const [p, q, t] = [v * (1 - s), v * (1 - s * f), v * (1 - s * (1 - f))]
    switch (sector % 6) {
      case 0:
        out[at] = stored(v)
        out[at + 1] = stored(t)
        out[at + 2] = stored(p)
        break
      case 1:
        out[at] = stored(q)
        out[at + 1] = stored(v)
        out[at + 2] = stored(p)
        break
      case 2:
        out[at] = stored(p)
        out[at + 1] = stored(v)
        out[at + 2] = stored(t)
        break
      case 3:
        out[at] = stored(p)
        out[at + 1] = stored(q)
        out[at + 2] = stored(v)
        break
      case 4:
        out[at] = stored(t)
        out[at + 1] = stored(p)
        out[at + 2] = stored(v)
        break
      default:
        out[at] = stored(v)
        out[at + 1] = stored(p)
        out[at + 2] = stored(q)
    }
  }
  return image(height, width, channels, out)
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
