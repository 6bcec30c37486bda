// What is kept over the epochs of a run, as reducers over a metric: the best parameters, and whether it is time to stop.

import type { Tensor } from '../core/tensor.js'
import { full, zeros } from '../ops/creation/creation.js'
import { add, sub } from '../ops/elementwise/arithmetic.js'
import { cast, where } from '../ops/elementwise/choose.js'
import { greater, greaterEqual, less } from '../ops/elementwise/comparison.js'
import { checkInteger } from '../ops/signatures/operands.js'
import { zipWith } from '../ops/tree.js'
import { ArgumentError } from '../support/errors.js'
import { checkGivenOptions } from '../support/options.js'
import { show } from '../support/show.js'

type Metric = number | Tensor<[]>
type Bool = Tensor<[], 'bool'>

/** Whether less is better, or more. */
export type Goal = 'min' | 'max'

const numberOf = (metric: Metric): Tensor<[], 'float64'> =>
  typeof metric === 'number' ? full([], metric, 'float64') : cast(metric, 'float64')
const worst = (goal: Goal): number => (goal === 'min' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY)

/** @throws ArgumentError when there is no such goal */
export function checkGoal(operation: string, goal: unknown): void {
  if (goal !== 'min' && goal !== 'max') throw new ArgumentError(`${operation}: goal must be 'min' or 'max'; got ${show(goal)}`)
}

export interface EarlyStoppingOptions {
  /** How many metrics in a row may be no better; the next one stops. */
  readonly patience: number
  /** By how much a metric must be better to count. Default 0. */
  readonly minDelta?: number
  /** Whether less is better, `'min'`, or more, `'max'`. Default `'min'`. */
  readonly goal?: Goal
}

export interface StoppingState {
  readonly best: Tensor<[], 'float64'>
  /** How many metrics in a row have been no better. */
  readonly bad: Tensor<[], 'int32'>
}

/** Says when a metric has not got better for some time. NaN is never better. */
export interface EarlyStopping {
  init(): StoppingState
  update(state: StoppingState, metric: Metric): StoppingState
  /** bool[] */
  stops(state: StoppingState): Bool
}

/**
 * Stops when a metric has not got better for longer than its patience.
 * @throws ArgumentError when an option is out of range
 * @example
 * ```
 * const stopping = earlyStopping({ patience: 3 })
 * let state = stopping.init()
 * state = stopping.update(state, validationLoss)
 * if (stopping.stops(state).item()) break
 * ```
 * @source Prechelt, "Early stopping - but when?", 1998
 */
export function earlyStopping(options: EarlyStoppingOptions): EarlyStopping {
  checkGivenOptions('earlyStopping', options, ['patience', 'minDelta', 'goal'])
  const { patience, minDelta = 0, goal = 'min' } = options
  checkInteger('earlyStopping', 'patience', patience, 0)
  if (!(minDelta >= 0 && Number.isFinite(minDelta)))
    throw new ArgumentError(`earlyStopping: minDelta must be a non-negative number; got ${show(minDelta)}`)
  checkGoal('earlyStopping', goal)
  return Object.freeze({
    init: (): StoppingState => ({ best: full([], worst(goal), 'float64'), bad: zeros([], 'int32') }),
    update({ best, bad }: StoppingState, metric: Metric): StoppingState {
      const value = numberOf(metric)
      const better = (goal === 'min' ? less(value, sub(best, minDelta)) : greater(value, add(best, minDelta))) as Bool
      return { best: where(better, value, best), bad: where(better, 0, add(bad, 1)) }
    },
    stops: ({ bad }: StoppingState): Bool => greaterEqual(bad, patience + 1) as Bool,
  })
}

export interface BestState<T> {
  readonly value: Tensor<[], 'float64'>
  readonly kept: T
}

/** Keeps the tree of tensors that came with the best metric so far. */
export interface KeepBest {
  init<T>(tree: T): BestState<T>
  update<T>(state: BestState<T>, metric: Metric, tree: T): BestState<T>
}

/**
 * The best of the trees that come with a metric; the first one where none has come, or none was a number.
 * @param goal whether less is better, `'min'`, the default, or more, `'max'`
 * @example
 * ```
 * const best = keepBest('max')
 * let state = best.init(params)
 * state = best.update(state, accuracy, params)   // state.kept: those of the highest accuracy
 * ```
 */
export function keepBest(goal: Goal = 'min'): KeepBest {
  checkGoal('keepBest', goal)
  return Object.freeze({
    init: <T>(tree: T): BestState<T> => ({ value: full([], worst(goal), 'float64'), kept: tree }),
    update<T>({ value, kept }: BestState<T>, metric: Metric, tree: T): BestState<T> {
      const found = numberOf(metric)
      const better = (goal === 'min' ? less(found, value) : greater(found, value)) as Bool
      const chosen = zipWith<unknown, Tensor>([tree, kept], (now, before) => where(better, now as Tensor, before as Tensor))
      // Both trees have the structure and types of T.
      return { value: where(better, found, value), kept: chosen as T }
    },
  })
}
