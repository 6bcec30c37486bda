// What losses do with labels out of range, extremes, halves and nothing; and what they say to wrong operands and options.

import { checkFinite, grad, jit, ones, type Tensor, tensor, zeros } from 'tenet'
import * as nn from 'tenet/nn'
import { describe, expect, test } from 'vitest'

const logits = tensor([
  [1, 2, 3],
  [0, -1, 0.5],
])

describe('labels', () => {
  test('out of range give NaN, and are found by checkFinite', () => {
    for (const label of [-1, 3]) {
      const labels = tensor([0, label], 'int32')
      const loss = (x: typeof logits) => nn.crossEntropy(x, labels)
      expect(loss(logits).item()).toBeNaN()
      expect(jit(loss)(logits).item()).toBeNaN()
      expect(nn.crossEntropy(logits, labels, { reduction: 'none' }).toArray()[0]).toBeCloseTo(2.4076, 4)
      expect(nn.nllLoss(logits, labels).item()).toBeNaN()
      expect(nn.multiMarginLoss(logits, labels).item()).toBeNaN()
      expect(() => checkFinite(loss)(logits)).toThrow('NaN')
    }
  })

  test('beyond 32 bits do not wrap into the range', () => {
    expect(nn.crossEntropy(logits, tensor([0n, 4294967296n], 'int64')).item()).toBeNaN()
  })

  test('that are ignored have no gradient, and no mean where there are no others', () => {
    const g = grad((x: typeof logits) => nn.crossEntropy(x, tensor([-100, 1], 'int32')))(logits)
    expect(g.toArray()[0]).toEqual([0, 0, 0])
    expect(nn.crossEntropy(logits, tensor([-100, -100], 'int32')).item()).toBeNaN()
    expect(nn.crossEntropy(logits, tensor([-100, -100], 'int32'), { reduction: 'sum' }).item()).toBe(0)
  })

  test('of any integer dtype', () => {
    const expected = nn.crossEntropy(logits, tensor([2, 0], 'int32')).item()
    for (const dtype of ['uint8', 'int8', 'uint32'] as const) expect(nn.crossEntropy(logits, tensor([2, 0], dtype)).item()).toBe(expected)
    expect(nn.crossEntropy(logits, tensor([2n, 0n], 'int64')).item()).toBe(expected)
  })
})

describe('extremes', () => {
  test('large logits are finite', () => {
    const large = tensor([
      [1e30, 0],
      [-1e30, 1e30],
    ])
    expect(nn.crossEntropy(large, tensor([0, 1], 'uint8')).item()).toBe(0)
    expect(nn.crossEntropy(tensor([[0, 200]]), tensor([0], 'int32')).item()).toBe(200)
    expect(nn.crossEntropy(tensor([[0, Number.NEGATIVE_INFINITY]]), tensor([0], 'int32')).item()).toBe(0)
    expect(nn.binaryCrossEntropyWithLogits(tensor([1e30, -1e30]), tensor([1, 0])).item()).toBe(0)
  })

  test('certain mistakes cost 100, with the derivative of PyTorch', () => {
    const p = tensor([0, 1])
    expect(nn.binaryCrossEntropy(p, tensor([1, 0]), { reduction: 'none' }).toArray()).toEqual([100, 100])
    const slope = grad((x: typeof p) => nn.binaryCrossEntropy(x, tensor([1, 0]), { reduction: 'sum' }))(p).toArray()
    // PyTorch's bound of the denominator, 1e-12, in float32.
    expect(slope.map(Math.abs)).toEqual([Math.fround(1 / Math.fround(1e-12)), Math.fround(1 / Math.fround(1e-12))])
  })

  test('of equal vectors the derivative of a distance is finite', () => {
    const x = ones([2, 3])
    const distance = grad((y: typeof x) => nn.tripletMarginLoss(y, x, x, { eps: 0 }))(x)
    expect(distance.toArray().flat().every(Number.isFinite)).toBe(true)
    const cosine = grad((y: typeof x) => nn.cosineSimilarity(y, zeros([2, 3])).sum())(zeros([2, 3]))
    expect(cosine.toArray().flat().every(Number.isFinite)).toBe(true)
  })

  test('labels that no alignment gives cost infinity, or nothing', () => {
    const x = zeros([2, 1, 3])
    const [targets, two] = [tensor([[1, 1]], 'int32'), tensor([2], 'int32')]
    expect(nn.ctcLoss(x, targets, two, two).item()).toBe(Number.POSITIVE_INFINITY)
    const rate = (y: typeof x) => nn.ctcLoss(y, targets, two, two, { zeroInfinity: true })
    expect(rate(x).item()).toBe(0)
    expect(grad(rate)(x).abs().sum().item()).toBe(0)
    expect(nn.ctcLoss(x, tensor([[1, 3]], 'int32'), two, two).item()).toBeNaN()
    expect(nn.ctcLoss(x, tensor([[1, 2]], 'int32'), tensor([3], 'int32'), two).item()).toBeNaN()
  })
})

