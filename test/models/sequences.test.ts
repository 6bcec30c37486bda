// Classifier and tagger: what padding changes (nothing), dropout, learning, and what does not fit; and what vit says.

import { jit, optim, random, type Tensor, tensor, valueAndGrad, zeros } from 'tenet'
import * as models from 'tenet/models'
import * as nn from 'tenet/nn'
import { describe, expect, test } from 'vitest'

const key = random.key(0)
const options = { vocabulary: 6, features: 4, hiddenSize: 8, classes: 3 } as const

test.each(['rnn', 'lstm', 'gru'] as const)('%s: a text in a padded batch is what it is alone', cell => {
  const classifier = models.textClassifier({ ...options, cell, numLayers: 2 })
  const params = classifier.init(key)
  const padded = tensor([[1, 2, 3, 0, 0]], 'int32')
  const alone = classifier.apply(params, tensor([[1, 2, 3]], 'int32'))
  expect(classifier.apply(params, padded, tensor([3], 'int32')).toArray()).toEqual(alone.toArray())
  const tags = models.tagger({ ...options, cell, numLayers: 2 })
  const whole = tags.apply(params, padded, tensor([3], 'int32'))
  expect(whole.slice([], [0, 3]).toArray()).toEqual(tags.apply(params, tensor([[1, 2, 3]], 'int32')).toArray())
  expect(whole.slice(0, 4).toArray()).toEqual(params.head.bias.toArray())
})

test('dropout is decided by the key', () => {
  const classifier = models.textClassifier({ ...options, dropout: 0.5 })
  const params = classifier.init(key)
  const tokens = random.randint(key, [2, 5], 0, 6)
  const at = (k: number) => classifier.train(params, tokens, random.key(k))[0].toArray()
  expect(at(1)).toEqual(at(1))
  expect(at(1)).not.toEqual(at(2))
  expect(classifier.apply(params, tokens).toArray()).toEqual(models.textClassifier(options).apply(params, tokens).toArray())
})

test('the tagger learns to say what stood two steps before, which needs its memory', () => {
  const model = models.tagger({ vocabulary: 4, features: 8, hiddenSize: 16, classes: 5, cell: 'gru', bidirectional: false })
  const optimizer = optim.adam({ learningRate: 2e-2 })
  let params = model.init(key)
  let state = optimizer.init(params)
  const drawn = (k: random.Key) => {
    const tokens = random.randint(k, [32, 9], 0, 4)
    // 4 for nothing.
    const nothing = zeros([32, 2], 'int32').add(4)
    return [tokens, joined(nothing, tokens.slice([], [0, 7]))] as const
  }
  const step = jit((p: typeof params, s: typeof state, k: random.Key) => {
    const [tokens, tags] = drawn(k)
    const loss = (q: typeof params) => nn.crossEntropy(model.apply(q, tokens).reshape([288, 5]), tags.reshape([288]))
    const [value, gradients] = valueAndGrad(loss)(p)
    const [updates, next] = optimizer.update(gradients, s, p)
    return [optim.applyUpdates(p, updates), next, value] as const
  })
  for (let i = 0; i < 150; i++) {
    const [moved, next] = step(params, state, random.key(i))
    params = moved
    state = next
  }
  const [tokens, tags] = drawn(random.key(1000))
  expect(nn.accuracy(model.apply(params, tokens).reshape([288, 5]), tags.reshape([288])).item()).toBeGreaterThan(0.99)
})

const joined = (a: Tensor<[32, 2], 'int32'>, b: Tensor): Tensor<[32, 9], 'int32'> =>
  a
    .pad([
      [0, 0],
      [0, 7],
    ])
    .add(
      b.pad([
        [0, 0],
        [2, 0],
      ]) as never,
    ) as Tensor as Tensor<[32, 9], 'int32'>

describe('what is said to', () => {
  const model = models.textClassifier(options)
  const params = model.init(key)
  const image = { imageSize: 8, patchSize: 4, numLayers: 1, numHeads: 1, hiddenDim: 2, mlpDim: 2, classes: 2 } as const
  const vit = models.vit(image)
  test.each<[string, () => unknown, string]>([
    [
      'another cell',
      () => models.tagger({ ...options, cell: 'elman' as never }),
      "tagger: cell must be one of rnn, lstm, gru; got 'elman'",
    ],
    ['no classes', () => models.textClassifier({ ...options, classes: 0 }), 'textClassifier: classes must be a positive integer; got 0'],
    ['a misspelt option', () => models.textClassifier({ ...options, layers: 2 } as never), "textClassifier: there is no option 'layers'"],
    [
      'fewer lengths',
      () => model.apply(params, zeros([2, 3], 'int32'), zeros([1], 'int32')),
      'there must be a length for each sequence; expected ints[2], got int32[1]',
    ],
    [
      'an embedding of others',
      () => models.textClassifier({ ...options, vocabulary: 7 }).apply(params as never, zeros([2, 3], 'int32')),
      'textClassifier: parameters must hold embedding.weight [7,4], rnn and head',
    ],
    [
      'one text',
      () => model.apply(params, zeros([3], 'int32') as never),
      'textClassifier: tokens must be [batch,time], of at least one step; got int32[3]',
    ],
    ['patches that do not divide', () => models.vit({ ...image, patchSize: 3 }), 'vit: patches must divide the image; got 3 for 8'],
    [
      'a larger image',
      () => vit.apply(vit.init(key), zeros([1, 3, 16, 16]) as never),
      'vit: input must be a batch of images [3,8,8]; got float32[1,3,16,16]',
    ],
    [
      'a layer fewer',
      () => models.vit({ ...image, numLayers: 2 }).apply(vit.init(key) as never, zeros([1, 3, 8, 8])),
      'vit: parameters must hold encoder.layers.encoder_layer_1',
    ],
    [
      'other examples',
      () => (vit.init as (k: random.Key, s: number[]) => unknown)(key, [3, 4, 4]),
      'vit: examples must be [3,8,8]; got [3,4,4]',
    ],
  ])('%s', (_what, body, message) => expect(body).toThrow(message))
})
