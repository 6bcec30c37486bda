// Schedules that fall: in steps, geometrically, with time.

import { full } from '../../ops/creation/creation.js'
import { add, div, mul } from '../../ops/elementwise/arithmetic.js'
import { cast, where } from '../../ops/elementwise/choose.js'
import { greaterEqual } from '../../ops/elementwise/comparison.js'
import { exp, floor } from '../../ops/elementwise/float-functions.js'
import { pow } from '../../ops/elementwise/power.js'
import { checkList } from '../../support/arguments.js'
import { ArgumentError } from '../../support/errors.js'
import { checkGivenOptions } from '../../support/options.js'
import { show } from '../../support/show.js'
import { checkFinite, checkPositive, checkSteps, type Float64, type Schedule, time } from './schedule.js'

export interface ExponentialDecayOptions {
  /** What the rate is multiplied by in each period; positive. */
  readonly factor: number
  /** The steps of a period. Default 1. */
  readonly every?: number
}

/** Geometrically, without jumps: `initial · factor^(t / every)`. */
export function exponentialDecay(initial: number, options: ExponentialDecayOptions): Schedule {
  checkGivenOptions('exponentialDecay', options, ['factor', 'every'])
  const { factor, every = 1 } = options
  checkFinite('exponentialDecay', 'the initial rate', initial)
  checkPositive('exponentialDecay', 'factor', factor)
  checkSteps('exponentialDecay', 'every', every)
  return step => mul(initial, exp(mul(Math.log(factor) / every, time(step))))
}

export interface StepDecayOptions {
  /** The steps from one fall to the next. */
  readonly every: number
  /** What the rate is multiplied by at each; positive. Default 0.1. */
  readonly factor?: number
}

/** Down at regular steps: `initial · factor^⌊t / every⌋`. @source as PyTorch's StepLR */
export function stepDecay(initial: number, options: StepDecayOptions): Schedule {
  checkGivenOptions('stepDecay', options, ['every', 'factor'])
  const { every, factor = 0.1 } = options
  checkFinite('stepDecay', 'the initial rate', initial)
  checkPositive('stepDecay', 'factor', factor)
  checkSteps('stepDecay', 'every', every)
  return step => mul(initial, pow(full([], factor, 'float64'), floor(div(time(step), every))))
}

/** @throws ArgumentError unless they are integers that ascend, from `least` */
export function checkAscending(operation: string, name: string, steps: readonly number[], least: number): void {
  checkList(operation, name, steps)
  for (const [i, step] of steps.entries()) {
    const previous = steps[i - 1] ?? least - 1
    if (!Number.isInteger(step) || step <= previous)
      throw new ArgumentError(`${operation}: ${name} must begin at ascending integers; got ${show(step)} after ${show(previous)}`)
  }
}

export interface MultiStepOptions {
  /** The steps at which the rate falls, ascending. */
  readonly at: readonly number[]
  /** What the rate is multiplied by at each; positive. Default 0.1. */
  readonly factor?: number
}

/** Down at given steps: `initial · factor^(how many of them are over)`. @source as PyTorch's MultiStepLR */
export function multiStep(initial: number, options: MultiStepOptions): Schedule {
  checkGivenOptions('multiStep', options, ['at', 'factor'])
  const { at, factor = 0.1 } = options
  checkFinite('multiStep', 'the initial rate', initial)
  checkPositive('multiStep', 'factor', factor)
  checkAscending('multiStep', 'falls', at, 0)
  return step =>
    at.reduce<Float64>(
      (rate, from) => mul(rate, where(greaterEqual(step, from), full([], factor, 'float64'), 1)),
      full([], initial, 'float64'),
    )
}

/** A rate from each of some steps on: `piecewise([[0, 0.1], [1000, 0.01]])`. The first step must be 0, the others must ascend. */
export function piecewise(pieces: readonly (readonly [from: number, rate: number])[]): Schedule {
  checkList('piecewise', 'pieces', pieces)
  for (const piece of pieces) checkList('piecewise', 'each piece', piece)
  const [first, ...rest] = pieces
  if (first?.[0] !== 0)
    throw new ArgumentError(`piecewise: the first piece must begin at step 0; got ${first === undefined ? 'no piece' : show(first[0])}`)
  for (const [, rate] of pieces) checkFinite('piecewise', 'each rate', rate)
  checkAscending(
    'piecewise',
    'pieces',
    pieces.map(([from]) => from),
    0,
  )
  return step => rest.reduce<Float64>((rate, [from, next]) => where(greaterEqual(step, from), next, rate), full([], first[1], 'float64'))
}

export interface InverseTimeOptions {
  /** What 1 grows by in a step; not negative. */
  readonly decay: number
}

/** Hyperbolically: `initial / (1 + decay · t)`. */
export function inverseTime(initial: number, options: InverseTimeOptions): Schedule {
  checkGivenOptions('inverseTime', options, ['decay'])
  const { decay } = options
  checkFinite('inverseTime', 'the initial rate', initial)
  if (!(Number.isFinite(decay) && decay >= 0))
    throw new ArgumentError(`inverseTime: decay must be a non-negative number; got ${show(decay)}`)
  return step => div(initial, add(1, mul(decay, cast(step, 'float64'))))
}
