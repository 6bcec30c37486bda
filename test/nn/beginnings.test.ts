// How layers begin, as in PyTorch: uniform within bounds, standard normal, or constants; and what they say to options that are none.

import { random, type Tensor, tree } from 'tenet'
import * as nn from 'tenet/nn'
import { describe, expect, test } from 'vitest'
import { rulesOf } from '../../src/nn/layer/layer.js'
import type { LayerLike } from '../../src/types/index.js'

const begin = (layer: LayerLike, example: readonly number[]): Readonly<Record<string, number[]>> => {
  const params = rulesOf('test', layer).init(random.key(11), example)
  const leaves = tree.leaves(params)
  return Object.fromEntries(tree.paths(params).map((path, i) => [path, [...(leaves[i] as Tensor).dataSync()].map(Number)]))
}

describe('uniform within 1/√fanIn', () => {
  // The fan-in counts all axes of the weight but the first, for transposed convolutions too.
  test.each<[string, LayerLike, readonly number[], number]>([
    ['linear', nn.linear(60), [50], 50],
    ['conv1d', nn.conv1d(40, 5), [16, 8], 80],
    ['conv2d in groups', nn.conv2d(40, 3, { groups: 4 }), [32, 8, 8], 72],
    ['conv3d', nn.conv3d(30, 2), [12, 4, 4, 4], 96],
    ['convTranspose1d', nn.convTranspose1d(40, 3), [30, 8], 120],
    ['convTranspose2d in groups', nn.convTranspose2d(40, 2, { groups: 4 }), [32, 8, 8], 40],
    ['convTranspose3d', nn.convTranspose3d(16, 2), [20, 4, 4, 4], 128],
  ])('%s', (_name, layer, example, fanIn) => {
    const { weight = [], bias = [] } = begin(layer, example)
    const bound = 1 / Math.sqrt(fanIn)
    const n = weight.length
    // Float32 rounds the bound itself.
    expect(Math.max(...weight.map(Math.abs), ...bias.map(Math.abs))).toBeLessThanOrEqual(bound * (1 + 1e-6))
    // Of n uniform numbers the largest is within 12/n of the bound but with probability e⁻¹²; mean and mean square within five deviations.
    expect(Math.max(...weight)).toBeGreaterThan(bound * (1 - 24 / n))
    const mean = weight.reduce((a, b) => a + b, 0) / n
    const square = weight.reduce((a, b) => a + b * b, 0) / n
    expect(Math.abs(mean)).toBeLessThan((5 * bound) / Math.sqrt(3 * n))
    expect(Math.abs(square - bound ** 2 / 3)).toBeLessThan((5 * bound ** 2 * Math.sqrt(4 / 45)) / Math.sqrt(n))
    expect(new Set(bias).size).toBe(bias.length)
  })
})

test('constants', () => {
  expect(begin(nn.prelu({ numParameters: 2, init: 0.5 }), [2, 3])).toEqual({ weight: [0.5, 0.5] })
  for (const layer of [nn.layerNorm(), nn.groupNorm(1), nn.batchNorm1d({ trackRunningStats: false })])
    expect(begin(layer, [2])).toEqual({ weight: [1, 1], bias: [0, 0] })
  expect(begin(nn.instanceNorm1d({ trackRunningStats: true }), [2, 3])).toEqual({
    running_mean: [0, 0],
    running_var: [1, 1],
    num_batches_tracked: [0],
  })
})

