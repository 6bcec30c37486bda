// The share of examples whose class is right, or among the k likeliest.

import { ArgumentError, ShapeError } from '../support/errors.js'
import { type ClassBatch, checkInteger, readClassBatch, readClasses, readScores, type ScoreBatch } from './batch.js'
import type { Metric } from './metric.js'

/** Counts of examples: exact up to 2⁵³. */
export interface Share {
  readonly hits: number
  readonly count: number
}

const share = <In>(name: string, of: (batch: In) => Share): Metric<In, Share, number> => ({
  name,
  empty: { hits: 0, count: 0 },
  of,
  concat: (a, b) => ({ hits: a.hits + b.hits, count: a.count + b.count }),
  result: ({ hits, count }) => hits / count,
})

/**
 * The share of examples whose class is predicted; where two scores are equal, the first class counts.
 * @example
 * ```
 * await metrics.evaluate(metrics.accuracy(), batches.map(({ x, y }) => ({ predictions: net.apply(params, x), targets: y })))
 * ```
 */
export const accuracy = (): Metric<ClassBatch, Share, number> =>
  share('accuracy', batch => {
    const { predicted, right } = readClassBatch('accuracy', batch)
    return { hits: predicted.filter((value, i) => value === right[i]).length, count: predicted.length }
  })

/**
 * The share of examples whose class is among the k with the greatest scores.
 * @throws ArgumentError unless k is a positive integer, at most the number of classes
 * @deviation from scikit-learn's top_k_accuracy_score in ties: of equal scores the first class counts, as for `accuracy`; there, the last
 */
export function topKAccuracy(k: number): Metric<ScoreBatch, Share, number> {
  checkInteger('topKAccuracy', 'k', k, 1)
  return share('topKAccuracy', ({ predictions, targets }) => {
    const { rows, columns, data } = readScores('topKAccuracy', predictions)
    if (k > columns) throw new ShapeError(`topKAccuracy: k must be at most the number of classes, ${columns}; got ${k}`)
    if (data.some(Number.isNaN)) throw new ArgumentError('topKAccuracy: predictions must not be NaN')
    const right = readClasses('topKAccuracy', 'targets', targets, rows, columns)
    let hits = 0
    for (let i = 0; i < rows; i++) {
      const target = right[i] as number
      const own = data[i * columns + target] as number
      let before = 0
      for (let c = 0; c < columns; c++) {
        const other = data[i * columns + c] as number
        if (other > own || (other === own && c < target)) before++
      }
      if (before < k) hits++
    }
    return { hits, count: rows }
  })
}
