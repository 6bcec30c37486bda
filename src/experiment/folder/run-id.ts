// The name of a run's folder: those of its options that are not as they are without being given, its seed, and a digest of all of them. Equal options and seeds
// have equal names, on every machine; different ones have different names, also where file names know no upper case or are cut off.

import { createHash } from 'node:crypto'
import { writeValue } from '../options/choices.js'
import type { OptionValue, Schema } from '../options/option.js'

type Values = Readonly<Record<string, OptionValue>>

/** Bytes of the part that is read by people: file systems take 255 in all. Letters of each value in it. */
const mostBytes = 200
const longestValue = 24
const digestLength = 8

/** As many of the first letters as have so many bytes. */
function cutBytes(text: string, most: number): string {
  let [kept, bytes] = ['', 0]
  for (const letter of text) {
    bytes += Buffer.byteLength(letter)
    if (bytes > most) break
    kept += letter
  }
  return kept
}

/** A value as a part of a file name: what some system refuses, or the name itself is made with, is an underscore. */
const plain = (value: OptionValue): string =>
  [...writeValue(value)]
    .slice(0, longestValue)
    .join('')
    .replace(/[^\p{L}\p{M}\p{N}.+[\]_-]/gu, '_')

/** In the order of their names: in which order a script lists them makes no difference. */
const sorted = (options: Values): readonly (readonly [string, OptionValue])[] =>
  Object.entries(options).toSorted(([a], [b]) => (a < b ? -1 : 1))

/** What a run is: its options and its seed, as one text. */
export const canonical = (options: Values, seed: number): string => JSON.stringify([sorted(options), seed])

export function runId(schema: Schema, options: Values, seed: number): string {
  const changed = sorted(options).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(schema[name]?.preset))
  const read = [...changed.map(([name, value]) => `${name}=${plain(value)}`), `seed=${seed}`].join(',')
  const digest = createHash('sha256').update(canonical(options, seed)).digest('hex').slice(0, digestLength)
  return `${cutBytes(read, mostBytes)}-${digest}`
}
