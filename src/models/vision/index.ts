// Networks for images, and the blocks that they are made of.

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
export { type VitOptions, type VitParameters, vit, vitB16 } from './vit.js'
