// Schedules against PyTorch's and against their formulas, and inside jit.

import { readFileSync } from 'node:fs'
import { jit, tensor } from 'tenet'
import * as optim from 'tenet/optim'
import { describe, expect, test } from 'vitest'

const { constant, cosine, exponentialDecay, joined, linear, piecewise, product, stepDecay, warmup } = optim

const golden: {
  readonly schedules: Readonly<Record<string, readonly number[]>>
  readonly metric: readonly number[]
  readonly plateaus: Readonly<Record<string, readonly number[]>>
} = JSON.parse(readFileSync(new URL('../golden/optim/schedules.json', import.meta.url), 'utf8'))

const at = (schedule: optim.Schedule, step: number): number => schedule(tensor(step, 'int32')).item()

const schedules: Readonly<Record<string, optim.Schedule>> = {
  constant: constant(0.4),
  linear: linear(0.4 * 0.2, 0.4 * 0.9, 20),
  cosine: cosine(0.4, 60, { end: 0.02 }),
  polynomial: optim.polynomial(0.4, 30, { power: 1.7 }),
  exponentialDecay: exponentialDecay(0.4, { factor: 0.93 }),
  stepDecay: stepDecay(0.4, { every: 7, factor: 0.3 }),
  multiStep: optim.multiStep(0.4, { at: [3, 10, 11, 40], factor: 0.5 }),
  cosineRestarts: optim.cosineRestarts(0.4, 9, { end: 0.05 }),
  'cosineRestarts growing': optim.cosineRestarts(0.4, 4, { growth: 2, end: 0.01 }),
  'cosineRestarts growing threefold': optim.cosineRestarts(0.4, 1, { growth: 3 }),
  oneCycle: optim.oneCycle(0.8, 61),
  'oneCycle linear': optim.oneCycle(0.8, 61, { rise: 0.15, shape: 'linear', divide: 5, finalDivide: 10 }),
  cyclic: optim.cyclic(0.1, 0.6, { up: 8 }),
  'cyclic halving': optim.cyclic(0.1, 0.6, { up: 5, down: 9, mode: 'triangular2' }),
  'cyclic exponential': optim.cyclic(0.1, 0.6, { up: 5, mode: 'expRange', factor: 0.97 }),
  joined: joined([linear(0.04, 0.4, 5), exponentialDecay(0.4, { factor: 0.9 }), stepDecay(0.4, { every: 10, factor: 0.5 })], [5, 25]),
  product: product(linear(0.1, 1, 5), exponentialDecay(1, { factor: 0.95 }), 0.4),
}

test('every golden schedule is compared', () => {
  expect(Object.keys(schedules).sort()).toEqual(Object.keys(golden.schedules).sort())
})

test.each(Object.entries(schedules))('%s is as PyTorch has it', (name, schedule) => {
  const compiled = jit(schedule)
  for (const [t, rate] of (golden.schedules[name] ?? []).entries()) {
    // PyTorch computes many of them step by step: sixty roundings of numbers below 1.
    expect(Math.abs(at(schedule, t) - rate), `step ${t}`).toBeLessThan(2e-15)
    if (t % 7 === 0) expect(compiled(tensor(t, 'int32')).item()).toBe(at(schedule, t))
  }
})

const formulas: readonly (readonly [string, optim.Schedule, (t: number) => number])[] = [
  ['cosine stays at its end', cosine(0.1, 10, { end: 0.02 }), t => 0.02 + 0.04 * (1 + Math.cos(Math.PI * Math.min(t / 10, 1)))],
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
  ['inverseTime', optim.inverseTime(0.5, { decay: 0.1 }), t => 0.5 / (1 + 0.1 * t)],
  [
    'oneCycle stays at its end',
    optim.oneCycle(1, 5, { shape: 'linear', divide: 4, finalDivide: 5, rise: 0.4 }),
    t => [0.25, 1, 0.05 + (0.95 * 2) / 3, 0.05 + 0.95 / 3][t] ?? 0.05,
  ],
]

test.each(formulas)('%s', (_name, schedule, formula) => {
  for (let t = 0; t < 14; t++)
    // A few float64 roundings of numbers of size 1.
    expect(Math.abs(at(schedule, t) - formula(t))).toBeLessThan(1e-15)
})

test('restarts are at the right steps for long', () => {
  const [schedule, period] = [optim.cosineRestarts(1, 3, { growth: 2 }), 3]
  for (let n = 0; n < 20; n++) {
    const begin = period * (2 ** n - 1)
    expect(at(schedule, begin)).toBe(1)
    if (begin > 0) expect(at(schedule, begin - 1)).toBeLessThan(0.3)
  }
})

test('warmup meets a schedule of another float dtype', () => {
  const schedule = warmup(2, () => tensor(0.5))
  expect([0, 1, 2, 3].map(t => at(schedule, t))).toEqual([0, 0.25, 0.5, 0.5])
})

