// The combinations of a sweep: all of a grid, or some that are drawn. What is drawn is a function of an option's name and of the number of the draw: asking
// for more keeps the ones before, and another option changes none of the others.

import { crc32 } from 'node:zlib'
import { isLeft } from 'fp-ts/lib/Either.js'
import { draws, exampleKey } from '../../data/example-key.js'
import { UsageError } from '../commands/command.js'
import { type Choices, type Range, valuesOfRange } from '../options/choices.js'
import type { OptionValue } from '../options/option.js'

export type Combination = Readonly<Record<string, OptionValue>>

/** The most combinations of one sweep. */
const most = 10_000

/** All values that an option may have, in the order in which it was given them. */
function valuesOf(name: string, choices: Choices): readonly OptionValue[] {
  if ('values' in choices) return choices.values
  const values = valuesOfRange(choices.range)
  if (isLeft(values)) throw new UsageError(`--${name}: ${values.left}`)
  return values.right
}

/** Every combination; the last option changes fastest. @throws UsageError when a range has no end of values, or there are too many */
export function grid(space: ReadonlyMap<string, Choices>): readonly Combination[] {
  const axes = [...space].map(([name, choices]) => [name, valuesOf(name, choices)] as const)
  const count = axes.reduce((product, [, values]) => product * values.length, 1)
  if (count > most) throw new UsageError(`the grid has ${count} combinations; at most ${most}. --sample N draws some of them`)
  return axes.reduce<readonly Combination[]>(
    (all, [name, values]) => all.flatMap(combination => values.map(value => ({ ...combination, [name]: value }))),
    [{}],
  )
}

/** Drawn numbers are rounded to so many digits, to be read by people. */
const digits = 4

function drawFrom({ low, high, scale, integer }: Range, uniform: number): number {
  if (integer && scale === 'linear') return low + Math.floor(uniform * (high - low + 1))
  const drawn = scale === 'log' ? low * (high / low) ** uniform : low + uniform * (high - low)
  const rounded = integer ? Math.round(drawn) : Number(drawn.toPrecision(digits))
  return Math.min(high, Math.max(low, rounded))
}

const isCountable = (choices: Choices): boolean => 'values' in choices || !isLeft(valuesOfRange(choices.range))

/** So many draws may bring nothing new before there is taken to be nothing. */
const patience = 1000

/** Different combinations, each option drawn by itself; all of them where there are no more than that. @throws UsageError when there are too many */
export function sample(space: ReadonlyMap<string, Choices>, count: number): readonly Combination[] {
  if (count > most) throw new UsageError(`--sample draws at most ${most} combinations; got ${count}`)
  if ([...space.values()].every(isCountable)) {
    const size = [...space].reduce((product, [name, choices]) => product * valuesOf(name, choices).length, 1)
    if (size <= count) return grid(space)
  }
  const drawn = new Map<string, Combination>()
  for (let i = 0, idle = 0; drawn.size < count && idle < patience; i++, idle++) {
    const combination = Object.fromEntries(
      [...space].map(([name, choices]) => {
        const draw = draws(exampleKey(0, crc32(name), i))
        return [
          name,
          'values' in choices ? (choices.values[draw.integer(0, choices.values.length)] ?? null) : drawFrom(choices.range, draw.uniform()),
        ]
      }),
    )
    const key = JSON.stringify(combination)
    if (drawn.has(key)) continue
    drawn.set(key, combination)
    idle = 0
  }
  return [...drawn.values()]
}
