// Series with mean 0 and deviation 1, by what the training part says alone: what is fitted on the whole has seen the future.

import { ArgumentError, ShapeError } from '../../support/errors.js'
import { showShape, sizeOf } from '../../support/shape.js'
import type { Shape } from '../../types/index.js'
import { checkSeries, type Series } from './windows.js'

/** A map and its inverse, of every quantity on its own. */
export interface SeriesNormalization<S extends Shape> {
  /** Of each quantity, in the order of a step's elements. */
  readonly mean: readonly number[]
  /** Of each quantity; 1 of one that does not vary. */
  readonly std: readonly number[]
  /** (x - mean) / std */
  readonly normalize: (series: Series<S>) => Series<S>
  /** x · std + mean */
  readonly restore: (series: Series<S>) => Series<S>
}

/**
 * Mean and deviation of each quantity of the training part.
 * @throws ArgumentError when there is no step, or an element is not finite
 * @example
 * ```
 * const [past, future] = data.splitSeries(series, 1000)
 * const { normalize, restore } = data.fitNormalization(past)
 * ```
 */
export function fitNormalization<S extends Shape>(training: Series<S>): SeriesNormalization<S> {
  checkSeries('fitNormalization', training)
  const [time, ...rest] = training.shape
  const size = sizeOf(rest)
  if (time === 0) throw new ArgumentError('fitNormalization: the training part has no steps')
  const wrong = training.data.findIndex(value => !Number.isFinite(value))
  if (wrong !== -1)
    throw new ArgumentError(`fitNormalization: elements must be finite; got ${training.data[wrong]} at step ${Math.floor(wrong / size)}`)
  const sums = (f: (value: number, q: number) => number): number[] => {
    const totals = new Array<number>(size).fill(0)
    for (const [i, value] of training.data.entries()) totals[i % size] = (totals[i % size] as number) + f(value, i % size)
    return totals
  }
  const mean = sums(value => value).map(sum => sum / time)
  const std = sums((value, q) => (value - (mean[q] as number)) ** 2).map(sum => Math.sqrt(sum / time) || 1)
  const mapped =
    (f: (value: number, q: number) => number) =>
    (series: Series<S>): Series<S> => {
      checkSeries('normalize', series)
      if (showShape(series.shape.slice(1)) !== showShape(rest))
        throw new ShapeError(
          `normalize: expected the quantities that were fitted, ${showShape(rest)} a step; got ${showShape(series.shape.slice(1))}`,
        )
      return { ...series, data: series.data.map((value, i) => f(value, i % size)) }
    }
  return {
    mean,
    std,
    normalize: mapped((value, q) => (value - (mean[q] as number)) / (std[q] as number)),
    restore: mapped((value, q) => value * (std[q] as number) + (mean[q] as number)),
  }
}
