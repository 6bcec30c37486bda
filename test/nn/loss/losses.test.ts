// Every loss against PyTorch's, values and gradients, with all of its options and reductions.

import { readFileSync } from 'node:fs'
import { cdist, grad, jit, logSoftmax, pdist, type Tensor, tensor } from 'tenet'
import * as nn from 'tenet/nn'
import { describe, expect, test } from 'vitest'
import { type Dims, sizeOf } from '../../../src/support/shape.js'

interface Golden {
  readonly inputs: readonly (readonly [kind: string, shape: Dims, salt: number])[]
  readonly shape: Dims
  readonly value: readonly number[]
  readonly gradients: readonly (readonly number[])[]
}
const { cases: golden }: { readonly cases: Readonly<Record<string, Golden>> } = JSON.parse(
  readFileSync(new URL('../../golden/losses/losses.json', import.meta.url), 'utf8'),
)

// ---- what make.py states ----

const hashes = (size: number, salt: number): number[] =>
  Array.from({ length: size }, (_, i) => (((40503 * i + 12345 * salt) % 65536) - 32768) / 32768)

const hashed = (shape: Dims, salt: number): Tensor => tensor(Float64Array.from(hashes(sizeOf(shape), salt)), shape, 'float64')

function input([kind, shape, salt]: Golden['inputs'][number]): Tensor {
  const h = hashed(shape, salt) as Tensor<[number], 'float64'>
  const positive = h.add(1.25)
  switch (kind) {
    case 'scores':
      return h.mul(4)
    case 'unit':
      return h.add(1).div(2)
    case 'positive':
      return positive
    case 'counts':
      return h.add(1).mul(4).floor()
    case 'signs':
      return h.greaterEqual(0).cast('float64').mul(2).sub(1)
    case 'distribution':
      return positive.div(positive.sum(Math.min(1, shape.length - 1), { keepDims: true }))
    default:
      return h
        .add(1)
        .div(2)
        .mul(Number(kind.slice('labels'.length)))
        .floor()
        .cast('int32')
  }
}

// ---- the same calls ----

/** Losses take tensors of known shapes; here they come from a file. */
type Loss = (inputs: readonly Tensor[], options: Readonly<Record<string, unknown>>) => Tensor
type Untyped = (...args: readonly unknown[]) => Tensor

const functions: Readonly<Record<string, unknown>> = nn

const call = (name: keyof typeof nn, own: Readonly<Record<string, unknown>> = {}, options: readonly string[] = []): Loss => {
  const loss = functions[name] as Untyped
  // Inputs behind those of the loss are options.
  return (inputs, given) => {
    const count = inputs.length - options.length
    const tensors = Object.fromEntries(options.map((option, i) => [option, inputs[count + i]]))
    return loss(...inputs.slice(0, count), { ...own, ...tensors, ...given })
  }
}

const lengths: readonly Tensor[] = [tensor([6, 4, 5], 'int32'), tensor([3, 2, 0], 'int32')]
const ctc =
  (own: Readonly<Record<string, unknown>>, targets: (y: Tensor) => Tensor, counts = lengths): Loss =>
  ([x, y], given) =>
    (nn.ctcLoss as unknown as Untyped)(logSoftmax(x as Tensor<[1, 1, 1], 'float64'>), targets(y as Tensor), ...counts, { ...own, ...given })
const ints = (y: Tensor): Tensor<[number, number], 'int32'> => y as Tensor<[number, number], 'int32'>

