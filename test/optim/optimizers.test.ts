// What holds for every optimizer: purity, the monoid of chains, parts left alone, messages that name the leaf.

import { isTensor, type Tensor, tensor, vmap, zeros } from 'tenet'
import {
  accumulate,
  adafactor,
  adam,
  adamw,
  addDecayedWeights,
  applyUpdates,
  chain,
  clipByGlobalNorm,
  ema,
  freeze,
  globalNorm,
  linear,
  type MomentsState,
  mask,
  muon,
  type Optimizer,
  rprop,
  type StateOf,
  scale,
  scaleBySchedule,
  scaledLoss,
  sgd,
} from 'tenet/optim'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { flatten } from '../../src/support/tree.js'
import { gradients, numbers, params, run } from './subject.js'

const parts = { clip: clipByGlobalNorm(1), decay: addDecayedWeights(0.1), adam: adam(), momentum: sgd({ learningRate: 1, momentum: 0.9 }) }

describe('chain', () => {
  test('groups as it likes', () => {
    const { clip, decay, momentum } = parts
    expect(run(chain(chain(clip, decay), momentum))).toEqual(run(chain(clip, chain(decay, momentum))))
    expect(run(chain(clip, decay, momentum))).toEqual(run(chain(clip, chain(decay, momentum))))
  })

  test.each(Object.entries(parts))('leaves %s as it is beside nothing', (_name, part) => {
    expect(run(chain(chain(), part))).toEqual(run(part))
    expect(run(chain(part, chain()))).toEqual(run(part))
    expect(chain().update(gradients, [], params)[0]).toBe(gradients)
  })

  test('knows its states', () => {
    const optimizer = chain(clipByGlobalNorm(1), adam())
    expectTypeOf(optimizer.init(params)[1][1]).toEqualTypeOf<MomentsState>()
    expectTypeOf<StateOf<ReturnType<typeof scale>>>().toEqualTypeOf<null>()
    const [updates] = optimizer.update(gradients, optimizer.init(params), params)
    expectTypeOf(updates).toEqualTypeOf<typeof params>()
    // @ts-expect-error gradients of other parameters
    expect(() => adam().update({ other: tensor([1]) }, adam().init(params), params)).toThrow("'layer.weight' against 'other'")
  })
})

test('updating is pure', () => {
  const optimizers: readonly Optimizer[] = [sgd({ learningRate: 0.1, momentum: 0.9 }), adamw()]
  for (const optimizer of optimizers) {
    const state = optimizer.init(params)
    const before = numbers([params, gradients, state])
    const once = numbers(optimizer.update(gradients, state, params))
    expect(numbers(optimizer.update(gradients, state, params))).toEqual(once)
    expect(numbers([params, gradients, state])).toEqual(before)
  }
})

test('an ensemble is one vmap', () => {
  const optimizer = adam({ learningRate: 0.1 })
  const step = (p: Tensor<[2]>, g: Tensor<[2]>) => {
    const [updates] = optimizer.update(g, optimizer.init(p), p)
    return applyUpdates(p, updates)
  }
  const [ps, gs] = [
    tensor([
      [1, 2],
      [3, 4],
    ]),
    tensor([
      [1, -1],
      [0.5, 2],
    ]),
  ]
  expect(vmap(step)(ps, gs).toArray()).toEqual([
    step(tensor([1, 2]), tensor([1, -1])).toArray(),
    step(tensor([3, 4]), tensor([0.5, 2])).toArray(),
  ])
})

describe('scaling', () => {
  test('by a number, and by a schedule that counts', () => {
    expect(numbers(scale(-2).update(tensor([1, 2]), null, tensor([0, 0]))[0])).toEqual([[-2, -4]])
    const halving = scaleBySchedule(linear(1, 0, 2))
    let state = halving.init(params)
    const seen: number[][][] = []
    for (let t = 0; t < 3; t++) {
      const [updates, next] = halving.update(tensor([8]), state, tensor([0]))
      seen.push(numbers(updates))
      state = next
    }
    expect(seen.flat()).toEqual([[8], [4], [0]])
    expect(state.count.item()).toBe(3)
  })

  test('to a norm', () => {
    expect(globalNorm({ a: tensor([3]), b: [tensor([[4]]), tensor([7], 'int32')] }).item()).toBe(5)
    const [clipped] = clipByGlobalNorm(1).update({ a: tensor([3]), b: tensor([4]) }, null, { a: tensor([0]), b: tensor([0]) })
    // The bound is approached up to PyTorch's 1e-6, and float32 rounds.
    expect(globalNorm(clipped).item()).toBeCloseTo(1, 6)
    expect(numbers(clipByGlobalNorm(6).update(tensor([3, 4]), null, tensor([0, 0]))[0])).toEqual([[3, 4]])
    expect(numbers(clipByGlobalNorm(6).update(tensor([0, 0]), null, tensor([0, 0]))[0])).toEqual([[0, 0]])
  })
})

describe('leaves that are not trained', () => {
  const mixed = { weight: tensor([1, 2]), steps: tensor([7], 'int32'), mask: tensor([true]), absent: null, name: 'mixed' }
  const found = { ...mixed, weight: tensor([1, 1]) }

  test.each(Object.entries({ ...parts, adamw: adamw() }))('%s leaves them as they are', (_name, optimizer: Optimizer) => {
    const [updates, next] = optimizer.update(found, optimizer.init(mixed), mixed)
    expect(updates.steps).toBe(null)
    const moved = applyUpdates(mixed, updates)
    expect(moved.steps).toBe(mixed.steps)
    expect(moved.mask).toBe(mixed.mask)
    expect(moved.absent).toBe(null)
    expect(moved.name).toBe('mixed')
    expect(moved.weight.toArray()).not.toEqual([1, 2])
    expect(flatten(next, isTensor).structure).toEqual(flatten(optimizer.init(mixed), isTensor).structure)
  })

  test('have no moments', () => {
    const [, moments] = adam().init(mixed)
    expect(moments.mean).toMatchObject({ steps: null, mask: null, absent: null })
  })
})

