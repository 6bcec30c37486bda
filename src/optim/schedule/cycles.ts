// Schedules that rise and fall: once, again and again, from restarts.

import { full } from '../../ops/creation/creation.js'
import { add, div, floorDivide, maximum, minimum, mul, sub } from '../../ops/elementwise/arithmetic.js'
import { where } from '../../ops/elementwise/choose.js'
import { less, lessEqual } from '../../ops/elementwise/comparison.js'
import { cos, floor, log } from '../../ops/elementwise/float-functions.js'
import { pow } from '../../ops/elementwise/power.js'
import { ArgumentError } from '../../support/errors.js'
import { checkOptions } from '../../support/options.js'
import { show } from '../../support/show.js'
import { checkFinite, checkPositive, checkSteps, type Float64, type Schedule, time } from './schedule.js'

/** From `from` to `to`, along half a cosine, as `part` goes from 0 to 1. */
const alongCosine = (from: number, to: number, part: Float64): Float64 => add(to, mul((from - to) / 2, add(1, cos(mul(Math.PI, part)))))
const alongLine = (from: number, to: number, part: Float64): Float64 => add(from, mul(to - from, part))

export interface CosineRestartsOptions {
  /** By how much each period is longer than the one before: an integer of at least 1. Default 1. */
  readonly growth?: number
  /** The rate at the end of a period. Default 0. */
  readonly end?: number
}

/**
 * Down along half a cosine, and up again at once: `end + (peak - end) (1 + cos(π s / period)) / 2`, s steps after the last restart.
 * @param period the steps of the first period
 * @source Loshchilov and Hutter, 2017; as PyTorch's CosineAnnealingWarmRestarts
 */
export function cosineRestarts(peak: number, period: number, options: CosineRestartsOptions = {}): Schedule {
  checkOptions('cosineRestarts', options, ['growth', 'end'])
  const { growth = 1, end = 0 } = options
  checkFinite('cosineRestarts', 'the peak', peak)
  checkFinite('cosineRestarts', 'the end', end)
  checkSteps('cosineRestarts', 'period', period)
  checkSteps('cosineRestarts', 'growth', growth)
  if (growth === 1) return step => alongCosine(peak, end, div(sub(time(step), mul(time(floorDivide(step, period)), period)), period))
  // Periods begin at `period (growthⁿ - 1) / (growth - 1)`; a logarithm that is rounded down too far is one off, which the next period shows.
  const begin = (n: Float64): Float64 => mul(period / (growth - 1), sub(pow(full([], growth, 'float64'), n), 1))
  return step => {
    const t = time(step)
    const guess = floor(div(log(add(1, mul(t, (growth - 1) / period))), Math.log(growth)))
    const n = where(lessEqual(begin(add(guess, 1)), t), add(guess, 1), where(less(t, begin(guess)), sub(guess, 1), guess))
    return alongCosine(peak, end, div(sub(t, begin(n)), mul(period, pow(full([], growth, 'float64'), n))))
  }
}

export interface OneCycleOptions {
  /** The part of the steps in which the rate rises. Default 0.3. */
  readonly rise?: number
  /** `'cosine'`, the default, or `'linear'`. */
  readonly shape?: 'cosine' | 'linear'
  /** The peak over the first rate. Default 25. */
  readonly divide?: number
  /** The first rate over the last. Default 1e4. */
  readonly finalDivide?: number
}

/**
 * Up to a peak and down below the beginning, once.
 * @param steps all of them; the last rate is that of step `steps - 1`, and stays
 * @source Smith and Topin, "Super-convergence", 2018; as PyTorch's OneCycleLR with two phases
 */
export function oneCycle(peak: number, steps: number, options: OneCycleOptions = {}): Schedule {
  checkOptions('oneCycle', options, ['rise', 'shape', 'divide', 'finalDivide'])
  const { rise = 0.3, shape = 'cosine', divide = 25, finalDivide = 1e4 } = options
  checkFinite('oneCycle', 'the peak', peak)
  checkSteps('oneCycle', 'steps', steps)
  if (!(rise >= 0 && rise <= 1)) throw new ArgumentError(`oneCycle: rise must be from 0 to 1; got ${show(rise)}`)
  checkPositive('oneCycle', 'divide', divide)
  checkPositive('oneCycle', 'finalDivide', finalDivide)
  if (shape !== 'cosine' && shape !== 'linear') throw new ArgumentError(`oneCycle: shape must be 'cosine' or 'linear'; got ${show(shape)}`)
  const along = shape === 'cosine' ? alongCosine : alongLine
  const [first, last] = [peak / divide, peak / divide / finalDivide]
  const [top, end] = [rise * steps - 1, steps - 1]
  return step => {
    const t = minimum(time(step), end)
    const down = along(peak, last, end > top ? div(sub(t, top), end - top) : full([], 1, 'float64'))
    return top > 0 ? where(lessEqual(t, top), along(first, peak, div(t, top)), down) : down
  }
}

export interface CyclicOptions {
  /** The steps up. Default 2000. */
  readonly up?: number
  /** The steps down, as many as up unless given. */
  readonly down?: number
  /** How the height of a cycle goes: `'triangular'`, the default, keeps it; `'triangular2'` halves it from cycle to cycle; `'expRange'` multiplies it by `factor` in each step. */
  readonly mode?: 'triangular' | 'triangular2' | 'expRange'
  /** For `'expRange'`. Default 1. */
  readonly factor?: number
}

/**
 * Up and down between two rates, in straight lines.
 * @source Smith, "Cyclical learning rates for training neural networks", 2017; as PyTorch's CyclicLR
 */
export function cyclic(low: number, high: number, options: CyclicOptions = {}): Schedule {
  checkOptions('cyclic', options, ['up', 'down', 'mode', 'factor'])
  const { up = 2000, down = up, mode = 'triangular', factor = 1 } = options
  checkFinite('cyclic', 'the low rate', low)
  checkFinite('cyclic', 'the high rate', high)
  checkSteps('cyclic', 'up', up)
  checkSteps('cyclic', 'down', down)
  checkPositive('cyclic', 'factor', factor)
  const period = up + down
  const heights: Readonly<Record<NonNullable<CyclicOptions['mode']>, (cycle: Float64, t: Float64) => Float64>> = {
    triangular: () => full([], 1, 'float64'),
    triangular2: cycle => pow(full([], 0.5, 'float64'), cycle),
    expRange: (_, t) => pow(full([], factor, 'float64'), t),
  }
  if (!Object.hasOwn(heights, mode))
    throw new ArgumentError(`cyclic: mode must be 'triangular', 'triangular2' or 'expRange'; got ${show(mode)}`)
  return step => {
    const t = time(step)
    const cycle = time(floorDivide(step, period))
    const within = sub(t, mul(cycle, period))
    const part = where(lessEqual(within, up), div(within, up), sub(1, div(sub(within, up), down)))
    return add(low, mul(mul(high - low, maximum(part, 0)), heights[mode](cycle, t)))
  }
}
