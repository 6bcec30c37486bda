// Attention step by step: the keys and values of the steps before are kept, and nothing else changes.

import { jit, random, type Tensor, zeros } from 'tenet'
import * as nn from 'tenet/nn'
import { describe, expect, test } from 'vitest'

const layer = nn.multiHeadAttention(2)
const params = layer.init(random.key(0), [8, 16])
const x = random.normal(random.key(1), [3, 8, 16])
const [whole] = layer.attend(params, x, x, x, { isCausal: true })

const step = jit((token: Tensor<[3, 1, 16], 'float32'>, cache: nn.AttentionCache<3, 2, 8>) => layer.step(params, token, cache))

test('steps with a cache as large as the sequence have the bits of the whole', () => {
  let cache = layer.emptyCache(3, 8, 16)
  for (let t = 0; t < 8; t++) {
    const [y, next] = step(x.slice([], [t, t + 1]) as Tensor<[3, 1, 16], 'float32'>, cache)
    expect(y.slice([], 0).toArray()).toEqual(whole.slice([], t).toArray())
    cache = next
  }
  expect(cache.length.item()).toBe(8)
  expect(
    step(zeros([3, 1, 16]), cache)[0]
      .isNaN()
      .all()
      .item(),
  ).toBe(true)
})

test('learned keys and those of zero are behind the cache too, with the same bits', () => {
  const more = nn.multiHeadAttention(2, { addBiasKv: true, addZeroAttn: true })
  const own = more.init(random.key(3), [8, 16])
  const [expected] = more.attend(own, x, x, x, { isCausal: true })
  let cache = more.emptyCache(3, 8, 16)
  for (let t = 0; t < 8; t += 2) {
    const [y, next] = more.step(own, x.slice([], [t, t + 2]) as Tensor<[3, 2, 16], 'float32'>, cache)
    expect(y.toArray()).toEqual(expected.slice([], [t, t + 2]).toArray())
    cache = next
  }
})

test('a larger cache gives the same within rounding: its sums have more terms, of zero', () => {
  let cache = layer.emptyCache(3, 13, 16)
  const [first, afterwards] = layer.step(params, x.slice([], [0, 5]), cache)
  cache = afterwards
  const [second] = layer.step(params, x.slice([], [5]), cache)
  const difference = (a: Tensor, b: Tensor): number =>
    Math.max(
      ...(a
        .sub(b as never)
        .abs()
        .flatten()
        .max()
        .reshape([1])
        .toArray() as number[]),
    )
  // Sums of at most 16 products of numbers below 4.
  expect(difference(first, whole.slice([], [0, 5]))).toBeLessThan(2e-6)
  expect(difference(second, whole.slice([], [5]))).toBeLessThan(2e-6)
})

describe('what a step says to', () => {
  const cache = layer.emptyCache(3, 8, 16)
  test.each<[string, () => unknown, string]>([
    [
      'another batch',
      () => layer.step(params, zeros([2, 1, 16]), cache as never),
      'the cache must be for such steps; got float32[3,2,8,8] (cache) and float32[2,2,1,8] (keys)',
    ],
    ['more steps than there is room', () => layer.step(params, zeros([3, 9, 16]), cache), 'the cache must be for such steps'],
    [
      'no cache',
      () => layer.step(params, zeros([3, 1, 16]), {} as never),
      'a cache must be { key, value, length }, as emptyCache makes it',
    ],
    ['heads that do not divide', () => layer.emptyCache(1, 8, 15), '2 heads must divide the features; got 15'],
  ])('%s', (_what, body, message) => expect(body).toThrow(`multiHeadAttention: ${message}`))
})