test('halves are computed in float32 and rounded once', () => {
  for (const dtype of ['float16', 'bfloat16'] as const) {
    const [x, labels] = [logits.cast(dtype), tensor([0, 2], 'int32')]
    const wide = nn.crossEntropy(x.cast('float32'), labels)
    const narrow = nn.crossEntropy(x, labels)
    expect(narrow.dtype).toBe(dtype)
    expect(narrow.item()).toBe(wide.cast(dtype).item())
    expect(nn.mseLoss(x, x.mul(0)).item()).toBe(
      nn
        .mseLoss(x.cast('float32'), zeros([2, 3]))
        .cast(dtype)
        .item(),
    )
  }
})

test('of nothing the sum is 0 and the mean is no number', () => {
  const nothing = zeros([0, 3])
  const labels = zeros([0], 'int32')
  expect(nn.crossEntropy(nothing, labels, { reduction: 'sum' }).item()).toBe(0)
  expect(nn.crossEntropy(nothing, labels).item()).toBeNaN()
  expect(nn.mseLoss(nothing, nothing).item()).toBeNaN()
  expect(nn.crossEntropy(nothing, labels, { reduction: 'none' }).shape).toEqual([0])
})

test('accuracy', () => {
  const scores = tensor([
    [1, 2],
    [2, 1],
    [0, 5],
    [3, 3],
  ])
  expect(nn.accuracy(scores, tensor([1, 1, 1, 0], 'uint8')).item()).toBe(0.75)
})

