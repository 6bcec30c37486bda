// The training step as pure functions over one state: what it equals, precision by precision, and that it resumes to the bit.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { isTensor, jit, random, type Tensor, tensor, train, tree, valueAndGrad } from 'tenet'
import * as io from 'tenet/io'
import * as nn from 'tenet/nn'
import * as optim from 'tenet/optim'
import { afterAll, beforeAll, describe, expect, expectTypeOf, test } from 'vitest'
import { flatten } from '../../src/support/tree.js'

const model = nn.model([3], ['fc1', nn.linear(8)], ['bn', nn.batchNorm1d()], nn.relu, nn.dropout(0.25), ['fc2', nn.linear(2)])
const key = random.key(3)

/** Points on either side of a plane. */
const x = random.normal(random.key(1), [32, 3])
const y = x
  .matmul(tensor([1, -2, 0.5]))
  .greater(0)
  .cast('int32')

const bits = (state: unknown): readonly string[] =>
  flatten(state, isTensor).leaves.map(leaf => Buffer.from(leaf.dataSync().buffer).toString('hex'))

/** After some steps: the state and the losses. */
function advance<S>(
  trainer: {
    readonly step: (s: S, x: Tensor<[32, 3], 'float32'>, y: Tensor<[32], 'int32'>) => readonly [S, { readonly loss: Tensor<[], 'float32'> }]
  },
  start: S,
  steps: number,
) {
  let state = start
  const losses: number[] = []
  for (let t = 0; t < steps; t++) {
    const [next, { loss }] = trainer.step(state, x, y)
    state = next
    losses.push(loss.item())
  }
  return { state, losses }
}

describe('a step', () => {
  const optimizer = optim.chain(optim.clipByGlobalNorm(1), optim.adamw({ learningRate: 0.05 }))
  const trainer = train(model, nn.crossEntropy, optimizer)

  test('is what one would write', () => {
    let state = trainer.init(key)
    let [params, own] = [state.params, state.optimizer]
    const written = jit((p: typeof params, s: typeof own, k: random.Key) => {
      const objective = (q: typeof params) => {
        const [logits, refreshed] = model.train(q, x, k)
        return [nn.crossEntropy(logits, y), refreshed] as const
      }
      const [[loss, refreshed], gradients] = valueAndGrad(objective, { aux: true })(p)
      const [updates, next] = optimizer.update(gradients, s, p)
      return [optim.applyUpdates(refreshed, updates), next, loss] as const
    })
    for (let t = 0; t < 3; t++) {
      const [next, { loss }] = trainer.step(state, x, y)
      const [nextParams, nextOwn, wanted] = written(params, own, random.foldIn(state.key, t))
      expect(loss.item()).toBe(wanted.item())
      ;[state, params, own] = [next, nextParams, nextOwn]
      expect(bits([state.params, state.optimizer])).toEqual(bits([params, own]))
    }
    expect(state.step.item()).toBe(3)
  })

  test('learns, and inference looks at running statistics', () => {
    const { state, losses } = advance(trainer, trainer.init(key), 60)
    expect(losses.at(-1)).toBeLessThan(0.5 * (losses[0] ?? 0))
    const { loss, output } = trainer.evaluate(state, x, y)
    expect(output.shape).toEqual([32, 2])
    // Compiled as one with the loss, and alone: the same bits.
    expect(trainer.predict(state, x).toArray()).toEqual(output.toArray())
    expect(loss.item()).toBe(nn.crossEntropy(model.apply(state.params, x), y).item())
    expect(nn.accuracy(output, y).item()).toBeGreaterThan(0.9)
  })

  test('knows its types', () => {
    expectTypeOf(trainer.init(key).params).toEqualTypeOf<ReturnType<typeof model.init>>()
    expectTypeOf(trainer.init(key).optimizer).toEqualTypeOf<ReturnType<typeof optimizer.init>>()
    expect(() => trainer.step(trainer.init(key), x, tensor(1, 'int32'))).toThrow('there must be a label for each place')
    // @ts-expect-error features too few
    expect(() => trainer.step(trainer.init(key), tensor([[1, 2]]), y)).toThrow('model: input must be a batch of examples [3]')
  })
})

describe('interrupted, saved, loaded and resumed it gives the same bits', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tenet-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  test.each(['float32', 'float16', 'bfloat16'] as const)('%s', async precision => {
    const trainer = train(model, nn.crossEntropy, optim.accumulate(2, optim.adam({ learningRate: 0.01 })), {
      precision,
      average: optim.ema(0.9),
    })
    const whole = advance(trainer, trainer.init(key), 7)
    const half = advance(trainer, trainer.init(key), 3)
    const path = join(folder, `${precision}.safetensors`)
    await io.saveSafetensors(path, half.state as never)
    const file = await io.loadSafetensors(path)
    if (E.isLeft(file)) throw file.left
    const restored = io.restore(trainer.init(key) as never, file.right.tensors) as E.Either<Error, typeof half.state>
    if (E.isLeft(restored)) throw restored.left
    const resumed = advance(trainer, restored.right, 4)
    expect(resumed.losses).toEqual(whole.losses.slice(3))
    expect(bits(resumed.state)).toEqual(bits(whole.state))
  })
})

