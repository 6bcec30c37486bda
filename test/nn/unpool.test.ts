// Where largest elements were, and the way back: against the pools themselves and PyTorch's documented example.

import { grad, jit, random, type Tensor, tensor, zeros } from 'tenet'
import * as nn from 'tenet/nn'
import { describe, expect, test } from 'vitest'

const values = (t: Tensor): number[] => [...t.dataSync()].map(Number)
const image = tensor([
  [
    [
      [1, 2, 3, 4],
      [5, 6, 7, 8],
      [9, 10, 11, 12],
      [13, 14, 15, 16],
    ],
  ],
])

describe('maxPoolWithIndices', () => {
  test('gives the positions in the channel', () => {
    const [y, indices] = nn.maxPoolWithIndices(image, 2)
    expect(values(y)).toEqual([6, 8, 14, 16])
    expect(values(indices)).toEqual([5, 7, 13, 15])
    expect(indices.dtype).toBe('int32')
    expect(indices.shape).toEqual([1, 1, 2, 2])
  })

  test.each([
    [nn.maxPool1d([3], { stride: 2, padding: 1, dilation: 2 }), [2, 3, 9], [3], { stride: 2, padding: 1, dilation: 2 }],
    [nn.maxPool2d([3, 2], { stride: [1, 2], padding: [1, 0] }), [2, 2, 5, 6], [3, 2], { stride: [1, 2], padding: [1, 0] }],
    [nn.maxPool3d(2, { stride: 1 }), [1, 2, 3, 2, 4], 2, { stride: 1 }],
    [nn.maxPool2d(3, { stride: 2, ceilMode: true }), [1, 2, 6, 7], 3, { stride: 2, ceilMode: true }],
    [nn.maxPool1d(3, { stride: 2, padding: 1, ceilMode: true }), [2, 2, 6], 3, { stride: 2, padding: 1, ceilMode: true }],
  ] as const)('agrees with the pool, and the indices point at its results: %#', (pool, shape, kernel, options) => {
    const x = random.normal(random.key(3), shape as readonly number[])
    const [y, indices] = jit((z: typeof x) => nn.maxPoolWithIndices(z, kernel, options))(x)
    const expected = (pool as nn.Layer).apply({} as never, x as never) as Tensor
    expect(values(y)).toEqual(values(expected))
    const [batch = 0, channels = 0, ...sizes] = shape as readonly number[]
    const flat = x.reshape([batch * channels, sizes.reduce((a, b) => a * b, 1)]).toArray() as number[][]
    const perChannel = values(y).length / (batch * channels)
    values(indices).forEach((index, i) => void expect(flat[Math.floor(i / perChannel)]?.[index]).toBe(values(y)[i]))
  })

  test('hands the gradient to the element taken', () => {
    const g = grad((x: typeof image) => nn.maxPoolWithIndices(x, 2)[0].sum())(image)
    expect(values(g)).toEqual([0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 1, 0, 1])
  })

  test('refuses what the pools refuse', () => {
    expect(() => nn.maxPoolWithIndices(tensor([1, 2]) as never, 2)).toThrow('[batch,channels,…] of one to three more axes')
    expect(() => nn.maxPoolWithIndices(image, 2, { padding: 2 } as never)).toThrow('padding must be at most half of the kernel')
    expect(() => nn.maxPoolWithIndices(image, 2, { ceilMode: 1 } as never)).toThrow('ceilMode must be true or false; got 1')
  })
})

