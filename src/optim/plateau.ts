// A rate that falls when a metric no longer gets better: a reducer over metrics, as nothing in a step knows of them.

import type { Tensor } from '../core/tensor.js'
import { full, zeros } from '../ops/creation/creation.js'
import { add, maximum, mul, sub } from '../ops/elementwise/arithmetic.js'
import { cast, where } from '../ops/elementwise/choose.js'
import { greater, less } from '../ops/elementwise/comparison.js'
import { logicalAnd } from '../ops/elementwise/logic.js'
import { checkInteger } from '../ops/signatures/operands.js'
import { ArgumentError } from '../support/errors.js'
import { checkOptions } from '../support/options.js'
import { show } from '../support/show.js'
import { checkNonNegative, checkShare } from './scale.js'
import { checkFinite } from './schedule/schedule.js'

export interface PlateauOptions {
  /** Whether less is better, `'min'`, or more, `'max'`. Default `'min'`. */
  readonly mode?: 'min' | 'max'
  /** What the rate is multiplied by, below 1. Default 0.1. */
  readonly factor?: number
  /** How many metrics may be no better before the rate falls. Default 10. */
  readonly patience?: number
  /** By how much a metric must be better to count. Default 1e-4. */
  readonly threshold?: number
  /** Whether the threshold is a part of the best metric, `'relative'`, or in its unit, `'absolute'`. Default `'relative'`. */
  readonly thresholdMode?: 'relative' | 'absolute'
  /** For how many metrics nothing is counted after a fall. Default 0. */
  readonly cooldown?: number
  /** The least rate. Default 0. */
  readonly min?: number
  /** Falls by less than this are left out. Default 1e-8. */
  readonly eps?: number
}

export interface PlateauState {
  readonly rate: Tensor<[], 'float64'>
  readonly best: Tensor<[], 'float64'>
  /** How many metrics in a row have been no better, and for how many nothing is counted. */
  readonly bad: Tensor<[], 'int32'>
  readonly cooling: Tensor<[], 'int32'>
}

export interface Plateau {
  /** The state before the first metric. */
  init(): PlateauState
  /** The state after a metric: after an epoch, as a rule. */
  update(state: PlateauState, metric: number | Tensor<[]>): PlateauState
}

/**
 * Multiplies a rate by a factor when a metric has not got better for some time.
 * @param initial the first rate
 * @throws ArgumentError when an option is out of range
 * @example
 * ```
 * const plateau = reduceOnPlateau(0.1, { factor: 0.5, patience: 3 })
 * const optimizer = (rate: Rate) => sgd({ learningRate: () => rate })   // made in each step, of the rate that it is given
 * let state = plateau.init()
 * state = plateau.update(state, validationLoss)                          // after each epoch
 * ```
 * @source as PyTorch's ReduceLROnPlateau
 */
export function reduceOnPlateau(initial: number, options: PlateauOptions = {}): Plateau {
  const names = ['mode', 'factor', 'patience', 'threshold', 'thresholdMode', 'cooldown', 'min', 'eps'] as const
  checkOptions('reduceOnPlateau', options, names)
  const {
    mode = 'min',
    factor = 0.1,
    patience = 10,
    threshold = 1e-4,
    thresholdMode = 'relative',
    cooldown = 0,
    min = 0,
    eps = 1e-8,
  } = options
  checkFinite('reduceOnPlateau', 'the initial rate', initial)
  if (mode !== 'min' && mode !== 'max') throw new ArgumentError(`reduceOnPlateau: mode must be 'min' or 'max'; got ${show(mode)}`)
  if (thresholdMode !== 'relative' && thresholdMode !== 'absolute')
    throw new ArgumentError(`reduceOnPlateau: thresholdMode must be 'relative' or 'absolute'; got ${show(thresholdMode)}`)
  checkShare('reduceOnPlateau', 'factor', factor)
  checkInteger('reduceOnPlateau', 'patience', patience, 0)
  checkInteger('reduceOnPlateau', 'cooldown', cooldown, 0)
  for (const [name, value] of Object.entries({ threshold, min, eps })) checkNonNegative('reduceOnPlateau', name, value)
  const sign = mode === 'min' ? -1 : 1
  const goal = (best: Tensor<[], 'float64'>): Tensor<[], 'float64'> =>
    thresholdMode === 'relative' ? mul(best, 1 + sign * threshold) : add(best, sign * threshold)
  const better = mode === 'min' ? less : greater
  return Object.freeze({
    init: (): PlateauState => ({
      rate: full([], initial, 'float64'),
      best: full([], -sign * Number.POSITIVE_INFINITY, 'float64'),
      bad: zeros([], 'int32'),
      cooling: zeros([], 'int32'),
    }),
    update({ rate, best, bad, cooling }: PlateauState, metric: number | Tensor<[]>): PlateauState {
      const value = typeof metric === 'number' ? full([], metric, 'float64') : cast(metric, 'float64')
      const improved = better(value, goal(best)) as Tensor<[], 'bool'>
      const cools = greater(cooling, 0) as Tensor<[], 'bool'>
      const count = where(cools, 0, where(improved, 0, add(bad, 1)))
      const falls = greater(count, patience) as Tensor<[], 'bool'>
      const lower = maximum(mul(rate, factor), min)
      return {
        rate: where(logicalAnd(falls, greater(sub(rate, lower), eps)), lower, rate),
        best: where(improved, value, best),
        bad: where(falls, 0, count),
        cooling: where(falls, cooldown, maximum(sub(cooling, 1), 0)),
      }
    },
  })
}
