// Schedules that go from one rate to another within some steps, and stay there.

import { add, mul, sub } from '../../ops/elementwise/arithmetic.js'
import { cos } from '../../ops/elementwise/float-functions.js'
import { pow } from '../../ops/elementwise/power.js'
import { checkOptions } from '../../support/options.js'
import { checkFinite, checkPositive, checkSteps, progress, type Schedule } from './schedule.js'

/** In a straight line from one rate to another: `from + (to - from) min(t / steps, 1)`. @source as PyTorch's LinearLR */
export function linear(from: number, to: number, steps: number): Schedule {
  checkFinite('linear', 'the first rate', from)
  checkFinite('linear', 'the last rate', to)
  checkSteps('linear', 'steps', steps)
  return step => add(from, mul(to - from, progress(step, steps)))
}

export interface CosineOptions {
  /** The rate after the last step. Default 0. */
  readonly end?: number
}

/**
 * Down along half a cosine: `end + (peak - end) (1 + cos(π min(t / steps, 1))) / 2`.
 * @source Loshchilov and Hutter, "SGDR: Stochastic gradient descent with warm restarts", 2017, without restarts; as PyTorch's CosineAnnealingLR
 * @deviation stays at the end, where PyTorch's goes up again
 */
export function cosine(peak: number, steps: number, options: CosineOptions = {}): Schedule {
  checkOptions('cosine', options, ['end'])
  const { end = 0 } = options
  checkFinite('cosine', 'the peak', peak)
  checkFinite('cosine', 'the end', end)
  checkSteps('cosine', 'steps', steps)
  return step => add(end, mul((peak - end) / 2, add(1, cos(mul(Math.PI, progress(step, steps))))))
}

export interface PolynomialOptions {
  /** Default 1. */
  readonly power?: number
  /** The rate after the last step. Default 0. */
  readonly end?: number
}

/** Down along a power: `end + (initial - end) (1 - min(t / steps, 1))^power`. @source as PyTorch's PolynomialLR */
export function polynomial(initial: number, steps: number, options: PolynomialOptions = {}): Schedule {
  checkOptions('polynomial', options, ['power', 'end'])
  const { power = 1, end = 0 } = options
  checkFinite('polynomial', 'the initial rate', initial)
  checkFinite('polynomial', 'the end', end)
  checkPositive('polynomial', 'power', power)
  checkSteps('polynomial', 'steps', steps)
  return step => add(end, mul(initial - end, pow(sub(1, progress(step, steps)), power)))
}
