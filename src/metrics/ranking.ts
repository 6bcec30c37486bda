// How well scores tell the examples of one class from the others, whatever the threshold: ROC and precision against recall. Exact: all scores
// are kept, and equal ones count as one threshold.
// Source: Fawcett, "An introduction to ROC analysis" (2006).

import { type BinaryScoreBatch, readBinaryScores, readClasses } from './batch.js'
import type { Metric } from './metric.js'

interface Part {
  readonly scores: Float64Array
  readonly targets: Float64Array
}

/** The scores of batch after batch. */
export type Ranking = readonly Part[]

/** How many examples of either kind have at least a score, for every score that occurs, from the greatest. */
interface Threshold {
  readonly score: number
  readonly positives: number
  readonly negatives: number
}

function thresholds(parts: Ranking): Threshold[] {
  const pairs = parts.flatMap(({ scores, targets }) => Array.from(scores, (score, i) => [score, targets[i] as number] as const))
  pairs.sort(([a], [b]) => b - a)
  const list: Threshold[] = []
  let [positives, negatives] = [0, 0]
  for (const [i, [score, target]] of pairs.entries()) {
    if (target === 1) positives++
    else negatives++
    if (pairs[i + 1]?.[0] !== score) list.push({ score, positives, negatives })
  }
  return list
}

const ranking = <Out>(name: string, result: (thresholds: readonly Threshold[]) => Out): Metric<BinaryScoreBatch, Ranking, Out> => ({
  name,
  empty: [],
  of: ({ predictions, targets }) => {
    const scores = readBinaryScores(name, predictions)
    return [{ scores, targets: readClasses(name, 'targets', targets, scores.length, 2) }]
  },
  concat: (a, b) => [...a, ...b],
  result: state => result(thresholds(state)),
})

export interface RocCurve {
  readonly falsePositiveRate: number[]
  readonly truePositiveRate: number[]
  /** The first is infinite: nothing is predicted. */
  readonly thresholds: number[]
}

function rocOf(list: readonly Threshold[]): RocCurve {
  const { positives = 0, negatives = 0 } = list.at(-1) ?? {}
  return {
    falsePositiveRate: [0, ...list.map(each => each.negatives / negatives)],
    truePositiveRate: [0, ...list.map(each => each.positives / positives)],
    thresholds: [Infinity, ...list.map(each => each.score)],
  }
}

/** The rates of true and false alarms at every threshold; NaN where a kind does not occur. */
export const rocCurve = (): Metric<BinaryScoreBatch, Ranking, RocCurve> => ranking('rocCurve', rocOf)

/**
 * The area under the ROC curve: how likely an example of the class has a greater score than another, ties counted half.
 * NaN where one of the two kinds does not occur.
 */
export const rocAuc = (): Metric<BinaryScoreBatch, Ranking, number> =>
  ranking('rocAuc', list => {
    const { positives = 0, negatives = 0 } = list.at(-1) ?? {}
    // Twice the area in pairs of examples, which is an integer.
    let doubled = 0
    let before: Pick<Threshold, 'positives' | 'negatives'> = { positives: 0, negatives: 0 }
    for (const each of list) {
      doubled += (each.negatives - before.negatives) * (each.positives + before.positives)
      before = each
    }
    return doubled / (2 * positives * negatives)
  })

export interface PrecisionRecallCurve {
  readonly precision: number[]
  readonly recall: number[]
  readonly thresholds: number[]
}

/** Precision and recall at every threshold, from the lowest score; the last point is precision 1, recall 0, as in scikit-learn. */
export const precisionRecallCurve = (): Metric<BinaryScoreBatch, Ranking, PrecisionRecallCurve> =>
  ranking('precisionRecallCurve', list => {
    const total = list.at(-1)?.positives ?? 0
    const ascending = list.toReversed()
    return {
      precision: [...ascending.map(({ positives, negatives }) => positives / (positives + negatives)), 1],
      recall: [...ascending.map(({ positives }) => positives / total), 0],
      thresholds: ascending.map(({ score }) => score),
    }
  })

/** The area under precision against recall, as average precision: Σ (Rₙ - Rₙ₋₁)·Pₙ; NaN where the class does not occur. */
export const averagePrecision = (): Metric<BinaryScoreBatch, Ranking, number> =>
  ranking('averagePrecision', list => {
    const total = list.at(-1)?.positives ?? 0
    let [area, before] = [0, 0]
    for (const { positives, negatives } of list) {
      area += ((positives - before) / total) * (positives / (positives + negatives))
      before = positives
    }
    return list.length === 0 ? Number.NaN : area
  })
