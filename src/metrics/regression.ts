// How far numbers are from what they should be.

import { ShapeError } from '../support/errors.js'
import { showShape } from '../support/shape.js'
import { type NumberBatch, readNumberBatch } from './batch.js'
import { add, type ExactSum, exactDot, exactSum, value, zero } from './exact-sum.js'
import type { Metric } from './metric.js'
import { addSums, noSums, type Sums, squaredDeviations, sumsOf } from './moments.js'

/** The sum of errors and their number. */
export interface ErrorSum {
  readonly count: number
  readonly total: ExactSum
}

const differences = (predicted: Float64Array, right: Float64Array): Float64Array => predicted.map((p, i) => p - (right[i] as number))

const meanError = (
  name: string,
  total: (errors: Float64Array) => ExactSum,
  result: (mean: number) => number,
): Metric<NumberBatch, ErrorSum, number> => ({
  name,
  empty: { count: 0, total: zero },
  of: batch => {
    const { predicted, right, count } = readNumberBatch(name, batch)
    return { count, total: total(differences(predicted, right)) }
  },
  concat: (a, b) => ({ count: a.count + b.count, total: add(a.total, b.total) }),
  result: state => result(value(state.total) / state.count),
})

/** mean |p - t| */
export const meanAbsoluteError = (): Metric<NumberBatch, ErrorSum, number> =>
  meanError(
    'meanAbsoluteError',
    errors => exactSum(errors.map(Math.abs)),
    mean => mean,
  )

/** mean (p - t)² */
export const meanSquaredError = (): Metric<NumberBatch, ErrorSum, number> =>
  meanError(
    'meanSquaredError',
    errors => exactDot(errors, errors),
    mean => mean,
  )

/** √ mean (p - t)² */
export const rootMeanSquaredError = (): Metric<NumberBatch, ErrorSum, number> =>
  meanError('rootMeanSquaredError', errors => exactDot(errors, errors), Math.sqrt)

export interface Explained {
  readonly residual: ExactSum
  readonly targets: Sums
}

/**
 * The coefficient of determination, R² = 1 - Σ(p - t)² / Σ(t - mean t)²: 1 is perfect, 0 as good as the mean, and it may be negative.
 * Of constant targets it is 1 where all errors are 0, else 0, as in scikit-learn; NaN of fewer than two. Takes float[N].
 */
export const r2 = (): Metric<NumberBatch, Explained, number> => ({
  name: 'r2',
  empty: { residual: zero, targets: noSums },
  of: batch => {
    const { predicted, right } = readNumberBatch('r2', batch)
    if (batch.targets.shape.length !== 1)
      throw new ShapeError(`r2: targets must be one quantity, float[N]; got ${batch.targets.dtype}${showShape(batch.targets.shape)}`)
    const errors = differences(predicted, right)
    return { residual: exactDot(errors, errors), targets: sumsOf(right) }
  },
  concat: (a, b) => ({ residual: add(a.residual, b.residual), targets: addSums(a.targets, b.targets) }),
  result: ({ residual, targets }) => {
    if (targets.count < 2) return Number.NaN
    const [unexplained, total] = [value(residual), squaredDeviations(targets)]
    return total === 0 ? Number(unexplained === 0) : 1 - unexplained / total
  },
})
