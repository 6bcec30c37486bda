// Runs of epochs: reports, validation, early stopping, the best parameters, and that an interrupted run equals the whole.

import { isTensor, random, type Tensor, tensor } from 'tenet'
import * as data from 'tenet/data'
import * as metrics from 'tenet/metrics'
import * as nn from 'tenet/nn'
import * as optim from 'tenet/optim'
import * as training from 'tenet/training'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { flatten } from '../../src/support/tree.js'

const model = nn.model([2], ['fc1', nn.linear(6)], nn.tanh, nn.dropout(0.2), ['fc2', nn.linear(2)])
type Examples = training.Batch<Tensor<[8, 2], 'float32'>, Tensor<[8], 'int32'>>

const batch = (seed: number): Examples => {
  const x = random.normal(random.key(seed), [8, 2])
  return { x, y: x.prod(1).greater(0).cast('int32') }
}
const batches = (epoch: number): readonly Examples[] => [0, 1, 2, 3].map(i => batch(100 * epoch + i))
const validation = (): readonly Examples[] => [batch(5000), batch(5001)]

const trainer = training.train(model, nn.crossEntropy, optim.adam({ learningRate: 0.05 }), { average: optim.ema(0.5) })
const key = random.key(0)

const bits = (state: unknown): readonly string[] =>
  flatten(state, isTensor).leaves.map(leaf => Buffer.from(leaf.dataSync().buffer).toString('hex'))

async function all<T>(reports: AsyncIterable<T>): Promise<readonly T[]> {
  const seen: T[] = []
  for await (const report of reports) seen.push(report)
  return seen
}

const last = <T>(list: readonly T[]): T => list.at(-1) as T

describe('a run', () => {
  const fitting = training.fit(trainer, { epochs: 3, batches, validation, reportEvery: 2 })

  test('is steps over the batches of each epoch', async () => {
    const reports = await all(fitting.run(fitting.init(key)))
    expect(reports.map(({ epoch, batch, ended, finished }) => [epoch, batch, ended, finished])).toEqual([
      [0, 2, false, false],
      [0, 4, false, false],
      [0, 4, true, false],
      [1, 2, false, false],
      [1, 4, false, false],
      [1, 4, true, false],
      [2, 2, false, false],
      [2, 4, false, false],
      [2, 4, true, true],
    ])
    let state = trainer.init(key)
    for (let epoch = 0; epoch < 3; epoch++) {
      const losses = batches(epoch).map(({ x, y }) => {
        const [next, { loss }] = trainer.step(state, x, y)
        state = next
        return loss.item()
      })
      const report = reports.find(r => r.epoch === epoch && r.ended)
      expect(report?.loss).toBe(losses.reduce((a, b) => a + b) / 4)
      const held = validation().map(({ x, y }) => trainer.evaluate(state, x, y).loss.item())
      expect(report?.validation?.loss).toBe(held.reduce((a, b) => a + b) / 2)
      expect(bits(report?.state.train)).toEqual(bits(state))
    }
  })

  test('goes on from every report to the same bits', async () => {
    const reports = await all(fitting.run(fitting.init(key)))
    for (const report of reports) {
      const rest = await all(fitting.run(report.state))
      if (report.finished) expect(rest).toEqual([])
      else {
        expect(bits(last(rest).state)).toEqual(bits(last(reports).state))
        expect(last(rest).loss).toBe(last(reports).loss)
      }
    }
  })

  test('that goes on in the middle of an epoch asks for none of the batches before', async () => {
    const asked: string[] = []
    const noted = (epoch: number) =>
      data.generate(4, i => {
        asked.push(`${epoch}.${i}`)
        return batches(epoch)[i] as Examples
      })
    const later = (epoch: number) => data.map(noted(epoch), async each => each)
    const whole = await all(fitting.run(fitting.init(key)))
    const middle = whole.find(({ epoch, batch, ended }) => epoch === 1 && batch === 2 && !ended)
    if (middle === undefined) throw new Error('there is no report in the middle of the second epoch')
    for (const source of [noted, later, data.loader(noted), data.loader(later)]) {
      asked.length = 0
      const rest = await all(training.fit(trainer, { epochs: 3, batches: source, validation }).run(middle.state))
      expect(asked).toEqual(['1.2', '1.3', '2.0', '2.1', '2.2', '2.3'])
      expect(bits(last(rest).state)).toEqual(bits(last(whole).state))
      expect(last(rest).loss).toBe(last(whole).loss)
    }
  })

  test('lets others have their turn between batches that are at hand: signals, timers, input', async () => {
    const [turns, seen]: [number[], string[]] = [[0], []]
    const count = (): void => {
      turns.push(turns.length)
      if (seen.length < 6) setImmediate(count)
    }
    setImmediate(count)
    function* watched(name: string, list: readonly Examples[]): Generator<Examples> {
      for (const each of list) {
        seen.push(`${name} after ${turns.length > seen.length ? 'a turn' : 'none'}`)
        yield each
      }
    }
    const watching = training.fit(trainer, {
      epochs: 1,
      batches: epoch => watched('batch', batches(epoch)),
      validation: () => watched('validation', validation()),
    })
    await all(watching.run(watching.init(key)))
    expect(seen.slice(1)).toEqual([...Array(3).fill('batch after a turn'), ...Array(2).fill('validation after a turn')])
  })

  test('takes batches that have to be waited for', async () => {
    async function* slow(epoch: number): AsyncGenerator<Examples> {
      for (const each of batches(epoch)) yield await Promise.resolve(each)
    }
    const waiting = training.fit(trainer, { epochs: 3, batches: slow, validation })
    expect(bits(last(await all(waiting.run(waiting.init(key)))).state)).toEqual(bits(last(await all(fitting.run(fitting.init(key)))).state))
  })
})