describe('messages', () => {
  const untyped: Readonly<Record<string, unknown>> = nn
  const call = (name: string, ...args: readonly unknown[]): unknown => (untyped[name] as (...args: readonly unknown[]) => unknown)(...args)
  const [pair, labels]: readonly Tensor[] = [ones([2, 3]), zeros([2], 'int32')]
  test.each<[string, () => unknown, string]>([
    [
      'another shape',
      () => call('mseLoss', pair, ones([3])),
      'mseLoss: shapes must be equal; expected float32[2,3] (input), got float32[3] (target)',
    ],
    ['another dtype', () => call('l1Loss', pair, ones([2, 3], 'float64')), 'l1Loss: dtypes must be equal; expected float32[2,3] (input)'],
    [
      'integers',
      () => call('huberLoss', ones([2], 'int32'), ones([2], 'int32')),
      'huberLoss: input must be float; got int32[2]; cast it first',
    ],
    ['no tensor', () => call('mseLoss', 1, pair), 'mseLoss: expected a tensor; got 1'],
    [
      'a misspelt option',
      () => call('mseLoss', pair, pair, { reduce: 'sum' }),
      "mseLoss: there is no option 'reduce'; expected reduction, weight",
    ],
    [
      'another reduction',
      () => call('klDiv', pair, pair, { reduction: 'max' }),
      "klDiv: reduction must be 'none', 'mean' or 'sum'; got 'max'",
    ],
    [
      'options that are none',
      () => call('crossEntropy', pair, labels, 'sum'),
      'crossEntropy: options must be an object; expected one with reduction',
    ],
    ['a negative beta', () => call('smoothL1Loss', pair, pair, { beta: -1 }), 'smoothL1Loss: beta must be a number of at least 0; got -1'],
    ['a delta of 0', () => call('huberLoss', pair, pair, { delta: 0 }), 'huberLoss: delta must be a number above 0; got 0'],
    [
      'fewer labels',
      () => call('crossEntropy', pair, zeros([1], 'int32')),
      'crossEntropy: there must be a label for each place; expected ints[2] for logits float32[2,3], got int32[1]',
    ],
    ['float labels', () => call('nllLoss', pair, ones([2])), 'nllLoss: labels must be integer; got float32[2]; cast it first'],
    [
      'no classes',
      () => call('crossEntropy', ones([]), labels),
      'crossEntropy: logits must have an axis of classes; expected [n,classes,…] or [classes]',
    ],
    [
      'fewer weights',
      () => call('crossEntropy', pair, labels, { weight: ones([2]) }),
      'crossEntropy: there must be a weight for each class; expected float[3], got float32[2]',
    ],
    [
      'too much smoothing',
      () => call('crossEntropy', pair, labels, { labelSmoothing: 1.5 }),
      'crossEntropy: labelSmoothing must be from 0 to 1; got 1.5',
    ],
    [
      'half a label to ignore',
      () => call('nllLoss', pair, labels, { ignoreIndex: 0.5 }),
      'nllLoss: ignoreIndex must be an integer; got 0.5',
    ],
    [
      'a weight that does not stretch',
      () => call('binaryCrossEntropy', pair, pair, { weight: ones([2]) }),
      'binaryCrossEntropy: weight must stretch to the shape; expected [2,3], got float32[2]',
    ],
    [
      'a variance that does not fit',
      () => call('gaussianNllLoss', pair, pair, ones([3])),
      "gaussianNllLoss: the variance must be of the input's shape, or have 1 as its last size or none; expected float32[2,3], got float32[3]",
    ],
    [
      'a batch mean without a batch',
      () => call('klDiv', ones([]), ones([]), { reduction: 'batchMean' }),
      'klDiv: batchMean needs a batch axis',
    ],
    ['an option of yes and no', () => call('poissonNllLoss', pair, pair, { full: 1 }), 'poissonNllLoss: full must be true or false; got 1'],
    ['a third power', () => call('multiMarginLoss', pair, labels, { p: 3 }), 'multiMarginLoss: p must be 1 or 2; got 3'],
    [
      'no margin',
      () => call('tripletMarginLoss', pair, pair, pair, { margin: 0 }),
      'tripletMarginLoss: margin must be a number above 0; got 0',
    ],
    [
      'a distance that is none',
      () => call('tripletMarginWithDistanceLoss', pair, pair, pair, { distance: () => 1 }),
      'tripletMarginWithDistanceLoss: the distance must be a tensor; got 1',
    ],
    [
      'a target for each element',
      () => call('cosineEmbeddingLoss', pair, pair, pair),
      'cosineEmbeddingLoss: there must be a target for each pair; expected floats[2], got float32[2,3]',
    ],
    [
      'targets for another batch',
      () => call('ctcLoss', ones([4, 2, 3]), zeros([3, 2], 'int32'), labels, labels),
      'ctcLoss: targets must be padded to one length, or one behind the other; expected ints[2,length] or ints[total], got int32[3,2]',
    ],
    [
      'lengths of several for one sequence',
      () => call('ctcLoss', ones([4, 3]), zeros([2], 'int32'), labels, labels),
      'ctcLoss: the input length of one sequence must be ints[]; got int32[2]',
    ],
    [
      'a blank that is no class',
      () => call('ctcLoss', ones([4, 2, 3]), zeros([2, 1], 'int32'), labels, labels, { blank: 3 }),
      'ctcLoss: the blank must be one of the 3 classes; got 3',
    ],
    [
      'an axis that is none',
      () => call('cosineSimilarity', pair, pair, 2),
      'cosineSimilarity: axis must be an integer from -2 to 1; got 2',
    ],
    ['no logits', () => call('accuracy', ones([2]), labels), 'accuracy: there must be a label for each row'],
  ])('%s', (_what, body, message) => expect(body).toThrow(message))
})
