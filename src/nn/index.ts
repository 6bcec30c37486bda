// Layers and losses. A layer is three pure functions of its parameters; its type knows what it makes of shapes.

export type { Tensors, TensorTree } from '../core/tensors.js'
export { isStatistic } from '../support/statistics.js'
export type {
  AvgPool2dShapes,
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
  MaxPool2dShapes,
  RecurrentOptions,
  RecurrentShapes,
  ResidualShapes,
  RnnOptions,
  SameShape,
  SequentialShapes,
  Takes,
} from '../types/index.js'
export { gelu, identity, relu, sigmoid, silu, tanh } from './activation/elementwise.js'
export { type Model, model } from './container/model.js'
export { residual } from './container/residual.js'
export { sequential } from './container/sequential.js'
export { conv1d, conv2d, conv3d } from './convolution/convolution.js'
export { dropout } from './dropout/dropout.js'
export * as init from './init/initializers.js'
export {
  type AnyShapes,
  type ExampleShape,
  type Examples,
  type FixedLayerDefinition,
  type LayerDefinition,
  layer,
} from './layer/custom-layer.js'
export type { Layer, ParametersOf } from './layer/layer.js'
export { linear } from './linear/linear.js'
export { accuracy, crossEntropy, meanSquaredError } from './loss/loss.js'
export { type BatchNormOptions, type BatchNormShapes, batchNorm1d, batchNorm2d, batchNorm3d } from './normalization/batch-norm.js'
export { countParameters } from './parameters/count-parameters.js'
export { avgPool2d, maxPool2d } from './pooling/pooling.js'
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
