// What attention says to wrong shapes, dtypes, masks and options; and how its parameters begin.

import { isTensor, ones, random, tensor, zeros } from 'tenet'
import * as nn from 'tenet/nn'
import { describe, expect, test } from 'vitest'
import { namedLeaves } from '../hashed.js'

const key = random.key(0)
const q = ones([2, 3, 4])
const k = ones([2, 5, 4])

const dotProduct =
  (...args: readonly unknown[]) =>
  () =>
    nn.scaledDotProductAttention(...(args as [never, never, never]))

describe('scaledDotProductAttention of', () => {
  test.each<[string, () => unknown, string]>([
    [
      'other features',
      dotProduct(q, ones([2, 5, 3]), k),
      'queries and keys must have the same features; got float32[2,3,4] (query), float32[2,5,3] (key), float32[2,5,4] (value)',
    ],
    [
      'fewer values',
      dotProduct(q, k, q),
      'there must be a value for each key; got float32[2,3,4] (query), float32[2,5,4] (key), float32[2,3,4] (value)',
    ],
    ['a vector', dotProduct(ones([4]), k, k), 'query must be [...,length,features]; got float32[4]'],
    ['integers', dotProduct(q, ones([2, 5, 4], 'int32'), k), 'key must be float; got int32[2,5,4]; cast it first'],
    ['two dtypes', dotProduct(q, k, ones([2, 5, 4], 'float64')), 'dtypes must be equal; got'],
    ['nothing', dotProduct(q, k, null), 'value must be a tensor; got null'],
    [
      'another mask',
      dotProduct(q, k, k, { attnMask: ones([5, 3], 'bool') }),
      'a mask must broadcast to the scores float32[2,3,5]; got bool[5,3]',
    ],
    ['a mask of more', dotProduct(q, k, k, { attnMask: ones([7, 2, 3, 5], 'bool') }), 'a mask must broadcast to the scores float32[2,3,5]'],
    [
      'an integer mask',
      dotProduct(q, k, k, { attnMask: ones([3, 5], 'int32') }),
      'a mask must be bool or float32; got int32[3,5]; cast it first',
    ],
    ['a list as a mask', dotProduct(q, k, k, { attnMask: [true] }), 'a mask must be a tensor; got object'],
    ['dropout without a key', dotProduct(q, k, k, { dropout: 0.5 }), 'dropout needs a key; give dropoutKey'],
    ['more than all dropped', dotProduct(q, k, k, { dropout: 1.5 }), 'dropout must be a number from 0 to 1; got 1.5'],
    ['an infinite scale', dotProduct(q, k, k, { scale: Number.POSITIVE_INFINITY }), 'scale must be a finite number; got Infinity'],
    ['a misspelt option', dotProduct(q, k, k, { causal: true }), "there is no option 'causal'; expected attnMask, isCausal"],
    [
      'heads that do not divide',
      dotProduct(ones([4, 3, 2]), ones([3, 3, 2]), ones([3, 3, 2]), { enableGqa: true }),
      'heads of key must divide those of query; got float32[4,3,2] (query), float32[3,3,2] (key)',
    ],
  ])('%s', (_what, body, message) => expect(body).toThrow(`scaledDotProductAttention: ${message}`))
})

