// What an option of an experiment is: which values it takes, how they are written as text and read from it, and what it is without being given.
// Everything that reads or shows options goes through these records: the command line, the environment, files, `--help`, the names of folders.

import { ArgumentError } from '../../support/errors.js'
import { optionsOf } from '../../support/options.js'
import { show } from '../../support/show.js'

/** Values that options have: plain data that JSON holds exactly. */
export type OptionValue = number | boolean | string | null | readonly OptionValue[]

export type OptionKind = 'int' | 'float' | 'boolean' | 'string' | 'choice' | 'path' | 'list' | 'optional'

export interface Option<T extends OptionValue = OptionValue> {
  readonly kind: OptionKind
  /** Its value where none is given; `undefined`: one must be given. */
  readonly preset: T | undefined
  readonly description: string
  /** What it takes, in words: `an integer from 1 to 10`. */
  readonly expected: string
  /** Whether it takes the value. */
  readonly accepts: (value: unknown) => value is T
  /** The value that a text stands for, which may be none that it takes; `undefined` where the text stands for none. */
  readonly read: (text: string) => OptionValue | undefined
  /** The bounds of numbers, for ranges of them. */
  readonly bounds: Bounds | null
}

export interface Bounds {
  readonly min: number
  readonly max: number
}

/** The options of an experiment, by their names. */
export type Schema = Readonly<Record<string, Option>>

/** What the options of a schema are: the type of what `run` is given. */
export type OptionValues<S extends Schema> = { readonly [K in keyof S]: S[K] extends Option<infer T> ? T : never }

export interface Described {
  /** What it is for: a line of `--help`. */
  readonly description?: string
}

export interface NumberLimits extends Described {
  /** The least and the largest value that is taken, both included. */
  readonly min?: number
  readonly max?: number
}

interface Rules<T extends OptionValue> {
  readonly kind: OptionKind
  readonly expected: string
  readonly accepts: (value: unknown) => value is T
  readonly read: (text: string) => OptionValue | undefined
  readonly bounds?: Bounds
}

const made = new WeakSet<object>()

/** Whether a value was made by one of the functions of `option`. */
export const isOption = (value: unknown): value is Option => typeof value === 'object' && value !== null && made.has(value)

/** @throws ArgumentError when the option does not take its own preset */
export function makeOption<T extends OptionValue>(rules: Rules<T>, preset: unknown, description: unknown): Option<T> {
  const { kind, expected, accepts, read, bounds = null } = rules
  if (typeof description !== 'string') throw new ArgumentError(`option.${kind}: the description must be a string; got ${show(description)}`)
  if (preset !== undefined && !accepts(preset))
    throw new ArgumentError(`option.${kind}: the default must be ${expected}; got ${show(preset)}`)
  const option = Object.freeze({ kind, preset, description, expected, accepts, read, bounds })
  made.add(option)
  return option
}

/** Limits that are numbers, the lower one first. */
export function limitsOf(kind: 'int' | 'float', given: NumberLimits | undefined): Required<NumberLimits> {
  const limits = optionsOf<NumberLimits>(`option.${kind}`, given, {
    description: '',
    min: Number.NEGATIVE_INFINITY,
    max: Number.POSITIVE_INFINITY,
  })
  const { min, max } = limits
  if (typeof min !== 'number' || typeof max !== 'number' || !(min <= max))
    throw new ArgumentError(`option.${kind}: min and max must be numbers, min at most max; got ${show(min)} and ${show(max)}`)
  return limits
}
