// Event files are, byte for byte, what TensorBoard's own writer makes; checksums are its own; histograms are NumPy's.

import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { numberOfPlain } from '../../../src/experiment/folder/plain-numbers.js'
import { crc32c, maskedCrc32c } from '../../../src/experiment/tensorboard/crc32c.js'
import { startRecord, type Tagged, valuesRecord, versionRecord } from '../../../src/experiment/tensorboard/events.js'
import { type Histogram, histogramOf } from '../../../src/experiment/tensorboard/histogram.js'

interface Golden {
  readonly crc32c: readonly { readonly text: string; readonly crc: number; readonly masked: number }[]
  readonly start: number
  readonly events: readonly { readonly time: number; readonly step: number; readonly values: readonly GoldenValue[] }[]
  readonly file: string
  readonly histograms: readonly (Omit<Histogram, 'count' | 'sumOfSquares'> & {
    readonly name: string
    readonly values: readonly number[]
  })[]
}

interface GoldenValue {
  readonly tag: string
  readonly scalar?: number | string
  readonly image?: { readonly width: number; readonly height: number; readonly channels: 3; readonly png: string }
  readonly histogram?: Histogram
}

const golden: Golden = JSON.parse(readFileSync(new URL('../../golden/tensorboard/events.json', import.meta.url), 'utf8'))

function taggedOf({ tag, scalar, image, histogram }: GoldenValue): Tagged {
  if (image !== undefined) return { tag, image: { ...image, png: Buffer.from(image.png, 'base64') } }
  return histogram === undefined ? { tag, scalar: numberOfPlain(scalar) ?? 0 } : { tag, histogram }
}

test.each(golden.crc32c)('the checksum of $text', ({ text, crc, masked }) => {
  const bytes = new TextEncoder().encode(text)
  expect(crc32c(bytes)).toBe(crc)
  expect(maskedCrc32c(bytes)).toBe(masked)
})

test('the bytes of the file are those of TensorBoard', () => {
  const records = [
    versionRecord(1700000000),
    startRecord(1700000000, golden.start),
    ...golden.events.map(({ time, step, values }) => valuesRecord(time, step, values.map(taggedOf))),
  ]
  expect(Buffer.concat(records).toString('base64')).toBe(golden.file)
})

test.each(golden.histograms)('the histogram of $name numbers', ({ values, min, max, sum, counts, limits }) => {
  const made = histogramOf([...values, Number.NaN, Number.POSITIVE_INFINITY])
  expect(made).toMatchObject({ min, max, count: values.length, counts })
  // The sum in another order: within the rounding of as many additions.
  expect(Math.abs((made?.sum ?? Number.NaN) - sum)).toBeLessThanOrEqual(
    2 ** -52 * values.reduce((a, b) => a + Math.abs(b), 0) * values.length,
  )
  // Edges are computed otherwise, by one division and one product: a few units in the last place of the larger end.
  const slack = 4 * 2 ** -52 * Math.max(Math.abs(min), Math.abs(max))
  for (const [i, limit] of limits.entries()) expect(Math.abs((made?.limits[i] ?? Number.NaN) - limit)).toBeLessThanOrEqual(slack)
  expect(made?.limits.at(-1)).toBe(max)
})

test('without finite numbers there is no histogram', () => {
  expect(histogramOf([])).toBeNull()
  expect(histogramOf([Number.NaN, Number.POSITIVE_INFINITY])).toBeNull()
})
