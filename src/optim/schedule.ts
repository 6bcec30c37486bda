// Schedules: how a rate goes with the step, which counts from 0. Pure functions of a tensor, so that they run inside jit.
// They compute in float64, which costs nothing for one number; it is rounded to the parameters' dtype where it meets them.

import type { Tensor } from '../core/tensor.js'
import { full } from '../ops/creation/creation.js'
import { add, div, maximum, minimum, mul, sub } from '../ops/elementwise/arithmetic.js'
import { cast, where } from '../ops/elementwise/choose.js'
import { greaterEqual, less } from '../ops/elementwise/comparison.js'
import { cos, exp } from '../ops/elementwise/float-functions.js'
import { ArgumentError } from '../support/errors.js'
import type { FloatDType } from '../types/index.js'

export type Step = Tensor<[], 'int32'>
export type Rate = Tensor<[], FloatDType>

/** The rate at a step. */
export type Schedule = (step: Step) => Rate

const time = (step: Step): Tensor<[], 'float64'> => cast(step, 'float64')

function checkFinite(operation: string, name: string, value: number): void {
  if (!Number.isFinite(value)) throw new ArgumentError(`${operation}: ${name} must be a finite number; got ${value}`)
}

function checkSteps(operation: string, name: string, steps: number): void {
  if (!Number.isInteger(steps) || steps < 1) throw new ArgumentError(`${operation}: ${name} must be a positive integer; got ${steps}`)
}

/** Always the same rate. */
export function constant(rate: number): Schedule {
  checkFinite('constant', 'the rate', rate)
  return () => full([], rate, 'float64')
}

/** A rate as a schedule: a number is constant. */
export const asSchedule = (rate: number | Schedule): Schedule => (typeof rate === 'number' ? constant(rate) : rate)

/** The part of `steps` that is over, 0 to 1. */
const progress = (step: Step, steps: number): Tensor<[], 'float64'> => minimum(div(time(step), steps), 1)

/** In a straight line from one rate to another: `from + (to - from) min(t / steps, 1)`. */
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
 * @source Loshchilov and Hutter, "SGDR: Stochastic gradient descent with warm restarts", 2017, without restarts
 */
export function cosine(peak: number, steps: number, { end = 0 }: CosineOptions = {}): Schedule {
  checkFinite('cosine', 'the peak', peak)
  checkFinite('cosine', 'the end', end)
  checkSteps('cosine', 'steps', steps)
  return step => add(end, mul((peak - end) / 2, add(1, cos(mul(Math.PI, progress(step, steps))))))
}

export interface ExponentialDecayOptions {
  /** What the rate is multiplied by in each period; positive. */
  readonly factor: number
  /** The steps of a period. Default 1. */
  readonly every?: number
}

/** Geometrically, without jumps: `initial · factor^(t / every)`. */
export function exponentialDecay(initial: number, { factor, every = 1 }: ExponentialDecayOptions): Schedule {
  checkFinite('exponentialDecay', 'the initial rate', initial)
  if (!(factor > 0 && factor < Number.POSITIVE_INFINITY))
    throw new ArgumentError(`exponentialDecay: factor must be a positive number; got ${factor}`)
  checkSteps('exponentialDecay', 'every', every)
  return step => mul(initial, exp(mul(Math.log(factor) / every, time(step))))
}

/** A rate from each of some steps on: `piecewise([[0, 0.1], [1000, 0.01]])`. The first step must be 0, the others must ascend. */
export function piecewise(pieces: readonly (readonly [from: number, rate: number])[]): Schedule {
  const [first, ...rest] = pieces
  if (first?.[0] !== 0) throw new ArgumentError(`piecewise: the first piece must begin at step 0; got ${first?.[0] ?? 'no piece'}`)
  for (const [i, [from, rate]] of pieces.entries()) {
    checkFinite('piecewise', 'each rate', rate)
    const previous = pieces[i - 1]?.[0] ?? -1
    if (!Number.isInteger(from) || from <= previous)
      throw new ArgumentError(`piecewise: pieces must begin at ascending integers; got ${from} after ${previous}`)
  }
  return step =>
    rest.reduce<Tensor<[], 'float64'>>((rate, [from, next]) => where(greaterEqual(step, from), next, rate), full([], first[1], 'float64'))
}

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
