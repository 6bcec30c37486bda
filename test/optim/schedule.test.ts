// Schedules against their formulas, and inside jit.

import { jit, tensor } from 'tenet'
import { constant, cosine, exponentialDecay, linear, piecewise, type Schedule, warmup } from 'tenet/optim'
import { describe, expect, test } from 'vitest'

const at = (schedule: Schedule, step: number): number => schedule(tensor(step, 'int32')).item()

const cases: readonly (readonly [string, Schedule, (t: number) => number])[] = [
  ['constant', constant(0.3), () => 0.3],
  ['linear', linear(1, 0.2, 8), t => 1 - 0.8 * Math.min(t / 8, 1)],
  ['cosine', cosine(0.1, 10), t => 0.05 * (1 + Math.cos(Math.PI * Math.min(t / 10, 1)))],
  ['cosine to an end', cosine(0.1, 10, { end: 0.02 }), t => 0.02 + 0.04 * (1 + Math.cos(Math.PI * Math.min(t / 10, 1)))],
  ['exponentialDecay', exponentialDecay(2, { factor: 0.5, every: 4 }), t => 2 * 0.5 ** (t / 4)],
  [
    'piecewise',
    piecewise([
      [0, 0.1],
      [3, 0.01],
      [5, 0.5],
    ]),
    t => (t < 3 ? 0.1 : t < 5 ? 0.01 : 0.5),
  ],
  ['warmup', warmup(4, 0.8), t => 0.8 * Math.min(t / 4, 1)],
  ['warmup before cosine', warmup(4, cosine(1, 6)), t => (t < 4 ? t / 4 : 0.5 * (1 + Math.cos((Math.PI * Math.min(t - 4, 6)) / 6)))],
]

test.each(cases)('%s', (_name, schedule, formula) => {
  const compiled = jit(schedule)
  for (let t = 0; t < 14; t++) {
    // A few float64 roundings of numbers of size 1.
    expect(Math.abs(at(schedule, t) - formula(t))).toBeLessThan(1e-15)
    expect(compiled(tensor(t, 'int32')).item()).toBe(at(schedule, t))
  }
})

test('warmup meets a schedule of another float dtype', () => {
  const schedule = warmup(2, () => tensor(0.5))
  expect([0, 1, 2, 3].map(t => at(schedule, t))).toEqual([0, 0.25, 0.5, 0.5])
})

describe('refuses', () => {
  test.each<[string, () => Schedule, string]>([
    ['no number', () => constant(Number.NaN), 'constant: the rate must be a finite number; got NaN'],
    ['no steps', () => cosine(1, 0), 'cosine: steps must be a positive integer; got 0'],
    ['half a step', () => warmup(1.5, 1), 'warmup: steps must be a positive integer; got 1.5'],
    ['a factor of 0', () => exponentialDecay(1, { factor: 0 }), 'factor must be a positive number; got 0'],
    ['no pieces', () => piecewise([]), 'the first piece must begin at step 0; got no piece'],
    ['a late start', () => piecewise([[2, 1]]), 'the first piece must begin at step 0; got 2'],
    [
      'pieces out of order',
      () =>
        piecewise([
          [0, 1],
          [5, 2],
          [5, 3],
        ]),
      'ascending integers; got 5 after 5',
    ],
  ])('%s', (_what, make, message) => expect(make).toThrow(message))
})
