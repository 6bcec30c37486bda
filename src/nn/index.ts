// Layers and losses. A layer is three pure functions of its parameters; its type knows what it makes of shapes.

export type { Tensors, TensorTree } from '../core/tensors.js'
export { isStatistic } from '../support/statistics.js'
export type {
  CellOptions,
  Conv2dShapes,
  ConvolutionLayerOptions,
  FixedShapes,
  FlattenShapes,
  LayerOutput,
  LayerParameters,
  LayerShapes,
  LinearOptions,
  LinearShapes,
  LstmOptions,
  MultiHeadAttentionOptions,
  MultiHeadAttentionShapes,
  PaddingMode,
  PoolShapes,
  RecurrentOptions,
  RecurrentShapes,
  ResidualShapes,
  RnnOptions,
  SameShape,
  SequentialShapes,
  Takes,
  TransformerLayerOptions,
  TransformerStackOptions,
} from '../types/index.js'
export {
  celu,
  elu,
  hardshrink,
  hardtanh,
  leakyRelu,
  type SoftplusOptions,
  softplus,
  softshrink,
  threshold,
} from './activation/adjustable.js'
export {
  gelu,
  geluTanh,
  hardsigmoid,
  hardswish,
  identity,
  logSigmoid,
  mish,
  relu,
  relu6,
  selu,
  sigmoid,
  silu,
  softsign,
  tanh,
  tanhshrink,
} from './activation/elementwise.js'
export { type GluShapes, glu } from './activation/gated.js'
export { type PreluOptions, type PreluShapes, prelu, type RreluOptions, rrelu } from './activation/slopes.js'
export { logSoftmax, softmax, softmax2d, softmin } from './activation/softmax.js'
export type { AttentionCache } from './attention/cache.js'
export { type AttendOptions, type MultiHeadAttention, multiHeadAttention } from './attention/multi-head-attention.js'
export { type AttentionOptions, scaledDotProductAttention } from './attention/scaled-dot-product.js'
export { lift } from './container/lift.js'
export { type Model, model } from './container/model.js'
export { type Join, type ParallelShapes, parallel } from './container/parallel.js'
export { type Applied, type Batch, type Forward, type LayersByName, type RecordShapes, record } from './container/record.js'
export { repeat } from './container/repeat.js'
export { residual } from './container/residual.js'
export { sequential } from './container/sequential.js'
export { conv1d, conv2d, conv3d } from './convolution/convolution.js'
export {
  convTranspose1d,
  convTranspose2d,
  convTranspose3d,
  type TransposedConvolutionLayerOptions,
  type TransposedConvolutionShapes,
} from './convolution/transposed-convolution.js'
export {
  alphaDropout,
  dropout,
  dropout1d,
  dropout2d,
  dropout3d,
  featureAlphaDropout,
  type StochasticDepthMode,
  stochasticDepth,
} from './dropout/dropout.js'
export {
  type EmbeddingOptions,
  type EmbeddingShapes,
  embedding,
  embeddingFromPretrained,
  type PretrainedOptions,
} from './embedding/embedding.js'
export {
  type BagMode,
  type EmbeddingBag,
  type EmbeddingBagOptions,
  embeddingBag,
  type PackedBagOptions,
} from './embedding/embedding-bag.js'
export * as init from './init/index.js'
export {
  type AnyShapes,
  type ExampleShape,
  type Examples,
  type FixedLayerDefinition,
  type LayerDefinition,
  layer,
} from './layer/custom-layer.js'
export type { Layer, ParametersOf } from './layer/layer.js'
export { type Bilinear, type BilinearOptions, bilinear } from './linear/bilinear.js'
export { linear } from './linear/linear.js'
export * from './loss/index.js'
export { type BatchNormOptions, type BatchNormShapes, batchNorm1d, batchNorm2d, batchNorm3d } from './normalization/batch-norm.js'
export { type FoldOptions, foldBatchNorm } from './normalization/fold-batch-norm.js'
export { type GroupNormOptions, type GroupNormShapes, groupNorm } from './normalization/group-norm.js'
export {
  type InstanceNormOptions,
  type InstanceNormShapes,
  instanceNorm1d,
  instanceNorm2d,
  instanceNorm3d,
} from './normalization/instance-norm.js'
export {
  type LayerNormOptions,
  type LayerNormShapes,
  layerNorm,
  type RmsNormOptions,
  type RmsNormShapes,
  rmsNorm,
} from './normalization/layer-norm.js'
export { type LocalResponseNormOptions, localResponseNorm } from './normalization/local-response-norm.js'
export {
  type SpectralNormOptions,
  type SpectralNormShapes,
  spectralNorm,
  type WeightNormOptions,
  type WeightNormShapes,
  weightNorm,
} from './normalization/weight-norm.js'
export { countParameters } from './parameters/count-parameters.js'
export { freeze, initializeParameters, listParameters, type ParameterEntry, replaceParameters } from './parameters/select.js'
export { type Summary, type SummaryRow, summary } from './parameters/summary.js'
export { type AdaptivelyPooled, adaptiveMaxPoolWithIndices } from './pooling/adaptive-max-indices.js'
export {
  type AdaptivePoolShapes,
  adaptiveAvgPool1d,
  adaptiveAvgPool2d,
  adaptiveAvgPool3d,
  adaptiveMaxPool1d,
  adaptiveMaxPool2d,
  adaptiveMaxPool3d,
  type OutputSize,
} from './pooling/adaptive-pooling.js'
export {
  type FractionalPoolOptions,
  type FractionalPoolShapes,
  fractionalMaxPool2d,
  fractionalMaxPool3d,
  fractionalMaxPoolWithIndices,
} from './pooling/fractional-max-pool.js'
export { globalAvgPool, globalMaxPool } from './pooling/global-pooling.js'
export { type LpPoolOptions, lpPool1d, lpPool2d, lpPool3d } from './pooling/lp-pool.js'
export { avgPool1d, avgPool2d, avgPool3d, maxPool1d, maxPool2d, maxPool3d } from './pooling/pooling.js'
export { maxPoolWithIndices, maxUnpool, type UnpoolOptions } from './pooling/unpool.js'
export { learnedPositions } from './positions/learned.js'
export { type RotaryOptions, rotary } from './positions/rotary.js'
export { sinusoidalEncoding, sinusoidalPositions } from './positions/sinusoidal.js'
export {
  type Cell,
  type CellState,
  gruCell,
  lstmCell,
  type RnnCellOptions,
  rnnCell,
} from './recurrent/cells.js'
export { gru, lstm, type RecurrentLayer, type RecurrentState, type RunOptions, rnn } from './recurrent/layers.js'
export { flatten } from './shape/flatten.js'
export {
  circularPad1d,
  circularPad2d,
  circularPad3d,
  constantPad1d,
  constantPad2d,
  constantPad3d,
  type PaddingShapes,
  type PaddingWidths,
  reflectionPad1d,
  reflectionPad2d,
  reflectionPad3d,
  replicationPad1d,
  replicationPad2d,
  replicationPad3d,
  zeroPad1d,
  zeroPad2d,
  zeroPad3d,
} from './shape/padding.js'
export { channelShuffle, type PixelShuffleShapes, type PixelUnshuffleShapes, pixelShuffle, pixelUnshuffle } from './shape/shuffle.js'
export { type UnflattenShapes, unflatten } from './shape/unflatten.js'
export { type UpsampleShapes, upsample } from './shape/upsample.js'
export { type FoldShapes, fold, type UnfoldShapes, unfold } from './shape/windows.js'
export {
  type DecodeOptions,
  type MemoryOptions,
  type TransformerDecoderLayer,
  transformerDecoderLayer,
} from './transformer/decoder-layer.js'
export { type TransformerEncoderLayer, transformerEncoderLayer } from './transformer/encoder-layer.js'
export { type TransformerDecoder, type TransformerEncoder, transformerDecoder, transformerEncoder } from './transformer/stack.js'
export {
  type Transformer,
  type TransformerMasks,
  type TransformerOptions,
  type TransformerParameters,
  transformer,
} from './transformer/transformer.js'
