// How often each class is taken for each, and what is read off it: precision, recall and F1, by class or averaged.

import { ArgumentError } from '../support/errors.js'
import { given } from '../support/options.js'
import { show } from '../support/show.js'
import { type ClassBatch, checkInteger, readClassBatch } from './batch.js'
import type { Metric } from './metric.js'

/** Counts, [right class, predicted class], row-major. */
export type Counts = readonly number[]

export interface ConfusionOptions {
  readonly classes: number
}

function counting<Out>(name: string, classes: number, result: (counts: Counts) => Out): Metric<ClassBatch, Counts, Out> {
  checkInteger(name, 'classes', classes, 1)
  return {
    name,
    empty: new Array<number>(classes * classes).fill(0),
    of: batch => {
      const { predicted, right } = readClassBatch(name, batch, classes)
      const counts = new Array<number>(classes * classes).fill(0)
      for (let i = 0; i < right.length; i++) {
        const at = (right[i] as number) * classes + (predicted[i] as number)
        counts[at] = (counts[at] as number) + 1
      }
      return counts
    },
    concat: (a, b) => a.map((count, i) => count + (b[i] as number)),
    result,
  }
}

/**
 * How many examples of class i were taken for class j.
 * @returns rows of right classes, columns of predicted ones
 */
export function confusionMatrix(options: ConfusionOptions): Metric<ClassBatch, Counts, number[][]> {
  const { classes } = given('confusionMatrix', options, ['classes'])
  return counting('confusionMatrix', classes, counts =>
    Array.from({ length: classes }, (_, i) => counts.slice(i * classes, (i + 1) * classes)),
  )
}

export type Average = 'macro' | 'micro' | 'weighted' | 'none'

export interface AverageOptions<A extends Average = Average> {
  readonly classes: number
  /**
   * `macro` (the default): the mean over all classes, also those that do not occur; `weighted`: by how often a class occurs; `micro`: of the
   * counts of all classes together; `none`: one number a class.
   */
  readonly average?: A
}

/** One number, or one a class. */
export type Averaged<A extends Average> = 'none' extends A ? (A extends 'none' ? number[] : number) : number

interface Outcomes {
  /** Predicted and right. */
  readonly hits: number
  readonly predicted: number
  readonly occurring: number
}

const outcomes = (counts: Counts, classes: number): Outcomes[] =>
  Array.from({ length: classes }, (_, c) => {
    let [predicted, occurring] = [0, 0]
    for (let other = 0; other < classes; other++) {
      predicted += counts[other * classes + c] as number
      occurring += counts[c * classes + other] as number
    }
    return { hits: counts[c * classes + c] as number, predicted, occurring }
  })

/** 0 where nothing could be hit. */
const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole)

function average(scores: readonly number[], classes: readonly Outcomes[], kind: 'macro' | 'weighted'): number {
  const weights = kind === 'macro' ? classes.map(() => 1) : classes.map(({ occurring }) => occurring)
  const total = weights.reduce((a, b) => a + b, 0)
  return ratio(
    scores.reduce((sum, score, c) => sum + score * (weights[c] as number), 0),
    total,
  )
}

const averages: readonly Average[] = ['macro', 'micro', 'weighted', 'none']

function averaged<A extends Average>(
  name: string,
  options: AverageOptions<A>,
  score: (outcomes: Outcomes) => number,
): Metric<ClassBatch, Counts, Averaged<A>> {
  const { classes, average: kind = 'macro' as A } = given(name, options, ['classes', 'average'])
  if (!averages.includes(kind))
    throw new ArgumentError(`${name}: average must be ${averages.map(each => `'${each}'`).join(', ')}; got ${show(kind)}`)
  return counting(name, classes, counts => {
    const each = outcomes(counts, classes)
    const sum = (part: keyof Outcomes): number => each.reduce((total, one) => total + one[part], 0)
    const result =
      kind === 'micro'
        ? score({ hits: sum('hits'), predicted: sum('predicted'), occurring: sum('occurring') })
        : kind === 'none'
          ? each.map(score)
          : average(each.map(score), each, kind as 'macro' | 'weighted')
    return result as Averaged<A>
  })
}

/** Of the examples predicted to be of a class, the share that is: hits / predicted; 0 of a class never predicted. */
export const precision = <A extends Average = 'macro'>(options: AverageOptions<A>): Metric<ClassBatch, Counts, Averaged<A>> =>
  averaged('precision', options, ({ hits, predicted }) => ratio(hits, predicted))

/** Of the examples of a class, the share predicted to be: hits / occurring; 0 of a class that does not occur. */
export const recall = <A extends Average = 'macro'>(options: AverageOptions<A>): Metric<ClassBatch, Counts, Averaged<A>> =>
  averaged('recall', options, ({ hits, occurring }) => ratio(hits, occurring))

/** The harmonic mean of precision and recall: 2·hits / (predicted + occurring). */
export const f1 = <A extends Average = 'macro'>(options: AverageOptions<A>): Metric<ClassBatch, Counts, Averaged<A>> =>
  averaged('f1', options, ({ hits, predicted, occurring }) => ratio(2 * hits, predicted + occurring))
