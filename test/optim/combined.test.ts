// What combines optimizers and stands beside them: groups, accumulation, averages, scaled losses.

import { jit, norm, type Tensor, tensor, tree, zeros, zerosLike } from 'tenet'
import {
  type Averaging,
  accumulate,
  adam,
  adamw,
  addDecayedWeights,
  applyUpdates,
  clipByNorm,
  clipByValue,
  ema,
  groups,
  linear,
  type MomentsState,
  scaledLoss,
  setToZero,
  sgd,
  swa,
} from 'tenet/optim'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { gradients, numbers, params, run } from './subject.js'

describe('groups', () => {
  const [fast, slow] = [sgd({ learningRate: 1, momentum: 0.5 }), adam({ learningRate: 0.01 })]

  test('train each part with its own', () => {
    const [updates] = run(groups([/bias$/, fast], [{ layer: true, out: false }, slow], [true, setToZero()]))
    expect(updates[0]).toEqual(run(slow)[0][0])
    expect(updates[1]).toEqual(run(fast)[0][1])
    expect(updates[2]).toEqual([0])
  })

  test('know their states, and keep none for others', () => {
    const optimizer = groups([/bias$/, fast], [true, slow])
    const [ofFast, ofSlow] = optimizer.init(params)
    expectTypeOf(ofSlow[1]).toEqualTypeOf<MomentsState>()
    expect(numbers(ofFast[1]?.velocity)).toEqual([[0, 0]])
    expect(numbers(ofSlow[1].mean)).toEqual([[0, 0, 0, 0], [0]])
  })

  test('refuse a parameter that is in none', () => {
    expect(() => groups([/bias$/, fast]).init(params)).toThrow(
      "groups: every parameter must be in a group; none selects 'layer.weight'; add [true, …]",
    )
  })
})

test('decay of selected parameters alone', () => {
  const zeroGradients = tree.map(params, leaf => zerosLike(leaf))
  const [updates] = addDecayedWeights(0.5, /weight$/).update(zeroGradients, null, params)
  expect(numbers(updates)).toEqual([[0.5, -1, 1.5, 2], [0, 0], [0]])
  const [moved] = adamw({ learningRate: 1, weightDecay: 0.5, decayed: { layer: true, out: false } }).update(
    zeroGradients,
    adamw().init(params),
    params,
  )
  expect(numbers(moved)).toEqual([[-0.5, 1, -1.5, -2], [-0.25, -0], [-0]])
})

test('clipping of elements, and of leaves', () => {
  expect(numbers(clipByValue(1).update(gradients, null, params)[0])).toEqual([[0.5, 1, -1, 1], [1, -1], [0.25]])
  const [clipped] = clipByNorm(1).update(gradients, null, params)
  // Three roundings of float32, and the millionth that keeps the division finite.
  expect(norm(clipped.layer.bias).item()).toBeCloseTo(1, 5)
  expect(clipped.out.toArray()).toEqual([0.25])
})

describe('accumulate', () => {
  test('makes one step of several gradients, with their mean', () => {
    const optimizer = accumulate(3, adam({ learningRate: linear(1, 0, 4) }))
    const gradientAt = (t: number) => tensor([t, -2 * t, 0.5])
    const update = jit((g: Tensor<[3], 'float32'>, s: ReturnType<typeof optimizer.init>, p: Tensor<[3], 'float32'>) =>
      optimizer.update(g, s, p),
    )
    let [state, p] = [optimizer.init(zeros([3])), zeros([3])]
    const plain = adam({ learningRate: linear(1, 0, 4) })
    let [plainState, plainP] = [plain.init(zeros([3])), zeros([3])]
    for (let t = 0; t < 9; t++) {
      const [updates, next] = update(gradientAt(t), state, p)
      if (t % 3 !== 2) expect(updates.toArray()).toEqual([0, 0, 0])
      ;[state, p] = [next, applyUpdates(p, updates)]
      if (t % 3 !== 2) continue
      const [expected, plainNext] = plain.update(gradientAt(t - 1), plainState, plainP)
      ;[plainState, plainP] = [plainNext, applyUpdates(plainP, expected)]
      expect(p.toArray()).toEqual(plainP.toArray())
    }
    expect(state.inner[2].count.item()).toBe(3)
  })
})

