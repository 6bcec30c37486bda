// Pools of irregular windows: what they draw, where their elements were, and what they refuse. PyTorch's values are in layers.test.ts.

import { ones, random, type Tensor, zeros } from 'tenet'
import * as nn from 'tenet/nn'
import { describe, expect, test } from 'vitest'
import { rulesOf } from '../../src/nn/layer/layer.js'

const values = (t: Tensor): number[] => [...t.dataSync()].map(Number)
const x = random.normal(random.key(0), [3, 4, 9, 7])
const pool = nn.fractionalMaxPool2d([2, 3], { outputRatio: [0.6, 0.5] })

test('windows are drawn by the key in training, and do not move when applied', () => {
  const [a] = pool.train({}, x, random.key(1))
  expect(a.shape).toEqual([3, 4, 5, 3])
  expect(values(a)).toEqual(values(pool.train({}, x, random.key(1))[0]))
  expect(values(a)).not.toEqual(values(pool.train({}, x, random.key(2))[0]))
  expect(values(pool.apply({}, x))).toEqual(values(pool.apply({}, x)))
})

test('without samples they are the half', () => {
  const half = nn.fractionalMaxPool2d([2, 3], { outputRatio: [0.6, 0.5], randomSamples: zeros([3, 4, 2]).add(0.5) })
  expect(values(half.apply({}, x))).toEqual(values(pool.apply({}, x)))
  expect(values(half.train({}, x, random.key(1))[0])).toEqual(values(pool.apply({}, x)))
})

test.each([
  [[2, 3], { outputSize: [5, 3] }, [3, 4, 9, 7]],
  [[1, 2, 2], { outputSize: 2 }, [2, 1, 5, 4, 6]],
] as const)('indices point at the results: %#', (kernel, options, shape) => {
  const image = random.normal(random.key(3), shape as readonly number[])
  const [y, indices] = nn.fractionalMaxPoolWithIndices(image, kernel, options)
  const layer = shape.length === 4 ? nn.fractionalMaxPool2d(kernel, options) : nn.fractionalMaxPool3d(kernel, options)
  expect(values(y)).toEqual(values(rulesOf('test', layer).apply({}, image)))
  const [batch = 0, channels = 0, ...sizes] = image.shape
  const flat = image.reshape([batch * channels, sizes.reduce((a, b) => a * b, 1)]).toArray() as number[][]
  const perChannel = values(y).length / (batch * channels)
  values(indices).forEach((index, i) => void expect(flat[Math.floor(i / perChannel)]?.[index]).toBe(values(y)[i]))
})

describe('what is said to', () => {
  test.each<[string, () => unknown, string]>([
    [
      'neither a size nor a ratio',
      () => nn.fractionalMaxPool2d(2, {}),
      'needs either an outputSize or an outputRatio; got undefined and undefined',
    ],
    [
      'both',
      () => nn.fractionalMaxPool2d(2, { outputSize: 2, outputRatio: 0.5 }),
      'needs either an outputSize or an outputRatio; got 2 and 0.5',
    ],
    ['no options', () => nn.fractionalMaxPool3d(2, undefined as never), 'options must be given'],
    ['a ratio of one', () => nn.fractionalMaxPool2d(2, { outputRatio: 1 }), 'outputRatio must be above 0 and below 1'],
    [
      'a size for three axes',
      () => nn.fractionalMaxPool2d(2, { outputSize: [1, 2, 3] }),
      'outputSize must be an integer of at least 1, or 2 of them',
    ],
    [
      'samples that are none',
      () => nn.fractionalMaxPool2d(2, { outputSize: 2, randomSamples: 0.5 as never }),
      'randomSamples must be a tensor; got 0.5',
    ],
    [
      'samples of another batch',
      () => nn.fractionalMaxPool2d(2, { outputSize: 2, randomSamples: ones([1, 4, 2]) }).apply({}, x),
      'randomSamples must be [batch,channels,axes]; expected [3,4,2], got float32[1,4,2]',
    ],
    [
      'a larger result',
      () => nn.fractionalMaxPool2d(2, { outputSize: [9, 2] }).apply({}, x),
      'windows must fit; expected output [9,2] + kernel [2,2] - 1',
    ],
    [
      'a line',
      () => nn.fractionalMaxPoolWithIndices(ones([1, 2, 3]), 2, { outputSize: 2 }),
      'input must be [batch,channels,…] of two or three more axes',
    ],
    [
      'another rank',
      () => nn.fractionalMaxPool3d(2, { outputSize: 2 }).init(random.key(0), [4, 9, 7] as never),
      'input must be [channels,depth,height,width]; got [4,9,7]',
    ],
  ])('%s', (_what, body, message) => expect(body).toThrow(message))
})
