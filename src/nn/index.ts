// Layers and losses. A layer is three pure functions of its parameters; its type knows what it makes of shapes.

export type { Tensors, TensorTree } from '../core/tensors.js'
export type {
  AvgPool2dShapes,
  Conv2dShapes,
  ConvolutionLayerOptions,
  FixedShapes,
  FlattenShapes,
  LayerOutput,
  LayerParameters,
  LayerShapes,
  LinearOptions,
  LinearShapes,
  MaxPool2dShapes,
  ResidualShapes,
  SameShape,
  SequentialShapes,
} from '../types/index.js'
export { conv1d, conv2d, conv3d } from './convolution.js'
export { countParameters } from './count-parameters.js'
export { type AnyShapes, type ExampleShape, type Examples, type FixedLayerDefinition, type LayerDefinition, layer } from './custom-layer.js'
export { dropout } from './dropout.js'
export { gelu, identity, relu, sigmoid, silu, tanh } from './elementwise.js'
export { flatten } from './flatten.js'
export * as init from './initializers.js'
export type { Layer, ParametersOf } from './layer.js'
export { linear } from './linear.js'
export { accuracy, crossEntropy, meanSquaredError } from './loss.js'
export { type Model, model } from './model.js'
export { avgPool2d, maxPool2d } from './pooling.js'
export { residual } from './residual.js'
export { sequential } from './sequential.js'
