// Metrics as monoids: batches, workers and machines merge exactly.

export { accuracy, type Share, topKAccuracy } from './accuracy.js'
export type { BinaryScoreBatch, ClassBatch, NumberBatch, ScoreBatch } from './batch.js'
export {
  type Average,
  type Averaged,
  type AverageOptions,
  type ConfusionOptions,
  type Counts,
  confusionMatrix,
  f1,
  precision,
  recall,
} from './confusion.js'
export type { ExactSum } from './exact-sum.js'
export { type AnyMetric, all, contramap, evaluate, type Input, type Metric, type Result, type State } from './metric.js'
export { type Moments, type MomentsOptions, mean, moments, type Sums } from './moments.js'
export { type Bin, type CalibrationOptions, calibrationError, type PerplexityOptions, perplexity, type Surprise } from './probabilities.js'
export {
  averagePrecision,
  type PrecisionRecallCurve,
  precisionRecallCurve,
  type Ranking,
  type RocCurve,
  rocAuc,
  rocCurve,
} from './ranking.js'
export { type ErrorSum, type Explained, meanAbsoluteError, meanSquaredError, r2, rootMeanSquaredError } from './regression.js'