describe('multiHeadAttention', () => {
  const layer = nn.multiHeadAttention(2)
  const params = layer.init(key, [3, 4])
  const attend =
    (...args: readonly unknown[]) =>
    () =>
      (layer.attend as (...given: readonly unknown[]) => unknown)(params, ...args)
  test.each<[string, () => unknown, string]>([
    ['other features', attend(q, ones([2, 5, 6]), k), 'key must be [batch,time,features]; expected float32[n,n,4], got float32[2,5,6]'],
    ['one sequence', attend(ones([3, 4]), k, k), 'query must be [batch,time,features]; expected float32[n,n,4], got float32[3,4]'],
    ['another batch', attend(q, ones([1, 5, 4]), k), 'there must be a value for each key, and one batch'],
    ['fewer values', attend(q, k, q), 'there must be a value for each key, and one batch'],
    [
      'float64',
      attend(ones([2, 3, 4], 'float64'), k, k),
      "the input must be of the parameters' dtype; expected float32, got float64[2,3,4]",
    ],
    [
      'padding of queries',
      attend(q, k, k, { keyPaddingMask: ones([2, 3], 'bool') }),
      'keyPaddingMask must be of shape [2,5]; got bool[2,3]',
    ],
    ['another mask', attend(q, k, k, { attnMask: ones([5, 3], 'bool') }), 'attnMask must be of shape [3,5] or [4,3,5]; got bool[5,3]'],
    [
      'an integer mask',
      attend(q, k, k, { attnMask: ones([3, 5], 'uint8') }),
      'attnMask must be bool or float32; got uint8[3,5]; cast it first',
    ],
    ['a number as a mask', attend(q, k, k, { attnMask: 1 }), 'attnMask must be a tensor; got number'],
    ['heads that do not divide', () => nn.multiHeadAttention(3).init(key, [5, 4] as never), '3 heads must divide the features; got [5,4]'],
    ['features alone', () => layer.init(key, [4] as never), 'input must be [time,features]; got [4]'],
    ['no heads', () => nn.multiHeadAttention(0), 'numHeads must be a positive integer; got 0'],
    [
      'a misspelt option',
      () => nn.multiHeadAttention(2, { bais: false } as never),
      "there is no option 'bais'; expected dropout, bias, kdim, vdim, addBiasKv, addZeroAttn",
    ],
    ['a switch that is none', () => nn.multiHeadAttention(2, { addBiasKv: 1 as never }), 'addBiasKv must be true or false; got 1'],
    [
      'no learned key',
      () => nn.multiHeadAttention(2, { addBiasKv: true }).apply(params as never, q),
      'parameters must hold the tensors in_proj_weight, in_proj_bias, bias_k, bias_v',
    ],
    ['no keys', () => nn.multiHeadAttention(2, { kdim: 0 }), 'kdim must be a positive integer; got 0'],
    [
      'parameters of another kind',
      () => layer.apply({ ...params, in_proj_weight: undefined } as never, q),
      'parameters must hold the tensors in_proj_weight, in_proj_bias',
    ],
    ['no last map', () => layer.apply({ ...params, out_proj: ones([4, 4]) } as never, q), 'parameters must hold out_proj, a record'],
    [
      'half a last map',
      () => layer.apply({ ...params, out_proj: { weight: ones([4, 4]) } } as never, q),
      'out_proj: parameters must hold the tensors weight, bias',
    ],
  ])('%s', (_what, body, message) => expect(body).toThrow(`multiHeadAttention: ${message}`))

  test('of a misspelt option of attend', () => {
    expect(attend(q, k, k, { mask: ones([3, 5], 'bool') })).toThrow(
      "multiHeadAttention.attend: there is no option 'mask'; expected keyPaddingMask",
    )
  })

  test("begins with PyTorch's names, Glorot's weights and biases of zero", () => {
    const own = namedLeaves(nn.multiHeadAttention(4).init(key, [10, 256]))
    expect(Object.entries(own).map(([name, { shape }]) => [name, shape])).toEqual([
      ['in_proj_weight', [768, 256]],
      ['in_proj_bias', [768]],
      ['out_proj.weight', [256, 256]],
      ['out_proj.bias', [256]],
    ])
    for (const name of ['in_proj_bias', 'out_proj.bias']) expect(own[name]?.abs().max().item()).toBe(0)
    for (const [name, bound] of [
      ['in_proj_weight', Math.sqrt(6 / (768 + 256))],
      ['out_proj.weight', 1 / 16],
    ] as const) {
      // Uniform in ±bound: the greatest of 65,536 is within a thousandth of it; the mean square is bound² / 3 within five standard errors.
      const values = Array.from(own[name]?.dataSync() ?? [], Number)
      const largest = Math.max(...values.slice(0, 65536).map(Math.abs))
      expect(largest / bound).toBeGreaterThan(0.999)
      expect(largest / bound).toBeLessThanOrEqual(1 + 1e-6)
      const square = values.reduce((sum, v) => sum + v * v, 0) / values.length / bound ** 2
      expect(Math.abs(square - 1 / 3)).toBeLessThan(5 * Math.sqrt(4 / 45 / values.length))
    }
  })

  test("learned keys and values begin as Glorot's normal numbers, with deviation 1/√features", () => {
    const own = nn.multiHeadAttention(4, { addBiasKv: true }).init(key, [10, 4096])
    for (const bias of [own.bias_k, own.bias_v]) {
      expect(bias.shape).toEqual([1, 1, 4096])
      // The mean square of 4096 normal numbers is within five of its standard errors, √(2 / 4096).
      const square = bias.square().mean().item() * 4096
      expect(Math.abs(square - 1)).toBeLessThan(5 * Math.sqrt(2 / 4096))
    }
    expect(own.bias_k.toArray()).not.toEqual(own.bias_v.toArray())
  })

  test('drops weights in training, by its key', () => {
    const drops = nn.multiHeadAttention(2, { dropout: 0.5 })
    const x = random.normal(key, [2, 6, 4])
    const [a] = drops.train(params, x, random.key(1))
    expect(a.toArray()).toEqual(drops.train(params, x, random.key(1))[0].toArray())
    expect(a.toArray()).not.toEqual(drops.train(params, x, random.key(2))[0].toArray())
    expect(drops.apply(params, x).toArray()).toEqual(layer.apply(params, x).toArray())
    const [, weights] = drops.attend(params, x, x, x, { dropoutKey: random.key(1) })
    // Kept ones are doubled.
    const [, full] = layer.attend(params, x, x, x)
    const kept = weights.div(full).flatten().flatten().toArray().flat() as number[]
    expect(kept.every(ratio => Math.abs(ratio) < 1e-6 || Math.abs(ratio - 2) < 1e-5)).toBe(true)
  })

  test('of empty batches, and of queries that see nothing', () => {
    expect(layer.apply(params, zeros([0, 3, 4])).shape).toEqual([0, 3, 4])
    const nothing = tensor([
      [true, true, true, true, true],
      [false, false, false, false, false],
    ])
    const [y, weights] = layer.attend(params, q, k, k, { keyPaddingMask: nothing })
    expect(weights.slice(0).abs().max().item()).toBe(0)
    expect(y.isFinite().all().item()).toBe(true)
    expect(isTensor(y)).toBe(true)
  })
})
