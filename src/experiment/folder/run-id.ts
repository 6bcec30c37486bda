// The name of a run's folder: those of its options that are not as they are without being given, its seed, and a digest of all of them. Equal options and seeds
// have equal names, on every machine; different ones have different names, also where file names know no upper case or are cut off.

import { createHash } from 'node:crypto'
import { writeValue } from '../options/choices.js'
import type { OptionValue, Schema } from '../options/option.js'

type Values = Readonly<Record<string, OptionValue>>

/** Letters of the part that is read by people, and of each value in it. */
const longest = 100
const longestValue = 24
const digestLength = 8

const cut = (text: string, length: number): string => [...text].slice(0, length).join('')

/** A value as a part of a file name: what some system refuses, or the name itself is made with, is an underscore. */
const plain = (value: OptionValue): string => cut(writeValue(value), longestValue).replace(/[^\p{L}\p{M}\p{N}.+[\]_-]/gu, '_')

/** What a run is: its options in the order of their names, and its seed. In which order a script lists them makes no difference. */
export const canonical = (options: Values, seed: number): string =>
  JSON.stringify([Object.entries(options).toSorted(([a], [b]) => (a < b ? -1 : 1)), seed])

export function runId(schema: Schema, options: Values, seed: number): string {
  const changed = Object.entries(options).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(schema[name]?.preset))
  const read = [...changed.map(([name, value]) => `${name}=${plain(value)}`), `seed=${seed}`].join(',')
  const digest = createHash('sha256').update(canonical(options, seed)).digest('hex').slice(0, digestLength)
  return `${cut(read, longest)}-${digest}`
}
