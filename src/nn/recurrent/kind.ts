// What distinguishes RNN, LSTM and GRU: how many gates there are, and what one step makes of them. The gates are blocks of columns of
// `x · weight_ihᵀ + bias_ih` and `h · weight_hhᵀ + bias_hh`, in PyTorch's order. States are a list; the hidden state comes first.

import { relu, sigmoid } from '../../ops/elementwise/activations.js'
import { add, mul, sub } from '../../ops/elementwise/arithmetic.js'
import { tanh } from '../../ops/elementwise/float-functions.js'
import { split } from '../../ops/shape/split.js'
import type { RecurrentKindName } from '../../types/index.js'
import type { FloatTensor } from '../layer/layer.js'

export interface RecurrentKind {
  readonly name: RecurrentKindName
  readonly gates: number
  /** How messages name the states; the hidden state is the first. */
  readonly states: readonly string[]
  /**
   * One step.
   * @param fromInput floats[batch, gates · hidden]
   * @param fromHidden the same of the hidden state
   * @param states floats[batch, hidden] each
   * @returns the next states
   */
  readonly advance: (fromInput: FloatTensor, fromHidden: FloatTensor, states: readonly FloatTensor[]) => readonly FloatTensor[]
}

const gatesOf = (x: FloatTensor, count: number): readonly FloatTensor[] => split(x, count, -1)

/** `h' = f(x-part + h-part)` */
const elman = (f: (x: FloatTensor) => FloatTensor): RecurrentKind => ({
  name: 'rnn',
  gates: 1,
  states: ['hidden'],
  advance: (fromInput, fromHidden) => [f(add(fromInput, fromHidden))],
})

export const rnnKinds = { tanh: elman(tanh), relu: elman(relu) } as const

/** `c' = σ(f) c + σ(i) tanh(g)`, `h' = σ(o) tanh(c')` */
export const lstmKind: RecurrentKind = {
  name: 'lstm',
  gates: 4,
  states: ['hidden', 'cell'],
  advance(fromInput, fromHidden, [, cell]) {
    const [i, f, g, o] = gatesOf(add(fromInput, fromHidden), 4) as [FloatTensor, FloatTensor, FloatTensor, FloatTensor]
    const next = add(mul(sigmoid(f), cell as FloatTensor), mul(sigmoid(i), tanh(g)))
    return [mul(sigmoid(o), tanh(next)), next]
  },
}

/** `n = tanh(x-part + σ(r) h-part)`, `h' = n + σ(z) (h - n)` */
export const gruKind: RecurrentKind = {
  name: 'gru',
  gates: 3,
  states: ['hidden'],
  advance(fromInput, fromHidden, [hidden]) {
    const [xr, xz, xn] = gatesOf(fromInput, 3) as [FloatTensor, FloatTensor, FloatTensor]
    const [hr, hz, hn] = gatesOf(fromHidden, 3) as [FloatTensor, FloatTensor, FloatTensor]
    const candidate = tanh(add(xn, mul(sigmoid(add(xr, hr)), hn)))
    return [add(candidate, mul(sigmoid(add(xz, hz)), sub(hidden as FloatTensor, candidate)))]
  },
}