const reduced: Readonly<Record<string, Loss>> = {
  mseLoss: call('mseLoss'),
  'mseLoss weight': call('mseLoss', {}, ['weight']),
  l1Loss: call('l1Loss'),
  'l1Loss weight': call('l1Loss', {}, ['weight']),
  smoothL1Loss: call('smoothL1Loss'),
  'smoothL1Loss beta 2.5': call('smoothL1Loss', { beta: 2.5 }),
  'smoothL1Loss beta 0': call('smoothL1Loss', { beta: 0 }),
  huberLoss: call('huberLoss'),
  'huberLoss delta 2.5': call('huberLoss', { delta: 2.5 }),
  'huberLoss weight': call('huberLoss', {}, ['weight']),
  crossEntropy: call('crossEntropy'),
  'crossEntropy one example': call('crossEntropy'),
  'crossEntropy images': call('crossEntropy'),
  'crossEntropy weight': call('crossEntropy', {}, ['weight']),
  'crossEntropy ignoring 1': call('crossEntropy', { ignoreIndex: 1 }),
  'crossEntropy smoothing': call('crossEntropy', { labelSmoothing: 0.1 }),
  'crossEntropy everything': call('crossEntropy', { ignoreIndex: 2, labelSmoothing: 0.3 }, ['weight']),
  'crossEntropy probabilities': call('crossEntropy'),
  'crossEntropy probabilities of one': call('crossEntropy'),
  'crossEntropy probabilities, everything': call('crossEntropy', { labelSmoothing: 0.2 }, ['weight']),
  nllLoss: call('nllLoss'),
  'nllLoss everything': call('nllLoss', { ignoreIndex: 0 }, ['weight']),
  binaryCrossEntropy: call('binaryCrossEntropy'),
  'binaryCrossEntropy weight': call('binaryCrossEntropy', {}, ['weight']),
  binaryCrossEntropyWithLogits: call('binaryCrossEntropyWithLogits'),
  'binaryCrossEntropyWithLogits everything': call('binaryCrossEntropyWithLogits', {}, ['weight', 'posWeight']),
  klDiv: call('klDiv'),
  'klDiv log target': call('klDiv', { logTarget: true }),
  poissonNllLoss: call('poissonNllLoss'),
  'poissonNllLoss full': call('poissonNllLoss', { full: true }),
  'poissonNllLoss of counts': call('poissonNllLoss', { logInput: false, eps: 0.1, full: true }),
  gaussianNllLoss: call('gaussianNllLoss'),
  'gaussianNllLoss a variance a row': call('gaussianNllLoss'),
  'gaussianNllLoss a variance a row, without its axis': call('gaussianNllLoss'),
  'gaussianNllLoss everything': call('gaussianNllLoss', { full: true, eps: 0.5 }),
  hingeEmbeddingLoss: call('hingeEmbeddingLoss'),
  'hingeEmbeddingLoss margin': call('hingeEmbeddingLoss', { margin: 2.5 }),
  softMarginLoss: call('softMarginLoss'),
  marginRankingLoss: call('marginRankingLoss'),
  'marginRankingLoss margin': call('marginRankingLoss', { margin: 1.5 }),
  multiMarginLoss: call('multiMarginLoss'),
  'multiMarginLoss everything': call('multiMarginLoss', { p: 2, margin: 0.5 }, ['weight']),
  multilabelMarginLoss: ([x, y], given) =>
    (nn.multilabelMarginLoss as unknown as Untyped)(
      x,
      ints(y as Tensor)
        .remainder(6)
        .sub(1),
      given,
    ),
  multilabelSoftMarginLoss: call('multilabelSoftMarginLoss'),
  'multilabelSoftMarginLoss weight': call('multilabelSoftMarginLoss', {}, ['weight']),
  cosineEmbeddingLoss: call('cosineEmbeddingLoss'),
  'cosineEmbeddingLoss margin': call('cosineEmbeddingLoss', { margin: 0.3 }),
  tripletMarginLoss: call('tripletMarginLoss'),
  'tripletMarginLoss everything': call('tripletMarginLoss', { margin: 2.5, p: 1, eps: 0.1, swap: true }),
  'tripletMarginLoss cubic': call('tripletMarginLoss', { p: 3 }),
  tripletMarginWithDistanceLoss: call('tripletMarginWithDistanceLoss'),
  'tripletMarginWithDistanceLoss everything': call('tripletMarginWithDistanceLoss', {
    distance: (x: Tensor<[5, 3], 'float64'>, y: Tensor<[5, 3], 'float64'>) => x.sub(y).abs().max(-1),
    margin: 0.5,
    swap: true,
  }),
  ctcLoss: ctc({}, y => ints(y).add(1)),
  'ctcLoss last blank': ctc({ blank: 3 }, y => y),
  'ctcLoss one behind the other': ctc({}, y => ints(y).add(1), [tensor([6, 4, 5], 'int32'), tensor([3, 2, 0], 'int32')]),
  'ctcLoss one behind the other, too long': ctc({ zeroInfinity: true }, y => ints(y).add(1), [
    tensor([3, 2], 'int32'),
    tensor([1, 4], 'int32'),
  ]),
  'ctcLoss one sequence': ctc({}, y => ints(y).add(1), [tensor(6, 'int32'), tensor(3, 'int32')]),
  linearCrossEntropy: call('linearCrossEntropy', { chunkSize: 2 }),
  'linearCrossEntropy one example': call('linearCrossEntropy'),
  'linearCrossEntropy everything': call('linearCrossEntropy', { ignoreIndex: 2, labelSmoothing: 0.3, chunkSize: 2 }, ['bias', 'weight']),
  'linearCrossEntropy images': call('linearCrossEntropy', { chunkSize: 3 }, ['bias', 'weight']),
  'linearCrossEntropy probabilities': call('linearCrossEntropy', { labelSmoothing: 0.2, chunkSize: 5 }, ['bias']),
  'ctcLoss impossible': ctc(
    { zeroInfinity: true },
    () =>
      tensor(
        [
          [1, 1, 2],
          [1, 2, 3],
        ],
        'int32',
      ),
    [tensor([3, 3], 'int32'), tensor([3, 3], 'int32')],
  ),
}

