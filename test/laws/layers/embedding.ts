// Embeddings.

import fc from 'fast-check'
import { ones } from 'tenet'
import * as nn from 'tenet/nn'
import { every, few, type Rows } from './row.js'

const indices = { dtype: 'int32', range: [0, 4] } as const

export const embedding: Rows = {
  embedding: [
    nn.embedding(5, 2),
    {
      ...indices,
      input: fc.constantFrom([3], [2, 2]),
      parameters: () => ({ weight: [5, 2] }),
      output: input => [...input, 2],
      optional: every,
    },
  ],
  embeddingFromPretrained: [
    nn.embeddingFromPretrained(ones([5, 2])),
    { ...few, ...indices, input: fc.constant([3]), output: () => [3, 2], untrained: /weight/ },
  ],
  embeddingBag: [nn.embeddingBag(5, 2), { ...few, ...indices, input: fc.constant([3]), output: () => [2] }],
}
