// Training steps, and what the first of them takes.

import { type CallRow, type FirstCallRow, float, type Work } from './row.js'

/**
 * A training step: each layer's product once forwards, once for its weights, and, but for the first layer, once for its input.
 * @param products multiplications of each layer for one example
 * @param state how many arrays of the size of the parameters are read and written
 */
const trainingStep = (batch: number, inputs: number, products: readonly number[], parameters: number, state: number): Work => ({
  flops: 2 * batch * (3 * products.reduce((a, b) => a + b) - (products[0] ?? 0)),
  bytes: (2 * state * parameters + batch * (inputs + 1)) * float,
})

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
]

const firstCall = (name: string, description: string, cache: FirstCallRow['cache']): FirstCallRow => ({
  kind: 'first-call',
  name,
  description,
  program: 'lenet-step',
  sizes: {},
  work: { flops: 0, bytes: 0 },
  cache,
  rounds: 3,
})

export const firstCallRows: readonly FirstCallRow[] = [
  firstCall('first-call-cold', 'first LeNet step in a fresh process, nothing compiled before', 'cold'),
  firstCall('first-call-warm', 'first LeNet step in a fresh process, after another process did the same', 'warm'),
]
