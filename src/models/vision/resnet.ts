// Residual networks, 18 to 152 layers deep, and their relatives with groups and with more channels inside. Names and beginnings are torchvision's.

import { adaptiveAvgPool2d, batchNorm2d, conv2d, flatten, linear, maxPool2d, relu, sequential } from '../../nn/index.js'
import { checkChoice } from '../../support/options.js'
import type { LayerEntry } from '../../types/index.js'
import { beginWith, kaimingFanOut } from '../network/beginnings.js'
import { type Network, network } from '../network/network.js'
import { type ClassesOf, type ImageOptions, type ImageShape, type InputOf, imageOptions } from '../network/options.js'
import type { BatchNormParameters, KernelParameters, LinearParameters, Numbered } from '../network/parameters.js'
import { type BasicBlockParameters, type BottleneckParameters, basicBlock, bottleneckBlock } from './blocks/residual-blocks.js'

export interface ResNetOptions extends ImageOptions {
  /**
   * What comes before the blocks: `'imagenet'`, a 7×7 convolution of stride 2 and a pool of stride 2; `'cifar'`, for small images, a 3×3 convolution.
   * Default `'imagenet'`.
   */
  readonly stem?: 'imagenet' | 'cifar'
}

/** Layer groups 1 to 4 are numbered blocks. */
export interface ResNetParameters<Block, Classes extends number, Features extends number> {
  readonly conv1: KernelParameters
  readonly bn1: BatchNormParameters
  readonly layer1: Numbered<Block>
  readonly layer2: Numbered<Block>
  readonly layer3: Numbered<Block>
  readonly layer4: Numbered<Block>
  readonly fc: LinearParameters<Classes, Features>
}

/** A residual network of basic blocks. */
export type BasicResNet<O> = Network<ResNetParameters<BasicBlockParameters, ClassesOf<O>, 512>, InputOf<O>, [ClassesOf<O>]>

/** A residual network of bottleneck blocks. */
export type BottleneckResNet<O> = Network<ResNetParameters<BottleneckParameters, ClassesOf<O>, 2048>, InputOf<O>, [ClassesOf<O>]>

/** How many blocks there are in each group. */
type Depths = readonly [number, number, number, number]

/** A block of a group, counted from 0. */
type BlockOf = (group: number, stride: number) => LayerEntry

const stems: Readonly<Record<'imagenet' | 'cifar', readonly LayerEntry[]>> = {
  imagenet: [
    ['conv1', conv2d(64, 7, { stride: 2, padding: 3, bias: false })],
    ['bn1', batchNorm2d()],
    relu,
    maxPool2d(3, { stride: 2, padding: 1 }),
  ],
  cifar: [['conv1', conv2d(64, 3, { padding: 1, bias: false })], ['bn1', batchNorm2d()], relu],
}

function resnet(name: string, depths: Depths, block: BlockOf, options: ResNetOptions): Network<unknown, ImageShape, readonly number[]> {
  const { classes, input } = imageOptions(name, options, ['stem'])
  const { stem = 'imagenet' } = options
  checkChoice(name, 'stem', stem, ['imagenet', 'cifar'])
  const groups = depths.map((depth, group): LayerEntry => {
    const blocks = Array.from({ length: depth }, (_, i) => block(group, i === 0 && group > 0 ? 2 : 1))
    return [`layer${group + 1}`, sequential(...blocks)]
  })
  return network(input, {
    name,
    layer: sequential(...stems[stem], ...groups, adaptiveAvgPool2d(1), flatten, ['fc', linear(classes)]),
    begin: beginWith({ kernels: kaimingFanOut }),
  })
}

const basic =
  (name: string, depths: Depths) =>
  <const O extends ResNetOptions = Record<never, never>>(options?: O): BasicResNet<O> =>
    resnet(name, depths, (group, stride) => basicBlock(64 * 2 ** group, { stride }), options ?? {}) as unknown as BasicResNet<O>

/** @param width of the first group's middle convolutions; it doubles with each group */
const bottleneck =
  (name: string, depths: Depths, { width = 64, groups = 1 } = {}) =>
  <const O extends ResNetOptions = Record<never, never>>(options?: O): BottleneckResNet<O> =>
    resnet(
      name,
      depths,
      (group, stride) => bottleneckBlock(256 * 2 ** group, { stride, groups, width: width * 2 ** group }),
      options ?? {},
    ) as unknown as BottleneckResNet<O>

/**
 * ResNet-18: four groups of two basic blocks, with 64 to 512 channels.
 * @param options `classes`, default 1000; `input`, the shape of an image, default [3, 224, 224]; `stem: 'cifar'` for images of some 32 pixels
 * @returns a network from float32[batch, …input] to logits float32[batch, classes]
 * @throws ArgumentError when an option is unknown or no size
 * @example
 * ```
 * const net = models.resnet18({ classes: 10, input: [3, 32, 32], stem: 'cifar' })
 * const params = net.init(random.key(0))   // { conv1: { weight }, bn1, layer1: { '0': …, '1': … }, …, fc: { weight, bias } }
 * ```
 * @source He et al., "Deep residual learning for image recognition", 2016; names, counts and beginnings as in torchvision
 */
export const resnet18 = basic('resnet18', [2, 2, 2, 2])

/** ResNet-34: 3, 4, 6 and 3 basic blocks; see `resnet18`. */
export const resnet34 = basic('resnet34', [3, 4, 6, 3])

/** ResNet-50: 3, 4, 6 and 3 bottleneck blocks, with 256 to 2048 channels; see `resnet18`. The stride is in the 3×3 convolutions. */
export const resnet50 = bottleneck('resnet50', [3, 4, 6, 3])

/** ResNet-101: 3, 4, 23 and 3 bottleneck blocks; see `resnet50`. */
export const resnet101 = bottleneck('resnet101', [3, 4, 23, 3])

/** ResNet-152: 3, 8, 36 and 3 bottleneck blocks; see `resnet50`. */
export const resnet152 = bottleneck('resnet152', [3, 8, 36, 3])

/** ResNeXt-50 (32×4d): ResNet-50 with twice the channels inside, in 32 groups. @source Xie et al., "Aggregated residual transformations for deep neural networks", 2017 */
export const resnext50 = bottleneck('resnext50', [3, 4, 6, 3], { width: 128, groups: 32 })

/** Wide ResNet-50-2: ResNet-50 with twice the channels inside. @source Zagoruyko and Komodakis, "Wide residual networks", 2016 */
export const wideResnet50 = bottleneck('wideResnet50', [3, 4, 6, 3], { width: 128 })
