// The lines of a live display as functions of what is known: they fit, whatever is in them, and say what is left out last what matters least.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  begun,
  ended,
  fractionOf,
  type JobState,
  overallOf,
  progressed,
  rateOf,
  remainingOf,
} from '../../../src/experiment/display/job-state.js'
import { type Line, liveLines, widthOf } from '../../../src/experiment/display/live.js'
import { rowsOf } from '../../../src/experiment/display/terminal.js'
import { showDuration, showRate } from '../../../src/experiment/durations.js'

const textOf = (line: Line): string => line.map(({ text }) => text).join('')

const at = (
  title: string,
  events: readonly (readonly [time: number, step: number])[],
  total: number,
  metrics: Readonly<Record<string, number | string>> = {},
): JobState =>
  events.reduce(
    (state, [time, step]) => progressed(state, { type: 'progress', step, total, ...metrics }, time),
    begun({ id: title, title }, 0),
  )

const draw = (states: readonly JobState[], columns: number, now: number, rows = 24): readonly string[] =>
  liveLines(states, overallOf(states, states.length, 0, now), { columns, rows }, now).map(textOf)

describe('what is known of a job', () => {
  test('its rate is that of the last half minute', () => {
    const events = Array.from({ length: 121 }, (_, i) => [i * 1000, i < 60 ? i : 60 + (i - 60) * 10] as const)
    const { progress } = at('a', events, 1000)
    expect(progress === null ? null : rateOf(progress, 120_000)).toBeCloseTo(10, 5)
    expect(progress === null ? null : remainingOf(progress, 120_000)).toBeCloseTo((1000 - 660) / 10, 5)
    expect(progress?.trail.length).toBeLessThan(40)
  })

  test('where it began is no work that was done', () => {
    const state = at(
      'a',
      [
        [0, 500],
        [10_000, 600],
      ],
      1000,
    )
    expect(state.progress === null ? null : rateOf(state.progress, 10_000)).toBe(10)
    // A tenth of it took ten seconds; four are left.
    expect(overallOf([state], 1, 0, 10_000).fraction).toBe(0.6)
    expect(overallOf([state], 1, 0, 10_000).remaining).toBeCloseTo(40, 9)
  })

  test('a step back is a new beginning', () => {
    const { progress } = at(
      'a',
      [
        [0, 0],
        [5000, 50],
        [6000, 0],
        [8000, 4],
      ],
      100,
    )
    expect(progress === null ? null : rateOf(progress, 8000)).toBe(2)
  })

  test('silence slows the rate', () => {
    const { progress } = at(
      'a',
      [
        [0, 0],
        [1000, 100],
      ],
      1000,
    )
    expect(progress === null ? null : rateOf(progress, 1000)).toBe(100)
    expect(progress === null ? null : rateOf(progress, 10_000)).toBe(10)
  })

  test('fractions are from 0 to 1, or none', () => {
    expect(
      [
        [1, 4],
        [5, 4],
        [-1, 4],
        [1, 0],
        [Number.NaN, 4],
        [1, Number.NaN],
        [1, -4],
      ].map(([step = 0, total = 0]) => fractionOf({ step, total })),
    ).toEqual([0.25, 1, 0, null, null, null, null])
  })
})

