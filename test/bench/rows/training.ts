// Training steps, and a network as it is applied.

import { type CallRow, float, type Work } from './row.js'
import { windowProducts } from './window-products.js'

/**
 * A training step: each layer's product once forwards, once for its weights, and, but for the first layer, once for its input.
 * @param products multiplications of each layer for one example
 * @param state how many arrays of the size of the parameters are read and written
 */
const trainingStep = (batch: number, inputs: number, products: readonly number[], parameters: number, state: number): Work => ({
  flops: 2 * batch * (3 * products.reduce((a, b) => a + b) - (products[0] ?? 0)),
  bytes: (2 * state * parameters + batch * (inputs + 1)) * float,
})

/** Multiplications of ResNet-18's layers for one image, from the size of the first group on. */
function resnetProducts(stem: number, size: number, classes: number): readonly number[] {
  const groups = [64, 128, 256, 512].flatMap((channels, group) => {
    const side = size / 2 ** group
    const before = group === 0 ? channels : channels / 2
    const plain = windowProducts(channels, channels, side)
    // All but the first group begin with a stride.
    const first = group === 0 ? [plain] : [before * channels * 9, before * channels].map(products => products * side ** 2)
    return [...first, plain, plain, plain]
  })
  return [stem, ...groups, 512 * classes]
}

const resnetParameters = 11_173_962

export const trainingRows: readonly CallRow[] = [
  {
    kind: 'calls',
    name: 'mlp-step',
    description: 'training step of 784-256-10 with relu, batch 64, SGD; the loss read every 50 steps',
    program: 'mlp-step',
    sizes: {},
    work: trainingStep(64, 784, [784 * 256, 256 * 10], 784 * 256 + 256 + 256 * 10 + 10, 1),
    calls: 50,
  },
  {
    kind: 'calls',
    name: 'lenet-step',
    description: 'training step of LeNet-5 with tanh, batch 64, Adam; the loss read every 20 steps',
    program: 'lenet-step',
    sizes: {},
    work: trainingStep(64, 784, [28 ** 2 * 6 * 25, 10 ** 2 * 16 * 150, 400 * 120, 120 * 84, 84 * 10], 61_706, 3),
    calls: 20,
  },
  {
    kind: 'calls',
    name: 'vgg-step',
    description: 'training step of six 3 × 3 convolutions of 64, 128 and 256 channels with pools, on 32 × 32, batch 32, SGD',
    program: 'vgg-step',
    sizes: {},
    work: trainingStep(
      32,
      3 * 32 ** 2,
      [
        ...[
          [3, 64, 32],
          [64, 64, 32],
          [64, 128, 16],
          [128, 128, 16],
          [128, 256, 8],
          [256, 256, 8],
        ].map(([from = 0, to = 0, size = 0]) => windowProducts(from, to, size)),
        4096 * 256,
        256 * 10,
      ],
      2_197_322,
      1,
    ),
    calls: 2,
  },
  {
    kind: 'calls',
    name: 'resnet-step',
    description: 'training step of ResNet-18 with the stem for small images, on 32 × 32, batch 32, SGD with momentum',
    program: 'resnet-step',
    sizes: {},
    work: trainingStep(32, 3 * 32 ** 2, resnetProducts(3 * 64 * 9 * 32 ** 2, 32, 10), resnetParameters, 2),
    calls: 2,
  },
  {
    kind: 'calls',
    name: 'resnet-inference',
    description: 'ResNet-18 applied to one image of 224 × 224',
    program: 'resnet-inference',
    sizes: {},
    work: {
      flops: 2 * resnetProducts(3 * 64 * 49 * 112 ** 2, 56, 1000).reduce((a, b) => a + b),
      bytes: (resnetParameters + 3 * 224 ** 2) * float,
    },
    calls: 4,
  },
  {
    kind: 'calls',
    name: 'gru-step',
    description: 'training step of a GRU of 256 units over 100 steps of 256 features, batch 64, SGD',
    program: 'gru-step',
    sizes: {},
    // The input has no gradient.
    work: trainingStep(64, 100 * 256, [100 * 256 * 768, 100 * 256 * 768, 256 * 10], 2 * 768 * 257 + 2570, 1),
    calls: 2,
  },
  {
    kind: 'calls',
    name: 'transformer-step',
    description: 'training step of two transformer blocks of 256 features, 4 heads and 1024 in the net, length 128, batch 8, Adam',
    program: 'transformer-step',
    sizes: {},
    work: trainingStep(
      8,
      128 * 256,
      [3, 1, 4, 4, 1, 3, 1, 4, 4, 1].map(squares => squares * (128 * 256 * 256)),
      2 * 789_760 + 327_690,
      3,
    ),
    calls: 4,
  },
]