describe('adaptiveMaxPoolWithIndices', () => {
  test('gives what PyTorch gives: windows of unequal length, and of several largest the first', () => {
    const x = tensor([[[1, 5, 5, 2, 7, 3, 7]]])
    const [y, indices] = nn.adaptiveMaxPoolWithIndices(x, 3)
    expect([values(y), values(indices)]).toEqual([
      [5, 7, 7],
      [1, 4, 4],
    ])
    expect(indices.dtype).toBe('int32')
  })

  test.each([
    [nn.adaptiveMaxPool1d(4), [2, 3, 9], 4],
    [nn.adaptiveMaxPool2d([3, 2]), [2, 2, 5, 7], [3, 2]],
    [nn.adaptiveMaxPool2d([null, 5]), [1, 2, 3, 4], [null, 5]],
    [nn.adaptiveMaxPool3d([2, 1, 3]), [1, 2, 3, 4, 4], [2, 1, 3]],
  ] as const)('agrees with the pool, and the indices point at its results: %#', (pool, shape, size) => {
    const x = random.normal(random.key(4), shape as readonly number[])
    const [y, indices] = jit((z: typeof x) => nn.adaptiveMaxPoolWithIndices(z, size))(x)
    const expected = (pool as nn.Layer).apply({} as never, x as never) as Tensor
    expect(y.shape).toEqual(expected.shape)
    expect(values(y)).toEqual(values(expected))
    const rows = shape[0] * shape[1]
    const flat = x.reshape([rows, values(x).length / rows]).toArray() as number[][]
    const perChannel = values(y).length / rows
    values(indices).forEach((index, i) => void expect(flat[Math.floor(i / perChannel)]?.[index]).toBe(values(y)[i]))
  })

  test('hands the gradient to the element taken', () => {
    const g = grad((x: typeof image) => nn.adaptiveMaxPoolWithIndices(x, [1, 2])[0].sum())(image)
    expect(values(g)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1])
  })

  test('refuses what is no batch of images, sizes that are none, and windows without elements', () => {
    expect(() => nn.adaptiveMaxPoolWithIndices(tensor([1, 2]) as never, 2)).toThrow('[batch,channels,…] of one to three more axes')
    expect(() => nn.adaptiveMaxPoolWithIndices(image, [1, 2, 3])).toThrow(
      'adaptiveMaxPoolWithIndices: outputSize must be a positive integer or null, or 2 of them; got [1,2,3]',
    )
    expect(() => nn.adaptiveMaxPoolWithIndices(zeros([1, 1, 0]), 2)).toThrow(
      'adaptiveMaxPoolWithIndices: windows must have at least one element; got float32[1,1,0]',
    )
  })
})

describe('maxUnpool', () => {
  const [y, indices] = nn.maxPoolWithIndices(image, 2)

  test('puts elements where they came from', () => {
    expect(values(nn.maxUnpool(y, indices, 2))).toEqual([0, 0, 0, 0, 0, 6, 0, 8, 0, 0, 0, 0, 0, 14, 0, 16])
  })

  test('in the size asked for, as in the example of PyTorch', () => {
    const odd = tensor([[[1, 2, 3, 4, 5, 6, 7, 8, 9]]])
    const [pooled, at] = nn.maxPoolWithIndices(odd, 2)
    expect(values(nn.maxUnpool(pooled, at, 2, { outputSize: [9] }))).toEqual([0, 2, 0, 4, 0, 6, 0, 8, 0])
    expect(values(nn.maxUnpool(pooled, at, 2))).toEqual([0, 2, 0, 4, 0, 6, 0, 8])
  })

  test('has the gradient of a gather', () => {
    const weights = random.normal(random.key(0), [1, 1, 4, 4])
    const g = grad((z: typeof y) => nn.maxUnpool(z, indices, 2).mul(weights).sum() as Tensor<[], 'float32'>)(y)
    const all = values(weights)
    expect(values(g)).toEqual(values(indices).map(i => all[i]))
  })

  test('says what does not fit', () => {
    expect(() => nn.maxUnpool(y, tensor([1], 'int32'), 2)).toThrow(
      'there must be an index for each element; expected [1,1,2,2], got int32[1]',
    )
    expect(() => nn.maxUnpool(y, y, 2)).toThrow('indices must be integer')
    expect(() => nn.maxUnpool(y, indices, 2, { outputSize: [9, 4] })).toThrow('outputSize must be within a stride of [4,4]')
  })
})