describe('averages', () => {
  const path = [3, 1, 4, 1, 5].map(x => ({ w: tensor([x, 2 * x]), running_mean: tensor([x]) }))
  const trained = (averaging: Averaging) =>
    path.reduce((state, p) => averaging.update(state, p), averaging.init({ w: tensor([9, 9]), running_mean: tensor([9]) }))
  const last = path[4] as (typeof path)[number]

  test('ema', () => {
    const averaging = ema(0.75)
    const expected = [3, 1, 4, 1, 5].reduce((a, x) => 0.75 * a + 0.25 * x)
    const read = averaging.read(trained(averaging), last)
    // Dyadic numbers: nothing is rounded.
    expect(read.w.toArray()).toEqual([expected, 2 * expected])
    expect(read.running_mean).toBe(last.running_mean)
  })

  test('swa', () => {
    const [all, some] = [swa(), swa({ from: 1, every: 2 })]
    // The mean of five numbers, rounded in float32 at each step.
    expect(all.read(trained(all), last).w.toArray()[0]).toBeCloseTo(14 / 5, 6)
    expect(some.read(trained(some), last).w.toArray()).toEqual([1, 2])
    expect(all.read(all.init(last), last).w.toArray()).toEqual([5, 10])
  })

  test('under jit', () => {
    const averaging = ema(0.9)
    const update = jit(averaging.update)
    const [state, p] = [averaging.init(params), tree.map(params, leaf => leaf.add(1))]
    expect(numbers(update(update(state, params), p))).toEqual(numbers(averaging.update(averaging.update(state, params), p)))
  })
})

describe('scaledLoss', () => {
  const start = tensor([1, 2])

  test('gives the bits of the optimizer for finite gradients', () => {
    const [optimizer, plain] = [scaledLoss(adam(), { initial: 1024 }), adam()]
    const [scaled] = optimizer.update(tensor([1024, 512]), optimizer.init(start), start)
    expect(scaled.toArray()).toEqual(plain.update(tensor([1, 0.5]), plain.init(start), start)[0].toArray())
  })

  test('leaves out steps that overflow, and scales less', () => {
    const optimizer = scaledLoss(adam(), { interval: 2 })
    const update = jit((g: typeof start, s: ReturnType<typeof optimizer.init>) => optimizer.update(g, s, start))
    let state = optimizer.init(start)
    const seen: (readonly number[])[] = []
    for (const g of [1, Number.POSITIVE_INFINITY, 1, 1, Number.NaN, 1]) {
      const [updates, next] = update(tensor([1, g]), state)
      if (!Number.isFinite(g)) {
        expect(updates.toArray()).toEqual([0, 0])
        expect(numbers(next.inner)).toEqual(numbers(state.inner))
      } else expect(updates.toArray()[0]).not.toBe(0)
      seen.push([next.scale.item(), next.good.item(), next.skipped.item(), next.inner[1].count.item()])
      state = next
    }
    // As PyTorch's GradScaler: half of it after an overflow, twice of it after two steps without.
    expect(seen).toEqual([
      [65536, 1, 0, 1],
      [32768, 0, 1, 1],
      [32768, 1, 1, 2],
      [65536, 0, 1, 3],
      [32768, 0, 2, 3],
      [32768, 1, 2, 4],
    ])
  })

  test('can keep its scale', () => {
    const optimizer = scaledLoss(adam(), { initial: 8, growth: 1, backoff: 1 })
    const [, next] = optimizer.update(tensor([Number.NaN, 1]), optimizer.init(start), start)
    expect(next.scale.item()).toBe(8)
  })
})