const adaptive =
  (of: 'output' | 'loss' | 'logProb', headBias = false) =>
  ([x, y, head, ...rest]: readonly Tensor[]): Tensor => {
    const layer = nn.adaptiveLogSoftmaxWithLoss(11, [3, 7], { divValue: 2, headBias })
    const [bias, ...tail] = headBias ? rest : [undefined, ...rest]
    const params = {
      head: { weight: head, ...(headBias ? { bias } : {}) },
      tail: [tail.slice(0, 2), tail.slice(2)].map(pair => pair.map(weight => ({ weight }))),
    }
    if (of === 'logProb') return layer.logProb(params as never, x as never)
    return layer.apply(params as never, x as never, y as never)[of]
  }

const others: Readonly<Record<string, (inputs: readonly Tensor[]) => Tensor>> = {
  'klDiv batchMean': ([x, t]) => (nn.klDiv as unknown as Untyped)(x, t, { reduction: 'batchMean' }),
  cosineSimilarity: ([a, b]) => (nn.cosineSimilarity as unknown as Untyped)(a, b),
  'cosineSimilarity axis 0, broadcast': ([a, b]) => (nn.cosineSimilarity as unknown as Untyped)(a, b, 0),
  pairwiseDistance: ([a, b]) => (nn.pairwiseDistance as unknown as Untyped)(a, b),
  'adaptiveLogSoftmaxWithLoss output': adaptive('output'),
  'adaptiveLogSoftmaxWithLoss loss, a bias': adaptive('loss', true),
  'adaptiveLogSoftmaxWithLoss logProb': adaptive('logProb'),
  normalize: ([x]) => nn.normalize(x as Tensor<[3, 4], 'float64'>),
  'normalize an axis': ([x]) => nn.normalize(x as Tensor<[3, 4, 2], 'float64'>, { p: 3, axis: -2, eps: 2 }),
  cdist: ([a, b]) => (cdist as unknown as Untyped)(a, b),
  'cdist of the sum': ([a, b]) => (cdist as unknown as Untyped)(a, b, { p: 1 }),
  pdist: ([x]) => pdist(x as Tensor<[4, 3], 'float64'>),
  'pdist of the largest': ([x]) => pdist((x as Tensor<[4, 3], 'float64'>).square(), { p: Number.POSITIVE_INFINITY }),
  'pairwiseDistance kept': ([a, b]) => (nn.pairwiseDistance as unknown as Untyped)(a, b, { p: 1, eps: 0.5, keepDims: true }),
}

const losses: Readonly<Record<string, (inputs: readonly Tensor[]) => Tensor>> = {
  ...Object.fromEntries(
    Object.entries(reduced).flatMap(([name, loss]) =>
      ['mean', 'sum', 'none'].map(
        reduction => [`${name} ${reduction}`, (inputs: readonly Tensor[]) => loss(inputs, { reduction })] as const,
      ),
    ),
  ),
  ...others,
}

test('every golden loss is compared', () => {
  expect(Object.keys(losses).sort()).toEqual(Object.keys(golden).sort())
})

/** A few dozen roundings of float64 in sums of numbers of size 1 to 50. */
const tolerance = 1e-13

function expectNear(actual: Tensor, expected: readonly number[]): void {
  const values = actual.dataSync()
  expect(values.length).toBe(expected.length)
  for (const [i, want] of expected.entries())
    expect(Math.abs(Number(values[i]) - want) / Math.max(1, Math.abs(want)), `element ${i}: ${values[i]} for ${want}`).toBeLessThan(
      tolerance,
    )
}

describe.each(Object.keys(losses))('%s', name => {
  const { inputs: specifications = [], shape = [], value = [], gradients = [] } = golden[name] ?? {}
  const loss = losses[name] as (inputs: readonly Tensor[]) => Tensor
  const inputs = specifications.map(input)

  test('gives what PyTorch gives', () => {
    const y = loss(inputs)
    expect(y.shape).toEqual(shape)
    expect(y.dtype).toBe('float64')
    expectNear(y, value)
  })

  test('has its gradients', () => {
    const [free, fixed] = [inputs.slice(0, gradients.length), inputs.slice(gradients.length)]
    const weighted = (xs: readonly Tensor[]): Tensor<[], 'float64'> => {
      const y = loss([...xs, ...fixed]) as Tensor<[number], 'float64'>
      return y.mul((hashed(y.shape, 7) as Tensor<[number], 'float64'>).add(1.5)).sum()
    }
    const found = jit(grad(weighted))(free) as readonly Tensor[]
    for (const [i, expected] of gradients.entries()) expectNear(found[i] as Tensor, expected)
  })
})
