// Losses: what is to be minimised, in PyTorch's names.

export { accuracy } from './accuracy.js'
export {
  type AdaptiveLogSoftmax,
  type AdaptiveLogSoftmaxOptions,
  type AdaptiveLogSoftmaxParameters,
  adaptiveLogSoftmaxWithLoss,
} from './adaptive-log-softmax.js'
export { type BinaryOptions, binaryCrossEntropy, binaryCrossEntropyWithLogits, type LogitsOptions } from './binary.js'
export { type MultiMarginOptions, multilabelMarginLoss, multilabelSoftMarginLoss, multiMarginLoss } from './classes.js'
export { type ClassCount, type CrossEntropyOptions, crossEntropy, type LabelShape, type NllOptions, nllLoss } from './cross-entropy.js'
export { type CtcOptions, ctcLoss } from './ctc.js'
export {
  cosineEmbeddingLoss,
  type TripletDistanceOptions,
  type TripletOptions,
  tripletMarginLoss,
  tripletMarginWithDistanceLoss,
  type VectorShape,
} from './embedding.js'
export { type GaussianNllOptions, gaussianNllLoss, type KlDivOptions, klDiv, type PoissonNllOptions, poissonNllLoss } from './likelihood.js'
export { type LinearCrossEntropyOptions, type LinearLogits, linearCrossEntropy } from './linear-cross-entropy.js'
export { hingeEmbeddingLoss, type MarginOptions, marginRankingLoss, softMarginLoss } from './margin.js'
export type { ElementwiseLoss, LossOptions, LossReduction, LossShape } from './reduction.js'
export {
  type HuberOptions,
  huberLoss,
  l1Loss,
  mseLoss,
  type RegressionLoss,
  type RegressionOptions,
  type SmoothL1Options,
  smoothL1Loss,
} from './regression.js'
export {
  type CosineOptions,
  cosineSimilarity,
  type DistanceOptions,
  type NormalizeOptions,
  normalize,
  pairwiseDistance,
} from './similarity.js'
