// Networks for images, and the blocks that they are made of.

export { type AlexNet, type AlexNetOptions, type AlexNetParameters, alexnet } from './alexnet.js'
export {
  type DenseBlockOptions,
  type DenseBlockShapes,
  type DenseLayerParameters,
  denseBlock,
  type TransitionParameters,
  transition,
} from './blocks/dense-block.js'
export { type InceptionChannels, type InceptionParameters, type InceptionShapes, inceptionBlock } from './blocks/inception-block.js'
export {
  type BasicBlockOptions,
  type BasicBlockParameters,
  type BottleneckOptions,
  type BottleneckParameters,
  basicBlock,
  bottleneckBlock,
  type ResidualBlockShapes,
} from './blocks/residual-blocks.js'
export {
  type DenseNet,
  type DenseNetOptions,
  type DenseNetParameters,
  densenet121,
  densenet161,
  densenet169,
  densenet201,
} from './densenet.js'
export { type GoogLeNet, type GoogLeNetOptions, type GoogLeNetParameters, googlenet, type HeadLogits } from './googlenet.js'
export { type LeNet, type LeNetParameters, lenet5 } from './lenet.js'
export {
  type BasicResNet,
  type BottleneckResNet,
  type ResNetOptions,
  type ResNetParameters,
  resnet18,
  resnet34,
  resnet50,
  resnet101,
  resnet152,
  resnext50,
  wideResnet50,
} from './resnet.js'
export { type UNet, type UNetOptions, type UNetParameters, unet } from './unet.js'
export { type Vgg, type VggOptions, type VggParameters, vgg11, vgg13, vgg16, vgg19 } from './vgg.js'
export { type VitOptions, type VitParameters, vit, vitB16 } from './vit.js'
