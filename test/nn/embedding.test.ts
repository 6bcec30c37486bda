// Embeddings: how they begin, what is frozen, what is out of range, and bags.

import { checkFinite, grad, jit, ones, random, type Tensor, tensor } from 'tenet'
import * as nn from 'tenet/nn'
import * as optim from 'tenet/optim'
import { describe, expect, test } from 'vitest'

const key = random.key(0)
const values = (t: Tensor): number[] => [...t.dataSync()].map(Number)
const words = tensor([[0, 2, 1]], 'int32')

describe('embedding', () => {
  test('begins with standard normal numbers, the padding with zeros', () => {
    const { weight } = nn.embedding(200, 50, { paddingIndex: 3 }).init(key, [4])
    const all = values(weight)
    expect(all.slice(150, 200)).toEqual(new Array(50).fill(0))
    const mean = all.reduce((a, b) => a + b, 0) / all.length
    const square = all.reduce((a, b) => a + b * b, 0) / all.length
    // Of 10,000 numbers: 5 deviations of 1/100 and √2/100, and a two-hundredth of zeros.
    expect(Math.abs(mean)).toBeLessThan(0.05)
    expect(Math.abs(square - 0.995)).toBeLessThan(0.071)
  })

  test('of an index out of range is NaN, which checkFinite reports', () => {
    const layer = nn.embedding(3, 2)
    const params = layer.init(key, [1])
    const y = layer.apply(params, tensor([[3, 0]], 'int32'))
    expect(values(y).slice(0, 2)).toEqual([Number.NaN, Number.NaN])
    expect(values(y).slice(2).every(Number.isFinite)).toBe(true)
    expect(() => checkFinite((p: typeof params) => layer.apply(p, tensor([[7]], 'int32')).sum())(params)).toThrow('NaN')
  })

  test('of nothing is nothing', () => {
    const layer = nn.embedding(3, 2)
    expect(layer.apply(layer.init(key, [0]), tensor([[], []], 'int32') as never).shape).toEqual([2, 0, 2])
  })

  test('takes integers of every width', () => {
    const layer = nn.embedding(300, 2, { paddingIndex: 299 })
    const params = layer.init(key, [1])
    const expected = values(layer.apply(params, words))
    for (const dtype of ['uint8', 'int8', 'int16', 'uint32', 'int64'] as const)
      expect(values(layer.apply(params, words.cast(dtype)))).toEqual(expected)
  })

  test('says what it does not take', () => {
    const layer = nn.embedding(3, 2)
    const params = layer.init(key, [1])
    expect(() => layer.apply(params, ones([1, 1]) as never)).toThrow('embedding: the input must be integers')
    expect(() => layer.apply({ weight: ones([4, 2]) } as never, words)).toThrow(
      'the weight must be of 3 vectors of size 2; got float32[4,2]',
    )
    expect(() => nn.embedding(0, 2)).toThrow('embedding: count must be a positive integer; got 0')
    expect(() => nn.embedding(3, 2, { paddingIndex: 3 })).toThrow('paddingIndex must be an index of 3 vectors; got 3')
    expect(() => nn.embedding(3, 2, { maxNorm: -1 })).toThrow('maxNorm must be a finite number of at least 0')
    expect(() => nn.embedding(3, 2, { padding: 1 } as never)).toThrow("there is no option 'padding'")
  })
})

describe('an embedding from given vectors', () => {
  const given = tensor([
    [1, 2],
    [3, 4],
    [5, 6],
  ])
  const net = (freeze: boolean) =>
    nn.model([3], ['words', nn.embeddingFromPretrained(given, { freeze })], nn.flatten, ['out', nn.linear(1)])

  test('gives them', () => {
    const layer = nn.embeddingFromPretrained(given)
    expect(layer.apply(layer.init(key, [3]), words).toArray()).toEqual([
      [
        [1, 2],
        [5, 6],
        [3, 4],
      ],
    ])
    expect(() => nn.embeddingFromPretrained(ones([3]) as never)).toThrow('the weight must be float32[count,size]; got float32[3]')
  })

  test('is frozen unless told otherwise: no gradient, and no decay with the mask of the model', () => {
    for (const freeze of [true, false]) {
      const model = net(freeze)
      const params = model.init(key)
      const gradients = grad((p: typeof params) => model.apply(p, words).sum() as Tensor<[], 'float32'>)(params)
      expect(values(gradients.words.weight).every(g => g === 0)).toBe(freeze)
      expect(model.trainable(params)).toEqual({ words: { weight: !freeze }, out: { weight: true, bias: true } })
      const optimizer = optim.mask(model.trainable(params), optim.sgd({ learningRate: 1, weightDecay: 0.5 }))
      const [updates] = optimizer.update(gradients, optimizer.init(params), params)
      const moved = optim.applyUpdates(params, updates)
      expect(values(moved.words.weight).every((v, i) => v === values(given)[i])).toBe(freeze)
      expect(values(moved.out.weight)).not.toEqual(values(params.out.weight))
    }
  })
})

