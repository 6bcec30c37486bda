// What parameters begin with: distributions against their cumulative functions, and the structure of what is not drawn.

import { conv1d, conv2d, conv3d, ndtr, random, type Tensor, tensor } from 'tenet'
import * as nn from 'tenet/nn'
import { describe, expect, test } from 'vitest'

const { init } = nn
const key = random.key(7)

/**
 * Kolmogorov and Smirnov's distance of draws from a cumulative function, times √n: below 1.95 in all but one of a thousand samples. Keys are fixed, so
 * nothing fails by chance.
 */
function distance(draws: Tensor, cumulative: (x: number) => number): number {
  const sorted = Float64Array.from(draws.dataSync(), Number).sort()
  const n = sorted.length
  const gaps = Array.from(sorted, (x, i) => Math.max(Math.abs(cumulative(x) - i / n), Math.abs(cumulative(x) - (i + 1) / n)))
  return Math.max(...gaps) * Math.sqrt(n)
}
const likely = 1.95

const uniformBetween = (min: number, max: number) => (x: number) => Math.min(1, Math.max(0, (x - min) / (max - min)))
const phi = (x: number): number => ndtr(tensor(x, 'float64')).item()
const normalOf = (mean: number, std: number) => (x: number) => phi((x - mean) / std)
const truncated = (mean: number, std: number, min: number, max: number) => (x: number) => {
  const [low, high] = [phi((min - mean) / std), phi((max - mean) / std)]
  return (normalOf(mean, std)(x) - low) / (high - low)
}
const symmetric = (bound: number) => uniformBetween(-bound, bound)

const [linearShape, imageShape] = [
  [40, 25],
  [30, 10, 3, 3],
] as const
const [fanIn, fanOut] = [90, 270]

const drawn: Readonly<Record<string, readonly [Tensor, (x: number) => number]>> = {
  uniform: [init.uniform(key, linearShape), uniformBetween(0, 1)],
  'uniform between': [init.uniform(key, linearShape, { min: -0.3, max: 0.1 }), uniformBetween(-0.3, 0.1)],
  normal: [init.normal(key, linearShape), normalOf(0, 1)],
  'normal of': [init.normal(key, linearShape, { mean: 3, std: 0.02 }), normalOf(3, 0.02)],
  truncatedNormal: [init.truncatedNormal(key, linearShape), truncated(0, 1, -2, 2)],
  'truncatedNormal of': [init.truncatedNormal(key, linearShape, { mean: 1, std: 2, min: 0, max: 2.5 }), truncated(1, 2, 0, 2.5)],
  xavierUniform: [init.xavierUniform(key, imageShape), symmetric(Math.sqrt(6 / (fanIn + fanOut)))],
  'xavierUniform with a gain': [init.xavierUniform(key, [20, 50], { gain: 3 }), symmetric(3 * Math.sqrt(6 / 70))],
  xavierNormal: [init.xavierNormal(key, imageShape, { gain: 2 }), normalOf(0, 2 * Math.sqrt(2 / (fanIn + fanOut)))],
  kaimingUniform: [init.kaimingUniform(key, imageShape), symmetric(Math.sqrt(6 / fanIn))],
  'kaimingUniform of layers': [init.kaimingUniform(key, imageShape, { negativeSlope: Math.sqrt(5) }), symmetric(1 / Math.sqrt(fanIn))],
  'kaimingUniform backwards': [
    init.kaimingUniform(key, imageShape, { mode: 'fanOut', nonlinearity: 'tanh' }),
    symmetric((5 / 3) * Math.sqrt(3 / fanOut)),
  ],
  kaimingNormal: [init.kaimingNormal(key, imageShape, { nonlinearity: 'relu' }), normalOf(0, Math.sqrt(2 / fanIn))],
  'kaimingNormal backwards': [
    init.kaimingNormal(key, imageShape, { mode: 'fanOut', nonlinearity: 'selu' }),
    normalOf(0, 0.75 / Math.sqrt(fanOut)),
  ],
}

