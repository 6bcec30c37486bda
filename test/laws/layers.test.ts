// The table of layers: each obeys the laws of layers, and what else it says of itself. A new layer is a new row.
// Shapes are few, for every new one is compiled.

import fc from 'fast-check'
import { ones } from 'tenet'
import * as laws from 'tenet/laws'
import * as nn from 'tenet/nn'
import { describe, expect, test } from 'vitest'
import { activation } from './layers/activation.js'
import { convolution } from './layers/convolution.js'
import { embedding } from './layers/embedding.js'
import { normalization } from './layers/normalization.js'
import { pooling } from './layers/pooling.js'
import { regularization } from './layers/regularization.js'
import { every, none, type Rows, sameShape } from './layers/row.js'
import { shape } from './layers/shape.js'

const anyExample = fc.constantFrom([3], [2, 3])
const sequence = fc.constantFrom([3, 2], [2, 3])

/** A layer as a user writes it. */
const scaledLinear = (features: number) =>
  nn.layer({
    params: (key, [fanIn]) => ({ weight: nn.init.kaimingUniform(key, [features, fanIn]), scale: ones([features]) }),
    apply: ({ weight, scale }, x) => x.matmul(weight.transpose()).mul(scale),
  })

const table: Rows = {
  ...activation,
  ...convolution,
  ...embedding,
  ...normalization,
  ...pooling,
  ...regularization,
  ...shape,
  linear: [
    nn.linear(4),
    {
      input: anyExample,
      parameters: input => ({ weight: [4, input.at(-1) ?? 0], bias: [4] }),
      output: input => [...input.slice(0, -1), 4],
      optional: [laws.affine, ...every],
    },
  ],
  'linear without bias': [
    nn.linear(4, { bias: false }),
    { input: anyExample, parameters: input => ({ weight: [4, input.at(-1) ?? 0] }), optional: [laws.linear] },
  ],
  sequential: [
    nn.sequential(nn.conv2d(3, 2), nn.tanh, nn.flatten, ['out', nn.linear(2)]),
    {
      input: fc.constant([1, 3, 3]),
      output: () => [2],
      parameters: () => ({ '0.weight': [3, 1, 2, 2], '0.bias': [3], 'out.weight': [2, 12], 'out.bias': [2] }),
    },
  ],
  parallel: [
    nn.parallel('concat', nn.linear(2), ['wide', nn.sequential(nn.linear(3), nn.tanh)], nn.identity),
    {
      input: fc.constant([2]),
      output: () => [7],
      parameters: () => ({ '0.weight': [2, 2], '0.bias': [2], 'wide.0.weight': [3, 2], 'wide.0.bias': [3] }),
    },
  ],
  'parallel, added up': [nn.parallel('sum', nn.linear(2), nn.tanh), { input: fc.constant([2]), output: sameShape }],
  record: [
    nn.record({ value: nn.linear(2), gate: nn.linear(2, { bias: false }) }, ({ value, gate }, x) => value(x).mul(gate(x).tanh())),
    {
      input: fc.constant([2]),
      output: () => [2],
      parameters: () => ({ 'value.weight': [2, 2], 'value.bias': [2], 'gate.weight': [2, 2] }),
    },
  ],
  repeat: [
    nn.repeat(2, nn.sequential(nn.linear(2), nn.tanh)),
    {
      input: fc.constant([2]),
      output: sameShape,
      parameters: () => ({ '0.0.weight': [2, 2], '0.0.bias': [2], '1.0.weight': [2, 2], '1.0.bias': [2] }),
    },
  ],
  lift: [nn.lift(x => x.mul(2).flip(-1)), { input: anyExample, output: sameShape, parameters: none, optional: [laws.linear] }],
  residual: [
    nn.residual(nn.sequential(nn.linear(3), nn.tanh)),
    { input: fc.constant([3]), output: sameShape, parameters: () => ({ 'main.0.weight': [3, 3], 'main.0.bias': [3] }) },
  ],
  rnn: [
    nn.rnn(3, { output: 'last' }),
    {
      input: sequence,
      output: () => [3],
      parameters: ([, features = 0]) => ({ weight_ih_l0: [3, features], weight_hh_l0: [3, 3], bias_ih_l0: [3], bias_hh_l0: [3] }),
      optional: every,
    },
  ],
  lstm: [nn.lstm(3, { bidirectional: true, projSize: 2 }), { input: sequence, output: ([time = 0]) => [time, 4], optional: every }],
  gru: [nn.gru(2, { numLayers: 2, dropout: 0.5 }), { input: sequence, output: ([time = 0]) => [time, 2], optional: every }],
  multiHeadAttention: [
    nn.multiHeadAttention(2, { dropout: 0.3 }),
    {
      input: fc.constantFrom([3, 2], [2, 4]),
      output: sameShape,
      parameters: ([, features = 0]) => ({
        in_proj_weight: [3 * features, features],
        in_proj_bias: [3 * features],
        'out_proj.weight': [features, features],
        'out_proj.bias': [features],
      }),
      optional: every,
    },
  ],
  'multiHeadAttention with keys of its own': [
    nn.multiHeadAttention(1, { addBiasKv: true, addZeroAttn: true }),
    {
      input: fc.constant([2, 3]),
      output: sameShape,
      parameters: () => ({
        in_proj_weight: [9, 3],
        in_proj_bias: [9],
        bias_k: [1, 1, 3],
        bias_v: [1, 1, 3],
        'out_proj.weight': [3, 3],
        'out_proj.bias': [3],
      }),
    },
  ],
  transformerEncoderLayer: [
    nn.transformerEncoderLayer(1, { dimFeedforward: 3, activation: 'gelu', normFirst: true }),
    { input: fc.constantFrom([3, 2], [2, 3]), output: sameShape, optional: every },
  ],
  transformerEncoder: [
    nn.transformerEncoder(nn.transformerEncoderLayer(1, { dimFeedforward: 2, activation: 'gelu' }), 2, { norm: true }),
    { input: fc.constantFrom([2, 3]), output: sameShape, optional: every },
  ],
  learnedPositions: [
    nn.learnedPositions(3),
    {
      input: sequence,
      output: sameShape,
      parameters: ([, features = 0]) => ({ weight: [3, features] }),
      optional: [laws.affine, ...every],
    },
  ],
  sinusoidalPositions: [
    nn.sinusoidalPositions,
    { input: fc.constantFrom([3, 2], [2, 4]), output: sameShape, parameters: none, optional: [laws.affine, ...every] },
  ],
  'layer of a user': [
    scaledLinear(4),
    {
      input: laws.shape({ rank: 1, max: 3 }),
      parameters: ([size = 0]) => ({ weight: [4, size], scale: [4] }),
      optional: [laws.linear, ...every],
    },
  ],
  model: [nn.model([3], ['fc1', nn.linear(4)], nn.relu, ['fc2', nn.linear(2)]), { input: fc.constant([3]), output: () => [2] }],
}

