// Densely connected networks, 121 to 201 layers deep.

import { adaptiveAvgPool2d, batchNorm2d, conv2d, flatten, linear, maxPool2d, relu, sequential } from '../../nn/index.js'
import { checkRate } from '../../nn/layer/options.js'
import type { LayerEntry } from '../../types/index.js'
import { beginWith, kaimingFanIn } from '../network/beginnings.js'
import { type Network, network } from '../network/network.js'
import { type ClassesOf, type ImageOptions, type InputOf, imageOptions } from '../network/options.js'
import type { BatchNormParameters, KernelParameters, LinearParameters, Numbered } from '../network/parameters.js'
import { type DenseLayerParameters, denseBlock, type TransitionParameters, transition } from './blocks/dense-block.js'

export interface DenseNetOptions extends ImageOptions {
  /** The rate of dropout after each dense layer. Default 0. */
  readonly dropout?: number
}

type DenseFeatures = { readonly conv0: KernelParameters; readonly norm0: BatchNormParameters; readonly norm5: BatchNormParameters } & {
  readonly [I in 1 | 2 | 3 | 4 as `denseblock${I}`]: Numbered<DenseLayerParameters>
} & { readonly [I in 1 | 2 | 3 as `transition${I}`]: TransitionParameters }

export interface DenseNetParameters<Classes extends number, Features extends number> {
  readonly features: DenseFeatures
  readonly classifier: LinearParameters<Classes, Features>
}

export type DenseNet<O, Features extends number> = Network<DenseNetParameters<ClassesOf<O>, Features>, InputOf<O>, [ClassesOf<O>]>

interface Widths {
  readonly growth: number
  /** Of the first convolution. */
  readonly first: number
}

/** Torchvision's files say `norm.1` where its networks say `norm1`. */
const oldNames = [[/(denselayer\d+\.(?:norm|conv))\.([12])\./, '$1$2.']] as const

/** Blocks of so many layers, with half of the channels going from one to the next. */
function featuresOf(depths: readonly number[], { growth, first }: Widths, dropout: number): readonly LayerEntry[] {
  let channels = first
  return depths.flatMap((depth, i): readonly LayerEntry[] => {
    channels += depth * growth
    const block = [`denseblock${i + 1}`, denseBlock(depth, { growth, dropout })] as const
    if (i === depths.length - 1) return [block]
    channels = Math.floor(channels / 2)
    return [block, [`transition${i + 1}`, transition(channels)]]
  })
}

const densenet =
  <Features extends number>(name: string, depths: readonly number[], widths: Widths = { growth: 32, first: 64 }) =>
  <const O extends DenseNetOptions = Record<never, never>>(options?: O): DenseNet<O, Features> => {
    const { classes, input } = imageOptions(name, options ?? {}, ['dropout'])
    const { dropout = 0 } = options ?? {}
    checkRate(name, 'dropout', dropout)
    const features = sequential(
      ['conv0', conv2d(widths.first, 7, { stride: 2, padding: 3, bias: false })],
      ['norm0', batchNorm2d()],
      relu,
      maxPool2d(3, { stride: 2, padding: 1 }),
      ...featuresOf(depths, widths, dropout),
      ['norm5', batchNorm2d()],
    )
    return network(input, {
      name,
      layer: sequential(['features', features], relu, adaptiveAvgPool2d(1), flatten, ['classifier', linear(classes)]),
      begin: beginWith({ kernels: kaimingFanIn, zeroBiases: /^classifier\./ }),
      rename: oldNames,
    }) as unknown as DenseNet<O, Features>
  }

/**
 * DenseNet-121: dense blocks of 6, 12, 24 and 16 layers, each of which adds 32 channels.
 * @param options `classes`, default 1000; `input`, the shape of an image, default [3, 224, 224], at least 32 a side; `dropout` after each layer, default 0
 * @returns a network from float32[batch, …input] to logits float32[batch, classes]
 * @throws ArgumentError when an option is unknown, no size or no rate
 * @source Huang et al., "Densely connected convolutional networks", 2017; names, counts and beginnings as in torchvision
 */
export const densenet121 = densenet<1024>('densenet121', [6, 12, 24, 16])

/** DenseNet-161: blocks of 6, 12, 36 and 24 layers, each of which adds 48 channels; see `densenet121`. */
export const densenet161 = densenet<2208>('densenet161', [6, 12, 36, 24], { growth: 48, first: 96 })

/** DenseNet-169: blocks of 6, 12, 32 and 32 layers; see `densenet121`. */
export const densenet169 = densenet<1664>('densenet169', [6, 12, 32, 32])

/** DenseNet-201: blocks of 6, 12, 48 and 32 layers; see `densenet121`. */
export const densenet201 = densenet<1920>('densenet201', [6, 12, 48, 32])
