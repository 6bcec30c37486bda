// RNN, LSTM and GRU as cells: one step, for loops of one's own.

import { showType } from '../../core/array-type.js'
import { isTensor, type Tensor } from '../../core/tensor.js'
import type { Tensors } from '../../core/tensors.js'
import { zeros } from '../../ops/creation/creation.js'
import type { Key } from '../../ops/random/index.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { checkChoice, checkOptions } from '../../support/options.js'
import { type Dims, sameShape, showShape } from '../../support/shape.js'
import type { CellOptions, CellParameters, RecurrentKindName, RnnOptions } from '../../types/index.js'
import { checkInput, checkParameters } from '../layer/layer.js'
import { checkSize } from '../layer/options.js'
import { affine } from '../linear/affine.js'
import { hasBias } from '../linear/affine-parameters.js'
import { stepOf } from './direction.js'
import { gruKind, lstmKind, type RecurrentKind, rnnKinds } from './kind.js'
import { initialParameters, parameterShapes, type RecurrentRecord, weightsAt } from './parameters.js'

type F32<S extends readonly number[]> = Tensor<S, 'float32'>

/** The state of a cell. */
export type CellState<Kind extends RecurrentKindName, Hidden extends number, Batch extends number = number> = Kind extends 'lstm'
  ? { readonly hidden: F32<[Batch, Hidden]>; readonly cell: F32<[Batch, Hidden]> }
  : F32<[Batch, Hidden]>

/** One step of a recurrent layer. */
export interface Cell<Kind extends RecurrentKindName, Hidden extends number, Options> {
  readonly name: string
  /**
   * Fresh parameters, all uniform in ±1/√hidden, as in PyTorch.
   * @param input the shape of one example: [in]
   */
  init<const In extends number>(key: Key, input: readonly [In]): Tensors<CellParameters<Kind, Hidden, In, Options>>
  /** Zeros: the state before the first step. */
  zeroState<B extends number>(batch: B): CellState<Kind, Hidden, B>
  /**
   * The state after one step.
   * @param x float32[batch, in]
   * @param state float32[batch, hidden], or { hidden, cell } of them; zeros unless given
   * @throws ShapeError, DTypeError, ArgumentError when something does not fit
   */
  step<B extends number, In extends number>(
    params: Tensors<CellParameters<Kind, Hidden, In, Options>>,
    x: Tensor<readonly [B, In], 'float32'>,
    state?: CellState<Kind, Hidden, NoInfer<B>>,
  ): CellState<Kind, Hidden, B>
}

type States = readonly Tensor[]

function cell<Kind extends RecurrentKindName, Hidden extends number, Options>(
  name: string,
  kind: RecurrentKind,
  hiddenSize: number,
  bias: boolean,
): Cell<Kind, Hidden, Options> {
  checkSize(name, 'hiddenSize', hiddenSize)
  const shapesFor = (features: number) => parameterShapes(kind, { hiddenSize, projSize: 0, bias }, features, '')
  const names = shapesFor(1).map(([parameter]) => parameter)
  const isPlain = kind.states.length === 1
  const shown = (states: States): unknown => (isPlain ? states[0] : Object.fromEntries(kind.states.map((state, i) => [state, states[i]])))

  const read = (given: unknown, x: Tensor): States => {
    const shape: Dims = [x.shape[0] as number, hiddenSize]
    if (given === undefined) return kind.states.map(() => zeros(shape, x.dtype))
    return kind.states.map(part => {
      const state: unknown = isPlain ? given : (given as Readonly<Record<string, unknown>> | null)?.[part]
      if (!isTensor(state))
        throw new ArgumentError(`${name}: the state must be ${isPlain ? 'a tensor' : `{ ${kind.states.join(', ')} } of tensors`}`)
      if (state.dtype !== x.dtype || !sameShape(state.shape, shape))
        throw new ShapeError(`${name}: the ${part} state must be ${x.dtype}${showShape(shape)}; got ${showType(state)}`)
      return state
    })
  }

  const rules = {
    name,
    init(key: Key, input: Dims) {
      const [features] = input
      if (input.length !== 1 || features === undefined) throw new ShapeError(`${name}: input must be [features]; got ${showShape(input)}`)
      return initialParameters(key, shapesFor(features), hiddenSize)
    },
    zeroState: (batch: number) => shown(kind.states.map(() => zeros([batch, hiddenSize]))),
    step(params: RecurrentRecord, x: Tensor, state?: unknown) {
      checkParameters(name, params, names)
      const weights = weightsAt(params, '')
      checkInput(name, x, weights.input)
      if (x.shape.length !== 2 || x.shape[1] !== weights.input.shape[1])
        throw new ShapeError(
          `${name}: input must be [batch,features]; expected ${x.dtype}[n,${weights.input.shape[1]}], got ${showType(x)}`,
        )
      return shown(stepOf(kind, weights, affine(x, weights.input, weights.inputBias), read(state, x)))
    },
  }
  // The types say of shapes what the rules compute; the tests hold them against each other.
  return Object.freeze(rules) as unknown as Cell<Kind, Hidden, Options>
}

/** The options of `rnnCell`. */
export interface RnnCellOptions extends CellOptions, Pick<RnnOptions, 'nonlinearity'> {}

/**
 * One step of a recurrent net: `h' = tanh(W_ih x + b_ih + W_hh h + b_hh)`.
 * Parameters: weight_ih float32[hidden, in], weight_hh float32[hidden, hidden], bias_ih and bias_hh float32[hidden].
 * @example
 * ```
 * const cell = rnnCell(128)
 * const [last] = scan((h: Tensor<[32, 128], 'float32'>, x) => [cell.step(params, x, h), h], cell.zeroState(32), xs)
 * ```
 */
export function rnnCell<N extends number, const O extends RnnCellOptions = Record<never, never>>(
  hiddenSize: N,
  options?: O,
): Cell<'rnn', N, O> {
  checkOptions('rnnCell', options ?? {}, ['bias', 'nonlinearity'])
  const { nonlinearity = 'tanh' }: RnnCellOptions = options ?? {}
  checkChoice('rnnCell', 'nonlinearity', nonlinearity, ['tanh', 'relu'])
  return cell('rnnCell', rnnKinds[nonlinearity], hiddenSize, hasBias(options))
}

/**
 * One step of long short-term memory, as in `lstm`.
 * Parameters: weight_ih float32[4 · hidden, in], weight_hh float32[4 · hidden, hidden], bias_ih and bias_hh float32[4 · hidden].
 */
export function lstmCell<N extends number, const O extends CellOptions = Record<never, never>>(
  hiddenSize: N,
  options?: O,
): Cell<'lstm', N, O> {
  checkOptions('lstmCell', options ?? {}, ['bias'])
  return cell('lstmCell', lstmKind, hiddenSize, hasBias(options))
}

/**
 * One step of gated recurrent units, as in `gru`.
 * Parameters: weight_ih float32[3 · hidden, in], weight_hh float32[3 · hidden, hidden], bias_ih and bias_hh float32[3 · hidden].
 */
export function gruCell<N extends number, const O extends CellOptions = Record<never, never>>(
  hiddenSize: N,
  options?: O,
): Cell<'gru', N, O> {
  checkOptions('gruCell', options ?? {}, ['bias'])
  return cell('gruCell', gruKind, hiddenSize, hasBias(options))
}
