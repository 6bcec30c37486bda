// Positional encodings: against their formulas in PyTorch, and what they are for.

import { readFileSync } from 'node:fs'
import { ones, random, type Tensor, tensor, zeros } from 'tenet'
import * as nn from 'tenet/nn'
import { describe, expect, test } from 'vitest'
import { expectClose, hashed } from '../hashed.js'

const { positions }: { readonly positions: Readonly<Record<string, readonly number[]>> } = JSON.parse(
  readFileSync(new URL('../../golden/transformer/transformer.json', import.meta.url), 'utf8'),
)
const key = random.key(0)

describe('sinusoidal', () => {
  // Rounded to float32 once.
  test('are the formula', () => expectClose('encoding', nn.sinusoidalEncoding(5, 6), positions.sinusoidal, 1e-7))
  test('are added by the layer', () => {
    const x = random.normal(key, [2, 5, 6])
    const y = nn.sinusoidalPositions.apply({}, x)
    expect(y.toArray()).toEqual(x.add(nn.sinusoidalEncoding(5, 6)).toArray())
  })
  test('far out keep their precision', () => {
    const [, s] = [0, nn.sinusoidalEncoding(100_001, 2).slice(100_000).toArray()]
    expect(Math.abs((s[0] ?? 0) - Math.sin(100_000))).toBeLessThan(1e-7)
    expect(Math.abs((s[1] ?? 0) - Math.cos(100_000))).toBeLessThan(1e-7)
  })
  test.each<[string, () => unknown, string]>([
    ['odd features', () => nn.sinusoidalEncoding(3, 5), 'sinusoidalEncoding: features must be even; got 5'],
    [
      'a negative length',
      () => nn.sinusoidalEncoding(-1 as number, 4),
      'sinusoidalEncoding: length must be an integer of at least 0; got -1',
    ],
    [
      'features alone',
      () => nn.sinusoidalPositions.apply({}, ones([3, 4]) as never),
      'sinusoidalPositions: input must be [batch,time,features]; got float32[3,4]',
    ],
  ])('refuse %s', (_what, body, message) => expect(body).toThrow(message))
})

describe('learned', () => {
  const layer = nn.learnedPositions(8)
  const params = layer.init(key, [5, 6])
  test('are added, to shorter sequences too', () => {
    const x = random.normal(key, [2, 5, 6])
    expect(layer.apply(params, x).toArray()).toEqual(x.add(params.weight.slice([0, 5])).toArray())
  })
  test('begin normal, of deviation 0.02', () => {
    const { weight } = nn.learnedPositions(100).init(key, [100, 100])
    // 10,000 numbers: five standard errors of the deviation, 0.7 %.
    expect(Math.abs(weight.std().item() / 0.02 - 1)).toBeLessThan(0.035)
  })
  test('refuse longer sequences', () => {
    expect(() => layer.apply(params, zeros([1, 9, 6]))).toThrow(
      'learnedPositions: input must have at most 8 places; expected float32[n,≤8,6], got float32[1,9,6]',
    )
    expect(() => nn.learnedPositions(0)).toThrow('learnedPositions: positions must be a positive integer; got 0')
    expect(() => layer.init(key, [3] as never)).toThrow('learnedPositions: input must be [time,features]; got [3]')
  })
})

describe('rotary', () => {
  const x = hashed([2, 3, 5, 6], 20) as Tensor<[2, 3, 5, 6], 'float64'>
  test('are products of complex numbers', () => {
    // A few roundings of float64, and what is written with 11 digits.
    expectClose('interleaved', nn.rotary(x), positions.rotary, 1e-10)
    const far = tensor([7, 0, 1000, 3, 3], 'int32')
    expectClose('halves', nn.rotary(x, { pairs: 'halves', base: 500, positions: far }), positions['rotary, halves, base, positions'], 1e-10)
  })
  test.each(['interleaved', 'halves'] as const)('%s: products depend on distances alone, and lengths stay', pairs => {
    const [q, k] = [random.normal(key, [1, 64]), random.normal(random.key(1), [1, 64])]
    const product = (i: number, j: number): number => {
      const turned = (v: Tensor<[1, 64], 'float32'>, at: number) => nn.rotary(v, { pairs, positions: tensor([at], 'int32') })
      return turned(q, i).mul(turned(k, j)).sum().item()
    }
    // 64 products of size 1, rounded.
    expect(Math.abs(product(3, 10) - product(103, 110))).toBeLessThan(2e-5)
    expect(Math.abs(product(3, 10) - product(3, 11))).toBeGreaterThan(1e-3)
    expect(
      Math.abs(
        nn
          .rotary(q, { pairs, positions: tensor([9], 'int32') })
          .square()
          .sum()
          .item() /
          q.square().sum().item() -
          1,
      ),
    ).toBeLessThan(1e-6)
  })
  test.each<[string, () => unknown, string]>([
    ['odd features', () => nn.rotary(ones([2, 3])), 'rotary: input must be [...,time,features] with even features; got float32[2,3]'],
    ['a vector', () => nn.rotary(ones([3])), 'rotary: input must be [...,time,features] with even features; got float32[3]'],
    [
      'fewer positions',
      () => nn.rotary(ones([2, 4]), { positions: tensor([1], 'int32') }),
      'rotary: there must be a position for each step; expected ints[2], got int32[1]',
    ],
    ['float positions', () => nn.rotary(ones([2, 4]), { positions: ones([2]) as never }), 'expected ints[2], got float32[2]'],
    [
      'integers',
      () => nn.rotary(ones([2, 4], 'int32') as never),
      'rotary: the input must be float; expected a float dtype, got int32[2,4]',
    ],
    ['another base', () => nn.rotary(ones([2, 4]), { base: 0 }), 'rotary: base must be a finite number of at least'],
    [
      'other pairs',
      () => nn.rotary(ones([2, 4]), { pairs: 'thirds' as never }),
      "rotary: pairs must be one of interleaved, halves; got 'thirds'",
    ],
  ])('refuse %s', (_what, body, message) => expect(body).toThrow(message))
})
