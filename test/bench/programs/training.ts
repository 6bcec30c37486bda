// Training steps: loss, gradients and update as one jitted program, each call a step from where the last one ended.

import { jit, nn, optim, random, type Shape, type Tensor, tree, valueAndGrad } from 'tenet'
import { type Program, program } from './program.js'

/** A loop's body, and its end, where the loss is read. */
function training<P, S, I extends Shape>(model: nn.Model<P, I, [10]>, optimizer: optim.Optimizer<S>): Program {
  const step = jit((params: P, state: S, x: Tensor<readonly [64, ...I], 'float32'>, y: Tensor<[64], 'int32'>) => {
    const [loss, gradients] = valueAndGrad((p: P) => nn.crossEntropy(model.apply(p, x), y))(params)
    const [updates, next] = optimizer.update(gradients, state, params)
    return [optim.applyUpdates(params, updates), next, loss] as const
  })
  const [initKey, inputKey, labelKey] = random.split(random.key(0), 3)
  let params = model.init(initKey)
  let state = optimizer.init(params)
  const x = random.normal(inputKey, [64, ...model.input] as const)
  const y = random.randint(labelKey, [64], 0, 10)
  // Everything is in place before the first step.
  for (const leaf of tree.leaves([params, state, x, y])) leaf.dataSync()

  return program(
    () => {
      const [moved, next, loss] = step(params, state, x, y)
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

export const mlpStep = (): Program => training(mlp, optim.sgd({ learningRate: 0.1 }))
export const lenetStep = (): Program => training(lenet, optim.adam({ learningRate: 1e-3 }))
