// Schedules made of schedules.

import { full } from '../../ops/creation/creation.js'
import { maximum, minimum, mul, sub } from '../../ops/elementwise/arithmetic.js'
import { cast, where } from '../../ops/elementwise/choose.js'
import { greaterEqual, less } from '../../ops/elementwise/comparison.js'
import { checkList } from '../../support/arguments.js'
import { ArgumentError } from '../../support/errors.js'
import { checkAscending } from './decay.js'
import { asSchedule, checkSteps, type Float64, progress, type Schedule } from './schedule.js'

/** Up in a straight line from 0 to the first rate of another schedule, and then that schedule from its beginning. */
export function warmup(steps: number, after: number | Schedule): Schedule {
  checkSteps('warmup', 'steps', steps)
  const then = asSchedule(after)
  return step => {
    // During the warm-up the other schedule stands at its step 0.
    const rate = then(maximum(sub(step, steps), 0))
    return where(less(step, steps), mul(rate, cast(progress(step, steps), rate.dtype)), rate)
  }
}

/**
 * Schedules one after the other, each from its beginning.
 * @param at the steps at which the second, the third, … begin: ascending, one fewer than schedules
 * @throws ArgumentError when they do not ascend, or are not as many
 * @example
 * ```
 * joined([linear(0, 0.1, 100), constant(0.1), cosine(0.1, 500)], [100, 1000])
 * ```
 * @source as PyTorch's SequentialLR
 */
export function joined(schedules: readonly (number | Schedule)[], at: readonly number[]): Schedule {
  checkList('joined', 'schedules', schedules)
  checkList('joined', 'steps', at)
  const [first, ...rest] = schedules.map(asSchedule)
  if (first === undefined || at.length !== rest.length)
    throw new ArgumentError(
      `joined: each schedule but the first must have a step; got ${schedules.length} schedules and ${at.length} steps`,
    )
  checkAscending('joined', 'schedules', at, 1)
  return step =>
    rest.reduce<Float64>(
      (rate, schedule, i) => {
        const from = at[i] ?? 0
        return where(greaterEqual(step, from), cast(schedule(maximum(sub(step, from), 0)), 'float64'), rate)
      },
      // What comes before the second schedule stands at its last step while others go on.
      cast(first(minimum(step, at[0] ?? 2 ** 31 - 1)), 'float64'),
    )
}

/**
 * The product of the rates of schedules; 1 without any. With `constant(1)` a monoid.
 * @example
 * ```
 * product(linear(0, 1, 100), stepDecay(0.1, { every: 30 }))
 * ```
 * @source as PyTorch's ChainedScheduler of factors
 */
export const product =
  (...schedules: readonly (number | Schedule)[]): Schedule =>
  step =>
    schedules.map(asSchedule).reduce<Float64>((rate, schedule) => mul(rate, cast(schedule(step), 'float64')), full([], 1, 'float64'))
