// RNN, LSTM and GRU as layers over batches of sequences.

import type { Tensor } from '../../core/tensor.js'
import type { Key } from '../../ops/random/index.js'
import { checkChoice } from '../../support/options.js'
import type {
  HiddenOut,
  IntDType,
  LstmOptions,
  RecurrentFeatures,
  RecurrentKindName,
  RecurrentOptions,
  RecurrentShapes,
  RnnOptions,
  StateCount,
} from '../../types/index.js'
import type { Layer, ParametersOf } from '../layer/layer.js'
import { gruKind, lstmKind, rnnKinds } from './kind.js'
import { recurrentRules } from './recurrent.js'
import { type RecurrentSettings, settingsOf } from './settings.js'

type F32<S extends readonly number[]> = Tensor<S, 'float32'>

/** The states of a recurrent layer: [layers · directions, batch, size], those of a layer's directions one after the other. */
export type RecurrentState<
  Kind extends RecurrentKindName,
  Hidden extends number,
  Options,
  Batch extends number = number,
> = Kind extends 'lstm'
  ? {
      readonly hidden: F32<[StateCount<Options>, Batch, HiddenOut<Hidden, Options>]>
      readonly cell: F32<[StateCount<Options>, Batch, Hidden]>
    }
  : F32<[StateCount<Options>, Batch, Hidden]>

/** What a recurrent layer may be told beside its input. */
export interface RunOptions<State> {
  /** The states at the start, of every layer and direction. Zeros unless given. */
  readonly state?: State
  /**
   * ints[batch]: how many steps each sequence has. Outputs after its end are zero, its last state is that at its end, and backwards it is read
   * from its end. Less than 1 is none: such a sequence keeps its first state. More than there are steps is all of them. Every sequence has all unless given.
   */
  readonly lengths?: Tensor<readonly [number], IntDType>
  /** Whether input and outputs are [batch, time, …], not [time, batch, …]. Default true. */
  readonly batchFirst?: boolean
  /** The randomness of dropout between layers: given in training. */
  readonly dropoutKey?: Key
}

// Which of the first two sizes is the batch.
type BatchOf<A extends number, B extends number, Options> = Options extends { readonly batchFirst: infer First }
  ? First extends true
    ? A
    : true extends First
      ? number
      : B
  : A

/** A recurrent layer. As a layer its input is [batch, time, in]; `run` takes and gives states, too. */
export interface RecurrentLayer<Kind extends RecurrentKindName, Hidden extends number, Options>
  extends Layer<RecurrentShapes<Kind, Hidden, Options>> {
  /**
   * The outputs of every step, and the states at the end of each sequence.
   * @param x float32[batch, time, in]; [time, batch, in] with `{ batchFirst: false }`
   * @returns outputs, laid out as x is, float32[batch, time, directions · hidden], and the states
   * @throws ShapeError when the input, a state or the lengths do not fit, or there are no steps; DTypeError, ArgumentError
   * @example
   * ```
   * const [outputs, { hidden, cell }] = lstm(128, { numLayers: 2 }).run(params, x, { lengths, state })
   * ```
   */
  run<A extends number, B extends number, In extends number, const O extends RunOptions<RecurrentState<Kind, Hidden, Options>>>(
    params: ParametersOf<RecurrentShapes<Kind, Hidden, Options>, [number, In]>,
    x: Tensor<readonly [A, B, In], 'float32'>,
    options?: O,
  ): readonly [outputs: F32<[A, B, RecurrentFeatures<Hidden, Options>]>, state: RecurrentState<Kind, Hidden, Options, BatchOf<A, B, O>>]
}

// The types say of shapes what the rules compute; the tests hold them against each other.
const layerOf = <Kind extends RecurrentKindName, Hidden extends number, Options>(
  settings: RecurrentSettings,
): RecurrentLayer<Kind, Hidden, Options> => recurrentRules(settings) as unknown as RecurrentLayer<Kind, Hidden, Options>

/**
 * A recurrent net: `h' = tanh(W_ih x + b_ih + W_hh h + b_hh)`, from h = 0 unless a state is given.
 * Parameters: weight_ih_l0 float32[hidden, in], weight_hh_l0 float32[hidden, hidden], bias_ih_l0 and bias_hh_l0 float32[hidden]; l1, … of further
 * layers; _l0_reverse of the second direction. All are uniform in ±1/√hidden at first.
 * @param hiddenSize the size of the hidden state
 * @returns a layer from float32[batch, time, in] to float32[batch, time, directions · hidden], or float32[batch, directions · hidden] with
 *   `{ output: 'last' }`: the hidden states of the uppermost layer, each direction's at its own end
 * @throws ArgumentError when a size is no positive integer, or an option is unknown or out of range
 * @example
 * ```
 * model([100, 64], rnn(128, { nonlinearity: 'relu', output: 'last' }), linear(2))
 * ```
 * @source Elman, "Finding structure in time", 1990
 * @deviation from PyTorch: the batch comes first unless `run` is told otherwise; lengths are a tensor, not a packed sequence, and need not be sorted
 */