describe('mask', () => {
  const optimizer = sgd({ learningRate: 0.5, momentum: 0.9 })

  test('trains what is selected, and keeps state for nothing else', () => {
    const masked = mask({ layer: { weight: false, bias: true }, out: false }, optimizer)
    const state = masked.init(params)
    expect(numbers(state[1]?.velocity)).toEqual([[0, 0]])
    const [updates, next] = masked.update(gradients, state, params)
    expect(numbers(updates)).toEqual([[0, 0, 0, 0], [-1.5, 2], [0]])
    expect(numbers(next[1]?.velocity)).toEqual([[3, -4]])
  })

  test('takes a boolean for a whole part', () => {
    expect(run(mask(true, optimizer))).toEqual(run(optimizer))
    expect(run(mask({ layer: true, out: false }, optimizer))).toEqual(
      run(mask({ layer: { weight: true, bias: true }, out: false }, optimizer)),
    )
    expect(run(mask(false, optimizer))[0]).toEqual([[0, 0, 0, 0], [0, 0], [0]])
  })

  test('freezes beside other parts', () => {
    const [updates] = run(chain(mask({ layer: false, out: true }, scale(1)), adam()))
    expect(updates[0]).toEqual([-0, -0, -0, -0])
    expect(updates[2]).not.toEqual([0])
  })

  test('takes a pattern of paths', () => {
    expect(run(mask(/^layer\./, optimizer))).toEqual(run(mask({ layer: true, out: false }, optimizer)))
    expect(run(freeze(/^out$/, optimizer))).toEqual(run(mask({ layer: true, out: false }, optimizer)))
    expect(run(freeze(false, optimizer))).toEqual(run(optimizer))
  })

  test('says where the selection does not fit', () => {
    expect(() => mask({ layer: { weight: true }, out: true }, optimizer).init(params)).toThrow(
      "expected the keys [bias,weight] at 'layer', got [weight]",
    )
    expect(() => mask({ layer: true, out: [true] }, optimizer).init(params)).toThrow("expected the keys [] at 'out', got [0]")
  })
})

describe('messages', () => {
  const one = { w: tensor([1, 2]) }
  test.each<[string, () => unknown, string]>([
    [
      'another structure',
      () => adam().update({ v: tensor([1, 2]) } as unknown as typeof one, adam().init(one), one),
      "first difference at 'w' against 'v'",
    ],
    [
      'another shape',
      () => adam().update({ w: zeros([3]) } as unknown as typeof one, adam().init(one), one),
      "adam: gradients must have the leaves of what they belong to; expected float32[2] at 'w', got float32[3]",
    ],
    [
      'another dtype',
      () => applyUpdates(one, { w: tensor([1, 2], 'float64') } as unknown as typeof one),
      "expected float32[2] at 'w', got float64[2]",
    ],
    [
      'a missing gradient',
      () => adam().update({ w: null } as unknown as typeof one, adam().init(one), one),
      "expected float32[2] at 'w', got nothing",
    ],
    ['a negative rate', () => sgd({ learningRate: -1 }), 'learningRate must be a non-negative number or a schedule; got -1'],
    ['a beta of 1', () => adam({ beta2: 1 }), 'adam: beta2 must be at least 0 and less than 1; got 1'],
    ['negative decay', () => adamw({ weightDecay: -1 }), 'weightDecay must be a non-negative number; got -1'],
    ['dampened nesterov', () => sgd({ learningRate: 1, nesterov: true }), 'nesterov needs momentum and no dampening; got momentum 0'],
    ['no bound', () => clipByGlobalNorm(0), 'the bound must be a positive number; got 0'],
    [
      'a misspelt option',
      () => adam({ betas: [0.9, 0.99] } as never),
      "adam: there is no option 'betas'; expected beta1, beta2, eps, amsgrad",
    ],
    ['etas the wrong way round', () => rprop({ etas: [1.2, 0.5] }), 'rprop: etas must be below 1 and above 1; got [1.2,0.5]'],
    [
      'a vector for muon',
      () => muon().update(one, muon().init(one), one),
      "muon: parameters must have at least two axes; got float32[2] at 'w'; give it to another optimizer with groups",
    ],
    [
      'another adjustment',
      () => muon({ adjustment: 'none' as never }),
      "adjustment must be 'original', 'matchRmsAdamw' or 'spectralUnclamped'; got 'none'",
    ],
    ['a decay that grows', () => adafactor({ beta2Decay: 1 }), 'adafactor: beta2Decay must be a number of at most 0; got 1'],
    [
      'a state of others',
      () => adafactor().update(one, adafactor().init({ v: tensor([1]) }), one),
      "adafactor: the state must belong to the parameters; it has nothing at 'w'",
    ],
    ['half a step', () => accumulate(0.5, adam()), 'accumulate: every must be an integer of at least 1; got 0.5'],
    ['an average of nothing new', () => ema(1), 'ema: decay must be at least 0 and less than 1; got 1'],
    ['no scale', () => scaledLoss(adam(), { initial: 0 }), 'scaledLoss: the initial scale must be a positive number; got 0'],
    [
      'a selection that is none',
      () => mask('layer' as never, adam()).init(one),
      "mask: a selection is a pattern or a tree of booleans; got 'layer'",
    ],
    ['an infinite factor', () => scale(Number.POSITIVE_INFINITY), 'the factor must be a finite number; got Infinity'],
  ])('%s', (_what, body, message) => expect(body).toThrow(message))
})
