// What an option takes in the runs of a sweep: one value, some, or a range of numbers, as text has it.
//   8,20,56          these                    0..2              integers from 0 to 2
//   0..1:5           5 numbers, evenly        1e-4..1e-1:log:4  4 numbers, their logarithms evenly
//   0..1             any between, drawn       1e-4..1e-1:log    any between, their logarithms evenly drawn

import { type Either, isLeft, left, map, right } from 'fp-ts/lib/Either.js'
import { showValue } from '../../io/untrusted/values.js'
import type { Option, OptionValue } from './option.js'
import { readNumber, splitAtCommas } from './text.js'

/** Numbers from low to high, both included. */
export interface Range {
  readonly low: number
  readonly high: number
  readonly scale: 'linear' | 'log'
  readonly integer: boolean
}

export type Choices = { readonly values: readonly OptionValue[] } | { readonly range: Range }

/** The most values that one option may have. */
const most = 10_000

const takes = (option: Option, value: OptionValue): Either<string, OptionValue> =>
  option.accepts(value) ? right(value) : left(`must be ${option.expected}; got ${showValue(value)}`)

function readValue(option: Option, text: string): Either<string, OptionValue> {
  const value = option.read(text)
  if (value !== undefined) return takes(option, value)
  const why = option.kind === 'list' ? ', as in [32,64]' : ''
  return left(`must be ${option.expected}${why}; got ${showValue(text)}`)
}

const rangeForm = /^(.+?)\.\.(.+?)(:log)?(?::(\d+))?$/

/** Computed numbers are written with so many digits: what is beyond comes from rounding. */
const digits = 12
const tidy = (value: number): number => Number(value.toPrecision(digits))

/** `count` numbers from low to high. */
function spread({ low, high, scale, integer }: Range, count: number): readonly number[] {
  const at = (part: number): number =>
    part === 0 ? low : part === 1 ? high : tidy(scale === 'log' ? low * (high / low) ** part : low + (high - low) * part)
  const numbers = Array.from({ length: count }, (_, i) => at(count === 1 ? 0 : i / (count - 1)))
  return [...new Set(integer ? numbers.map(Math.round) : numbers)]
}

/** `undefined`: the text is no range. */
function readRange(option: Option, text: string): Either<string, Choices> | undefined {
  const [, from = '', to = '', log, count] = rangeForm.exec(text) ?? []
  const [low, high] = [readNumber(from), readNumber(to)]
  if (option.bounds === null || low === undefined || high === undefined) return undefined
  const scale = log === undefined ? 'linear' : 'log'
  if (low > high) return left(`a range goes from its lower end to its higher one; got ${text}`)
  if (scale === 'log' && low <= 0) return left(`a range of logarithms begins above 0; got ${text}`)
  for (const end of [low, high]) {
    const checked = takes(option, end)
    if (isLeft(checked)) return checked
  }
  // Of optional integers, too: whoever takes no half takes integers.
  const range: Range = { low, high, scale, integer: !option.accepts(low + 0.5) && !option.accepts(high - 0.5) }
  if (count === undefined) return right({ range })
  if (Number(count) < 1 || Number(count) > most) return left(`a range has 1 to ${most} values; got ${text}`)
  return right({ values: spread(range, Number(count)) })
}

/** All values of a range, if it has but some. */
export function valuesOfRange(range: Range): Either<string, readonly number[]> {
  const { low, high, scale, integer } = range
  const count = high - low + 1
  if (!integer || scale === 'log')
    return low === high ? right([low]) : left('a range must say how many of its values to take, as in 0..1:5, or be drawn from by --sample')
  return count <= most
    ? right(Array.from({ length: count }, (_, i) => low + i))
    : left(`it has ${count} values; at most ${most} can be taken`)
}

/** The values of one of several texts, which has to say which. */
function readSome(option: Option, text: string): Either<string, readonly OptionValue[]> {
  const range = readRange(option, text)
  if (range === undefined) return map((value: OptionValue) => [value])(readValue(option, text))
  if (isLeft(range)) return range
  return 'range' in range.right ? valuesOfRange(range.right.range) : right(range.right.values)
}

/** What the text of an option stands for. */
export function readChoices(option: Option, text: string): Either<string, Choices> {
  const isText = option.kind === 'string' || option.kind === 'path'
  const parts = splitAtCommas(text).map(part => (isText ? part : part.trim()))
  const range = parts.length === 1 ? readRange(option, parts[0] ?? '') : undefined
  if (range !== undefined) return range
  const values: OptionValue[] = []
  for (const part of parts) {
    const some = readSome(option, part)
    if (isLeft(some)) return some
    values.push(...some.right)
  }
  return right({ values: distinct(values) })
}

/** Each value once, in the order of their first places. */
const distinct = (values: readonly OptionValue[]): readonly OptionValue[] => [
  ...new Map(values.map(value => [JSON.stringify(value), value])).values(),
]

/** What stands for an option in a file: a value, a list of values, or a text as on the command line. */
export function choicesOfJson(option: Option, value: unknown): Either<string, Choices> {
  if (option.accepts(value)) return right({ values: [value] })
  if (Array.isArray(value)) {
    const values: OptionValue[] = []
    for (const item of value as readonly unknown[]) {
      if (!option.accepts(item)) return left(`must be ${option.expected}, or a list of such; got ${showValue(item)} in the list`)
      values.push(item)
    }
    return values.length === 0 ? left('has no values: the list is empty') : right({ values: distinct(values) })
  }
  return typeof value === 'string' ? readChoices(option, value) : left(`must be ${option.expected}; got ${showValue(value)}`)
}

/** A value as text, from which it is read again. */
export function writeValue(value: OptionValue): string {
  if (value === null) return 'none'
  if (typeof value === 'string') return value.replace(/[\\,[\]]/g, '\\$&')
  return Array.isArray(value) ? `[${value.map(writeValue).join(',')}]` : `${value}`
}