export function rnn<N extends number, const O extends RnnOptions = Record<never, never>>(
  hiddenSize: N,
  options?: O,
): RecurrentLayer<'rnn', N, O> {
  const { nonlinearity = 'tanh' }: RnnOptions = options ?? {}
  checkChoice('rnn', 'nonlinearity', nonlinearity, ['tanh', 'relu'])
  return layerOf(settingsOf(rnnKinds[nonlinearity], hiddenSize, options ?? {}, ['nonlinearity']))
}

/**
 * Long short-term memory, from h = c = 0 unless a state is given:
 * `[i, f, g, o] = W_ih x + b_ih + W_hh h + b_hh`, `c' = σ(f) c + σ(i) tanh(g)`, `h' = σ(o) tanh(c')`; with `projSize`, `h' = W_hr (σ(o) tanh(c'))`.
 * Parameters: weight_ih_l0 float32[4 · hidden, in], weight_hh_l0 float32[4 · hidden, hidden], bias_ih_l0 and bias_hh_l0 float32[4 · hidden],
 * weight_hr_l0 float32[projSize, hidden] where there is a projection; l1, … of further layers; _l0_reverse of the second direction.
 * All are uniform in ±1/√hidden at first.
 * @param hiddenSize the size of the cell
 * @returns a layer from float32[batch, time, in] to float32[batch, time, directions · hidden], or float32[batch, directions · hidden] with
 *   `{ output: 'last' }`: the hidden states of the uppermost layer, each direction's at its own end
 * @throws ArgumentError when a size is no positive integer, or an option is unknown or out of range
 * @example
 * ```
 * const [outputs, { hidden, cell }] = lstm(128, { bidirectional: true }).run(params, x, { lengths })
 * ```
 * @source Hochreiter and Schmidhuber, "Long short-term memory", 1997; Gers, Schmidhuber, Cummins, "Learning to forget", 2000; projections:
 *   Sak, Senior, Beaufays, 2014
 * @deviation from PyTorch: the batch comes first unless `run` is told otherwise; lengths are a tensor, not a packed sequence, and need not be sorted
 */
export const lstm = <N extends number, const O extends LstmOptions = Record<never, never>>(
  hiddenSize: N,
  options?: O,
): RecurrentLayer<'lstm', N, O> => layerOf(settingsOf(lstmKind, hiddenSize, options ?? {}, ['projSize']))

/**
 * Gated recurrent units, from h = 0 unless a state is given: `[r, z, n] = W_ih x + b_ih`, `[r', z', n'] = W_hh h + b_hh`,
 * `m = tanh(n + σ(r + r') n')`, `h' = m + σ(z + z') (h - m)`.
 * Parameters: weight_ih_l0 float32[3 · hidden, in], weight_hh_l0 float32[3 · hidden, hidden], bias_ih_l0 and bias_hh_l0 float32[3 · hidden]; l1, … of
 * further layers; _l0_reverse of the second direction. All are uniform in ±1/√hidden at first.
 * @param hiddenSize the size of the hidden state
 * @returns a layer from float32[batch, time, in] to float32[batch, time, directions · hidden], or float32[batch, directions · hidden] with
 *   `{ output: 'last' }`: the hidden states of the uppermost layer, each direction's at its own end
 * @throws ArgumentError when a size is no positive integer, or an option is unknown or out of range
 * @example
 * ```
 * model([100, 64], gru(128, { numLayers: 2, dropout: 0.2 }), linear(10))
 * ```
 * @source Cho et al., "Learning phrase representations using RNN encoder-decoder", 2014; the reset gate after the product, as in PyTorch and cuDNN
 * @deviation from PyTorch: the batch comes first unless `run` is told otherwise; lengths are a tensor, not a packed sequence, and need not be sorted
 */
export const gru = <N extends number, const O extends RecurrentOptions = Record<never, never>>(
  hiddenSize: N,
  options?: O,
): RecurrentLayer<'gru', N, O> => layerOf(settingsOf(gruKind, hiddenSize, options ?? {}, []))
