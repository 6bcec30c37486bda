// What the README says of sequences, as it says it.

import { random, tensor } from 'tenet'
import * as nn from 'tenet/nn'
import { expect, test } from 'vitest'

const key = random.key(0)
const x = random.normal(key, [3, 5, 16])

test("the rows of the README's table on sequences", () => {
  const lstm = nn.lstm(8, { numLayers: 2, bidirectional: true })
  const params = lstm.init(key, [5, 16])
  const [, state] = lstm.run(params, x)
  expect(lstm.run(params, x, { state })[0].shape).toEqual([3, 5, 16])
  const lengths = tensor([5, 1, 3], 'int32')
  expect(lstm.run(params, x, { lengths })[0].slice(1, [1]).abs().max().item()).toBe(0)

  const attention = nn.multiHeadAttention(8)
  const own = attention.init(key, [5, 16])
  const m = random.bernoulli(key, [5, 5], 0.3)
  expect(attention.attend(own, x, x, x, { attnMask: m })[0].shape).toEqual([3, 5, 16])
  expect(attention.step(own, x, attention.emptyCache(3, 5, 16))[0].shape).toEqual([3, 5, 16])

  const layer = nn.transformerEncoderLayer(8, { dimFeedforward: 32 })
  const encoder = nn.transformerEncoder(layer, 6)
  expect(encoder.encode(encoder.init(key, [5, 16]), x, { isCausal: true }).shape).toEqual([3, 5, 16])
})
