// The GPT: causality, cache, generation, training, and what does not fit.

import { jit, optim, random, type Tensor, tensor, valueAndGrad } from 'tenet'
import * as models from 'tenet/models'
import * as nn from 'tenet/nn'
import { describe, expect, test } from 'vitest'
import { namedLeaves } from '../nn/hashed.js'

const key = random.key(0)
const options = { vocabulary: 11, context: 8, features: 16, numLayers: 2, numHeads: 2 } as const
const model = models.gpt(options)
const params = model.init(key)
const tokens = random.randint(random.key(1), [2, 8], 0, 11)

test('what comes later changes nothing before it', () => {
  const other = tokens.add(1).remainder(11)
  const half = tensor(
    [0, 1].map(i => [...tokens.slice(i, [0, 4]).toArray(), ...other.slice(i, [4]).toArray()]),
    'int32',
  )
  const [a, b] = [model.apply(params, tokens), model.apply(params, half as Tensor<[2, 8], 'int32'>)]
  expect(a.slice([], [0, 4]).toArray()).toEqual(b.slice([], [0, 4]).toArray())
  expect(a.slice([], [4]).toArray()).not.toEqual(b.slice([], [4]).toArray())
})

describe('with a cache', () => {
  const whole = model.apply(params, tokens)
  test('steps have the bits of the whole', () => {
    let cache = model.emptyCache(2)
    for (const [from, to] of [
      [0, 3],
      [3, 4],
      [4, 8],
    ] as const) {
      const [logits, next] = model.step(params, tokens.slice([], [from, to]) as Tensor<[2, number], 'int32'>, cache)
      expect(logits.toArray()).toEqual(whole.slice([], [from, to]).toArray())
      cache = next
    }
    // Beyond the context.
    expect(
      model
        .step(params, tensor([[1], [2]], 'int32'), cache)[0]
        .isNaN()
        .all()
        .item(),
    ).toBe(true)
  })

  test('generation at temperature 0 takes the likeliest token, each time', () => {
    const prompt = tokens.slice([], [0, 3]) as Tensor<[2, 3], 'int32'>
    const drawn = jit((p: typeof params, k: random.Key) => model.generate(p, k, prompt, { steps: 4, temperature: 0 }))(params, key)
    let seen: number[][] = prompt.toArray()
    for (let t = 0; t < 4; t++) {
      const logits = model.apply(params, tensor(seen, 'int32') as Tensor<[2, number], 'int32'>)
      const best = (logits.slice([], -1) as Tensor).argmax(1).toArray() as number[]
      expect((drawn.slice([], t) as Tensor).toArray()).toEqual(best)
      seen = seen.map((row, i) => [...row, best[i] ?? 0])
    }
  })

  test('generation is decided by its key, and by the number of tokens it may choose from', () => {
    const prompt = tensor([[1]], 'int32')
    const at = (k: number, more: object = {}) => model.generate(params, random.key(k), prompt, { steps: 8, ...more }).toArray()
    expect(at(1)).toEqual(at(1))
    expect(at(1)).not.toEqual(at(2))
    expect(at(1, { topK: 1 })).toEqual(at(2, { temperature: 0 }))
  })
})

test('parameters begin as in GPT-2', () => {
  const own = namedLeaves(models.gpt({ ...options, features: 128 }).init(key))
  const deviation = (name: string): number => (own[name] as Tensor<readonly number[], 'float32'>).std().item()
  expect(deviation('layers.1.linear1.weight') / 0.02).toBeCloseTo(1, 1)
  expect(deviation('layers.0.self_attn.in_proj_weight') / 0.02).toBeCloseTo(1, 1)
  expect(deviation('layers.0.linear2.weight') / 0.01).toBeCloseTo(1, 1)
  expect(deviation('layers.1.self_attn.out_proj.weight') / 0.01).toBeCloseTo(1, 1)
  for (const [name, leaf] of Object.entries(own)) if (name.endsWith('bias')) expect(leaf.abs().max().item(), name).toBe(0)
  expect(own['norm.weight']?.min().item()).toBe(1)
})

