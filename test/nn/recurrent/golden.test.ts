// Recurrent layers and cells against PyTorch's: outputs, last states, gradients of input, first states and parameters; whole sequences and packed ones.

import { readFileSync } from 'node:fs'
import { isTensor, random, type Tensor, tensor } from 'tenet'
import * as nn from 'tenet/nn'
import { describe, expect, test } from 'vitest'
import { expectClose, gradientsOf, hashed, hashedLike } from '../hashed.js'

type Params = Readonly<Record<string, Tensor>>

interface Gradients {
  readonly x: readonly number[]
  readonly states: readonly (readonly number[])[]
  readonly params: Readonly<Record<string, readonly number[]>>
}
interface Case {
  readonly outputs?: readonly number[]
  readonly states: readonly (readonly number[])[]
  readonly gradients: Gradients
}
interface Golden {
  readonly lengths: readonly number[]
  readonly layers: Readonly<Record<string, { readonly full: Case; readonly packed: Case }>>
  readonly cells: Readonly<Record<string, Case>>
}
const golden: Golden = JSON.parse(readFileSync(new URL('../../golden/recurrent/recurrent.json', import.meta.url), 'utf8'))

/** A recurrent layer without its types: float64 goes in. */
interface AnyRecurrent {
  readonly name: string
  init(key: random.Key, input: readonly number[]): Params
  apply(params: Params, x: Tensor): Tensor
  run(params: Params, x: Tensor, options?: Readonly<Record<string, unknown>>): readonly [Tensor, unknown]
}
interface AnyCell {
  readonly name: string
  init(key: random.Key, input: readonly number[]): Params
  step(params: Params, x: Tensor, state: unknown): unknown
}

const [batch, time, features, hidden] = [3, 4, 2, 3]
const both = { numLayers: 2, bidirectional: true } as const
const layers: Readonly<Record<string, unknown>> = {
  rnn: nn.rnn(hidden),
  'rnn relu, no bias': nn.rnn(hidden, { nonlinearity: 'relu', bias: false }),
  'rnn, two layers, both directions': nn.rnn(hidden, both),
  lstm: nn.lstm(hidden),
  'lstm, no bias': nn.lstm(hidden, { bias: false }),
  'lstm, two layers, both directions': nn.lstm(hidden, both),
  'lstm, projection': nn.lstm(hidden, { projSize: 2 }),
  'lstm, projection, two layers, both directions': nn.lstm(hidden, { projSize: 2, ...both }),
  gru: nn.gru(hidden),
  'gru, no bias': nn.gru(hidden, { bias: false }),
  'gru, two layers, both directions': nn.gru(hidden, both),
  'gru, three layers': nn.gru(hidden, { numLayers: 3 }),
}
const cells: Readonly<Record<string, unknown>> = {
  rnnCell: nn.rnnCell(hidden),
  'rnnCell relu, no bias': nn.rnnCell(hidden, { nonlinearity: 'relu', bias: false }),
  lstmCell: nn.lstmCell(hidden),
  gruCell: nn.gruCell(hidden),
}

test('every golden layer and cell is compared', () => {
  expect(Object.keys(layers)).toEqual(Object.keys(golden.layers))
  expect(Object.keys(cells)).toEqual(Object.keys(golden.cells))
})

/** A few dozen roundings of float64, and what is written with 11 digits. */
const bound = 1e-10

const isLstm = (name: string): boolean => name.startsWith('lstm')
const asState = (name: string, states: readonly Tensor[]): unknown => (isLstm(name) ? { hidden: states[0], cell: states[1] } : states[0])
const statesOf = (state: unknown): readonly Tensor[] =>
  isTensor(state) ? [state] : Object.values(state as Readonly<Record<string, Tensor>>)

const weighted = (xs: readonly Tensor[], salt: number): Tensor =>
  xs.map((x, i) => x.mul(hashed(x.shape, salt + i)).sum()).reduce((a, b) => a.add(b))

function compareGradients(found: readonly [Params, Tensor, readonly Tensor[]], expected: Gradients): void {
  const [params, x, states] = found
  expect(Object.keys(params)).toEqual(Object.keys(expected.params))
  for (const [name, values] of Object.entries(expected.params)) expectClose(name, params[name], values, bound)
  expectClose('x', x, expected.x, bound)
  for (const [i, values] of expected.states.entries()) expectClose(`state ${i}`, states[i], values, bound)
}

describe.each(Object.entries(layers))('%s', (name, given) => {
  const layer = given as AnyRecurrent
  const params = hashedLike(layer.init(random.key(0), [time, features]))
  const x = hashed([batch, time, features], 20)
  const sizes = [name.includes('projection') ? 2 : hidden, hidden].slice(0, isLstm(name) ? 2 : 1)
  const count = name.includes('two layers') ? 4 : name.includes('three layers') ? 3 : 1
  const first = sizes.map((size, i) => hashed([count, batch, size], 21 + i))
  const lengths = tensor(golden.lengths as number[], 'int32')

  test.each(['full', 'packed'] as const)('%s: outputs, states and gradients', which => {
    const expected = golden.layers[name]?.[which]
    const run = (p: Params, z: Tensor, states: readonly Tensor[]) =>
      layer.run(p, z, { state: asState(name, states), ...(which === 'packed' ? { lengths } : {}) })
    const [outputs, last] = run(params, x, first)
    expectClose('outputs', outputs, expected?.outputs, bound)
    for (const [i, state] of statesOf(last).entries()) expectClose(`last state ${i}`, state, expected?.states[i], bound)
    const loss = (p: Params, z: Tensor, states: readonly Tensor[]): Tensor => {
      const [y, end] = run(p, z, states)
      return weighted([y], 30).add(weighted(statesOf(end), 31))
    }
    const gradients = gradientsOf(loss, [params, x, first])
    compareGradients(gradients as never, expected?.gradients as Gradients)
  })
})

describe.each(Object.entries(cells))('%s', (name, given) => {
  test('states and gradients', () => {
    const cell = given as AnyCell
    const params = hashedLike(cell.init(random.key(0), [features]))
    const x = hashed([batch, features], 20)
    const first = (isLstm(name) ? [0, 1] : [0]).map(i => hashed([batch, hidden], 21 + i))
    const expected = golden.cells[name]
    const step = (p: Params, z: Tensor, states: readonly Tensor[]) => statesOf(cell.step(p, z, asState(name, states)))
    for (const [i, state] of step(params, x, first).entries()) expectClose(`state ${i}`, state, expected?.states[i], bound)
    const loss = (p: Params, z: Tensor, states: readonly Tensor[]) => weighted(step(p, z, states), 31)
    const gradients = gradientsOf(loss, [params, x, first])
    compareGradients(gradients as never, expected?.gradients as Gradients)
  })
})
