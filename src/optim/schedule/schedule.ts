// Schedules: how a rate goes with the step, which counts from 0. Pure functions of a tensor, so that they run inside jit.
// They compute in float64, which costs nothing for one number; it is rounded to the parameters' dtype where it meets them.
// Under `product` they are a monoid, whose unit is `constant(1)`.

import type { Tensor } from '../../core/tensor.js'
import { full } from '../../ops/creation/creation.js'
import { div, minimum } from '../../ops/elementwise/arithmetic.js'
import { cast } from '../../ops/elementwise/choose.js'
import { ArgumentError } from '../../support/errors.js'
import { show } from '../../support/show.js'
import type { FloatDType } from '../../types/index.js'

export type Step = Tensor<[], 'int32'>
export type Rate = Tensor<[], FloatDType>
export type Float64 = Tensor<[], 'float64'>

/** The rate at a step. */
export type Schedule = (step: Step) => Rate

export const time = (step: Step): Float64 => cast(step, 'float64')

export function checkFinite(operation: string, name: string, value: number): void {
  if (typeof value !== 'number' || !Number.isFinite(value))
    throw new ArgumentError(`${operation}: ${name} must be a finite number; got ${show(value)}`)
}

export function checkPositive(operation: string, name: string, value: number): void {
  if (typeof value !== 'number' || !(value > 0 && value < Number.POSITIVE_INFINITY))
    throw new ArgumentError(`${operation}: ${name} must be a positive number; got ${show(value)}`)
}

export function checkSteps(operation: string, name: string, steps: number): void {
  if (!Number.isInteger(steps) || steps < 1) throw new ArgumentError(`${operation}: ${name} must be a positive integer; got ${show(steps)}`)
}

/** Always the same rate. */
export function constant(rate: number): Schedule {
  checkFinite('constant', 'the rate', rate)
  return () => full([], rate, 'float64')
}

/** A rate as a schedule: a number is constant. */
export const asSchedule = (rate: number | Schedule): Schedule => (typeof rate === 'number' ? constant(rate) : rate)

/** The part of `steps` that is over, 0 to 1. */
export const progress = (step: Step, steps: number): Float64 => minimum(div(time(step), steps), 1)
