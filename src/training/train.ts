// The training step of a model, a loss and an optimizer: pure functions over one state, compiled.

import { isTensor, type Tensor } from '../core/tensor.js'
import { zeros } from '../ops/creation/creation.js'
import { add, mul } from '../ops/elementwise/arithmetic.js'
import { cast as convert } from '../ops/elementwise/choose.js'
import { foldIn, type Key, split } from '../ops/random/index.js'
import { cast } from '../ops/tree.js'
import { type Averaging, applyUpdates, type LossScaleOptions, type LossScaleState, type Optimizer, scaledLoss } from '../optim/index.js'
import { ArgumentError } from '../support/errors.js'
import { checkOptions } from '../support/options.js'
import { show } from '../support/show.js'
import { isStatistic } from '../support/statistics.js'
import { flatten, paths, unflatten } from '../support/tree.js'
import { jit, valueAndGrad } from '../transforms/index.js'
import type { FloatDType } from '../types/index.js'
import type { TrainState } from './train-state.js'

/** What can be trained: a model, or anything else with these functions. */
export interface Trainable<P, X, Out> {
  init(key: Key): P
  apply(params: P, x: X): Out
  train(params: P, x: X, key: Key): readonly [Out, P]
}

/** What a model gives, and what it should, to a number. */
export type Loss<Out> = (output: Out, target: never) => Tensor<[], FloatDType>

/** The targets that a loss takes; of any shape where the loss is generic in it. */
export type TargetOf<L> = L extends (output: never, target: infer Y) => unknown ? Y : never

export type Precision = 'float32' | 'float16' | 'bfloat16'

export interface TrainOptions<D extends Precision = Precision> {
  /** An average of the parameters over the steps, which `evaluate` and `predict` use: `ema(0.999)`. */
  readonly average?: Averaging
  /**
   * What the model computes in: parameters and inputs are cast to it, masters, statistics, losses and updates stay float32. `'float16'` scales the loss.
   * Default `'float32'`.
   */
  readonly precision?: D
  /** How the loss is scaled for `'float16'`; see `scaledLoss`. */
  readonly lossScale?: LossScaleOptions
}

/** The state of an optimizer, with that of the loss's scale in float16. */
export type InPrecision<S, D> = D extends 'float16' ? LossScaleState<S> : S

export interface Losses {
  readonly loss: Tensor<[], 'float32'>
}

export interface Evaluated<Out> extends Losses {
  /** What the model gave. */
  readonly output: Out
}

export interface Trainer<P, S, X, Y, Out> {
  /** The state before the first step: fresh parameters. */
  init(key: Key): TrainState<P, S>
  /** The same from parameters that there are. */
  from(params: P, key: Key): TrainState<P, S>
  /**
   * One step, compiled: the next state, and the loss before it. Both states can be used afterwards; in a loop that needs the next one only,
   * `jit(step, { donate: [0] })` is the same step in the memory of the state that it replaces, as in a run of `fit`.
   */
  step(state: TrainState<P, S>, x: X, y: Y): readonly [next: TrainState<P, S>, losses: Losses]
  /** The loss in inference, compiled, with averaged parameters where there are some. */
  evaluate(state: TrainState<P, S>, x: X, y: Y): Evaluated<Out>
  /** What the model gives in inference, compiled, with averaged parameters where there are some. */
  predict(state: TrainState<P, S>, x: X): Out
  /** The parameters that inference uses: averaged where there is an average. */
  parameters(state: TrainState<P, S>): P
  /** The state with other parameters, for inference and for going on: an average begins anew with them. */
  withParameters(state: TrainState<P, S>, params: P): TrainState<P, S>
}

/** Statistics from what training in another precision gave back, parameters from the masters. */
function mastersWith<P>(masters: P, refreshed: P): P {
  const { leaves, structure } = flatten(masters, isTensor)
  const names = paths(structure)
  const found = flatten(refreshed, isTensor).leaves
  const kept = leaves.map((leaf, i) => {
    const other = found[i]
    return other !== undefined && isStatistic(names[i] ?? '') ? convert(other, leaf.dtype) : leaf
  })
  // The structure of the masters, with leaves of their types.
  return unflatten(structure, kept) as P
}