describe('precision', () => {
  test.each(['float16', 'bfloat16'] as const)('%s computes near float32, from masters in float32', precision => {
    const optimizer = optim.sgd({ learningRate: 0.1, momentum: 0.9 })
    const [wide, narrow] = [train(model, nn.crossEntropy, optimizer), train(model, nn.crossEntropy, optimizer, { precision })]
    const [exact, rounded] = [advance(wide, wide.init(key), 10), advance(narrow, narrow.init(key), 10)]
    for (const leaf of tree.leaves(rounded.state.params)) expect(leaf.dtype).not.toBe(precision)
    expect(rounded.losses).not.toEqual(exact.losses)
    // Eleven and eight bits of every operation, in losses of about 1.
    for (const [t, loss] of rounded.losses.entries())
      expect(Math.abs(loss - (exact.losses[t] ?? 0))).toBeLessThan(precision === 'float16' ? 0.02 : 0.1)
    expect(rounded.state.params.bn.running_mean.dtype).toBe('float32')
    expect(rounded.state.params.bn.running_mean.toArray()).not.toEqual(wide.init(key).params.bn.running_mean.toArray())
  })

  test('float16 skips what overflows, and goes on', () => {
    const trainer = train(model, nn.crossEntropy, optim.sgd({ learningRate: 0.1 }), {
      precision: 'float16',
      lossScale: { initial: 2 ** 24 },
    })
    const start = trainer.init(key)
    expectTypeOf(start.optimizer.scale).toEqualTypeOf<Tensor<[], 'float32'>>()
    const { state } = advance(trainer, start, 20)
    expect(state.optimizer.skipped.item()).toBeGreaterThan(0)
    expect(state.optimizer.scale.item()).toBeLessThan(2 ** 24)
    expect(tree.leaves(state.params).every(leaf => leaf.isFinite().all().item())).toBe(true)
    expect(state.params.fc1.weight.toArray()).not.toEqual(start.params.fc1.weight.toArray())
  })
})

test('averages are what inference uses', () => {
  const average = optim.ema(0.5)
  const trainer = train(model, nn.crossEntropy, optim.sgd({ learningRate: 0.5 }), { average })
  let [state, expected] = [trainer.init(key), average.init(trainer.init(key).params)]
  for (let t = 0; t < 4; t++) {
    ;[state] = trainer.step(state, x, y)
    expected = average.update(expected, state.params)
  }
  const averaged = average.read(expected, state.params)
  expect(bits(trainer.parameters(state))).toEqual(bits(averaged))
  expect(averaged.fc1.weight.toArray()).not.toEqual(state.params.fc1.weight.toArray())
  expect(trainer.predict(state, x).toArray()).toEqual(model.apply(averaged, x).toArray())
})

test('anything with its three functions is trained', () => {
  type Params = { readonly slope: Tensor<[], 'float32'> }
  const line = {
    init: (): Params => ({ slope: tensor(0) }),
    apply: (p: Params, at: Tensor<[4], 'float32'>) => at.mul(p.slope),
    train: (p: Params, at: Tensor<[4], 'float32'>) => [at.mul(p.slope), p] as const,
  }
  const at = tensor([1, 2, 3, 4])
  const trainer = train(
    line,
    (found: Tensor<[4], 'float32'>, wanted: Tensor<[4], 'float32'>) => nn.mseLoss(found, wanted),
    optim.sgd({ learningRate: 0.05 }),
  )
  let state = trainer.init(key)
  for (let t = 0; t < 40; t++) [state] = trainer.step(state, at, at.mul(3))
  expect(state.params.slope.item()).toBeCloseTo(3, 4)
})

describe('refuses', () => {
  test.each<[string, () => unknown, string]>([
    ['a misspelt option', () => train(model, nn.crossEntropy, optim.adam(), { ema: 0.9 } as never), "train: there is no option 'ema'"],
    [
      'another precision',
      () => train(model, nn.crossEntropy, optim.adam(), { precision: 'float8' as never }),
      "precision must be 'float32', 'float16' or 'bfloat16'; got 'float8'",
    ],
    [
      'a scale without need',
      () => train(model, nn.crossEntropy, optim.adam(), { lossScale: {} }),
      "train: lossScale is for precision 'float16'; got 'float32'",
    ],
    ['an integer tree', () => tree.cast({ a: tensor([1]) }, 'int32' as never), "tree.cast: the dtype must be float; got 'int32'"],
  ])('%s', (_what, make, message) => expect(make).toThrow(message))
})
