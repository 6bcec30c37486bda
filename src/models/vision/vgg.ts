// The networks of Oxford's Visual Geometry Group: nothing but 3×3 convolutions, pools, and three wide linear layers.

import { adaptiveAvgPool2d, batchNorm2d, conv2d, dropout, flatten, linear, maxPool2d, relu, sequential } from '../../nn/index.js'
import { checkBoolean, checkRate } from '../../nn/layer/options.js'
import type { LayerEntry } from '../../types/index.js'
import { beginWith, kaimingFanOut, narrow } from '../network/beginnings.js'
import { type Network, network } from '../network/network.js'
import { type ClassesOf, type ImageOptions, type InputOf, imageOptions } from '../network/options.js'
import type { BatchNormParameters, ConvolutionParameters, LinearParameters, Numbered } from '../network/parameters.js'

export interface VggOptions extends ImageOptions {
  /** Whether a batch norm follows each convolution. Default false. */
  readonly batchNorm?: boolean
  /** The rate of dropout after the first two linear layers. Default 0.5. */
  readonly dropout?: number
}

export interface VggParameters<Classes extends number, Feature> {
  readonly features: Numbered<Feature>
  readonly classifier: {
    readonly 0: LinearParameters<4096, 25088>
    readonly 3: LinearParameters<4096, 4096>
    readonly 6: LinearParameters<Classes, 4096>
  }
}

type FeatureOf<O> =
  | ConvolutionParameters
  | (O extends { readonly batchNorm: infer B } ? (B extends false ? never : BatchNormParameters) : never)

export type Vgg<O> = Network<VggParameters<ClassesOf<O>, FeatureOf<O>>, InputOf<O>, [ClassesOf<O>]>

const channels = [64, 128, 256, 512, 512]

/** @param depths how many convolutions there are before each pool */
const vgg =
  (name: string, depths: readonly number[]) =>
  <const O extends VggOptions = Record<never, never>>(options?: O): Vgg<O> => {
    const { classes, input } = imageOptions(name, options ?? {}, ['batchNorm', 'dropout'])
    const { batchNorm = false, dropout: rate = 0.5 } = options ?? {}
    checkBoolean(name, 'batchNorm', batchNorm)
    checkRate(name, 'dropout', rate)
    const norms = batchNorm ? [batchNorm2d()] : []
    const features = depths.flatMap((depth, group): readonly LayerEntry[] => {
      const convolution = [conv2d(channels[group] ?? 0, 3, { padding: 1 }), ...norms, relu]
      return [...Array.from({ length: depth }, () => convolution).flat(), maxPool2d(2)]
    })
    const classifier = sequential(linear(4096), relu, dropout(rate), linear(4096), relu, dropout(rate), linear(classes))
    return network(input, {
      name,
      layer: sequential(['features', sequential(...features)], adaptiveAvgPool2d(7), flatten, ['classifier', classifier]),
      begin: beginWith({ kernels: kaimingFanOut, matrices: narrow, zeroBiases: /./ }),
    }) as unknown as Vgg<O>
  }

/**
 * VGG-11: eight convolutions with 64 to 512 channels, five pools, three linear layers.
 * @param options `classes`, default 1000; `input`, the shape of an image, default [3, 224, 224], at least 32 a side; `batchNorm`, default false;
 *   `dropout`, default 0.5
 * @returns a network from float32[batch, …input] to logits float32[batch, classes]
 * @throws ArgumentError when an option is unknown, no size or no rate
 * @source Simonyan and Zisserman, "Very deep convolutional networks for large-scale image recognition", 2015; names, counts and beginnings as in
 *   torchvision, whose `vgg11_bn` is `vgg11({ batchNorm: true })`
 */
export const vgg11 = vgg('vgg11', [1, 1, 2, 2, 2])

/** VGG-13: ten convolutions; see `vgg11`. */
export const vgg13 = vgg('vgg13', [2, 2, 2, 2, 2])

/** VGG-16: thirteen convolutions; see `vgg11`. */
export const vgg16 = vgg('vgg16', [2, 2, 3, 3, 3])

/** VGG-19: sixteen convolutions; see `vgg11`. */
export const vgg19 = vgg('vgg19', [2, 2, 4, 4, 4])
