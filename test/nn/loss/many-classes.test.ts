// Losses of many classes: in pieces, and in clusters; and distances of all pairs.

import { cdist, checkFinite, explain, grad, hessian, jit, jvp, ones, pdist, random, type Tensor, tensor, valueAndGrad, zeros } from 'tenet'
import * as nn from 'tenet/nn'
import { describe, expect, test } from 'vitest'
import { namedLeaves } from '../hashed.js'

type F32<S extends readonly number[]> = Tensor<S, 'float32'>
const key = random.key(0)

describe('linearCrossEntropy in pieces', () => {
  const x = random.normal(random.key(1), [37, 16])
  const weight = random.normal(random.key(2), [50, 16])
  const labels = tensor(
    Int32Array.from({ length: 37 }, (_, i) => (i * 17) % 50),
    [37],
  )
  const loss =
    (chunkSize?: number) =>
    (a: F32<[37, 16]>, w: F32<[50, 16]>): F32<[]> =>
      nn.linearCrossEntropy(a, w, labels, { labelSmoothing: 0.1, ...(chunkSize === undefined ? {} : { chunkSize }) })

  test.each([1, 8, 36, 37, 100])('of %i rows has the bits of all rows at once, and of crossEntropy', size => {
    const whole = loss()(x, weight)
    expect(loss(size)(x, weight).item()).toBe(whole.item())
    expect(whole.item()).toBe(nn.crossEntropy(x.matmul(weight.transpose()), labels, { labelSmoothing: 0.1 }).item())
    expect(jit(loss(size))(x, weight).item()).toBe(whole.item())
  })

  test('has the gradients of the whole, and second ones', () => {
    const gradients = (chunkSize?: number): readonly number[] =>
      jit(grad(loss(chunkSize), { argnums: [0, 1] }))(x, weight).flatMap(g => [...g.dataSync()].map(Number))
    const whole = gradients()
    // Sums over 37 rows in another order; gradients are below 1.
    for (const [i, value] of gradients(8).entries()) expect(Math.abs(value - (whole[i] ?? Number.NaN))).toBeLessThan(1e-6)
    const few = x.slice([0, 5]) as F32<[5, 16]>
    const small = (chunkSize: number) => (w: F32<[3]>) =>
      nn.linearCrossEntropy(few.slice([], [0, 1]) as F32<[5, 1]>, w.reshape([3, 1]), tensor([0, 1, 2, 0, 1], 'int32'), { chunkSize })
    const [piecewise, together] = [2, 5].map(size =>
      hessian(small(size))(tensor([0.3, -0.2, 0.5]))
        .toArray()
        .flat(),
    )
    for (const [i, value] of (piecewise ?? []).entries()) expect(value).toBeCloseTo(together?.[i] as number, 5)
    const [, tangent] = jvp(small(2), [tensor([0.3, -0.2, 0.5])], [tensor([1, 0, 0])]) as readonly [Tensor, F32<[]>]
    expect(tangent.item()).toBeCloseTo(grad(small(5))(tensor([0.3, -0.2, 0.5])).toArray()[0] as number, 5)
  })

  test('never holds the logits of all rows', () => {
    const step = (chunkSize?: number) =>
      explain(
        valueAndGrad(
          (a: F32<[512, 16]>, w: F32<[1000, 16]>) =>
            nn.linearCrossEntropy(a, w, zeros([512], 'int32'), chunkSize === undefined ? {} : { chunkSize }),
          { argnums: [0, 1] },
        ),
      )(zeros([512, 16]), zeros([1000, 16]))
    const logits = 4 * 512 * 1000
    expect(step().compilation?.memory.arenaBytes).toBeGreaterThanOrEqual(logits)
    // A sixteenth of them, twice: what is computed and its gradient; and the gradients of the operands.
    expect(step(32).compilation?.memory.arenaBytes).toBeLessThan(logits / 4)
  })

  test.each<[string, () => unknown, string]>([
    ['other features', () => nn.linearCrossEntropy(x, ones([50, 15]), labels), 'features must match; expected [n,in] or [in] (input)'],
    ['a bias too few', () => nn.linearCrossEntropy(x, weight, labels, { bias: ones([49]) }), 'there must be a bias for each output'],
    ['labels too few', () => nn.linearCrossEntropy(x, weight, zeros([36], 'int32') as never), 'a label for each place; expected [37]'],
    ['no pieces', () => nn.linearCrossEntropy(x, weight, labels, { chunkSize: 0 }), 'chunkSize must be a positive integer; got 0'],
    ['two dtypes', () => nn.linearCrossEntropy(x, ones([50, 16], 'float64') as never, labels), 'dtypes must be equal'],
    ['no target', () => nn.linearCrossEntropy(x, weight, 3 as never), 'expected a tensor'],
  ])('says what is wrong with %s', (_what, body, message) => expect(body).toThrow(message))

  test('labels out of range give NaN, in pieces too', () => {
    const wrong = (a: F32<[37, 16]>) => nn.linearCrossEntropy(a, weight, labels.add(1), { chunkSize: 8 })
    expect(wrong(x).item()).not.toBeNaN()
    const beyond = (a: F32<[37, 16]>) => nn.linearCrossEntropy(a, weight, labels.add(20), { chunkSize: 8 })
    expect(beyond(x).item()).toBeNaN()
    expect(() => checkFinite(beyond)(x)).toThrow('NaN')
  })
})

