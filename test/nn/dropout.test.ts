// What layers draw in training: rates, scales, what goes together, and that a key decides all of it.

import { jit, ones, random, type Tensor, vjp } from 'tenet'
import * as nn from 'tenet/nn'
import { describe, expect, test } from 'vitest'
import { rulesOf } from '../../src/nn/layer/layer.js'

const key = random.key(7)
const train = (layer: nn.Layer, x: Tensor, k = key): number[] => [...(rulesOf('test', layer).train({}, x, k)[0].dataSync() as Float32Array)]
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length
const variance = (values: readonly number[]): number => mean(values.map(v => (v - mean(values)) ** 2))

// Means of n draws with probability 0.3 lie within 5 standard deviations √(0.21 / n).
const rate = 0.3
const near = (n: number): number => 5 * Math.sqrt((rate * (1 - rate)) / n)

describe('elements', () => {
  test('are dropped at the rate, the others raised', () => {
    const y = train(nn.dropout(rate), ones([100, 100]))
    expect(Math.abs(mean(y.map(v => (v === 0 ? 1 : 0))) - rate)).toBeLessThan(near(10_000))
    expect(new Set(y)).toEqual(new Set([0, Math.fround(1 / (1 - rate))]))
  })
  test('are the same for the same key, others for another, under jit too', () => {
    const layer = rulesOf('test', nn.dropout(rate))
    const x = ones([20, 20])
    expect(train(nn.dropout(rate), x)).toEqual(train(nn.dropout(rate), x))
    expect(train(nn.dropout(rate), x)).not.toEqual(train(nn.dropout(rate), x, random.key(8)))
    const jitted = jit((z: Tensor, k: random.Key) => layer.train({}, z, k)[0])
    expect([...(jitted(x, key).dataSync() as Float32Array)]).toEqual(train(nn.dropout(rate), x))
  })
})

describe('channels', () => {
  test.each([
    ['dropout1d', nn.dropout1d(rate), [50, 40, 3], 3],
    ['dropout2d', nn.dropout2d(rate), [50, 40, 2, 3], 6],
    ['dropout3d', nn.dropout3d(rate), [50, 40, 1, 2, 2], 4],
  ] as const)('go together: %s', (_name, layer, shape, places) => {
    const y = train(layer, ones(shape as readonly number[]))
    const channels = Array.from({ length: 2000 }, (_, i) => y.slice(i * places, (i + 1) * places))
    expect(channels.every(channel => new Set(channel).size === 1)).toBe(true)
    expect(Math.abs(mean(channels.map(([v]) => (v === 0 ? 1 : 0))) - rate)).toBeLessThan(near(2000))
  })
  test('are those of images alone', () => {
    expect(() => train(nn.dropout2d(rate), ones([2, 3]))).toThrow(
      'dropout2d: input must be [batch,channels,height,width]; got float32[2,3]',
    )
  })
})

describe('alpha dropout', () => {
  test('keeps mean and variance of standard normal numbers', () => {
    const y = train(nn.alphaDropout(rate), random.normal(random.key(1), [200, 200]))
    // Of 40,000 numbers; the fourth moment of the mixture is below 4.
    expect(Math.abs(mean(y))).toBeLessThan(5 / 200)
    expect(Math.abs(variance(y) - 1)).toBeLessThan((5 * Math.sqrt(4)) / 200)
  })
  test('of features, by channels', () => {
    const y = train(nn.featureAlphaDropout(rate), ones([40, 50, 4]))
    const channels = Array.from({ length: 2000 }, (_, i) => y.slice(i * 4, (i + 1) * 4))
    expect(channels.every(channel => new Set(channel).size === 1)).toBe(true)
    expect(new Set(y).size).toBe(2)
    expect(() => train(nn.featureAlphaDropout(rate), ones([4]))).toThrow('[batch,channels,…]')
  })
})

describe('stochastic depth', () => {
  test('drops whole examples', () => {
    const y = train(nn.stochasticDepth(rate), ones([2000, 3]))
    const examples = Array.from({ length: 2000 }, (_, i) => y.slice(i * 3, (i + 1) * 3))
    expect(examples.every(example => new Set(example).size === 1)).toBe(true)
    expect(Math.abs(mean(examples.map(([v]) => (v === 0 ? 1 : 0))) - rate)).toBeLessThan(near(2000))
  })
  test('or the batch as a whole', () => {
    const results = Array.from({ length: 40 }, (_, i) => new Set(train(nn.stochasticDepth(0.5, 'batch'), ones([5, 2]), random.key(i))))
    expect(results.every(values => values.size === 1)).toBe(true)
    // Both happen: that one of 40 fair coins is the only kind has probability 2⁻³⁹.
    expect(new Set(results.map(values => [...values][0]))).toEqual(new Set([0, 2]))
    expect(() => nn.stochasticDepth(0.5, 'column' as never)).toThrow("mode must be 'row' or 'batch'; got 'column'")
  })
})

test('rrelu draws slopes between its bounds', () => {
  const y = train(nn.rrelu({ lower: 0.1, upper: 0.4 }), ones([100, 100]).neg())
  expect(Math.min(...y)).toBeGreaterThanOrEqual(-0.4)
  expect(Math.max(...y)).toBeLessThanOrEqual(-0.1)
  // The mean of 10,000 uniform numbers, of deviation 0.3 / √12 each.
  expect(Math.abs(mean(y) + 0.25)).toBeLessThan((5 * 0.3) / Math.sqrt(12 * 10_000))
  expect(() => nn.rrelu({ lower: 1, upper: 0 })).toThrow('lower must be at most upper')
})

const dropping = [nn.dropout, nn.dropout1d, nn.dropout2d, nn.dropout3d, nn.alphaDropout, nn.featureAlphaDropout, nn.stochasticDepth]

test('at rate 1 nothing is left, and no gradient, as in PyTorch', () => {
  const inputs = { dropout1d: [2, 3, 4], dropout2d: [2, 3, 4, 1], dropout3d: [2, 3, 4, 1, 1] } as Readonly<
    Record<string, readonly number[]>
  >
  for (const make of dropping) {
    const layer = rulesOf('test', make(1))
    const x = ones(inputs[layer.name] ?? [2, 3])
    const [y, pullback] = vjp((z: Tensor) => layer.train({}, z, key)[0], x)
    expect([...y.dataSync(), ...pullback(ones(y.shape))[0].dataSync()].every(v => v === 0)).toBe(true)
    expect(layer.apply({}, x).dataSync()).toEqual(x.dataSync())
  }
})

test('rates are from 0 to 1', () => {
  for (const layer of dropping)
    for (const wrong of [-0.1, 1.1, Number.NaN, '0.5'])
      expect(() => layer(wrong as number)).toThrow('the rate must be a number from 0 to 1')
})