describe('lines', () => {
  const state = at(
    'depth=8 seed=0',
    [
      [0, 0],
      [10_000, 450],
    ],
    1000,
    { loss: 0.1234567, accuracy: 0.91, 'validation loss': 'NaN' },
  )

  test('at some widths', () => {
    const of = (columns: number): string => draw([state], columns, 10_000)[0] ?? ''
    expect([120, 80, 66, 50, 30, 16, 8].map(of)).toEqual([
      'depth=8 seed=0  ━━━━━━━━━───────────  45 %  0:12 left  45/s  loss 0.1235  accuracy 0.91  validation loss NaN',
      'depth=8 seed=0  ━━━━━━━━━───────────  45 %  0:12 left  45/s  loss 0.1235',
      'depth=8 seed=0  ━━━━━━━━━───────────  45 %  0:12 left  45/s',
      'depth=8 seed=0  ━━━━━━━━━───────────  45 %',
      'depth=8 se…  45 %  0:12 left',
      'depth=8…  45 %',
      'depth=…',
    ])
  })

  test('fit, whatever is in them and however small the terminal', () => {
    const anyText = fc.string({ unit: 'binary', maxLength: 30 })
    const anyNumber = fc.oneof(fc.double(), fc.integer({ min: -3, max: 40 }))
    const anyState = fc
      .tuple(
        anyText,
        fc.array(fc.tuple(fc.nat({ max: 5000 }), anyNumber), { maxLength: 4 }),
        anyNumber,
        fc.dictionary(anyText, fc.oneof(anyNumber, anyText), { maxKeys: 3 }),
      )
      .map(([title, events, total, metrics]) =>
        at(
          title,
          events.toSorted(([a], [b]) => a - b),
          total,
          metrics,
        ),
      )
    fc.assert(
      fc.property(
        fc.array(anyState, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 90 }),
        fc.integer({ min: 1, max: 8 }),
        (states, columns, rows) => {
          const lines = liveLines(states, overallOf(states, states.length, 0, 5000), { columns, rows }, 5000)
          expect(lines.length).toBeLessThanOrEqual(Math.max(2, rows - 1))
          expect(lines.length).toBeGreaterThan(0)
          for (const line of lines) {
            expect(widthOf(line)).toBeLessThanOrEqual(Math.max(1, columns - 1))
            expect(textOf(line)).not.toMatch(/\p{Cc}|undefined|Infinity/u)
          }
        },
      ),
      { numRuns: 40 },
    )
  })

  test('bars stand below each other, and grow', () => {
    const states = ['a', 'a longer name', '網路'].map((title, i) =>
      at(
        title,
        [
          [0, 0],
          [1000, i * 4],
        ],
        8,
      ),
    )
    const lines = draw(states, 100, 1000)
    expect(lines).toEqual([
      'a              ────────────────────   0 %',
      'a longer name  ━━━━━━━━━━──────────  50 %  0:01 left  4.0/s',
      '網路           ━━━━━━━━━━━━━━━━━━━━ 100 %  0:00 left  8.0/s',
      'all            ━━━━━━━━━━──────────  50 %  0:01 left  0 of 3 finished',
    ])
    const full = (step: number): number => (draw([at('a', [[0, step]], 100)], 80, 0)[0]?.match(/━/g) ?? []).length
    for (let step = 1; step <= 100; step++) expect(full(step)).toBeGreaterThanOrEqual(full(step - 1))
  })

  test('failures are counted', () => {
    const states = [ended(state, { state: 'failed', seconds: 1 }), ended(state, { state: 'interrupted', seconds: 1 }), state]
    const [line] = liveLines([], overallOf(states, 4, 0, 10_000), { columns: 100, rows: 9 }, 10_000)
    expect(textOf(line ?? [])).toMatch(/^all {2}━+╸?─+ {2}61 % {2}0:\d\d left {2}0 of 4 finished, 1 failed, 1 interrupted$/)
  })
})

test('rows of a terminal that has become narrower', () => {
  const line: Line = [{ text: 'x'.repeat(30) }, { text: '網' }]
  expect([200, 32, 31, 10, 1].map(columns => rowsOf([line, [{ text: '' }]], columns))).toEqual([2, 2, 3, 5, 33])
})

test('times and rates', () => {
  expect([0, 7.4, 59.6, 754, 10_929, 187_200, Number.NaN, -1, Number.POSITIVE_INFINITY].map(showDuration)).toEqual([
    '0:00',
    '0:07',
    '1:00',
    '12:34',
    '3:02:09',
    '2 d 04 h',
    '–',
    '–',
    '–',
  ])
  expect([0, 250.4, 9.94, 1, 0.22, 0.001, 1e7, Number.NaN].map(showRate)).toEqual([
    '–',
    '250/s',
    '9.9/s',
    '1.0/s',
    '4.5 s each',
    '16:40 each',
    '1.0e7/s',
    '–',
  ])
})
