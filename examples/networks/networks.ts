// Six networks that made history, scaled to images of 32 pixels: the same ideas, a hundredth of the size.

import { nn, type Tensor, type Trainable } from 'tenet'
import { basicBlock, denseBlock, inceptionBlock, lenet5, resnet18, transition } from 'tenet/models'

const input = [3, 32, 32] as const
const convolution = (channels: number, kernelSize = 3) =>
  nn.sequential(nn.conv2d(channels, kernelSize, { padding: (kernelSize - 1) / 2, bias: false }), nn.batchNorm2d(), nn.relu)

/** Kernels that get smaller, large linear layers with dropout, no batch norms. @source Krizhevsky, 2014 */
const alexnet = (classes: number) =>
  nn.model(
    input,
    nn.conv2d(32, 5, { padding: 2 }),
    nn.relu,
    nn.maxPool2d(3, { stride: 2, padding: 1 }),
    nn.conv2d(64, 5, { padding: 2 }),
    nn.relu,
    nn.maxPool2d(3, { stride: 2, padding: 1 }),
    nn.conv2d(96, 3, { padding: 1 }),
    nn.relu,
    nn.conv2d(64, 3, { padding: 1 }),
    nn.relu,
    nn.maxPool2d(3, { stride: 2, padding: 1 }),
    nn.flatten,
    nn.dropout(0.5),
    nn.linear(256),
    nn.relu,
    nn.dropout(0.5),
    nn.linear(256),
    nn.relu,
    nn.linear(classes),
  )

/** Nothing but 3×3 convolutions, pools between pairs of them. @source Simonyan and Zisserman, 2015; with batch norms */
const vgg = (classes: number) =>
  nn.model(
    input,
    convolution(16),
    convolution(16),
    nn.maxPool2d(2),
    convolution(32),
    convolution(32),
    nn.maxPool2d(2),
    convolution(64),
    convolution(64),
    nn.maxPool2d(2),
    nn.flatten,
    nn.dropout(0.5),
    nn.linear(128),
    nn.relu,
    nn.linear(classes),
  )

/** Branches side by side. @source Szegedy et al., 2015 */
const googlenet = (classes: number) =>
  nn.model(
    input,
    convolution(24),
    nn.maxPool2d(2),
    inceptionBlock({ branch1: 16, branch2: [12, 24], branch3: [4, 8], branch4: 8 }),
    inceptionBlock({ branch1: 24, branch2: [16, 32], branch3: [6, 12], branch4: 12 }),
    nn.maxPool2d(2),
    inceptionBlock({ branch1: 32, branch2: [24, 48], branch3: [8, 16], branch4: 16 }),
    inceptionBlock({ branch1: 48, branch2: [32, 64], branch3: [12, 24], branch4: 24 }),
    nn.globalAvgPool,
    ['fc', nn.linear(classes)],
  )

/** Ways around pairs of convolutions. @source He et al., 2016, section 4.2 */
const resnet = (classes: number) =>
  nn.model(
    input,
    convolution(16),
    basicBlock(16),
    basicBlock(16),
    basicBlock(32, { stride: 2 }),
    basicBlock(32),
    basicBlock(64, { stride: 2 }),
    basicBlock(64),
    nn.globalAvgPool,
    ['fc', nn.linear(classes)],
  )

/** Each layer sees all before it. @source Huang et al., 2017 */
const densenet = (classes: number) =>
  nn.model(
    input,
    nn.conv2d(16, 3, { stride: 2, padding: 1, bias: false }),
    denseBlock(6, { growth: 12 }),
    transition(44),
    denseBlock(6, { growth: 12 }),
    transition(58),
    denseBlock(6, { growth: 12 }),
    nn.batchNorm2d(),
    nn.relu,
    nn.globalAvgPool,
    ['fc', nn.linear(classes)],
  )

const networks = {
  lenet: (classes: number) => lenet5({ input, classes }),
  alexnet,
  vgg,
  googlenet,
  resnet,
  densenet,
  resnet18: (classes: number) => resnet18({ input, classes, stem: 'cifar' }),
} as const

export type NetworkName = keyof typeof networks
export const networkNames = [
  'lenet',
  'alexnet',
  'vgg',
  'googlenet',
  'resnet',
  'densenet',
  'resnet18',
] as const satisfies readonly NetworkName[]

/** A network whose parameters are its own business. */
export type AnyNetwork = Trainable<unknown, Tensor<[number, 3, 32, 32], 'float32'>, Tensor<[number, number], 'float32'>>

/** A network by its name, for so many classes. */
export const networkOf = (name: NetworkName, classes: number): AnyNetwork =>
  // Each takes the parameters that it makes.
  networks[name](classes) as AnyNetwork
