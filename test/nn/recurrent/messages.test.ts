// What recurrent layers and cells say to wrong shapes, dtypes, states, lengths and options.

import { ones, random, type Tensor, tensor } from 'tenet'
import * as nn from 'tenet/nn'
import { describe, expect, test } from 'vitest'

const key = random.key(0)
const gru = nn.gru(4)
const params = gru.init(key, [5, 3])
const lstm = nn.lstm(4, { numLayers: 2 })
const x = ones([2, 5, 3])

const run = (input: unknown, options?: unknown) => () => gru.run(params, input as typeof x, options as never)

describe('run on', () => {
  test.each<[string, () => unknown, string]>([
    ['other features', run(ones([2, 5, 7])), 'gru: input must be [batch,time,features]; expected float32[n,n,3], got float32[2,5,7]'],
    ['one sequence', run(ones([5, 3])), 'gru: input must be [batch,time,features]; expected float32[n,n,3], got float32[5,3]'],
    [
      'other features, time first',
      run(ones([2, 5, 7]), { batchFirst: false }),
      'gru: input must be [time,batch,features]; expected float32[n,n,3], got float32[2,5,7]',
    ],
    ['no steps', run(ones([2, 0, 3])), 'gru: a sequence must have at least one step; got float32[2,0,3]'],
    ['integers', run(ones([2, 5, 3], 'int32')), "gru: the input must be of the parameters' dtype; expected float32, got int32[2,5,3]"],
    ['nothing', run(null), 'gru: the input must be a tensor; got null'],
    [
      'a state of another batch',
      run(x, { state: ones([1, 3, 4]) }),
      'gru: the hidden state must be [numLayers · directions, batch, size]; expected float32[1,2,4], got float32[1,3,4]',
    ],
    [
      'a state of another dtype',
      run(x, { state: ones([1, 2, 4], 'float64') }),
      'gru: the hidden state must be [numLayers · directions, batch, size]; expected float32[1,2,4], got float64[1,2,4]',
    ],
    [
      "an lstm's state",
      run(x, { state: { hidden: ones([1, 2, 4]), cell: ones([1, 2, 4]) } }),
      'gru: the state must be a tensor; got object',
    ],
    [
      "a gru's state",
      () => lstm.run(lstm.init(key, [5, 3]), x, { state: ones([2, 2, 4]) as never }),
      'lstm: the state must be { hidden, cell } of tensors; got no hidden',
    ],
    [
      'half a state',
      () => lstm.run(lstm.init(key, [5, 3]), x, { state: { hidden: ones([2, 2, 4]) } as never }),
      'lstm: the state must be { hidden, cell } of tensors; got no cell',
    ],
    ['numbers for lengths', run(x, { lengths: [1, 2] }), 'gru: lengths must be a tensor; got object'],
    ['float lengths', run(x, { lengths: tensor([1, 2]) }), 'gru: lengths must be integers; got float32[2]; cast it first'],
    [
      'fewer lengths',
      run(x, { lengths: tensor([1], 'int32') }),
      'gru: there must be a length for each sequence; expected ints[2], got int32[1]',
    ],
    ['a misspelt option', run(x, { length: 3 }), "gru.run: there is no option 'length'; expected state, lengths, batchFirst, dropoutKey"],
    [
      'parameters of another kind',
      () => nn.gru(4, { bidirectional: true }).apply(params as never, x),
      'gru: parameters must hold the tensors',
    ],
  ])('%s', (_what, body, message) => expect(body).toThrow(message))
})

describe('written with', () => {
  test.each<[string, () => unknown, string]>([
    ['no hidden units', () => nn.gru(0), 'gru: hiddenSize must be a positive integer; got 0'],
    ['half a layer', () => nn.lstm(4, { numLayers: 0.5 }), 'lstm: numLayers must be a positive integer; got 0.5'],
    ['a negative projection', () => nn.lstm(4, { projSize: -1 }), 'lstm: projSize must be an integer of at least 0; got -1'],
    ['a large projection', () => nn.lstm(4, { projSize: 4 }), 'lstm: projSize must be less than hiddenSize; got 4 for hiddenSize 4'],
    ['more than all dropped', () => nn.rnn(4, { dropout: 1.5 }), 'rnn: dropout must be a number from 0 to 1; got 1.5'],
    ['NaN dropped', () => nn.rnn(4, { dropout: Number.NaN }), 'rnn: dropout must be a number from 0 to 1; got NaN'],
    [
      'a misspelt option',
      () => nn.gru(4, { layers: 2 } as never),
      "gru: there is no option 'layers'; expected numLayers, bidirectional, bias, dropout, output",
    ],
    ["another kind's option", () => nn.gru(4, { projSize: 2 } as never), "gru: there is no option 'projSize'"],
    ['another function', () => nn.rnn(4, { nonlinearity: 'gelu' as never }), `rnn: nonlinearity must be one of tanh, relu; got 'gelu'`],
    ['another output', () => nn.rnn(4, { output: 'first' as never }), `rnn: output must be one of sequence, last; got 'first'`],
    ['a cell of no size', () => nn.lstmCell(-2 as number), 'lstmCell: hiddenSize must be a positive integer; got -2'],
    ['a misspelt option of a cell', () => nn.gruCell(2, { biases: false } as never), "gruCell: there is no option 'biases'; expected bias"],
  ])('%s', (_what, body, message) => expect(body).toThrow(message))
})

describe('made for', () => {
  test.each<[string, () => unknown, string]>([
    ['features alone', () => gru.init(key, [3] as never), 'gru: input must be [time,features]; got [3]'],
    ['images', () => gru.init(key, [1, 28, 28] as never), 'gru: input must be [time,features]; got [1,28,28]'],
    ['a sequence, as a cell', () => nn.gruCell(2).init(key, [5, 3] as never), 'gruCell: input must be [features]; got [5,3]'],
  ])('%s', (_what, body, message) => expect(body).toThrow(message))
})

describe('a cell on', () => {
  const cell = nn.lstmCell(2)
  const own = cell.init(key, [3])
  test.each<[string, () => unknown, string]>([
    [
      'other features',
      () => cell.step(own, ones([2, 4]) as never),
      'lstmCell: input must be [batch,features]; expected float32[n,3], got float32[2,4]',
    ],
    [
      'half a state',
      () => cell.step(own, ones([2, 3]), { hidden: ones([2, 2]) } as never),
      'lstmCell: the state must be { hidden, cell } of tensors',
    ],
    [
      'a state of another batch',
      () => cell.step(own, ones([2, 3]), { hidden: ones([1, 2]), cell: ones([1, 2]) } as never),
      'lstmCell: the hidden state must be float32[2,2]; got float32[1,2]',
    ],
  ])('%s', (_what, body, message) => expect(body).toThrow(message))
})

test('what is not a number goes through, and stays in its sequence', () => {
  const poisoned = tensor([
    [[1], [Number.NaN], [1]],
    [[1], [2], [1]],
  ]) as Tensor<[2, 3, 1], 'float32'>
  const net = nn.rnn(2)
  const y = net.apply(net.init(key, [3, 1]), poisoned)
  expect(y.slice(0).isNaN().toArray()).toEqual([
    [false, false],
    [true, true],
    [true, true],
  ])
  expect(y.slice(1).isFinite().all().item()).toBe(true)
})