describe('options that are none', () => {
  test.each<[string, () => unknown, string]>([
    ['a misspelt option', () => nn.conv2d(3, 3, { strides: 2 } as never), "conv2d: there is no option 'strides'"],
    ['a padding that is none', () => nn.conv2d(3, 3, { padding: 'full' as never }), "'same' or 'valid'; got 'full'"],
    ['a mode that is none', () => nn.conv2d(3, 3, { paddingMode: 'mirror' as never }), 'paddingMode must be'],
    ["'same' with a stride", () => nn.conv2d(3, 3, { padding: 'same', stride: 2 }), "padding 'same' keeps sizes only when the stride is 1"],
    ['no channels', () => nn.convTranspose2d(0, 2), 'outChannels must be a positive integer; got 0'],
    ['too much output padding', () => nn.convTranspose2d(2, 2, { outputPadding: 1 }), 'outputPadding must be below the stride'],
    ['a pool with padding beyond half', () => nn.maxPool1d(2, { padding: 2 }), 'padding must be at most half of the kernel'],
    ['a switch that is none', () => nn.avgPool2d(2, { ceilMode: 1 as never }), 'ceilMode must be true or false; got 1'],
    ['an average that is dilated', () => nn.avgPool2d(2, { dilation: 2 } as never), "avgPool2d: there is no option 'dilation'"],
    [
      'a divisor that is none',
      () => nn.avgPool2d(2, { divisorOverride: 0 }),
      'avgPool2d: divisorOverride must be an integer other than 0; got 0',
    ],
    ['a norm that is none', () => nn.lpPool2d(0, 2), 'normType must be a positive number; got 0'],
    ['a size that is none', () => nn.adaptiveAvgPool2d([1, 2, 3] as never), 'outputSize must be a positive integer or null, or 2 of them'],
    ['widths that are none', () => nn.zeroPad2d([1, 2, 3]), 'widths must be one number or 4; got [1,2,3]'],
    ['a width below zero', () => nn.reflectionPad1d(-1), 'a width must be an integer of at least 0; got -1'],
    ['a value that is none', () => nn.constantPad1d(1, Number.NaN), 'value must be a finite number; got NaN'],
    ['no size and no factor', () => nn.upsample({}), 'upsample: needs either a size or a scaleFactor'],
    ['the batch as an axis', () => nn.softmax(0), 'softmax: axis must not be the batch, 0'],
    ['the batch unflattened', () => nn.unflatten(0, [2]), 'dim must be an axis other than the batch'],
    ['bounds in the wrong order', () => nn.hardtanh(1, 0), 'the least must be below the most'],
    ['a threshold that is none', () => nn.softshrink(-1), 'lambda must be a finite number of at least 0'],
    ['a join that is none', () => nn.parallel('stack' as never, nn.relu), "results are joined by 'sum' or 'concat'"],
    ['nothing side by side', () => nn.parallel('sum'), 'parallel: needs at least one layer'],
    ['no repetitions', () => nn.repeat(0, nn.relu), 'repeat: count must be a positive integer; got 0'],
    ['no function', () => nn.lift(3 as never), 'lift: expected a function; got 3'],
    ['no axes', () => nn.layerNorm({ axes: 0 }), 'layerNorm: axes must be a positive integer'],
    ['no groups', () => nn.groupNorm(0), 'groupNorm: groups must be a positive integer'],
  ])('%s', (_name, make, message) => expect(make).toThrow(message))

  test.each<[string, LayerLike, readonly number[], string]>([
    ['groups that do not divide', nn.groupNorm(3), [4, 2], 'groupNorm: 3 groups must divide the channels; got 4'],
    ['too few axes', nn.layerNorm({ axes: 2 }), [4], 'layerNorm: input must have 2 axes to normalize; got [4]'],
    ['no images', nn.adaptiveMaxPool2d(1), [4, 2], 'adaptiveMaxPool2d: input must be [channels,height,width]; got [4,2]'],
    ['channels that are no square', nn.pixelShuffle(2), [6, 2, 2], 'channels must be a multiple of 4'],
    ['no places', nn.globalAvgPool, [4], 'globalAvgPool: input must be [channels,…] with spatial axes; got [4]'],
  ])('shapes that do not fit: %s', (_name, layer, example, message) => {
    expect(() => rulesOf('test', layer).init(random.key(0), example)).toThrow(message)
  })
})
