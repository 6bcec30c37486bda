// Recurrent layers as layers: what is wanted of a sequence, layouts, lengths, dropout between layers, how parameters begin, cells in loops.

import { jit, ones, random, scan, type Tensor, tensor, vmap, where, zeros } from 'tenet'
import * as nn from 'tenet/nn'
import { describe, expect, test } from 'vitest'

const key = random.key(3)
const x = random.normal(random.key(1), [2, 5, 3])

describe('what is wanted', () => {
  const options = { numLayers: 2, bidirectional: true } as const
  const params = nn.gru(4, options).init(key, [5, 3])
  const [outputs, state] = nn.gru(4, options).run(params, x)

  test('the whole sequence is what run gives', () => {
    expect(nn.gru(4, options).apply(params, x).toArray()).toEqual(outputs.toArray())
  })

  test('the last step is the last hidden states of the uppermost layer: forwards at the end, backwards at the beginning', () => {
    const last = nn.gru(4, { ...options, output: 'last' }).apply(params, x)
    expect(last.shape).toEqual([2, 8])
    for (const b of [0, 1]) {
      expect(last.slice(b).toArray()).toEqual([...state.slice(2, b).toArray(), ...state.slice(3, b).toArray()])
      expect(last.slice(b, [0, 4]).toArray()).toEqual(outputs.slice(b, -1, [0, 4]).toArray())
      expect(last.slice(b, [4]).toArray()).toEqual(outputs.slice(b, 0, [4]).toArray())
    }
  })

  test('time may come first', () => {
    const [turned, same] = nn.gru(4, options).run(params, x.swapAxes(0, 1), { batchFirst: false })
    expect(turned.swapAxes(0, 1).toArray()).toEqual(outputs.toArray())
    expect(same.toArray()).toEqual(state.toArray())
  })
})

describe('states and lengths', () => {
  const lstm = nn.lstm(4, { numLayers: 2, bidirectional: true })
  const params = lstm.init(key, [5, 3])
  const forward = nn.lstm(4, { numLayers: 2 })

  test('two halves of a sequence, the state handed over, are the whole', () => {
    const own = forward.init(key, [5, 3])
    const [whole, end] = forward.run(own, x)
    const [first, between] = forward.run(own, x.slice([], [0, 2]))
    const [second, last] = forward.run(own, x.slice([], [2]), { state: between })
    expect([...first.toArray(), ...second.toArray()].length).toBe(4)
    for (const b of [0, 1]) expect([...first.slice(b).toArray(), ...second.slice(b).toArray()]).toEqual(whole.slice(b).toArray())
    expect([last.hidden.toArray(), last.cell.toArray()]).toEqual([end.hidden.toArray(), end.cell.toArray()])
  })

  test('a sequence in a padded batch is what it is alone, to the bit, whatever the padding', () => {
    const within = tensor([0, 1].map(b => Array.from({ length: 5 }, (_, t) => [b === 1 || t < 3]))) as Tensor<[2, 5, 1], 'bool'>
    const mixed = where(within, x, 1e9)
    const [padded, state] = lstm.run(params, mixed, { lengths: tensor([3, 5], 'int32') })
    const [alone, aloneState] = lstm.run(params, x.slice([0, 1], [0, 3]))
    expect(padded.slice(0, [0, 3]).toArray()).toEqual(alone.slice(0).toArray())
    expect(padded.slice(0, [3]).toArray()).toEqual(zeros([2, 8]).toArray())
    for (const name of ['hidden', 'cell'] as const)
      expect(state[name].slice([], 0).toArray()).toEqual(aloneState[name].slice([], 0).toArray())
  })

  test('a length below 1 is none, one beyond the steps is all', () => {
    const [outputs, state] = lstm.run(params, x, { lengths: tensor([-1, 7], 'int32') })
    expect(outputs.slice(0).toArray()).toEqual(zeros([5, 8]).toArray())
    expect(state.cell.slice([], 0).toArray()).toEqual(zeros([4, 4]).toArray())
    expect(outputs.slice(1).toArray()).toEqual(lstm.apply(params, x).slice(1).toArray())
  })

  test('lengths of any integer dtype, under jit, to the same bits', () => {
    const run = (lengths: Tensor<[2], 'int64' | 'uint8'>) => lstm.run(params, x, { lengths })[0]
    const [a, b] = [run(tensor([2, 4], 'int64')), jit(run)(tensor([2, 4], 'uint8'))]
    expect(a.toArray()).toEqual(b.toArray())
  })
})