describe('adaptiveLogSoftmaxWithLoss', () => {
  const layer = nn.adaptiveLogSoftmaxWithLoss(11, [3, 7], { divValue: 2, headBias: true })
  const params = layer.init(key, [6])
  const x = random.normal(random.key(1), [20, 6])

  test("has PyTorch's names and shapes", () => {
    expect(Object.entries(namedLeaves(params)).map(([name, { shape }]) => [name, shape])).toEqual([
      ['head.weight', [5, 6]],
      ['head.bias', [5]],
      ['tail.0.0.weight', [3, 6]],
      ['tail.0.1.weight', [4, 3]],
      ['tail.1.0.weight', [1, 6]],
      ['tail.1.1.weight', [4, 1]],
    ])
  })

  test('begins uniform in ±1/√in', () => {
    const large = namedLeaves(nn.adaptiveLogSoftmaxWithLoss(4000, [1000, 2000]).init(key, [64]))
    for (const [name, leaf] of Object.entries(large)) {
      const bound = 1 / Math.sqrt(leaf.shape[1] as number)
      const values = Array.from(leaf.dataSync(), Number)
      // Of n uniform numbers the largest is within 12/n of the bound but with probability e⁻¹²; mean squares within five deviations.
      expect(Math.max(...values.map(Math.abs)) / bound, name).toBeLessThanOrEqual(1 + 1e-6)
      expect(Math.max(...values.map(Math.abs)) / bound, name).toBeGreaterThan(1 - 12 / values.length)
      const square = values.reduce((sum, v) => sum + v * v, 0) / values.length / bound ** 2
      expect(Math.abs(square - 1 / 3), name).toBeLessThan(5 * Math.sqrt(4 / 45 / values.length))
    }
  })

  test('gives probabilities, and the most probable class', () => {
    const all = layer.logProb(params, x)
    const total = all.exp().sum(1).toArray()
    // Eleven roundings of numbers below 1.
    for (const sum of total) expect(Math.abs(sum - 1)).toBeLessThan(2e-6)
    expect(layer.predict(params, x).toArray()).toEqual(all.argmax(1).toArray())
    const labels = tensor(
      Int32Array.from({ length: 20 }, (_, i) => i % 11),
      [20],
    )
    const { output, loss } = layer.apply(params, x, labels)
    expect(output.toArray()).toEqual(all.toArray().map((row, i) => row[i % 11]))
    expect(loss.item()).toBe(output.mean().neg().item())
  })

  test('labels out of range give NaN, under jit too, and are found by checkFinite', () => {
    for (const label of [-1, 11]) {
      const labels = zeros([20], 'int32').add(label)
      const lossOf = (z: typeof x) => layer.apply(params, z, labels).loss
      expect(lossOf(x).item()).toBeNaN()
      expect(jit(lossOf)(x).item()).toBeNaN()
      expect(() => checkFinite(lossOf)(x)).toThrow('NaN')
    }
  })

  test.each<[string, () => unknown, string]>([
    ['no cutoffs', () => nn.adaptiveLogSoftmaxWithLoss(10, []), 'cutoffs must be increasing integers from 1 to 9, one at least; got []'],
    ['cutoffs that fall', () => nn.adaptiveLogSoftmaxWithLoss(10, [5, 5]), 'cutoffs must be increasing integers from 1 to 9'],
    ['a cutoff beyond', () => nn.adaptiveLogSoftmaxWithLoss(10, [10]), 'cutoffs must be increasing integers from 1 to 9'],
    [
      'a divisor below 1',
      () => nn.adaptiveLogSoftmaxWithLoss(10, [5], { divValue: 0.5 }),
      'divValue must be a finite number of at least 1',
    ],
    [
      'too few features',
      () => nn.adaptiveLogSoftmaxWithLoss(10, [5]).init(key, [3]),
      'cluster 0 would have no features; expected at least 4, got 3',
    ],
    ['no features', () => layer.init(key, [] as never), 'input must be [features]; got []'],
    [
      'other features',
      () => layer.logProb(params, ones([2, 5]) as never),
      'input must be [n,features]; expected float32[n,6], got float32[2,5]',
    ],
    [
      'labels too few',
      () => layer.apply(params, x, zeros([3], 'int32') as never),
      'there must be a label for each example; expected ints[20]',
    ],
    ['no tail', () => layer.logProb({ head: params.head } as never, x), 'parameters must hold tail, a list of 2 pairs of maps'],
    ['no parameters', () => layer.logProb(undefined as never, x), 'head: parameters must hold the tensors weight, bias'],
  ])('says what is wrong with %s', (_what, body, message) => expect(body).toThrow(`adaptiveLogSoftmaxWithLoss: ${message}`))
})

describe('distances', () => {
  test('of equal vectors have the derivative 0', () => {
    const x = tensor([
      [1, 2],
      [1, 2],
      [4, 6],
    ])
    expect(cdist(x, x).toArray()[0]).toEqual([0, 0, 5])
    const slopes = grad((a: typeof x) => cdist(a, a).sum())(x)
    expect(slopes.isFinite().all().item()).toBe(true)
    expect(
      grad((a: typeof x) => pdist(a).sum())(x)
        .isFinite()
        .all()
        .item(),
    ).toBe(true)
  })

  test('of one vector, and of none, are none', () => {
    expect(pdist(ones([1, 3])).shape).toEqual([0])
    expect(pdist(ones([0, 3])).shape).toEqual([0])
    expect(cdist(ones([2, 3]), ones([0, 3])).shape).toEqual([2, 0])
    expect(cdist(ones([2, 0]), ones([4, 0])).toArray()).toEqual([
      [0, 0, 0, 0],
      [0, 0, 0, 0],
    ])
  })

  test.each<[string, () => unknown, string]>([
    ['an axis that is none', () => nn.normalize(ones([3])), 'normalize: axis must be an integer from -1 to 0; got 1'],
    ['a negative eps', () => nn.normalize(ones([3, 1]), { eps: -1 }), 'normalize: eps must be a number of at least 0; got -1'],
  ])('say what is wrong with %s', (_what, body, message) => expect(body).toThrow(message))
})
