// Which runs a sweep has, and what their folders are called.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { runId } from '../../../src/experiment/folder/run-id.js'
import { type Choices, readChoices } from '../../../src/experiment/options/choices.js'
import * as option from '../../../src/experiment/options/constructors.js'
import type { Option } from '../../../src/experiment/options/option.js'
import { grid, sample } from '../../../src/experiment/sweep/combinations.js'
import { plan } from '../../../src/experiment/sweep/plan.js'
import { threadsOf } from '../../../src/experiment/sweep/schedule.js'

const choices = (of: Option, text: string): Choices => {
  const found = readChoices(of, text)
  if (found._tag === 'Left') throw new Error(found.left)
  return found.right
}
const space = (texts: Readonly<Record<string, readonly [Option, string]>>): ReadonlyMap<string, Choices> =>
  new Map(Object.entries(texts).map(([name, [of, text]]) => [name, choices(of, text)]))

const int = option.int(0)
const float = option.float(0)

test('a grid has every combination once, the last option fastest', () => {
  expect(grid(space({ a: [int, '0..1'], b: [option.string(''), 'x,y'] }))).toEqual([
    { a: 0, b: 'x' },
    { a: 0, b: 'y' },
    { a: 1, b: 'x' },
    { a: 1, b: 'y' },
  ])
  expect(grid(new Map())).toEqual([{}])
  expect(() => grid(space({ a: [float, '0..1'] }))).toThrow('--a: a range must say how many of its values to take')
  expect(() => grid(space({ a: [int, '1..9999'], b: [int, '0..1'] }))).toThrow(
    'the grid has 19998 combinations; at most 10000. --sample N draws some of them',
  )
})

test('what is drawn is different, in its range, the same every time; more of it begins with the fewer, and other options change nothing', () => {
  const texts = { lr: [float, '1e-4..1:log'], width: [int, '1..1000'], kind: [option.string(''), 'x,y,z'] } as const
  const few = sample(space(texts), 20)
  expect(new Set(few.map(each => JSON.stringify(each))).size).toBe(20)
  expect(sample(space(texts), 50).slice(0, 20)).toEqual(few)
  expect(sample(space({ ...texts, more: [float, '0..1'] }), 20).map(({ more, ...rest }) => rest)).toEqual(few)
  for (const { lr, width } of few) {
    expect(Number(lr) >= 1e-4 && Number(lr) <= 1).toBe(true)
    expect(Number.isInteger(width) && Number(width) >= 1 && Number(width) <= 1000).toBe(true)
  }
  // Of 1000 uniform logarithms, half are below the middle: within six deviations of the binomial distribution, √250.
  const below = sample(space({ lr: texts.lr }), 1000).filter(({ lr }) => Number(lr) < 1e-2).length
  expect(Math.abs(below - 500)).toBeLessThan(6 * Math.sqrt(250))
})

test('where there is no more to draw than that, all of it is taken', () => {
  const texts = { a: [int, '0..2'], b: [option.boolean(true), 'true,false'] } as const
  expect(sample(space(texts), 6)).toEqual(grid(space(texts)))
  expect(sample(space(texts), 5).length).toBe(5)
  expect(sample(space({ lr: [float, '1..1.0001'] }), 100).length).toBeLessThan(100)
})

test('a plan has each combination with each seed, told apart by what differs', () => {
  const schema = { depth: int, lr: float }
  const planned = plan({ schema, choices: space({ depth: [int, '8,20'], lr: [float, '0'] }), seeds: choices(int, '0..1'), sample: null })
  expect(planned.map(({ title }) => title)).toEqual(['depth=8 seed=0', 'depth=8 seed=1', 'depth=20 seed=0', 'depth=20 seed=1'])
  expect(planned.map(({ id }) => id.replace(/-.{8}$/, ''))).toEqual([
    'depth=8,seed=0',
    'depth=8,seed=1',
    'depth=20,seed=0',
    'depth=20,seed=1',
  ])
})

test('names of folders are ones that folders can have, and different for different runs', () => {
  const schema = { text: option.string('a'), list: option.list(int, []), more: option.string(''), most: option.string('') }
  const values = fc.record({
    text: fc.string({ unit: 'grapheme', maxLength: 300 }),
    more: fc.string({ unit: fc.constantFrom('𝒜', '漢', 'a'), maxLength: 40 }),
    most: fc.string({ unit: fc.constantFrom('𝒜', '漢', 'a'), maxLength: 40 }),
    list: fc.array(fc.maxSafeInteger(), { maxLength: 20 }),
  })
  fc.assert(
    fc.property(values, values, fc.nat(), (a, b, seed) => {
      const id = runId(schema, a, seed)
      expect(id).toMatch(/^[^\p{C}<>:"/\\|?*]+$/u)
      // 255 bytes are the most of common file systems.
      expect(Buffer.byteLength(id)).toBeLessThanOrEqual(255)
      expect(id).toBe(runId(schema, { most: a.most, list: a.list, text: a.text, more: a.more }, seed))
      if (JSON.stringify(a) !== JSON.stringify(b)) expect(runId(schema, b, seed).toLowerCase()).not.toBe(id.toLowerCase())
      expect(runId(schema, a, seed + 1)).not.toBe(id)
    }),
  )
  expect(runId(schema, { text: 'ü 漢/字:', list: [1, -2], more: '', most: '' }, 3)).toMatch(
    /^list=\[1_-2\],text=ü_漢_字_,seed=3-[0-9a-f]{8}$/,
  )
})

test('threads of all runs together are as many as there are cores', () => {
  expect([threadsOf(1, 8), threadsOf(2, 8), threadsOf(3, 8), threadsOf(16, 8)]).toEqual([8, 4, 2, 1])
})