describe('distributions', () => {
  test.each(Object.entries(drawn))('%s', (_name, [draws, cumulative]) => {
    expect(draws.dtype).toBe('float32')
    expect(distance(draws, cumulative)).toBeLessThan(likely)
  })

  test('a wrong one is noticed', () => {
    const draws = init.normal(key, linearShape)
    expect(distance(draws, normalOf(0, 1.5))).toBeGreaterThan(likely)
    expect(distance(draws, normalOf(0.2, 1))).toBeGreaterThan(likely)
    expect(distance(init.truncatedNormal(key, linearShape, { min: -1 }), normalOf(0, 1))).toBeGreaterThan(likely)
  })

  test('bounds hold', () => {
    const values = Array.from(init.truncatedNormal(key, [1000], { mean: 1, std: 5, min: 0, max: 1.5 }).dataSync())
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...values)).toBeLessThanOrEqual(1.5)
  })

  test('the same key gives the same numbers, another gives others', () => {
    expect(init.normal(key, [3]).toArray()).toEqual(init.normal(key, [3]).toArray())
    expect(init.normal(key, [3]).toArray()).not.toEqual(init.normal(random.key(8), [3]).toArray())
  })
})

describe('layers begin uniform in ±1/√fanIn', () => {
  test('linear', () => {
    const { weight, bias } = nn.linear(200).init(key, [100])
    expect(distance(weight, symmetric(0.1))).toBeLessThan(likely)
    expect(distance(bias, symmetric(0.1))).toBeLessThan(likely)
    expect(weight.dataSync().slice(0, 200)).not.toEqual(bias.dataSync())
  })

  test('conv2d, in groups', () => {
    const { weight, bias } = nn.conv2d(128, [3, 5], { groups: 4 }).init(key, [16, 9, 9])
    expect(distance(weight, symmetric(1 / Math.sqrt(60)))).toBeLessThan(likely)
    expect(distance(bias, symmetric(1 / Math.sqrt(60)))).toBeLessThan(likely)
  })
})

describe('orthogonal', () => {
  test.each([
    [[5, 5], 1],
    [[3, 8], 2],
    [[8, 3], 0.5],
    [[4, 3, 2, 2], 1],
  ] as const)('%j', (shape, gain) => {
    const weight = init.orthogonal(key, shape, { gain }) as Tensor
    expect(weight.shape).toEqual(shape)
    const [out, inputs] = [shape[0], weight.dataSync().length / shape[0]]
    const matrix = (weight as Tensor<[number, number], 'float32'>).reshape([out, inputs])
    const gram = (out <= inputs ? matrix.matmul(matrix.T) : matrix.T.matmul(matrix)).toArray() as number[][]
    // A few roundings of float32 in sums of at most sixteen products.
    for (const [i, row] of gram.entries())
      for (const [j, value] of row.entries()) expect(Math.abs(value - (i === j ? gain ** 2 : 0))).toBeLessThan(2e-6 * gain ** 2)
  })
})

test('sparse', () => {
  const weight = init.sparse(key, [10, 40], { sparsity: 0.25, std: 2 })
  const columns = weight.T.toArray() as number[][]
  for (const column of columns) expect(column.filter(x => x === 0).length).toBe(3)
  // Not the same rows in each.
  expect(new Set(columns.map(column => column.map(x => (x === 0 ? 0 : 1)).join(''))).size).toBeGreaterThan(20)
  const others = columns.flat().filter(x => x !== 0)
  expect(distance(tensor(others), normalOf(0, 2))).toBeLessThan(likely)
  expect(init.sparse(key, [4, 3], { sparsity: 1 }).abs().sum().item()).toBe(0)
})

