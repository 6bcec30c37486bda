// Mean and variance of numbers as they come, from exact sums: no cancellation however far the mean is from zero, and no order of merging.

import type { Tensor } from '../core/tensor.js'
import { given } from '../support/options.js'
import type { FloatDType, Shape } from '../types/index.js'
import { checkInteger, readNumbers } from './batch.js'
import { add, type ExactSum, exactDot, exactSum, multiply, subtract, value, zero } from './exact-sum.js'
import type { Metric } from './metric.js'

export interface Sums {
  readonly count: number
  readonly sum: ExactSum
  readonly squares: ExactSum
}

export const noSums: Sums = { count: 0, sum: zero, squares: zero }

export const sumsOf = (values: ArrayLike<number>): Sums => ({
  count: values.length,
  sum: exactSum(Array.from(values)),
  squares: exactDot(values, values),
})

export const addSums = (a: Sums, b: Sums): Sums => ({
  count: a.count + b.count,
  sum: add(a.sum, b.sum),
  squares: add(a.squares, b.squares),
})

/** Σ(x - mean)², from n·Σx² - (Σx)², which is exact. */
export const squaredDeviations = ({ count, sum, squares }: Sums): number =>
  value(subtract(multiply(exactSum([count]), squares), multiply(sum, sum))) / count

export interface Moments {
  readonly count: number
  readonly mean: number
  readonly variance: number
  readonly std: number
}

export interface MomentsOptions {
  /** What is taken from the count that the variance is divided by: 0 (the default), or 1 for an unbiased estimate. */
  readonly correction?: number
}

/** The mean, variance and standard deviation of all numbers. Takes floats of any shape. */
export function moments(options: MomentsOptions = {}): Metric<Tensor<Shape, FloatDType>, Sums, Moments> {
  const { correction = 0 } = given('moments', options, ['correction'])
  checkInteger('moments', 'correction', correction, 0)
  return {
    name: 'moments',
    empty: noSums,
    of: values => sumsOf(readNumbers('moments', values)),
    concat: addSums,
    result: state => {
      const { count, sum } = state
      const variance = count > correction ? squaredDeviations(state) / (count - correction) : Number.NaN
      return { count, mean: value(sum) / count, variance, std: Math.sqrt(variance) }
    },
  }
}

/** The mean of all numbers. */
export const mean = (): Metric<Tensor<Shape, FloatDType>, Sums, number> => {
  const metric = moments()
  return { ...metric, name: 'mean', result: state => metric.result(state).mean }
}
