// Functions of the single sample: inverted, with fewer levels, solarized, equalized, stretched.

import { ArgumentError } from '../../support/errors.js'
import { show } from '../../support/show.js'
import { mapped, table } from './color.js'
import type { Image } from './image.js'
import { checkNumber, pixelwise, type Transform } from './sample.js'

const inverted = table(value => 255 - value)

/** Light and dark exchanged. */
export const invert: Transform = pixelwise('invert', whole => mapped(whole, inverted))

/** Fewer levels. @param bits that are kept, 0 to 8 */
export function posterize(bits: number): Transform {
  if (!Number.isInteger(bits) || bits < 0 || bits > 8)
    throw new ArgumentError(`posterize: bits must be an integer from 0 to 8; got ${show(bits)}`)
  const levels = table(value => value & -(2 ** (8 - bits)))
  return pixelwise('posterize', whole => mapped(whole, levels))
}

/** What is as light as the threshold or lighter is inverted. @param threshold from 0 to 255 */
export function solarize(threshold: number): Transform {
  checkNumber('solarize', 'threshold', threshold, 0, 255)
  const folded = table(value => (value >= threshold ? 255 - value : value))
  return pixelwise('solarize', whole => mapped(whole, folded))
}

function histogram({ shape: [, , channels], data }: Image, channel: number): Uint32Array {
  const counts = new Uint32Array(256)
  for (let at = channel; at < data.length; at += channels) {
    const value = data[at] as number
    counts[value] = (counts[value] as number) + 1
  }
  return counts
}

/** The table that makes every level about as frequent: levels to their cumulated share, the lightest of all left out of the count. */
function equalizing(counts: Uint32Array): Uint8Array {
  const lightest = counts.findLastIndex(count => count > 0)
  const total = counts.reduce((a, b) => a + b, 0)
  const step = Math.floor((total - (counts[lightest] ?? 0)) / 255)
  if (step === 0) return table(value => value)
  let below = Math.floor(step / 2)
  return table(value => {
    const level = Math.floor(below / step)
    below += counts[value] as number
    return level
  })
}

/** Every level about as frequent, channel by channel. */
export const equalize: Transform = pixelwise('equalize', whole => mapped(whole, channel => equalizing(histogram(whole, channel))))

/** The darkest sample becomes 0, the lightest 255, channel by channel. */
export const autocontrast: Transform = pixelwise('autocontrast', whole =>
  mapped(whole, channel => {
    const counts = histogram(whole, channel)
    const [darkest, lightest] = [counts.findIndex(count => count > 0), counts.findLastIndex(count => count > 0)]
    return darkest === lightest ? table(value => value) : table(value => (value - darkest) * (255 / (lightest - darkest)))
  }),
)