test('products are a monoid', () => {
  const [a, b, c] = [linear(1, 0.25, 4), stepDecay(1, { every: 2, factor: 0.5 }), constant(2)]
  for (let t = 0; t < 6; t++) {
    // Dyadic numbers: nothing is rounded.
    expect(at(product(product(a, b), c), t)).toBe(at(product(a, product(b, c)), t))
    expect(at(product(constant(1), a), t)).toBe(at(a, t))
    expect(at(product(a, constant(1)), t)).toBe(at(a, t))
  }
  expect(at(product(), 3)).toBe(1)
})

describe('reduceOnPlateau', () => {
  const options: Readonly<Record<string, optim.PlateauOptions>> = {
    plateau: {},
    'plateau cooled': { factor: 0.5, patience: 3, threshold: 0.05, cooldown: 4, min: 0.01 },
    'plateau absolute': { factor: 0.5, patience: 2, threshold: 0.01, thresholdMode: 'absolute' },
    'plateau maximum': { mode: 'max', factor: 0.5, patience: 4 },
    'plateau maximum absolute': { mode: 'max', factor: 0.7, patience: 2, threshold: 0.01, thresholdMode: 'absolute', cooldown: 1 },
  }

  test.each(Object.entries(options))('%s is as PyTorch has it', (name, own) => {
    const plateau = optim.reduceOnPlateau(0.4, own)
    const update = jit(plateau.update)
    let state = plateau.init()
    const rates = golden.metric.map(metric => {
      state = update(state, tensor(metric, 'float64'))
      return state.rate.item()
    })
    const wanted = golden.plateaus[name] ?? []
    expect(new Set(wanted).size).toBeGreaterThan(1)
    // A few products.
    for (const [t, rate] of wanted.entries()) expect(Math.abs((rates[t] ?? 0) - rate), `metric ${t}`).toBeLessThan(1e-16)
  })

  test('a rate in the state makes an optimizer', () => {
    const plateau = optim.reduceOnPlateau(0.5, { patience: 0, factor: 0.5 })
    const optimizer = (rate: optim.Rate) => optim.sgd({ learningRate: () => rate })
    const params = tensor([1])
    const step = jit(
      (state: optim.PlateauState, p: typeof params) => optimizer(state.rate).update(tensor([1]), optimizer(state.rate).init(p), p)[0],
    )
    const first = plateau.update(plateau.init(), 1)
    expect(step(first, params).toArray()).toEqual([-0.5])
    expect(step(plateau.update(first, 2), params).toArray()).toEqual([-0.25])
  })
})

describe('refuses', () => {
  test.each<[string, () => unknown, string]>([
    ['no number', () => constant(Number.NaN), 'constant: the rate must be a finite number; got NaN'],
    ['no steps', () => cosine(1, 0), 'cosine: steps must be a positive integer; got 0'],
    ['half a step', () => warmup(1.5, 1), 'warmup: steps must be a positive integer; got 1.5'],
    ['a factor of 0', () => exponentialDecay(1, { factor: 0 }), 'factor must be a positive number; got 0'],
    [
      'a misspelt option',
      () => stepDecay(1, { every: 2, gamma: 0.1 } as never),
      "stepDecay: there is no option 'gamma'; expected every, factor",
    ],
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
    ['falls out of order', () => optim.multiStep(1, { at: [5, 3] }), 'multiStep: falls must begin at ascending integers; got 3 after 5'],
    [
      'a schedule without a step',
      () => joined([constant(1), constant(2)], []),
      'each schedule but the first must have a step; got 2 schedules and 0 steps',
    ],
    [
      'another shape',
      () => optim.oneCycle(1, 10, { shape: 'square' as never }),
      "oneCycle: shape must be 'cosine' or 'linear'; got 'square'",
    ],
    [
      'another mode',
      () => optim.cyclic(0, 1, { mode: 'square' as never }),
      "cyclic: mode must be 'triangular', 'triangular2' or 'expRange'; got 'square'",
    ],
    ['half a growth', () => optim.cosineRestarts(1, 2, { growth: 1.5 }), 'cosineRestarts: growth must be a positive integer; got 1.5'],
    ['a rise above 1', () => optim.oneCycle(1, 10, { rise: 2 }), 'oneCycle: rise must be from 0 to 1; got 2'],
    [
      'a plateau that grows',
      () => optim.reduceOnPlateau(1, { factor: 1 }),
      'reduceOnPlateau: factor must be at least 0 and less than 1; got 1',
    ],
    [
      'a plateau of another mode',
      () => optim.reduceOnPlateau(1, { mode: 'least' as never }),
      "reduceOnPlateau: mode must be 'min' or 'max'; got 'least'",
    ],
  ])('%s', (_what, make, message) => expect(make).toThrow(message))
})
