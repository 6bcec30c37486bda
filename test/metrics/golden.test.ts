// Metrics against scikit-learn, whole and in batches merged in any grouping.

import { readFileSync } from 'node:fs'
import { tensor } from 'tenet'
import * as metrics from 'tenet/metrics'
import { describe, expect, test } from 'vitest'

interface Golden {
  readonly classification: readonly {
    readonly logits: number[][]
    readonly probabilities: number[][]
    readonly targets: number[]
    readonly classes: number
    readonly accuracy: number
    readonly topK: Readonly<Record<string, number>>
    readonly confusion: number[][]
    readonly averages: Readonly<Record<metrics.Average, Readonly<Record<'precision' | 'recall' | 'f1', number | number[]>>>>
    readonly perplexity: number
    readonly calibration: Readonly<Record<string, number>>
  }[]
  readonly ranking: readonly {
    readonly scores: number[]
    readonly targets: number[]
    readonly rocAuc: number
    readonly averagePrecision: number
    readonly roc: (number | 'inf')[][]
    readonly precisionRecall: number[][]
  }[]
  readonly regression: readonly (Readonly<
    Record<'meanAbsoluteError' | 'meanSquaredError' | 'rootMeanSquaredError' | 'r2' | 'mean' | 'variance' | 'std1', number>
  > & { readonly predictions: number[]; readonly targets: number[] })[]
}
const golden: Golden = JSON.parse(readFileSync(new URL('../golden/metrics/metrics.json', import.meta.url), 'utf8'))

/** Sums of a few dozen float64 in another order, and one division: a few units in the last place. */
const close = (value: number, expected: number) =>
  expect(Math.abs(value - expected)).toBeLessThanOrEqual(4e-15 * Math.max(1, Math.abs(expected)))

function closeLists(values: readonly number[], expected: readonly (number | 'inf')[]) {
  expect(values.length).toBe(expected.length)
  for (const [i, each] of expected.entries())
    if (each === 'inf') expect(values[i]).toBe(Infinity)
    else close(values[i] ?? Number.NaN, each)
}

const float64 = (list: readonly number[]) => tensor(Float64Array.from(list))
const int32 = (list: readonly number[]) => tensor(Int32Array.from(list))
const matrix = (rows: readonly (readonly number[])[]) => tensor(Float64Array.from(rows.flat()), [rows.length, rows[0]?.length ?? 0])

const parts = <T>(list: readonly T[]): T[][] => [list.slice(0, 7), list.slice(7, 8), list.slice(8)]

/** Merged from the left and from the right, which must come to the same bits. */
function measured<In, S, Out>(metric: metrics.Metric<In, S, Out>, batches: readonly In[]): Out {
  const states = batches.map(metric.of)
  const left = states.reduce(metric.concat, metric.empty)
  const right = states.reduceRight((sum, state) => metric.concat(state, sum), metric.empty)
  expect(metric.result(right)).toEqual(metric.result(left))
  return metric.result(left)
}

describe.each(golden.classification)('classification into $classes', each => {
  const { classes } = each
  const zipped = (scores: number[][]) =>
    parts(scores.map((row, i) => [row, each.targets[i] ?? 0] as const)).map(rows => ({
      predictions: matrix(rows.map(([row]) => row)),
      targets: int32(rows.map(([, target]) => target)),
    }))
  const batches = zipped(each.logits)

  test('accuracy and top-k', () => {
    expect(measured(metrics.accuracy(), batches)).toBe(each.accuracy)
    for (const [k, expected] of Object.entries(each.topK)) expect(measured(metrics.topKAccuracy(Number(k)), batches)).toBe(expected)
    const predictions = matrix(each.logits).argmax(1)
    expect(measured(metrics.accuracy(), [{ predictions, targets: tensor(Uint8Array.from(each.targets)) }])).toBe(each.accuracy)
  })

  test('the confusion matrix and its averages', () => {
    expect(measured(metrics.confusionMatrix({ classes }), batches)).toEqual(each.confusion)
    for (const average of ['macro', 'micro', 'weighted', 'none'] as const)
      for (const metric of [
        metrics.precision({ classes, average }),
        metrics.recall({ classes, average }),
        metrics.f1({ classes, average }),
      ])
        closeLists([measured(metric, batches)].flat(), [each.averages[average][metric.name as 'f1']].flat())
    expect(measured(metrics.f1({ classes }), batches)).toBe(measured(metrics.f1({ classes, average: 'macro' }), batches))
  })

  test('perplexity, of logits and of log-probabilities, and calibration', () => {
    // The targets' probabilities were rounded before their logarithm, there.
    expect(Math.abs(measured(metrics.perplexity(), batches) / each.perplexity - 1)).toBeLessThan(1e-14)
    for (const [bins, expected] of Object.entries(each.calibration))
      close(measured(metrics.calibrationError({ bins: Number(bins) }), zipped(each.probabilities)), expected)
  })
})

describe.each(golden.ranking)('ranking of $scores.length', ({ scores, targets, ...expected }) => {
  const batches = parts(scores.map((score, i) => [score, targets[i] ?? 0] as const)).map(rows => ({
    predictions: float64(rows.map(([score]) => score)),
    targets: int32(rows.map(([, target]) => target)),
  }))

  test('areas and curves', () => {
    close(measured(metrics.rocAuc(), batches), expected.rocAuc)
    close(measured(metrics.averagePrecision(), batches), expected.averagePrecision)
    const roc = measured(metrics.rocCurve(), batches)
    for (const [i, list] of [roc.falsePositiveRate, roc.truePositiveRate, roc.thresholds].entries()) closeLists(list, expected.roc[i] ?? [])
    const curve = measured(metrics.precisionRecallCurve(), batches)
    for (const [i, list] of [curve.precision, curve.recall, curve.thresholds].entries()) closeLists(list, expected.precisionRecall[i] ?? [])
  })
})

describe.each(golden.regression)('regression of $targets.length', ({ predictions, targets, ...expected }) => {
  const batches = parts(predictions.map((p, i) => [p, targets[i] ?? 0] as const)).map(rows => ({
    predictions: float64(rows.map(([p]) => p)),
    targets: float64(rows.map(([, t]) => t)),
  }))

  test('errors, R² and moments', () => {
    const { meanAbsoluteError, meanSquaredError, rootMeanSquaredError, r2 } = metrics
    for (const metric of [meanAbsoluteError(), meanSquaredError(), rootMeanSquaredError()])
      close(measured(metric, batches), expected[metric.name as 'meanSquaredError'])
    close(measured(r2(), batches), expected.r2)
    const numbers = batches.map(batch => batch.targets)
    const { count, mean, variance } = measured(metrics.moments(), numbers)
    expect(count).toBe(targets.length)
    close(mean, expected.mean)
    // NumPy's mean of targets near 100 is off by an ulp of 100, 1.4e-14, which enters the variance squared.
    close(variance, expected.variance)
    close(measured(metrics.moments({ correction: 1 }), numbers).std, expected.std1)
    close(measured(metrics.mean(), numbers), expected.mean)
  })
})
