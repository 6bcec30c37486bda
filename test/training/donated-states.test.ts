// Steps of a run are given the states that they replace: the bits are those of steps that are given nothing, and whatever was handed out stays what it was.

import fc from 'fast-check'
import { isTensor, jit, random, type Tensor, tensor, tree } from 'tenet'
import * as nn from 'tenet/nn'
import * as optim from 'tenet/optim'
import * as training from 'tenet/training'
import { describe, expect, test } from 'vitest'
import { flatten } from '../../src/support/tree.js'
import { addon } from '../runtime/counted-backend.js'

type Examples = training.Batch<Tensor<[8, 4], 'float32'>, Tensor<[8], 'int32'>>

const batch = (seed: number): Examples => {
  const x = random.normal(random.key(seed), [8, 4])
  return { x, y: x.sum(1).greater(0).cast('int32') }
}
const batches = (epoch: number): readonly Examples[] => [0, 1, 2, 3, 4].map(i => batch(100 * epoch + i))
const validation = (): readonly Examples[] => [batch(5000), batch(5001)]

// Statistics, dropout, and layers whose gradients are contractions.
const model = nn.model([4], ['fc1', nn.linear(16)], ['norm', nn.batchNorm1d()], nn.relu, nn.dropout(0.2), ['fc2', nn.linear(2)])
const trainers = {
  sgd: training.train(model, nn.crossEntropy, optim.sgd({ learningRate: 0.1 })),
  averaged: training.train(model, nn.crossEntropy, optim.adam({ learningRate: 0.05 }), { average: optim.ema(0.5) }),
  half: training.train(model, nn.crossEntropy, optim.sgd({ learningRate: 0.1, momentum: 0.9 }), { precision: 'float16' }),
  clipped: training.train(model, nn.crossEntropy, optim.chain(optim.clipByGlobalNorm(1), optim.adamw())),
} as const

type AnyTrainer = (typeof trainers)['sgd']
type State = training.FitState<unknown, unknown>

/** A step that `jit` has not returned is given nothing. */
const givingNothing = (trainer: AnyTrainer): AnyTrainer => ({ ...trainer, step: (state, x, y) => trainer.step(state, x, y) })

const leavesOf = (state: unknown): readonly Tensor[] => flatten(state, isTensor).leaves
const bits = (state: unknown): readonly string[] => leavesOf(state).map(leaf => Buffer.from(leaf.dataSync().buffer).toString('hex'))

/** What someone may do with the state in a report, before the run goes on. */
type Whim = 'nothing' | 'read' | 'compute' | 'give away' | 'go on twice'

const squares = (state: State): readonly Tensor[] => leavesOf(state.train).map(leaf => leaf.cast('float32').square())
const spend = jit((leaves: readonly Tensor[]) => leaves.map(leaf => leaf.add(leaf)), { donate: [0] })

const scenario = fc.record({
  name: fc.constantFrom(...(Object.keys(trainers) as (keyof typeof trainers)[])),
  epochs: fc.integer({ min: 1, max: 3 }),
  reportEvery: fc.constantFrom(undefined, 1, 2, 3),
  validated: fc.boolean(),
  // Held in memory of the library's, of JavaScript's, or not computed yet.
  start: fc.constantFrom('pending', 'computed', 'loaded'),
  whims: fc.array(fc.constantFrom<Whim>('nothing', 'read', 'compute', 'give away', 'go on twice'), { minLength: 12, maxLength: 12 }),
})

/** As from a file. */
const loaded = <T>(state: T): T => tree.map(state, (leaf: Tensor) => tensor(leaf.toArray() as never, leaf.dtype)) as T

