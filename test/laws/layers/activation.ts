// Activations.

import fc from 'fast-check'
import * as laws from 'tenet/laws'
import * as nn from 'tenet/nn'
import { every, few, none, type Rows, sameShape } from './row.js'

const anyExample = fc.constantFrom([3], [2, 3])
const vector = fc.constant([3])
const plain = { ...few, input: vector, output: sameShape }
const { idempotent, linear, nearlyIdempotent, positivelyHomogeneous } = laws

export const activation: Rows = {
  identity: [nn.identity, { input: anyExample, output: sameShape, parameters: none, optional: [linear, idempotent] }],
  relu: [nn.relu, { input: anyExample, output: sameShape, optional: [positivelyHomogeneous, idempotent] }],
  relu6: [nn.relu6, { ...plain, optional: [idempotent] }],
  tanh: [nn.tanh, { input: anyExample, output: sameShape, optional: every }],
  sigmoid: [nn.sigmoid, plain],
  logSigmoid: [nn.logSigmoid, plain],
  silu: [nn.silu, plain],
  gelu: [nn.gelu, plain],
  geluTanh: [nn.geluTanh, plain],
  mish: [nn.mish, plain],
  selu: [nn.selu, plain],
  hardsigmoid: [nn.hardsigmoid, plain],
  hardswish: [nn.hardswish, plain],
  softsign: [nn.softsign, plain],
  tanhshrink: [nn.tanhshrink, plain],
  elu: [nn.elu(0.5), plain],
  celu: [nn.celu(0.5), plain],
  leakyRelu: [nn.leakyRelu(0.2), { ...plain, optional: [positivelyHomogeneous] }],
  hardtanh: [nn.hardtanh(), { ...plain, optional: [idempotent] }],
  hardshrink: [nn.hardshrink(), { ...plain, optional: [idempotent] }],
  softshrink: [nn.softshrink(), plain],
  threshold: [nn.threshold(0.1, -1), { ...plain, optional: [idempotent] }],
  softplus: [nn.softplus({ beta: 2 }), plain],
  softmax: [nn.softmax(), { input: anyExample, output: sameShape, parameters: none, optional: every }],
  logSoftmax: [nn.logSoftmax(), { ...plain, optional: [nearlyIdempotent] }],
  softmin: [nn.softmin(), plain],
  softmax2d: [nn.softmax2d, { ...few, input: fc.constant([2, 2, 1]), output: sameShape }],
  glu: [nn.glu(), { ...few, input: fc.constant([2, 4]), output: () => [2, 2], parameters: none }],
  prelu: [nn.prelu(), { ...few, input: anyExample, output: sameShape, parameters: () => ({ weight: [1] }) }],
  'prelu of channels': [
    nn.prelu({ numParameters: 2 }),
    { ...few, input: fc.constant([2, 3]), output: sameShape, parameters: () => ({ weight: [2] }) },
  ],
  rrelu: [nn.rrelu(), { ...plain, optional: [positivelyHomogeneous] }],
}
