// LeNet-5, the first convolutional network that everybody used: in banks, for reading cheques.

import { avgPool2d, conv2d, flatten, linear, sequential, tanh } from '../../nn/index.js'
import { type Network, network } from '../network/network.js'
import { type ClassesOf, type ImageOptions, type InputOf, imageOptions } from '../network/options.js'
import type { ConvolutionParameters, LinearParameters } from '../network/parameters.js'

export interface LeNetParameters<Classes extends number> {
  readonly conv1: ConvolutionParameters
  readonly conv2: ConvolutionParameters
  readonly fc1: LinearParameters<120>
  readonly fc2: LinearParameters<84, 120>
  readonly fc3: LinearParameters<Classes, 84>
}

export type LeNet<O> = Network<LeNetParameters<ClassesOf<O, 10>>, InputOf<O, [1, 28, 28]>, [ClassesOf<O, 10>]>

/**
 * LeNet-5: two convolutions with means of 2×2 between them, three linear layers, tanh.
 * @param options `classes`, default 10; `input`, the shape of an image, default [1, 28, 28]
 * @returns a network from float32[batch, …input] to logits float32[batch, classes]
 * @throws ArgumentError when an option is unknown or no size
 * @source LeCun, Bottou, Bengio, Haffner, "Gradient-based learning applied to document recognition", 1998
 * @deviation from the paper: every map of the second convolution sees all of the first, pools have no weights, and the last layer is linear
 */
export function lenet5<const O extends ImageOptions = Record<never, never>>(options?: O): LeNet<O> {
  const { classes, input } = imageOptions('lenet5', options ?? {}, [], { classes: 10, input: [1, 28, 28] })
  const layer = sequential(
    ['conv1', conv2d(6, 5, { padding: 2 })],
    tanh,
    avgPool2d(2),
    ['conv2', conv2d(16, 5)],
    tanh,
    avgPool2d(2),
    flatten,
    ['fc1', linear(120)],
    tanh,
    ['fc2', linear(84)],
    tanh,
    ['fc3', linear(classes)],
  )
  return network(input, { name: 'lenet5', layer }) as unknown as LeNet<O>
}
