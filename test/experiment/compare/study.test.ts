// How runs are grouped and judged.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Goal, goalOf, isBetter } from '../../../src/experiment/compare/goals.js'
import { curveOf, scaleFor } from '../../../src/experiment/compare/series.js'
import { mainMetric, studiesOf } from '../../../src/experiment/compare/study.js'
import { textTable } from '../../../src/experiment/compare/text-table.js'
import type { Run } from '../../../src/experiment/folder/format.js'
import type { OptionValue } from '../../../src/experiment/options/option.js'
import { cells } from '../../../src/experiment/terminal-text.js'

const runOf = (options: Readonly<Record<string, OptionValue>>, seed: number, accuracy: readonly number[]): Run => ({
  folder: `runs/${JSON.stringify(options)}${seed}`,
  id: `${seed}`,
  config: { experiment: 'a', options, seed, version: null },
  environment: {},
  status: { state: 'finished', started: '', ended: null, seconds: 1 },
  metrics: accuracy.map((value, step) => ({ step, time: 0, accuracy: value })),
  summary: null,
  pictures: [],
})

const everything = { metrics: [], by: [], goals: new Map<string, Goal | null>() }

describe('goals', () => {
  test.each([
    { goal: 'min', names: ['loss', 'trainLoss', 'val/error', 'MSE', 'perplexity', 'wer', 'time', 'crossEntropy', 'seconds per step'] },
    { goal: 'max', names: ['accuracy', 'top5', 'f1', 'AUC', 'BLEU', 'images per s'] },
    { goal: null, names: ['lr', 'learningRate', 'learning_rate', 'epoch', 'parameters', 'weight decay', 'batchSize', 'lossScale'] },
  ])('$goal: $names', ({ goal, names }) => expect(names.filter(name => goalOf(name) !== goal)).toEqual([]))

  test('nothing that is not finite is better', () => {
    for (const goal of ['min', 'max'] as const) {
      expect(isBetter(goal, Number.NaN, 1)).toBe(false)
      expect(isBetter(goal, Number.NEGATIVE_INFINITY, 1)).toBe(false)
      expect(isBetter(goal, 1, Number.NaN)).toBe(true)
    }
    expect(isBetter('min', 1, 2)).toBe(true)
    expect(isBetter('max', 1, 2)).toBe(false)
  })
})

describe('groups', () => {
  test('are runs that differ in nothing but the seed, in the order of their options', () => {
    const all = [10, 9, 100].flatMap(depth => [0, 1].map(seed => runOf({ depth, net: `n${depth}`, lr: 0.1 }, seed, [depth / 1000])))
    const [study] = studiesOf(all, everything)
    expect(study?.groups.map(({ title }) => title)).toEqual(['depth=9 net=n9', 'depth=10 net=n10', 'depth=100 net=n100'])
    expect(study?.common).toEqual([['lr', 0.1]])
    expect(study === undefined ? null : mainMetric(study)?.winner?.title).toBe('depth=100 net=n100')
    expect(studiesOf(all, { ...everything, by: ['net'] })[0]?.groups.map(({ title }) => title)).toEqual(['n9', 'n10', 'n100'])
  })

  test('every run is in one of them, whatever its options', () => {
    const value = fc.oneof(
      fc.integer({ min: 0, max: 2 }),
      fc.boolean(),
      fc.constant(null),
      fc.string({ maxLength: 2 }),
      fc.array(fc.integer({ min: 0, max: 1 }), { maxLength: 2 }),
    )
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.dictionary(fc.constantFrom('a', 'b', 'constructor', '__proto__'), value), fc.nat({ max: 3 })), {
          minLength: 1,
        }),
        made => {
          const runs = made.map(([options, seed]) => runOf(options, seed, [1]))
          const studies = studiesOf(runs, everything)
          const grouped = studies.flatMap(({ groups }) => groups.flatMap(group => group.runs))
          expect(new Set(grouped).size).toBe(runs.length)
          expect(grouped.length).toBe(runs.length)
        },
      ),
    )
  })

  test('an option that some runs do not have yet varies', () => {
    const [study] = studiesOf([runOf({ a: 1 }, 0, [1]), runOf({ a: 1, b: 2 }, 0, [1])], everything)
    expect(study?.groups.map(({ title }) => title)).toEqual(['b=2', 'b=none'])
  })
})

test('curves go by steps; of two numbers for one the later counts', () => {
  const run = { ...runOf({}, 0, []), metrics: [3, 1, 3, 2].map((step, i) => ({ step, time: 0, loss: i })) }
  expect(curveOf(run, 'loss')).toEqual({ x: [1, 2, 3], y: [1, 3, 2] })
  expect(curveOf(run, 'constructor')).toEqual({ x: [], y: [] })
})

test('losses that fall far are drawn on a logarithmic scale', () => {
  const series = [{ name: 'a', runs: [{ x: [0, 1], y: [1, 0.001] }] }]
  expect(scaleFor(series, 'min')).toBe('log')
  expect(scaleFor(series, 'max')).toBe('linear')
  expect(scaleFor([{ name: 'a', runs: [{ x: [0, 1], y: [1, 0] }] }], 'min')).toBe('linear')
})

test('columns stand below each other, whatever is in them', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.string({ unit: 'binary', maxLength: 20 }), fc.constant('|')), { minLength: 1, maxLength: 5 }),
      rows => {
        const lines = textTable(
          [
            { title: 'name', side: 'left', most: 12 },
            { title: '|', side: 'left' },
          ],
          rows,
        )
        expect(lines).toHaveLength(rows.length + 1)
        expect(new Set(lines.map(cells)).size).toBe(1)
        for (const line of lines) expect(line).not.toMatch(/\p{Cc}/u)
      },
    ),
  )
})
