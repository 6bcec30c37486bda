// AlexNet, as its author wrote it for one device.

import { adaptiveAvgPool2d, conv2d, dropout, flatten, linear, maxPool2d, relu, sequential } from '../../nn/index.js'
import { checkRate } from '../../nn/layer/options.js'
import { type Network, network } from '../network/network.js'
import { type ClassesOf, type ImageOptions, type InputOf, imageOptions } from '../network/options.js'
import type { ConvolutionParameters, LinearParameters, Numbered } from '../network/parameters.js'

export interface AlexNetOptions extends ImageOptions {
  /** The rate of dropout before the first two linear layers. Default 0.5. */
  readonly dropout?: number
}

export interface AlexNetParameters<Classes extends number> {
  readonly features: Numbered<ConvolutionParameters>
  readonly classifier: {
    readonly 1: LinearParameters<4096, 9216>
    readonly 4: LinearParameters<4096, 4096>
    readonly 6: LinearParameters<Classes, 4096>
  }
}

export type AlexNet<O> = Network<AlexNetParameters<ClassesOf<O>>, InputOf<O>, [ClassesOf<O>]>

/**
 * AlexNet: five convolutions with 64 to 384 channels, three pools, three linear layers with dropout.
 * @param options `classes`, default 1000; `input`, the shape of an image, default [3, 224, 224], at least 63 a side; `dropout`, default 0.5
 * @returns a network from float32[batch, …input] to logits float32[batch, classes]
 * @throws ArgumentError when an option is unknown, no size or no rate
 * @source Krizhevsky, "One weird trick for parallelizing convolutional neural networks", 2014; names, counts and beginnings as in torchvision
 */
export function alexnet<const O extends AlexNetOptions = Record<never, never>>(options?: O): AlexNet<O> {
  const { classes, input } = imageOptions('alexnet', options ?? {}, ['dropout'])
  const { dropout: rate = 0.5 } = options ?? {}
  checkRate('alexnet', 'dropout', rate)
  const pool = maxPool2d(3, { stride: 2 })
  const features = sequential(
    conv2d(64, 11, { stride: 4, padding: 2 }),
    relu,
    pool,
    conv2d(192, 5, { padding: 2 }),
    relu,
    pool,
    conv2d(384, 3, { padding: 1 }),
    relu,
    conv2d(256, 3, { padding: 1 }),
    relu,
    conv2d(256, 3, { padding: 1 }),
    relu,
    pool,
  )
  const classifier = sequential(dropout(rate), linear(4096), relu, dropout(rate), linear(4096), relu, linear(classes))
  const layer = sequential(['features', features], adaptiveAvgPool2d(6), flatten, ['classifier', classifier])
  return network(input, { name: 'alexnet', layer }) as unknown as AlexNet<O>
}