describe('fixed', () => {
  test('constants', () => {
    expect(init.constant(key, [2, 2], 0.3).toArray()).toEqual([Array(2).fill(Math.fround(0.3)), Array(2).fill(Math.fround(0.3))])
    expect(init.zeros(key, [2]).toArray()).toEqual([0, 0])
    expect(init.ones(key, [2]).toArray()).toEqual([1, 1])
    expect(init.eye(key, [2, 3]).toArray()).toEqual([
      [1, 0, 0],
      [0, 1, 0],
    ])
  })

  test('dirac keeps what it convolves', () => {
    const line = random.normal(key, [2, 3, 7])
    expect(conv1d(line, init.dirac(key, [3, 3, 5]), { padding: 2 }).toArray()).toEqual(line.toArray())
    const image = random.normal(key, [2, 4, 5, 6])
    expect(conv2d(image, init.dirac(key, [4, 2, 3, 5], { groups: 2 }), { padding: [1, 2], groups: 2 }).toArray()).toEqual(image.toArray())
    const volume = random.normal(key, [1, 2, 3, 4, 5])
    expect(conv3d(volume, init.dirac(key, [2, 2, 3, 1, 3]), { padding: [1, 0, 1] }).toArray()).toEqual(volume.toArray())
  })

  test('dirac has nothing where there is no input of the number', () => {
    expect(init.dirac(key, [3, 2, 1]).toArray()).toEqual([
      [[1], [0]],
      [[0], [1]],
      [[0], [0]],
    ])
  })
})

test('gains', () => {
  // What torch.nn.init.calculate_gain gives.
  expect(['linear', 'sigmoid', 'tanh', 'relu', 'selu'].map(name => init.gain(name as nn.init.Nonlinearity))).toEqual([
    1,
    1,
    5 / 3,
    Math.SQRT2,
    0.75,
  ])
  expect(init.gain('leakyRelu')).toBeCloseTo(1.4141428569978354, 15)
  expect(init.gain('leakyRelu', 0.2)).toBeCloseTo(1.3867504905630728, 15)
})

test('weights of no elements are made', () => {
  for (const f of [init.xavierUniform, init.xavierNormal, init.kaimingUniform, init.kaimingNormal, init.dirac])
    expect((f as (key: random.Key, shape: readonly number[]) => Tensor)(key, [0, 0, 3]).shape).toEqual([0, 0, 3])
})

describe('messages', () => {
  test.each<[string, () => unknown, string]>([
    ['one axis', () => init.xavierNormal(key, [3]), 'init.xavierNormal: a weight must have at least two axes, [out, in, …]; got [3]'],
    [
      'a misspelt option',
      () => init.normal(key, [3], { deviation: 1 } as never),
      "init.normal: there is no option 'deviation'; expected mean, std",
    ],
    ['a negative deviation', () => init.normal(key, [3], { std: -1 }), 'init.normal: std must be a number of at least 0; got -1'],
    [
      'bounds the wrong way round',
      () => init.truncatedNormal(key, [3], { min: 2, max: 1 }),
      'bounds must be numbers with min < max; got 2 and 1',
    ],
    ['another mode', () => init.kaimingNormal(key, [3, 3], { mode: 'fan' as never }), "mode must be 'fanIn' or 'fanOut'; got 'fan'"],
    [
      'another activation',
      () => init.gain('swish' as never),
      "nonlinearity must be 'linear', 'sigmoid', 'tanh', 'relu', 'leakyRelu' or 'selu'; got 'swish'",
    ],
    ['too sparse', () => init.sparse(key, [3, 3], { sparsity: 2 }), 'init.sparse: sparsity must be from 0 to 1; got 2'],
    ['a sparse image', () => init.sparse(key, [3] as never, { sparsity: 0 }), 'init.sparse: expected a matrix, [rows,columns]; got [3]'],
    ['a dirac of a matrix', () => init.dirac(key, [3, 3]), 'init.dirac: expected the weight of a convolution'],
    [
      'a dirac of groups that do not divide',
      () => init.dirac(key, [3, 3, 1], { groups: 2 }),
      'init.dirac: 2 groups must divide the outputs; got [3,3,1]',
    ],
    ['a negative size', () => init.kaimingNormal(key, [-1, 3]), 'sizes must be non-negative integers; got [-1,3]'],
  ])('%s', (_what, body, message) => expect(body).toThrow(message))
})
