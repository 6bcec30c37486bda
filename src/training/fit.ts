// A run of epochs: steps over the batches of each, then the validation, and what follows from it. Every report holds the whole state of the run, a tree of
// tensors: a run that goes on from it gives the bits of one that was never interrupted.

import { setImmediate as othersTurn } from 'node:timers/promises'
import type { Tensor } from '../core/tensor.js'
import type { Metric } from '../metrics/index.js'
import { full, zeros } from '../ops/creation/creation.js'
import { add } from '../ops/elementwise/arithmetic.js'
import { cast } from '../ops/elementwise/choose.js'
import type { Key } from '../ops/random/index.js'
import { checkInteger } from '../ops/signatures/operands.js'
import { twins } from '../runtime/twins.js'
import { ArgumentError } from '../support/errors.js'
import { checkGivenOptions } from '../support/options.js'
import { donating, jit } from '../transforms/index.js'
import { type Batches, type BatchSource, batchesFrom, checkSource } from './batches.js'
import { type BestState, checkGoal, type EarlyStopping, earlyStopping, type Goal, keepBest, type StoppingState } from './reducers.js'
import type { Trainer } from './train.js'
import type { TrainState } from './train-state.js'

/** What a metric looks at: the targets of a batch, and what the model gives of its inputs. */
export interface Judged<X, Y, Out> {
  readonly x: X
  readonly targets: Y
  readonly predictions: Out
}

export interface FitOptions<X, Y, Out, R, M = unknown> {
  /** How many epochs in all. */
  readonly epochs: number
  /**
   * A loader, or the batches of an epoch, from 0: the same for the same number, or a run cannot be resumed in its middle. A run that goes on there
   * computes none of the batches before, of a loader or a data set; another iterable is gone through.
   */
  readonly batches: BatchSource<X, Y>
  /** The batches to validate with after each epoch. */
  readonly validation?: () => Batches<X, Y>
  /** What the validation measures beside the loss: one of `metrics`. */
  readonly metric?: Metric<Judged<X, Y, Out>, M, R>
  /** What is watched, of the validation; its loss unless given. */
  readonly watch?: (validation: Validation<R>) => number
  /** Whether less of it is better, `'min'`, the default, or more, `'max'`. */
  readonly goal?: Goal
  /** After how many epochs in a row that are no better the run stops. Unless given it does not. */
  readonly patience?: number
  /** A report after so many batches within an epoch too; only at its end unless given. */
  readonly reportEvery?: number
}

export interface Validation<R> {
  /** The mean of the losses of the batches. */
  readonly loss: number
  /** What the metric comes to. */
  readonly metric: R
}

/** The state of a run: a tree of tensors. */
export interface FitState<P, S> {
  readonly train: TrainState<P, S>
  /** How many epochs are over, and how many batches of the present one: int32[]. */
  readonly epoch: Tensor<[], 'int32'>
  readonly batch: Tensor<[], 'int32'>
  /** The sum of the losses of those batches: float64[]. */
  readonly total: Tensor<[], 'float64'>
  /** The parameters of the best epoch so far. */
  readonly best: BestState<P>
  readonly stopping: StoppingState
}

export interface Report<P, S, R> {
  /** The epoch that this is in, or that has just ended, from 0. */
  readonly epoch: number
  /** How many of its batches are over. */
  readonly batch: number
  /** The mean of their losses. */
  readonly loss: number
  /** At the end of an epoch, where there is a validation. */
  readonly validation: Validation<R> | null
  /** Whether the epoch has ended; and whether the run has. */
  readonly ended: boolean
  readonly finished: boolean
  readonly state: FitState<P, S>
}

export interface Fit<P, S, R> {
  /** The state before the first epoch. */
  init(key: Key): FitState<P, S>
  /** The same from a state of training that there is. */
  from(state: TrainState<P, S>): FitState<P, S>
  /**
   * Goes on from a state, and reports. Steps take the memory of the states that they replace, but never of one that somebody else has: the state given
   * here and those in the reports stay readable for as long as they are kept.
   */
  run(state: FitState<P, S>): AsyncGenerator<Report<P, S, R>, void>
  /** The state of training with the parameters of the best epoch. */
  best(state: FitState<P, S>): TrainState<P, S>
}

/** Where a run is, and the only place that holds it: what has been replaced there is nobody's, but for those to whom it was handed out. */
interface Progress<P, S> {
  state: FitState<P, S>
}

/** Never stops. */
const endless: EarlyStopping = earlyStopping({ patience: 2 ** 31 - 2 })

const addLoss = jit((total: Tensor<[], 'float64'>, loss: Tensor<[], 'float32'>) => add(total, cast(loss, 'float64')))

const int = (value: number): Tensor<[], 'int32'> => full([], value, 'int32')

/**
 * A run of a trainer over epochs, with validation, early stopping and the best parameters kept. Accumulation, averages and precision are those of the
 * trainer and its optimizer.
 * @param options epochs, batches; validation, metric, watch, goal, patience, reportEvery
 * @throws ArgumentError when an option is out of range
 * @example
 * ```
 * const fitting = fit(train(model, nn.crossEntropy, optim.adamw()), { epochs: 20, batches, validation, metric: metrics.accuracy(), patience: 3 })
 * let state = fitting.init(random.key(0))
 * for await (const report of fitting.run(state)) {
 *   console.log(report.epoch, report.loss, report.validation?.loss)
 *   state = report.state                       // save it, and the run can go on from it
 * }
 * const best = fitting.best(state)             // the train state of the epoch with the least validation loss
 * ```
 */
