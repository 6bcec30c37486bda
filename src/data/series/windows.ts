// Examples from a series: so many steps to look at, and the steps that follow, to be foretold.

import { ArgumentError, ShapeError } from '../../support/errors.js'
import { given } from '../../support/options.js'
import { showShape, sizeOf } from '../../support/shape.js'
import type { DType, Shape } from '../../types/index.js'
import { checkCount, type Dataset, generate } from '../datasets/dataset.js'
import { type Elements, elementsOf, isNdArray, type NdArray } from '../nd-array.js'

/** Numbers over time, [time, …]. */
export type Series<S extends Shape = Shape, D extends DType = 'float32'> = NdArray<[time: number, ...S], D>

export interface SeriesWindowOptions {
  /** Steps to look at. */
  readonly input: number
  /** Steps that follow, to be foretold. */
  readonly horizon: number
  /** From the start of one example to the next. Default 1. */
  readonly stride?: number
}

export interface SeriesWindow<S extends Shape, D extends DType> {
  readonly input: Series<S, D>
  readonly target: Series<S, D>
}

export function checkSeries(operation: string, series: unknown): asserts series is NdArray {
  if (!isNdArray(series) || series.shape.length === 0)
    throw new ArgumentError(
      `${operation}: expected a series, an array with an axis of time; got ${isNdArray(series) ? `${series.dtype}[]` : typeof series}`,
    )
}

/** Steps `from` to `to`, a view. */
function steps<S extends Shape, D extends DType>({ shape, dtype, data }: Series<S, D>, from: number, to: number): Series<S, D> {
  const [, ...rest] = shape
  const size = sizeOf(rest)
  const part = elementsOf({ shape, dtype, data } as unknown as NdArray).subarray(from * size, to * size)
  // The same dtype, and as many steps.
  return { shape: [to - from, ...rest] as unknown as [number, ...S], dtype, data: part as unknown as Elements<D> }
}

/**
 * Windows of a series with what follows each; as many as fit, views of the same elements.
 * @example
 * ```
 * data.seriesWindows(sunspots, { input: 24, horizon: 1 }).get(0)   // { input: float32[24, …], target: float32[1, …] }
 * ```
 */
export function seriesWindows<S extends Shape, D extends DType>(
  series: Series<S, D>,
  options: SeriesWindowOptions,
): Dataset<SeriesWindow<S, D>> {
  const { input, horizon, stride = 1 } = given('seriesWindows', options, ['input', 'horizon', 'stride'])
  checkSeries('seriesWindows', series)
  checkCount('seriesWindows', 'input', input, 1)
  checkCount('seriesWindows', 'horizon', horizon, 0)
  checkCount('seriesWindows', 'stride', stride, 1)
  const count = Math.max(0, Math.floor((series.shape[0] - input - horizon) / stride) + 1)
  return generate(count, i => ({
    input: steps(series, i * stride, i * stride + input),
    target: steps(series, i * stride + input, i * stride + input + horizon),
  }))
}

/**
 * The first `count` steps, and the others: to learn from the past and be tested on the future. Make windows of each part, not parts of the
 * windows, which would share steps.
 * @throws ShapeError when there are fewer
 */
export function splitSeries<S extends Shape, D extends DType>(
  series: Series<S, D>,
  count: number,
): readonly [past: Series<S, D>, future: Series<S, D>] {
  checkSeries('splitSeries', series)
  checkCount('splitSeries', 'the count', count)
  if (count > series.shape[0])
    throw new ShapeError(`splitSeries: there are only ${series.shape[0]} steps in ${series.dtype}${showShape(series.shape)}; got ${count}`)
  return [steps(series, 0, count), steps(series, count, series.shape[0])]
}
