// Bad input, one of each kind: weights that are NaN, batches of nothing, sequences of nothing, one example in training, indices out of range. What it
// means is the same under jit, and checkFinite finds what is no number.

import { checkFinite, grad, jit, ones, random, type Tensor, tensor, zeros } from 'tenet'
import * as nn from 'tenet/nn'
import { describe, expect, test } from 'vitest'
import { rulesOf } from '../../src/nn/layer/layer.js'
import type { LayerLike } from '../../src/types/index.js'

const key = random.key(0)
const values = (x: Tensor): number[] => [...x.dataSync()].map(Number)

describe('weights that are NaN', () => {
  const net = nn.model([3], ['fc', nn.linear(4)], nn.tanh, ['out', nn.linear(2)])
  const params = net.init(key)
  const broken = { ...params, fc: { ...params.fc, weight: params.fc.weight.mul(Number.NaN) } }
  const run = (p: typeof params) => net.apply(p, ones([2, 3]))

  test('make results that are, under jit too', () => {
    expect(values(run(broken)).every(Number.isNaN)).toBe(true)
    expect(values(jit(run)(broken)).every(Number.isNaN)).toBe(true)
    expect(values(run(params)).some(Number.isNaN)).toBe(false)
  })

  test('are named where checking is on', () => {
    expect(() => checkFinite(run)(broken)).toThrow('NaN')
    expect(() => checkFinite(run)(params)).not.toThrow()
  })

  test('are not hidden by a relu or a largest element', () => {
    const rectified = nn.model([3], ['fc', nn.linear(4)], nn.relu)
    expect(values(rectified.apply({ fc: broken.fc } as never, ones([2, 3]))).every(Number.isNaN)).toBe(true)
    expect(values(nn.maxPool1d(2).apply({}, tensor([[[1, Number.NaN, 3, 4]]])))).toEqual([Number.NaN, 4])
  })
})

describe('batches of nothing', () => {
  test.each<[string, LayerLike, readonly number[], readonly number[]]>([
    ['linear', nn.linear(4), [3], [4]],
    ['conv2d', nn.conv2d(4, 3, { padding: 1 }), [3, 5, 5], [4, 5, 5]],
    ['maxPool2d', nn.maxPool2d(2), [3, 4, 4], [3, 2, 2]],
    ['adaptiveAvgPool2d', nn.adaptiveAvgPool2d(1), [3, 4, 4], [3, 1, 1]],
    ['layerNorm', nn.layerNorm(), [3], [3]],
    ['batchNorm1d, applied', nn.batchNorm1d(), [3], [3]],
    ['gru', nn.gru(2), [5, 3], [5, 2]],
    ['multiHeadAttention', nn.multiHeadAttention(1), [5, 3], [5, 3]],
  ])('%s gives nothing of the right shape', (_name, layer, example, expected) => {
    const rules = rulesOf('test', layer)
    const params = rules.init(key, example)
    const apply = (p: unknown, x: Tensor): Tensor => rules.apply(p, x)
    expect(apply(params, zeros([0, ...example])).shape).toEqual([0, ...expected])
    expect(jit(apply)(params, zeros([0, ...example])).shape).toEqual([0, ...expected])
  })

  test('a mean of no losses is NaN, a sum 0', () => {
    const none = zeros([0, 3])
    expect(nn.crossEntropy(none, zeros([0], 'int32')).item()).toBeNaN()
    expect(nn.crossEntropy(none, zeros([0], 'int32'), { reduction: 'sum' }).item()).toBe(0)
    expect(nn.mseLoss(none, none).item()).toBeNaN()
  })
})

test('batch norm is not trained on one example', () => {
  const bn = nn.batchNorm1d()
  expect(() => bn.train(bn.init(key, [3]), ones([1, 3]), key)).toThrow('batchNorm1d: training needs more than one value for each channel')
  expect(bn.apply(bn.init(key, [3]), ones([1, 3])).shape).toEqual([1, 3])
})

test('sequences of no steps are refused, and those of length 0 within a batch are their initial states', () => {
  const gru = nn.gru(2)
  const params = gru.init(key, [4, 3])
  expect(() => gru.apply(params, zeros([2, 0, 3]) as never)).toThrow('gru: a sequence must have at least one step; got float32[2,0,3]')
  const [outputs, state] = gru.run(params, ones([2, 4, 3]), { lengths: tensor([0, 4], 'int32') })
  expect(values(outputs.slice(0) as Tensor)).toEqual(new Array(8).fill(0))
  expect(values(state as Tensor).slice(0, 2)).toEqual([0, 0])
})

test('attention to no keys is zeros, as in PyTorch, with a gradient of zeros', () => {
  const [q, none] = [ones([1, 2, 4]), ones([1, 0, 4])]
  const summed = (query: typeof q) => nn.scaledDotProductAttention(query, none, none).sum()
  expect(values(nn.scaledDotProductAttention(q, none, none))).toEqual(new Array(8).fill(0))
  expect(values(grad(summed)(q))).toEqual(new Array(8).fill(0))
  const attention = nn.multiHeadAttention(2)
  expect(attention.apply(attention.init(key, [5, 4]), ones([2, 0, 4])).shape).toEqual([2, 0, 4])
})

describe('indices out of range', () => {
  const vectors = nn.embedding(3, 2)
  const params = vectors.init(key, [1])
  const lookUp = (p: typeof params, i: Tensor<[1, 2], 'int32'>) => vectors.apply(p, i)
  const loss = (x: Tensor<[2, 3], 'float32'>, y: Tensor<[2], 'int32'>) => nn.crossEntropy(x, y)

  test.each([3, 1_000_000, -4])('an embedding of %i is NaN, alone', index => {
    const words = tensor([[1, index]], 'int32') as Tensor<[1, 2], 'int32'>
    for (const y of [lookUp(params, words), jit(lookUp)(params, words)])
      expect(values(y).map(Number.isNaN)).toEqual([false, false, true, true])
    expect(() => checkFinite(lookUp)(params, words)).toThrow('NaN')
    expect(() => checkFinite(jit(lookUp))(params, words)).toThrow('NaN')
  })

  test.each([3, -1, -100_000])('a loss of the label %i is NaN', label => {
    const labels = tensor([0, label], 'int32') as Tensor<[2], 'int32'>
    for (const y of [loss(ones([2, 3]), labels), jit(loss)(ones([2, 3]), labels)]) expect(y.item()).toBeNaN()
    expect(() => checkFinite(loss)(ones([2, 3]), labels)).toThrow('NaN')
    expect(() => checkFinite(jit(loss))(ones([2, 3]), labels)).toThrow('NaN')
  })
})