describe('embeddingBag', () => {
  const params = {
    weight: tensor([
      [1, -1],
      [2, 5],
      [4, 0],
    ]) as Tensor<[3, 2], 'float32'>,
  }

  test('weighs its vectors', () => {
    const bag = nn.embeddingBag(3, 2, { mode: 'sum' })
    const y = bag.weighted(params, tensor([[0, 1]], 'int32'), tensor([[0.5, 2]]))
    expect(y.toArray()).toEqual([[4.5, 9.5]])
    expect(() => nn.embeddingBag(3, 2).weighted(params, tensor([[0]], 'int32'), tensor([[1]]))).toThrow(
      "only sums are weighted; got mode 'mean'",
    )
    expect(() => bag.weighted(params, tensor([[0]], 'int32'), tensor([[1, 2]]) as never)).toThrow('a weight for each index')
  })

  test('of a list ends where the last offset says', () => {
    const bag = nn.embeddingBag(3, 2, { mode: 'sum' })
    const list = tensor([0, 1, 2, 2, 1], 'int32')
    expect(bag.packed(params, list, tensor([0, 1, 3], 'int32'), { includeLastOffset: true }).toArray()).toEqual([
      [1, -1],
      [6, 5],
    ])
    expect(bag.packed(params, tensor([], 'int32') as never, tensor([0, 0], 'int32')).toArray()).toEqual([
      [0, 0],
      [0, 0],
    ])
    expect(bag.packed(params, tensor([], 'int32') as never, tensor([], 'int32') as never).shape).toEqual([0, 2])
  })

  test('of a list is NaN where offsets are none, which checkFinite reports', () => {
    const list = tensor([0, 1, 2, 2, 1], 'int32')
    for (const offsets of [
      [1, 2],
      [0, 3, 2],
      [0, 6],
      [0, -1],
    ])
      for (const mode of ['sum', 'mean', 'max'] as const) {
        const sums = (p: typeof params) =>
          nn.embeddingBag(3, 2, { mode }).packed(p, list, tensor(Int32Array.from(offsets), [offsets.length]))
        expect(values(sums(params)).every(Number.isNaN)).toBe(true)
        expect(values(jit(sums)(params)).every(Number.isNaN)).toBe(true)
        expect(() => checkFinite(sums)(params)).toThrow('NaN')
      }
  })

  test.each<[string, () => unknown, string]>([
    [
      'a table as a list',
      () => nn.embeddingBag(3, 2).packed(params, words as never, tensor([0], 'int32')),
      'indices and offsets must be lists',
    ],
    ['float offsets', () => nn.embeddingBag(3, 2).packed(params, tensor([1], 'int32'), ones([1]) as never), 'offsets must be integer'],
    [
      'a weighted mean',
      () => nn.embeddingBag(3, 2).packed(params, tensor([1], 'int32'), tensor([0], 'int32'), { perSampleWeights: ones([1]) }),
      "only sums are weighted; got mode 'mean'",
    ],
    [
      'frequencies of maxima',
      () => nn.embeddingBag(3, 2, { mode: 'max', scaleGradByFreq: true }),
      "scaleGradByFreq is for sums and means; got mode 'max'",
    ],
    ['a switch that is none', () => nn.embedding(3, 2, { scaleGradByFreq: 1 as never }), 'scaleGradByFreq must be true or false; got 1'],
  ])('says what is wrong with %s', (_what, body, message) => expect(body).toThrow(message))

  test('of nothing but padding is zero', () => {
    for (const mode of ['sum', 'mean', 'max'] as const) {
      const bag = nn.embeddingBag(3, 2, { mode, paddingIndex: 0 })
      expect(
        bag
          .apply(
            params,
            tensor(
              [
                [0, 0],
                [1, 0],
              ],
              'uint8',
            ),
          )
          .toArray(),
      ).toEqual([
        [0, 0],
        [2, 5],
      ])
    }
  })

  test('says what it does not take', () => {
    expect(() => nn.embeddingBag(3, 2, { mode: 'min' as never })).toThrow("mode must be 'mean', 'sum', 'max'; got 'min'")
    expect(() => nn.embeddingBag(3, 2).init(key, [2, 2])).toThrow('embeddingBag: input must be [bag]; got [2,2]')
  })
})

test('bilinear', () => {
  const map = nn.bilinear(2)
  const params = map.init(key, [3, 4])
  expect([params.weight.shape, params.bias.shape]).toEqual([[2, 3, 4], [2]])
  // Uniform in ±1/√3.
  expect(Math.max(...values(params.weight).map(Math.abs))).toBeLessThanOrEqual(1 / Math.sqrt(3))
  const [x1, x2] = [random.normal(key, [5, 3]), random.normal(random.key(1), [5, 4])]
  const y = values(map.apply(params, x1, x2))
  const [a, b, w, bias] = [values(x1), values(x2), values(params.weight), values(params.bias)]
  for (let n = 0; n < 5; n++)
    for (let o = 0; o < 2; o++) {
      let sum = bias[o] ?? 0
      for (let i = 0; i < 3; i++)
        for (let j = 0; j < 4; j++) sum += (a[n * 3 + i] ?? 0) * (w[o * 12 + i * 4 + j] ?? 0) * (b[n * 4 + j] ?? 0)
      // Twelve products of numbers below 3, in float32.
      expect(Math.abs((y[n * 2 + o] ?? Number.NaN) - sum)).toBeLessThan(2e-5)
    }
  expect(() => map.apply(params, ones([5, 2]) as never, x2)).toThrow(
    'bilinear: inputs must be [n,3] and [n,4]; got float32[5,2] and float32[5,4]',
  )
})