describe('dropout between layers', () => {
  const net = nn.rnn(64, { numLayers: 3, dropout: 0.5 })
  const params = net.init(key, [5, 3])

  test('trains by its key, and applies without', () => {
    const [a] = net.train(params, x, random.key(1))
    const [b] = net.train(params, x, random.key(1))
    const [c] = net.train(params, x, random.key(2))
    expect(a.toArray()).toEqual(b.toArray())
    expect(a.toArray()).not.toEqual(c.toArray())
    expect(net.apply(params, x).toArray()).toEqual(nn.rnn(64, { numLayers: 3 }).apply(params, x).toArray())
    expect(net.run(params, x, { dropoutKey: random.key(1) })[0].toArray()).toEqual(a.toArray())
  })

  test('drops between layers alone: with one layer there is none', () => {
    const one = nn.rnn(8, { dropout: 0.5 })
    const own = one.init(key, [5, 3])
    expect(one.train(own, x, key)[0].toArray()).toEqual(one.apply(own, x).toArray())
  })

  test('zeroes the part of inputs that it says: with weights of one a layer adds up what is left', () => {
    const relu = nn.rnn(1000, { numLayers: 2, dropout: 0.25, nonlinearity: 'relu', bias: false })
    const zero = relu.init(key, [1, 1])
    // The first layer gives 1 at each of 1000 places; the second adds those that are kept, each 4/3.
    const own = {
      ...zero,
      weight_ih_l0: ones([1000, 1]),
      weight_hh_l0: zeros([1000, 1000]),
      weight_ih_l1: ones([1000, 1000]),
      weight_hh_l1: zeros([1000, 1000]),
    }
    const [y] = relu.train(own, ones([1, 1, 1]), key)
    const kept = (y.slice(0, 0, 0).item() * 3) / 4
    expect(Math.abs(kept - Math.round(kept))).toBeLessThan(1e-2)
    // Binomial of 1000 at 3/4: five deviations of 13.7.
    expect(Math.abs(kept - 750)).toBeLessThan(69)
  })
})

describe('parameters', () => {
  test('begin uniform in ±1/√hidden, biases and projections too', () => {
    const params: Readonly<Record<string, Tensor>> = nn.lstm(256, { projSize: 64 }).init(key, [5, 100])
    expect(Object.keys(params)).toEqual(['weight_ih_l0', 'weight_hh_l0', 'bias_ih_l0', 'bias_hh_l0', 'weight_hr_l0'])
    for (const [name, p] of Object.entries(params)) {
      const values = Array.from(p.dataSync(), Number)
      const n = values.length
      expect(Math.max(...values.map(Math.abs)), name).toBeLessThanOrEqual(1 / 16)
      // Mean and mean square of uniform numbers in ±a: 0 and a²/3, within five standard errors.
      const mean = values.reduce((a, b) => a + b, 0) / n
      const square = values.reduce((a, b) => a + b * b, 0) / n
      expect(Math.abs(mean), name).toBeLessThan((5 / 16) * Math.sqrt(1 / 3 / n))
      expect(Math.abs(square * 256 - 1 / 3), name).toBeLessThan(5 * Math.sqrt(4 / 45 / n))
    }
  })

  test('differ from each other, and with the key', () => {
    const p = nn.gru(4, { numLayers: 2, bidirectional: true }).init(key, [5, 8])
    expect(p.weight_ih_l0.toArray()).not.toEqual(p.weight_ih_l0_reverse.toArray())
    expect(p.weight_ih_l0.toArray()).not.toEqual(p.weight_ih_l1.toArray())
    expect(p.bias_ih_l0.toArray()).not.toEqual(nn.gru(4).init(random.key(4), [5, 8]).bias_ih_l0.toArray())
  })
})

describe('cells', () => {
  test('in a loop are the layer, to the bit', () => {
    const layer = nn.lstm(4)
    const params = layer.init(key, [5, 3])
    const cell = nn.lstmCell(4)
    const own = {
      weight_ih: params.weight_ih_l0,
      weight_hh: params.weight_hh_l0,
      bias_ih: params.bias_ih_l0,
      bias_hh: params.bias_hh_l0,
    }
    const [last, outputs] = scan(
      (state: { hidden: Tensor<[2, 4], 'float32'>; cell: Tensor<[2, 4], 'float32'> }, slice: Tensor<[2, 3], 'float32'>) => {
        const next = cell.step(own, slice, state)
        return [next, next.hidden]
      },
      cell.zeroState(2),
      x.swapAxes(0, 1),
    )
    const [whole, state] = layer.run(params, x)
    expect(outputs.swapAxes(0, 1).toArray()).toEqual(whole.toArray())
    expect(last.cell.toArray()).toEqual(state.cell.slice(0).toArray())
  })

  test('begin at zero unless told otherwise', () => {
    const cell = nn.gruCell(4)
    const own = cell.init(key, [3])
    const slice = ones([2, 3])
    expect(cell.step(own, slice).toArray()).toEqual(cell.step(own, slice, cell.zeroState(2)).toArray())
  })
})

test('batches of none, and one sequence mapped over many', () => {
  const net = nn.rnn(4)
  const params = net.init(key, [5, 3])
  expect(net.apply(params, zeros([0, 5, 3])).shape).toEqual([0, 5, 4])
  const each = vmap((sequence: Tensor<[5, 3], 'float32'>) => net.apply(params, sequence.reshape([1, 5, 3])).reshape([5, 4]))(x)
  expect(each.toArray()).toEqual(net.apply(params, x).toArray())
})
