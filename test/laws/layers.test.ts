// The table of layers: each obeys the laws of layers, and what else it says of itself. A new layer is a new row.

import * as nn from 'tenet/nn'
import * as laws from 'tenet/laws'
import { describe } from 'vitest'

describe('linear', () =>
  laws.layer(nn.linear(4), {
    input: laws.shape({ rank: [1, 2], max: 5 }),
    parameters: input => ({ weight: [4, input.at(-1) ?? 0], bias: [4] }),
    output: input => [...input.slice(0, -1), 4],
    optional: [laws.affine, laws.batchPermutationEquivariant],
  }))
