// What probabilities are worth: whether they are as often right as they say, and how surprised they are by what comes.

import { ArgumentError } from '../support/errors.js'
import { given } from '../support/options.js'
import { best, checkInteger, readClasses, readScores, type ScoreBatch } from './batch.js'
import { add, type ExactSum, exactSum, value, zero } from './exact-sum.js'
import type { Metric } from './metric.js'

/** Of the examples whose confidence is in one range. */
export interface Bin {
  readonly count: number
  readonly hits: number
  readonly confidence: ExactSum
}

export interface CalibrationOptions {
  /** Equal ranges of confidence, each with its upper end. Default 15, as in the source. */
  readonly bins?: number
}

/**
 * The expected calibration error: Σ over ranges of confidence of (share of examples) · |accuracy - mean confidence|.
 * The confidence is the probability of the predicted class. Takes probabilities, not logits.
 * @throws ArgumentError when a probability is not in [0, 1]
 * @source Guo, Pleiss, Sun, Weinberger, "On calibration of modern neural networks", 2017
 */
export function calibrationError(options: CalibrationOptions = {}): Metric<ScoreBatch, readonly Bin[], number> {
  const { bins = 15 } = given('calibrationError', options, ['bins'])
  checkInteger('calibrationError', 'bins', bins, 1)
  const emptyBin: Bin = { count: 0, hits: 0, confidence: zero }
  // The first range whose upper end is not below the confidence, by the same division as its ends.
  const binOf = (confidence: number): number => {
    let n = Math.max(0, Math.ceil(confidence * bins) - 1)
    while (n > 0 && confidence <= n / bins) n--
    while (n < bins - 1 && confidence > (n + 1) / bins) n++
    return n
  }
  return {
    name: 'calibrationError',
    empty: new Array<Bin>(bins).fill(emptyBin),
    of: ({ predictions, targets }) => {
      const scores = readScores('calibrationError', predictions)
      const wrong = scores.data.find(p => !(p >= 0 && p <= 1))
      if (wrong !== undefined)
        throw new ArgumentError(`calibrationError: predictions must be probabilities in [0, 1], e.g. softmax(logits); got ${wrong}`)
      const right = readClasses('calibrationError', 'targets', targets, scores.rows, scores.columns)
      const confidences: number[][] = Array.from({ length: bins }, () => [])
      const hits = new Array<number>(bins).fill(0)
      for (let i = 0; i < scores.rows; i++) {
        const predicted = best(scores, i)
        const confidence = scores.data[i * scores.columns + predicted] as number
        const n = binOf(confidence)
        confidences[n]?.push(confidence)
        if (predicted === right[i]) hits[n] = (hits[n] as number) + 1
      }
      return confidences.map((list, n) => ({ count: list.length, hits: hits[n] as number, confidence: exactSum(list) }))
    },
    concat: (a, b) =>
      a.map((bin, n) => {
        const other = b[n] as Bin
        return { count: bin.count + other.count, hits: bin.hits + other.hits, confidence: add(bin.confidence, other.confidence) }
      }),
    result: state => {
      const total = state.reduce((sum, { count }) => sum + count, 0)
      return total === 0 ? Number.NaN : state.reduce((sum, { hits, confidence }) => sum + Math.abs(hits - value(confidence)) / total, 0)
    },
  }
}

export interface Surprise {
  readonly count: number
  /** Of -log p of what came, in nats. */
  readonly total: ExactSum
}

export interface PerplexityOptions {
  /** A target that does not count, e.g. that of padding. */
  readonly ignore?: number
}

/**
 * exp of the mean of -log p(target): among how many equally likely classes a model is as undecided. Takes logits, or log-probabilities.
 * @example
 * ```
 * await metrics.evaluate(metrics.perplexity({ ignore: -100 }), …)   // predictions float[N, vocabulary], targets int[N]
 * ```
 */
export function perplexity(options: PerplexityOptions = {}): Metric<ScoreBatch, Surprise, number> {
  const { ignore } = given('perplexity', options, ['ignore'])
  return {
    name: 'perplexity',
    empty: { count: 0, total: zero },
    of: ({ predictions, targets }) => {
      const { rows, columns, data } = readScores('perplexity', predictions)
      // Read without a limit first: what is ignored may be no class.
      const right = readTargets(targets, rows, columns, ignore)
      const losses: number[] = []
      for (let i = 0; i < rows; i++) {
        const target = right[i] as number
        if (target === ignore) continue
        const row = data.subarray(i * columns, (i + 1) * columns)
        const greatest = row.reduce((a, b) => Math.max(a, b))
        losses.push(Math.log(row.reduce((sum, x) => sum + Math.exp(x - greatest), 0)) + greatest - (row[target] as number))
      }
      return { count: losses.length, total: exactSum(losses) }
    },
    concat: (a, b) => ({ count: a.count + b.count, total: add(a.total, b.total) }),
    result: ({ count, total }) => Math.exp(value(total) / count),
  }
}

function readTargets(targets: ScoreBatch['targets'], rows: number, columns: number, ignore: number | undefined): ArrayLike<number> {
  if (ignore === undefined) return readClasses('perplexity', 'targets', targets, rows, columns)
  const all = Array.from(targets.dataSync() as ArrayLike<number | bigint>, Number)
  if (targets.shape.length !== 1 || all.length !== rows)
    throw new ArgumentError(`perplexity: expected as many targets as predictions, ${rows}; got [${targets.shape.join(',')}]`)
  const wrong = all.find(target => target !== ignore && !(target >= 0 && target < columns))
  if (wrong !== undefined)
    throw new ArgumentError(`perplexity: targets must be classes from 0 to ${columns - 1}, or ${ignore}, which is ignored; got ${wrong}`)
  return all
}
