// The runs of a sweep: every combination of options with every seed, each with the name of its folder and the words that tell it from the others.

import { isLeft } from 'fp-ts/lib/Either.js'
import { UsageError } from '../commands/command.js'
import { runId } from '../folder/run-id.js'
import { type Choices, valuesOfRange, writeValue } from '../options/choices.js'
import type { OptionValue, Schema } from '../options/option.js'
import { type Combination, grid, sample } from './combinations.js'

export interface PlannedRun {
  readonly id: string
  /** The options in which runs of the sweep differ: `depth=8 seed=0`. */
  readonly title: string
  readonly options: Combination
  readonly seed: number
}

export interface Space {
  readonly schema: Schema
  readonly choices: ReadonlyMap<string, Choices>
  readonly seeds: Choices
  /** How many combinations to draw; `null`: all of them. */
  readonly sample: number | null
}

function seedsOf(choices: Choices): readonly OptionValue[] {
  if ('values' in choices) return choices.values
  const values = valuesOfRange(choices.range)
  if (isLeft(values)) throw new UsageError(`--seed: ${values.left}`)
  return values.right
}

/** @throws UsageError when the space has no end, or too many runs */
export function plan({ schema, choices, seeds, sample: count }: Space): readonly PlannedRun[] {
  const combinations = count === null ? grid(choices) : sample(choices, count)
  const all = seedsOf(seeds)
  const varying = [...choices.keys()].filter(name => new Set(combinations.map(combination => JSON.stringify(combination[name]))).size > 1)
  return combinations.flatMap(options =>
    all.map(value => {
      const seed = Number(value)
      const words = [...varying.map(name => `${name}=${writeValue(options[name] ?? null)}`), `seed=${seed}`]
      return { id: runId(schema, options, seed), title: words.join(' '), options, seed }
    }),
  )
}
