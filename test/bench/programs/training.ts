// Training steps: loss, gradients and update as one jitted program, each call a step from where the last one ended.

import { jit, nn, optim, random, type Shape, type Tensor, tree, valueAndGrad } from 'tenet'
import * as models from 'tenet/models'
import { type Program, program } from './program.js'

/** A loop's body, and its end, where the loss is read. */
function training<P, S, I extends Shape>(model: nn.Model<P, I, [10]>, optimizer: optim.Optimizer<S>, batch: number): Program {
  const step = jit(
    (params: P, state: S, x: Tensor<readonly [number, ...I], 'float32'>, y: Tensor<[number], 'int32'>, key: random.Key) => {
      const loss = (p: P) => {
        const [logits, refreshed] = model.train(p, x, key)
        return [nn.crossEntropy(logits, y), refreshed] as const
      }
      const [[value, refreshed], gradients] = valueAndGrad(loss, { aux: true })(params)
      const [updates, next] = optimizer.update(gradients, state, params)
      return [optim.applyUpdates(refreshed, updates), next, value] as const
    },
    { donate: [0, 1] },
  )
  const [initKey, inputKey, labelKey, trainKey] = random.split(random.key(0), 4)
  let params = model.init(initKey)
  let state = optimizer.init(params)
  const x = random.normal(inputKey, [batch, ...model.input] as const)
  const y = random.randint(labelKey, [batch], 0, 10)
  // Everything is in place before the first step.
  for (const leaf of tree.leaves([params, state, x, y])) leaf.dataSync()

  return program(
    () => {
      const [moved, next, loss] = step(params, state, x, y, trainKey)
      params = moved
      state = next
      return loss
    },
    loss => loss.item(),
  )
}

const mlp = nn.model([784], ['fc1', nn.linear(256)], nn.relu, ['fc2', nn.linear(10)])

const lenet = nn.model(
  [1, 28, 28],
  ['conv1', nn.conv2d(6, 5, { padding: 2 })],
  nn.tanh,
  nn.avgPool2d(2),
  ['conv2', nn.conv2d(16, 5)],
  nn.tanh,
  nn.avgPool2d(2),
  nn.flatten,
  ['fc1', nn.linear(120)],
  nn.tanh,
  ['fc2', nn.linear(84)],
  nn.tanh,
  ['fc3', nn.linear(10)],
)

/** Two 3 × 3 convolutions and a pool, three times. */
const vgg = nn.model(
  [3, 32, 32],
  ['conv1', nn.conv2d(64, 3, { padding: 1 })],
  nn.relu,
  ['conv2', nn.conv2d(64, 3, { padding: 1 })],
  nn.relu,
  nn.maxPool2d(2),
  ['conv3', nn.conv2d(128, 3, { padding: 1 })],
  nn.relu,
  ['conv4', nn.conv2d(128, 3, { padding: 1 })],
  nn.relu,
  nn.maxPool2d(2),
  ['conv5', nn.conv2d(256, 3, { padding: 1 })],
  nn.relu,
  ['conv6', nn.conv2d(256, 3, { padding: 1 })],
  nn.relu,
  nn.maxPool2d(2),
  nn.flatten,
  ['fc1', nn.linear(256)],
  nn.relu,
  ['fc2', nn.linear(10)],
)

const recurrent = nn.model([100, 256], ['gru', nn.gru(256, { output: 'last' })], ['fc', nn.linear(10)])

const block = { dimFeedforward: 1024, dropout: 0, activation: 'gelu', normFirst: true } as const
const transformer = nn.model(
  [128, 256],
  ['block1', nn.transformerEncoderLayer(4, block)],
  ['block2', nn.transformerEncoderLayer(4, block)],
  nn.flatten,
  ['fc', nn.linear(10)],
)

export const mlpStep = (): Program => training(mlp, optim.sgd({ learningRate: 0.1 }), 64)
export const lenetStep = (): Program => training(lenet, optim.adam({ learningRate: 1e-3 }), 64)
export const vggStep = (): Program => training(vgg, optim.sgd({ learningRate: 0.01 }), 32)
export const gruStep = (): Program => training(recurrent, optim.sgd({ learningRate: 0.1 }), 64)
export const transformerStep = (): Program => training(transformer, optim.adam({ learningRate: 1e-3 }), 8)
export const resnetStep = (): Program =>
  training(models.resnet18({ classes: 10, input: [3, 32, 32], stem: 'cifar' }), optim.sgd({ learningRate: 0.01, momentum: 0.9 }), 32)
