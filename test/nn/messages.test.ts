// What layers say to wrong shapes, dtypes and options at run time, where types have been silenced or sizes were unknown.

import { ones, random, type Tensor, tensor } from 'tenet'
import * as nn from 'tenet/nn'
import { describe, expect, test } from 'vitest'
import { rulesOf } from '../../src/nn/layer/layer.js'

const key = random.key(0)

/** The message of applying a layer, made for examples of one shape, to a batch. */
function messageOf(layer: nn.Layer, example: readonly number[], x: Tensor): string {
  const rules = rulesOf('test', layer)
  const params = rules.init(key, example)
  try {
    rules.apply(params, x)
  } catch (error) {
    if (error instanceof Error) return `${error.name}: ${error.message.split('\n')[0]}`
  }
  throw new Error('expected an error')
}

describe('applied to', () => {
  test.each<[string, nn.Layer, readonly number[], Tensor, string]>([
    [
      'other features',
      nn.linear(120),
      [400],
      ones([64, 256]),
      'ShapeError: linear: input must have 400 features; expected float32[n,400], got float32[64,256]',
    ],
    [
      'other features behind other axes',
      nn.linear(2),
      [3],
      ones([5, 7, 4]),
      'ShapeError: linear: input must have 3 features; expected float32[n,…,3], got float32[5,7,4]',
    ],
    ['no batch', nn.linear(2), [3], ones([3]), 'ShapeError: linear: input must have 3 features; expected float32[n,3], got float32[3]'],
    [
      'another float dtype',
      nn.linear(2),
      [3],
      ones([1, 3], 'float64'),
      "DTypeError: linear: the input must be of the parameters' dtype; expected float32, got float64[1,3]; cast it first",
    ],
    [
      'integers',
      nn.relu,
      [3],
      ones([1, 3], 'int32'),
      'DTypeError: relu: the input must be float; expected a float dtype, got int32[1,3]; cast it first',
    ],
    [
      'other channels',
      nn.conv2d(16, 3),
      [3, 8, 8],
      ones([8, 4, 32, 32]),
      'ShapeError: conv2d: input must have 3 channels; expected float32[n,3,32,32], got float32[8,4,32,32], weight float32[16,3,3,3]',
    ],
    [
      'other channels in groups',
      nn.conv2d(4, 3, { groups: 2 }),
      [6, 8, 8],
      ones([1, 3, 8, 8]),
      'ShapeError: conv2d: input must have 6 channels; expected float32[n,6,8,8], got float32[1,3,8,8], weight float32[4,3,3,3]',
    ],
    [
      'images without a batch',
      nn.conv2d(4, 3),
      [3, 8, 8],
      ones([3, 8, 8]),
      'ShapeError: conv2d: input must be [batch,channels,height,width]; got float32[3,8,8]',
    ],
    [
      'images that are too small',
      nn.maxPool2d(3, { dilation: 2, padding: 1 }),
      [1, 8, 8],
      ones([1, 1, 2, 8]),
      'ShapeError: maxPool2d: kernel [3,3] is larger than the padded input; expected at least [5,5], got [4,10] from float32[1,1,2,8]',
    ],
    [
      'lines of images',
      nn.conv1d(2, 3),
      [1, 8],
      ones([1, 1, 8, 8]),
      'ShapeError: conv1d: input must be [batch,channels,length]; got float32[1,1,8,8]',
    ],
    ['a scalar', nn.flatten, [3], tensor(1), 'ShapeError: flatten: input must have a batch axis; expected float32[n,…], got float32[]'],
    ['nothing', nn.tanh, [3], null as never, 'ArgumentError: tanh: the input must be a tensor; got null'],
  ])('%s', (_what, layer, example, x, message) => expect(messageOf(layer, example, x)).toBe(message))
})

describe('made for', () => {
  test.each<[string, nn.Layer, readonly number[], string]>([
    ['a scalar', nn.linear(2), [], 'linear: input must have an axis; got []'],
    ['an image without channels', nn.conv2d(2, 3), [28, 28], 'conv2d: input must be [channels,height,width]; got [28,28]'],
    ['channels that groups do not divide', nn.conv2d(8, 3, { groups: 4 }), [6, 8, 8], 'conv2d: 4 groups must divide channels 6 and 8'],
    ['a line instead of a volume', nn.conv3d(2, 3), [1, 8], 'conv3d: input must be [channels,depth,height,width]; got [1,8]'],
  ])('%s', (_what, layer, example, message) => expect(() => rulesOf('test', layer).init(key, example)).toThrow(message))
})

describe('written with', () => {
  test.each<[string, () => unknown, string]>([
    ['no features', () => nn.linear(0), 'linear: the number of features must be a positive integer; got 0'],
    ['half a channel', () => nn.conv2d(1.5, 3), 'conv2d: outChannels must be a positive integer; got 1.5'],
    ['three kernel sizes', () => nn.conv2d(4, [3, 3, 3]), 'conv2d: kernelSize must be an integer of at least 1, or 2 of them; got [3,3,3]'],
    ['a stride of 0', () => nn.avgPool2d(2, { stride: 0 }), 'avgPool2d: stride must be an integer of at least 1, or 2 of them; got 0'],
    [
      'a negative padding',
      () => nn.conv1d(1, 1, { padding: -1 }),
      'conv1d: padding must be an integer of at least 0, or 1 of them; got -1',
    ],
    [
      'windows in the padding alone',
      () => nn.maxPool2d(2, { padding: 2 }),
      'maxPool2d: padding must be at most half of the kernel; got [2,2] for kernel [2,2]',
    ],
    ['no groups', () => nn.conv2d(4, 3, { groups: 0 }), 'conv2d: groups must be a positive integer; got 0'],
    [
      'one axis for a weight',
      () => nn.init.kaimingUniform(key, [3]),
      'init.kaimingUniform: a weight must have at least two axes, [out, in, …]; got [3]',
    ],
  ])('%s', (_what, body, message) => expect(body).toThrow(message))
})
