// Updates times a number: fixed, by a schedule, or the negative learning rate. And weight decay, which is a scaled parameter added.

import { zeros } from '../ops/creation/creation.js'
import { add, mul, neg } from '../ops/elementwise/arithmetic.js'
import { cast } from '../ops/elementwise/choose.js'
import { checkMethods } from '../support/arguments.js'
import { ArgumentError } from '../support/errors.js'
import { show } from '../support/show.js'
import { mapLeaves } from './leaves.js'
import { identity, type Optimizer, stateless } from './optimizer.js'
import { asSchedule, type Schedule, type Step } from './schedule/schedule.js'
import { type Selector, selectedPaths } from './select.js'

/** How many steps have been made. */
export interface CountState {
  readonly count: Step
}

/** Multiplies updates by a number. */
export function scale(factor: number): Optimizer<null> {
  if (!Number.isFinite(factor)) throw new ArgumentError(`scale: the factor must be a finite number; got ${show(factor)}`)
  return stateless(gradients => mapLeaves('scale', gradients, {}, gradient => mul(gradient, factor)))
}

const scaledBy = (operation: string, factor: Schedule): Optimizer<CountState> =>
  Object.freeze({
    init: (): CountState => ({ count: zeros([], 'int32') }),
    update: <P>(gradients: P, { count }: CountState) => {
      const rate = factor(count)
      const updates = mapLeaves(operation, gradients, {}, gradient => mul(gradient, cast(rate, gradient.dtype)))
      return [updates, { count: add(count, 1) }] as const
    },
  })

/** Multiplies updates by `schedule(step)`. */
export const scaleBySchedule = (schedule: Schedule): Optimizer<CountState> => scaledBy('scaleBySchedule', schedule)

/** @throws ArgumentError unless it is a schedule or a number of at least 0 */
export function rateOf(learningRate: number | Schedule): Schedule {
  if (typeof learningRate !== 'function' && !(typeof learningRate === 'number' && learningRate >= 0 && Number.isFinite(learningRate)))
    throw new ArgumentError(`scaleByLearningRate: learningRate must be a non-negative number or a schedule; got ${show(learningRate)}`)
  return asSchedule(learningRate)
}

/** The last part of an optimizer: multiplies by the negative learning rate, for updates are added to the parameters. */
export const scaleByLearningRate = (learningRate: number | Schedule): Optimizer<CountState> => {
  const schedule = rateOf(learningRate)
  return scaledBy('scaleByLearningRate', step => neg(schedule(step)))
}

/** @throws ArgumentError unless it is a finite number of at least 0 */
export function checkNonNegative(operation: string, name: string, value: number): void {
  if (!(Number.isFinite(value) && value >= 0))
    throw new ArgumentError(`${operation}: ${name} must be a non-negative number; got ${show(value)}`)
}

/** @throws ArgumentError unless it is at least 0 and less than 1 */
export function checkShare(operation: string, name: string, value: number): void {
  if (typeof value !== 'number' || !(value >= 0 && value < 1))
    throw new ArgumentError(`${operation}: ${name} must be at least 0 and less than 1; got ${show(value)}`)
}

/**
 * Adds `weightDecay · parameter` to each update.
 * @param selector which parameters decay, by a pattern of their paths or a tree of booleans; all unless given
 * @example
 * ```
 * addDecayedWeights(0.1, /\.weight$/)
 * ```
 * @source Krogh and Hertz, "A simple weight decay can improve generalization", 1991
 */
export function addDecayedWeights(weightDecay: number, selector?: Selector): Optimizer<null> {
  checkNonNegative('addDecayedWeights', 'weightDecay', weightDecay)
  if (weightDecay === 0) return identity
  return stateless((gradients, params) => {
    const chosen = selector === undefined ? null : selectedPaths('addDecayedWeights', selector, params)
    return mapLeaves('addDecayedWeights', gradients, { params }, (gradient, { params: param }, path) =>
      chosen === null || chosen.has(path) ? add(gradient, mul(param, weightDecay)) : gradient,
    )
  })
}

/** Goes up and not down: an optimizer of the negative gradient. @source as `maximize` in PyTorch */
export function maximize<S>(optimizer: Optimizer<S>): Optimizer<S> {
  checkMethods('maximize', 'an optimizer', optimizer, ['init', 'update'])
  return Object.freeze({
    init: optimizer.init,
    update: <P>(gradients: P, state: S, params: NoInfer<P>) =>
      optimizer.update<P>(
        mapLeaves('maximize', gradients, {}, gradient => neg(gradient)),
        state,
        params,
      ),
  })
}