describe('states that a run has handed out', () => {
  test('are what they were, whatever is done with them and however long they are kept', async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async ({ name, epochs, reportEvery, validated, start, whims }) => {
        const trainer = trainers[name] as AnyTrainer
        const options = {
          epochs,
          batches,
          ...(reportEvery === undefined ? {} : { reportEvery }),
          ...(validated ? { validation, patience: 1 } : {}),
        }
        const fitting = training.fit(trainer, options)
        const plain = training.fit(givingNothing(trainer), options)

        const expected: { readonly state: readonly string[]; readonly squares: readonly string[]; readonly loss: number }[] = []
        for await (const { state, loss } of plain.run(plain.init(random.key(7))))
          expected.push({ state: bits(state), squares: bits(squares(state)), loss })

        const first = fitting.init(random.key(7))
        if (start === 'computed') bits(first)
        const before = start === 'loaded' ? loaded(first) : first
        const seen: { readonly state: State; readonly given: boolean; readonly derived: readonly Tensor[] }[] = []
        const losses: number[] = []
        for await (const { state, loss } of fitting.run(before)) {
          const whim = whims[seen.length % whims.length]
          losses.push(loss)
          if (whim === 'read') expect(bits(state)).toEqual(expected[seen.length]?.state)
          const derived = whim === 'compute' || whim === 'give away' ? squares(state) : []
          if (whim === 'give away') spend(leavesOf(state.train))
          if (whim === 'go on twice') for await (const _ of fitting.run(state)) break
          seen.push({ state, given: whim === 'give away', derived })
        }
        expect(losses).toEqual(expected.map(({ loss }) => loss))
        for (const [i, { state, given, derived }] of seen.entries()) {
          if (!given) expect(bits(state)).toEqual(expected[i]?.state)
          if (derived.length > 0) expect(bits(derived)).toEqual(expected[i]?.squares)
        }
        // The state that it began with, and going on from any that was kept.
        expect(bits(before)).toEqual(bits(plain.init(random.key(7))))
        const kept = seen.findIndex(({ given }) => !given)
        if (kept >= 0) {
          const rest: string[][] = []
          for await (const { state } of fitting.run(seen[kept]?.state as typeof first)) rest.push([...bits(state)])
          expect(rest).toEqual(expected.slice(kept + 1).map(({ state }) => state))
        }
      }),
      { numRuns: 30 },
    )
  }, 120_000)

  test('can be written down while the run goes on', async () => {
    const fitting = training.fit(trainers.averaged, { epochs: 3, batches, reportEvery: 2 })
    const writing: Promise<readonly unknown[]>[] = []
    const expected: (readonly string[])[] = []
    const plain = training.fit(givingNothing(trainers.averaged as unknown as AnyTrainer), { epochs: 3, batches, reportEvery: 2 })
    for await (const { state } of plain.run(plain.init(random.key(1)) as never)) expected.push(bits(state))
    for await (const { state } of fitting.run(fitting.init(random.key(1))))
      writing.push(Promise.all(leavesOf(state).map(async leaf => Buffer.from((await leaf.data()).buffer).toString('hex'))))
    expect(await Promise.all(writing)).toEqual(expected)
  })
})

describe('a run', () => {
  const wide = nn.model([4], ['fc1', nn.linear(512)], nn.relu, ['fc2', nn.linear(512)], nn.relu, ['fc3', nn.linear(2)])
  const trainer = training.train(wide, nn.crossEntropy, optim.adam())

  test('takes no more memory from step to step, and none for what it has replaced', async () => {
    const live: number[] = []
    function* watched(list: readonly Examples[]): Generator<Examples> {
      for (const each of [...list, ...list, ...list]) {
        live.push(addon.memory().live)
        yield each
      }
    }
    const fitting = training.fit(trainer, { epochs: 1, batches: epoch => watched(batches(epoch)) })
    for await (const _ of fitting.run(fitting.init(random.key(0))));
    // A state of 3 MB: parameters, and two moments of Adam.
    const [third = 0] = live.slice(2)
    for (const bytes of live.slice(3)) expect(bytes - third).toBeLessThan(2 ** 20)
  })

  test('of one’s own gives a step its state with jit', () => {
    const given = jit(trainer.step, { donate: [0] })
    let [state, other] = [trainer.init(random.key(3)), trainer.init(random.key(3))]
    for (const { x, y } of batches(0)) {
      ;[state] = given(state, x, y)
      ;[other] = trainer.step(other, x, y)
    }
    expect(bits(state)).toEqual(bits(other))
  })

  test('calls the step of a trainer of one’s own as it is', async () => {
    let calls = 0
    const counting = {
      ...trainer,
      step: (...[state, x, y]: Parameters<typeof trainer.step>) => {
        calls++
        return trainer.step(state, x, y)
      },
    }
    const fitting = training.fit(counting, { epochs: 2, batches })
    for await (const _ of fitting.run(fitting.init(random.key(0))));
    expect(calls).toBe(10)
  })
})