test('measures, watches, stops, and keeps the best', async () => {
  const worsening = [0.5, 0.8, 0.6, 0.7, 0.75, 0.9]
  let told = 0
  const fitting = training.fit(trainer, {
    epochs: 6,
    batches,
    validation,
    metric: metrics.accuracy(),
    watch: ({ metric }) => {
      expectTypeOf(metric).toEqualTypeOf<number>()
      return worsening[told++] ?? 0
    },
    goal: 'max',
    patience: 2,
  })
  const reports = await all(fitting.run(fitting.init(key)))
  // 0.8, and then three that are no better.
  expect(reports.map(report => report.epoch)).toEqual([0, 1, 2, 3, 4])
  expect(last(reports).finished).toBe(true)
  for (const { validation } of reports) expect(validation?.metric).toBeGreaterThanOrEqual(0)
  const { state } = last(reports)
  expect(state.best.value.item()).toBe(0.8)
  const second = (reports[1] as training.Report<unknown, unknown, number>).state.train as typeof state.train
  expect(bits(trainer.parameters(fitting.best(state)))).toEqual(bits(trainer.parameters(second)))
  expect(await all(fitting.run(state))).toEqual([])
})

test('without validation the last parameters are the best', async () => {
  const fitting = training.fit(trainer, { epochs: 2, batches })
  const { state, validation: none } = last(await all(fitting.run(fitting.init(key))))
  expect(none).toBe(null)
  expect(bits(trainer.parameters(fitting.best(state)))).toEqual(bits(trainer.parameters(state.train)))
})

describe('reducers', () => {
  const stopsAt = (values: readonly number[], options: Parameters<typeof training.earlyStopping>[0]): number => {
    const stopping = training.earlyStopping(options)
    let state = stopping.init()
    return values.findIndex(value => {
      state = stopping.update(state, value)
      return stopping.stops(state).item()
    })
  }

  test('stop after patience, by enough, and never for NaN', () => {
    expect(stopsAt([3, 2, 2, 2, 1], { patience: 0 })).toBe(2)
    expect(stopsAt([3, 2, 2, 2, 1], { patience: 1 })).toBe(3)
    expect(stopsAt([3, 2, 2, 2, 1], { patience: 2 })).toBe(-1)
    expect(stopsAt([3, 2.9, 2.8, 2.7], { patience: 1, minDelta: 0.5 })).toBe(2)
    expect(stopsAt([1, 2, 3, 3, 3], { patience: 1, goal: 'max' })).toBe(4)
    expect(stopsAt([Number.NaN, Number.NaN], { patience: 0 })).toBe(0)
  })

  test('keep the best', () => {
    const best = training.keepBest()
    let state = best.init({ w: tensor([0]) })
    for (const value of [Number.NaN, 3, 1, 2]) state = best.update(state, value, { w: tensor([value]) })
    expect(state.kept.w.toArray()).toEqual([1])
    expect(state.value.item()).toBe(1)
  })
})

describe('refuses', () => {
  test.each<[string, () => unknown, string]>([
    ['half an epoch', () => training.fit(trainer, { epochs: 0.5, batches }), 'fit: epochs must be an integer of at least 0; got 0.5'],
    [
      'batches of no epoch',
      () => training.fit(trainer, { epochs: 1, batches: [] as never }),
      'fit: batches must be a loader, or a function of the epoch; got []',
    ],
    ['patience for nothing', () => training.fit(trainer, { epochs: 1, batches, patience: 3 }), 'fit: patience needs validation'],
    [
      'another goal',
      () => training.fit(trainer, { epochs: 1, batches, goal: 'least' as never }),
      "fit: goal must be 'min' or 'max'; got 'least'",
    ],
    [
      'negative patience',
      () => training.earlyStopping({ patience: -1 }),
      'earlyStopping: patience must be an integer of at least 0; got -1',
    ],
    ['a misspelt option', () => training.fit(trainer, { epochs: 1, batches, early: true } as never), "fit: there is no option 'early'"],
  ])('%s', (_what, make, message) => expect(make).toThrow(message))
})