test('learns a sequence by heart', () => {
  const optimizer = optim.adam({ learningRate: 1e-2 })
  const text = tensor([[3, 1, 4, 1, 5, 9, 2, 6, 5]], 'int32')
  const step = jit((p: typeof params, s: ReturnType<typeof optimizer.init>) => {
    const loss = (q: typeof params) =>
      nn.crossEntropy(model.train(q, text.slice([], [0, 8]), key)[0].reshape([8, 11]), text.slice(0, [1]) as Tensor<[8], 'int32'>)
    const [value, gradients] = valueAndGrad(loss)(p)
    const [updates, next] = optimizer.update(gradients, s, p)
    return [optim.applyUpdates(p, updates), next, value] as const
  })
  let [p, s, loss] = step(params, optimizer.init(params))
  const first = loss.item()
  for (let i = 0; i < 60; i++) [p, s, loss] = step(p, s)
  expect(first).toBeGreaterThan(2)
  expect(loss.item()).toBeLessThan(0.1)
  expect(model.generate(p, key, tensor([[3]], 'int32'), { steps: 8, temperature: 0 }).toArray()).toEqual([[1, 4, 1, 5, 9, 2, 6, 5]])
})

test('a token that is not in the vocabulary makes its sequence NaN, and no other', () => {
  for (const wrong of [-1, 11]) {
    const logits = model.apply(
      params,
      tensor(
        [
          [1, wrong, 2],
          [1, 2, 3],
        ],
        'int32',
      ),
    )
    expect(logits.slice(0).isNaN().all().item()).toBe(true)
    expect(logits.slice(1).isFinite().all().item()).toBe(true)
  }
})

describe('what is said to', () => {
  const generate = (prompt: unknown, more: object) => () => model.generate(params, key, prompt as never, more as never)
  test.each<[string, () => unknown, string]>([
    [
      'more tokens than the context',
      () => model.apply(params, random.randint(key, [2, 9], 0, 11)),
      'gpt: there must be at most 8 tokens, the context; got int32[2,9]',
    ],
    [
      'no tokens',
      () => model.apply(params, tensor([[], []], 'int32') as never),
      'gpt: tokens must be [batch,time], of at least one step; got int32[2,0]',
    ],
    ['floats', () => model.apply(params, tensor([[1]]) as never), 'gpt: tokens must be integers; got float32[1,1]; cast them first'],
    ['a list', () => model.apply(params, [[1]] as never), 'gpt: tokens must be a tensor; got object'],
    ['no parameters', () => model.apply({} as never, tokens), 'gpt: parameters must hold token_embedding.weight [11,16]; got none'],
    ['no cache', () => model.step(params, tokens, [] as never), 'gpt: a cache must be what emptyCache makes'],
    [
      'too many steps',
      generate(tokens, { steps: 2 }),
      'gpt.generate: prompt and steps must fit into the context; expected at most 8, got 8 and 2',
    ],
    ['no steps', generate(tokens, { steps: 0 }), 'gpt.generate: steps must be a positive integer; got 0'],
    [
      'a negative temperature',
      generate(tokens, { steps: 1, temperature: -1 }),
      'temperature must be a finite number of at least 0; got -1',
    ],
    ['too many to choose from', generate(tokens, { steps: 1, topK: 12 }), 'topK must be an integer from 1 to 11; got 12'],
    [
      'a misspelt option',
      generate(tokens, { steps: 1, top: 3 }),
      "gpt.generate: there is no option 'top'; expected steps, temperature, topK",
    ],
    ['heads that do not divide', () => models.gpt({ ...options, numHeads: 3 }), 'gpt: 3 heads must divide the features; got 16'],
    ['no layers', () => models.gpt({ ...options, numLayers: 0 }), 'gpt: numLayers must be a positive integer; got 0'],
    ['a misspelt option of its own', () => models.gpt({ ...options, heads: 3 } as never), "gpt: there is no option 'heads'"],
  ])('%s', (_what, body, message) => expect(body).toThrow(message))
})
