// Layers that draw numbers in training.

import fc from 'fast-check'
import * as laws from 'tenet/laws'
import * as nn from 'tenet/nn'
import { few, none, type Rows, sameShape } from './row.js'

const row = { ...few, output: sameShape, parameters: none, optional: [laws.linear] }
const vector = fc.constant([3])

export const regularization: Rows = {
  dropout: [nn.dropout(0.5), { ...row, input: fc.constantFrom([3], [2, 3]) }],
  dropout1d: [nn.dropout1d(0.5), { ...row, input: fc.constant([2, 3]) }],
  dropout2d: [nn.dropout2d(0.5), { ...row, input: fc.constant([2, 1, 2]) }],
  dropout3d: [nn.dropout3d(0.5), { ...row, input: fc.constant([2, 1, 2, 1]) }],
  alphaDropout: [nn.alphaDropout(0.5), { ...row, input: vector }],
  featureAlphaDropout: [nn.featureAlphaDropout(0.5), { ...row, input: fc.constant([2, 3]) }],
  stochasticDepth: [nn.stochasticDepth(0.5), { ...row, input: vector }],
}