/** What `nn` exports beside layers. */
const others = new Set([
  'accuracy',
  'adaptiveMaxPoolWithIndices',
  'adaptiveLogSoftmaxWithLoss',
  'bilinear',
  'countParameters',
  'foldBatchNorm',
  'fractionalMaxPoolWithIndices',
  'freeze',
  'gruCell',
  'init',
  'initializeParameters',
  'isStatistic',
  'listParameters',
  'lstmCell',
  'maxPoolWithIndices',
  'maxUnpool',
  'replaceParameters',
  'rnnCell',
  'rotary',
  'scaledDotProductAttention',
  'sinusoidalEncoding',
  'spectralNorm', // its gradient is that of PyTorch, which is not that of the power iteration: compared in test/nn
  'summary',
  'transformer',
  'transformerDecoder',
  'transformerDecoderLayer',
])
const losses = /Loss$|rossEntropy|^(klDiv|cosineSimilarity|pairwiseDistance|normalize)$/

test('every layer has a row', () => {
  const rows = Object.keys(table).map(name => name.split(' ')[0])
  expect(Object.keys(nn).filter(name => !others.has(name) && !losses.test(name) && !rows.includes(name))).toEqual([])
})

for (const [name, [layer, options]] of Object.entries(table)) describe(name, () => laws.layer(layer, options))