/**
 * Training as pure functions over one state { params, optimizer, average, step, key }, which is a tree of tensors: saved and loaded it goes on to the same
 * bits. Clipping, accumulation, schedules and frozen parts belong to the optimizer.
 * @param model a model, or anything with `init`, `apply` and `train`
 * @param loss of what the model gives and a target: floats[]
 * @param optimizer any of `optim`
 * @param options average: an average of parameters; precision: `'float32'`, the default, `'bfloat16'` or `'float16'`; lossScale, for float16
 * @throws ArgumentError when an option is none
 * @example
 * ```
 * const { init, step, evaluate } = train(lenet, nn.crossEntropy, optim.adamw(), { average: optim.ema(0.999) })
 * let state = init(random.key(0))
 * for (const { x, y } of batches) [state] = step(state, x, y)
 * evaluate(state, testX, testY).loss.item()
 * ```
 */
export function train<P, X, Out, S, L extends Loss<Out>, const D extends Precision = 'float32'>(
  model: Trainable<P, X, Out>,
  loss: L,
  optimizer: Optimizer<S>,
  options: TrainOptions<D> = {},
): Trainer<P, InPrecision<S, D>, X, TargetOf<L>, Out> {
  checkOptions('train', options, ['average', 'precision', 'lossScale'])
  const { average, lossScale } = options
  const precision: Precision = options.precision ?? 'float32'
  if (precision !== 'float32' && precision !== 'float16' && precision !== 'bfloat16')
    throw new ArgumentError(`train: precision must be 'float32', 'float16' or 'bfloat16'; got ${show(precision)}`)
  if (lossScale !== undefined && precision !== 'float16')
    throw new ArgumentError(`train: lossScale is for precision 'float16'; got '${precision}'`)
  type State = TrainState<P, InPrecision<S, D>>
  type Y = TargetOf<L>
  const scaled = precision === 'float16' ? scaledLoss(optimizer, lossScale) : null
  // The optimizer's own state, or with the scale around it.
  const updater = (scaled ?? optimizer) as Optimizer<InPrecision<S, D>>
  const scaleOf = (state: State): Tensor<[], 'float32'> | null =>
    scaled === null ? null : (state.optimizer as unknown as LossScaleState<S>).scale
  const lossOf = (output: Out, target: Y): Tensor<[], 'float32'> => convert(loss(cast(output, 'float32'), target as never), 'float32')

  /** Forwards in the precision, from masters: the loss, and parameters with refreshed statistics. */
  function forward(params: P, x: X, y: Y, key: Key): readonly [Tensor<[], 'float32'>, P] {
    if (precision === 'float32') {
      const [output, refreshed] = model.train(params, x, key)
      return [lossOf(output, y), refreshed]
    }
    const [output, refreshed] = model.train(cast(params, precision), cast(x, precision), key)
    return [lossOf(output, y), mastersWith(params, refreshed)]
  }

  function advance(state: State, x: X, y: Y): readonly [State, Losses] {
    const key = foldIn(state.key, state.step)
    const scale = scaleOf(state)
    const objective = (params: P) => {
      const [value, refreshed] = forward(params, x, y, key)
      return [scale === null ? value : mul(value, scale), [value, refreshed]] as const
    }
    const [[, [value, refreshed]], gradients] = valueAndGrad(objective, { aux: true })(state.params)
    const [updates, next] = updater.update(gradients as P, state.optimizer, state.params)
    const params = applyUpdates(refreshed, updates)
    return [
      {
        params,
        optimizer: next,
        average: average === undefined || state.average === null ? null : average.update(state.average, params),
        step: add(state.step, 1),
        key: state.key,
      },
      { loss: value },
    ]
  }

  const parameters = (state: State): P =>
    average === undefined || state.average === null ? state.params : average.read(state.average, state.params)
  const from = (params: P, key: Key): State => ({
    params,
    optimizer: updater.init(params),
    average: average === undefined ? null : average.init(params),
    step: zeros([], 'int32'),
    key,
  })
  return Object.freeze({
    init(key: Key): State {
      const [paramsKey, stepsKey] = split(key)
      return from(model.init(paramsKey), stepsKey)
    },
    from,
    step: jit(advance),
    evaluate: jit((state: State, x: X, y: Y): Evaluated<Out> => {
      const output = model.apply(parameters(state), x)
      return { loss: lossOf(output, y), output }
    }),
    predict: jit((state: State, x: X): Out => model.apply(parameters(state), x)),
    parameters,
    withParameters: (state: State, params: P): State => ({
      ...state,
      params,
      average: average === undefined ? null : average.init(params),
    }),
  })
}