export function fit<P, S, X, Y, Out, R = null, M = unknown>(
  trainer: Trainer<P, S, NoInfer<X>, NoInfer<Y>, Out>,
  options: FitOptions<X, Y, Out, R, M>,
): Fit<P, S, R> {
  const names = ['epochs', 'batches', 'validation', 'metric', 'watch', 'goal', 'patience', 'reportEvery']
  checkGivenOptions('fit', options, names)
  const { epochs, batches, validation, metric, watch = ({ loss }) => loss, goal = 'min', patience, reportEvery } = options
  checkInteger('fit', 'epochs', epochs, 0)
  checkSource('fit', batches)
  if (reportEvery !== undefined) checkInteger('fit', 'reportEvery', reportEvery, 1)
  checkGoal('fit', goal)
  if (validation === undefined && (patience !== undefined || metric !== undefined))
    throw new ArgumentError(`fit: ${metric === undefined ? 'patience' : 'a metric'} needs validation`)
  const stopping = patience === undefined ? endless : earlyStopping({ patience, goal })
  const keeper = keepBest(goal)

  async function validate(state: TrainState<P, S>, all: Batches<X, Y>): Promise<Validation<R>> {
    let [total, count] = [0, 0]
    let measured = metric?.empty
    for await (const { x, y } of all) {
      const { loss, output } = trainer.evaluate(state, x, y)
      total += loss.item()
      count++
      if (metric !== undefined && measured !== undefined)
        measured = metric.concat(measured, metric.of({ x, targets: y, predictions: output }))
      await othersTurn()
    }
    // Without a metric R is null.
    return { loss: total / count, metric: (metric === undefined || measured === undefined ? null : metric.result(measured)) as R }
  }

  const from = (state: TrainState<P, S>): FitState<P, S> => ({
    train: state,
    epoch: zeros([], 'int32'),
    batch: zeros([], 'int32'),
    total: zeros([], 'float64'),
    best: keeper.init(trainer.parameters(state)),
    stopping: stopping.init(),
  })

  // See Note [Whose state it is].
  const step = (reportEvery === 1 ? null : donating(trainer.step, [0])) ?? trainer.step
  const advance = (run: Progress<P, S>, x: X, y: Y, position: number): void => {
    const { state } = run
    const [train, { loss }] = step(state.train, x, y)
    run.state = { ...state, train, total: addLoss(state.total, loss), batch: int(position) }
  }
  /** For others to keep. */
  const handOut = (run: Progress<P, S>): FitState<P, S> => {
    const { state } = run
    run.state = twins(state)
    return state
  }
  const endEpoch = (run: Progress<P, S>, epoch: number, watched: number | null): void => {
    const { train, best, stopping: before } = run.state
    const params = trainer.parameters(train)
    run.state = {
      train,
      epoch: int(epoch + 1),
      batch: zeros([], 'int32'),
      total: zeros([], 'float64'),
      // Without a validation the last epoch is the best.
      best: watched === null ? keeper.init(params) : keeper.update(best, watched, params),
      stopping: watched === null ? before : stopping.update(before, watched),
    }
  }

  async function* reports(run: Progress<P, S>): AsyncGenerator<Report<P, S, R>, void> {
    run.state = twins(run.state)
    for (let epoch = run.state.epoch.item(); epoch < epochs && !stopping.stops(run.state.stopping).item(); epoch++) {
      // What an interrupted run has seen is over.
      let position = run.state.batch.item()
      const mean = (): number => run.state.total.item() / position
      for await (const { x, y } of batchesFrom(batches, epoch, position)) {
        position++
        advance(run, x, y, position)
        // Batches that are at hand would keep signals, timers and input waiting for a whole epoch.
        await othersTurn()
        if (reportEvery === undefined || position % reportEvery !== 0) continue
        yield { epoch, batch: position, loss: mean(), validation: null, ended: false, finished: false, state: handOut(run) }
      }
      const found = validation === undefined ? null : await validate(run.state.train, validation())
      const loss = mean()
      endEpoch(run, epoch, found === null ? null : watch(found))
      const finished = epoch + 1 === epochs || stopping.stops(run.state.stopping).item()
      yield { epoch, batch: position, loss, validation: found, ended: true, finished, state: handOut(run) }
    }
  }

  return Object.freeze({
    init: (key: Key) => from(trainer.init(key)),
    from,
    run: (state: FitState<P, S>) => reports({ state }),
    best: ({ train, best }: FitState<P, S>): TrainState<P, S> => trainer.withParameters(train, best.kept),
  })
}

// Note [Whose state it is]
// A step is given the state that it replaces, so that what it computes lies in the same memory: `donating`. Others may hold the state that a run began
// with, and every state in a report, for as long as they like: to write it down while the run goes on, to take the best. So a run goes on with twins of
// those, and the step after it is given a copy; which is also why a frame that lives as long as the run, a generator's, must not have a state of its own.
// Where every step is reported nothing can be given, and copies would be made for nothing. A trainer of the user's own, whose step `jit` has not
// returned, is called as it is.
