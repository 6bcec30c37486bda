// Whoever writes an experiment wrong is told so in words.

import { describe, expect, test } from 'vitest'
import { experiment } from '../../../src/experiment/experiment.js'
import * as option from '../../../src/experiment/options/constructors.js'

const wrong = [undefined, null, true, Number.NaN, -1, 'x', Symbol('s'), () => 0, [], {}, [null], new Date()]
const ours = /^ArgumentError$/

const foreign = (call: () => unknown): string | null => {
  try {
    call()
    return null
  } catch (error) {
    return error instanceof Error && ours.test(error.name) && /^[\w.]+: \S.{7,}/.test(error.message) ? null : String(error)
  }
}

describe.each(Object.entries({ ...option, experiment } as Readonly<Record<string, unknown>>))('%s', (_name, value) => {
  const make = value as (...args: readonly unknown[]) => unknown
  test('wrong arguments', () => {
    const found = wrong.flatMap(a =>
      wrong.flatMap(b => [undefined, null, 'x', { nonsense: 1 }, { description: 1 }].map(c => foreign(() => make(a, b, c)))),
    )
    expect([...new Set(found.filter(each => each !== null))]).toEqual([])
  })
})

test.each([
  [() => option.int(0.5), 'option.int: the default must be an integer; got 0.5'],
  [() => option.int(0, { min: 1 }), 'option.int: the default must be an integer, at least 1; got 0'],
  [() => option.float(Number.NaN), 'option.float: the default must be a number; got NaN'],
  [() => option.float(1, { min: 2, max: 1 }), 'option.float: min and max must be numbers, min at most max; got 2 and 1'],
  [() => option.choice('c' as 'a', ['a', 'b']), "option.choice: the default must be one of a, b; got 'c'"],
  [() => option.choice('a', ['a', 'a']), "option.choice: the choices must be a list of different strings; got ['a','a']"],
  [() => option.list(option.int(), [1.5]), 'option.list: the default must be a list in brackets, each an integer; got [1.5]'],
  [
    () => experiment({ options: { seed: option.int(0) }, run: () => undefined }),
    "experiment: an option cannot be called 'seed', which tenet run has a use for",
  ],
  [
    () => experiment({ options: { 'a-b': option.int(0) }, run: () => undefined }),
    "experiment: an option must be called by letters, digits and _; got 'a-b'",
  ],
  [
    () => experiment({ name: '../up', options: {}, run: () => undefined }),
    "experiment: the name must be one that a folder can have; got '../up'",
  ],
])('%s', (call, message) => {
  expect(call).toThrow(message)
})

test('an experiment is frozen, and keeps what it was given', () => {
  const made = experiment({ name: 'größe 漢', description: 'd', options: { a: option.int(1) }, run: () => undefined })
  expect(Object.isFrozen(made) && Object.isFrozen(made.options)).toBe(true)
  expect([made.name, made.description, made.options.a.preset]).toEqual(['größe 漢', 'd', 1])
})
