// What becomes of one training step of LeNet-5, without running it: as text here, and as a page in runs/explain/lenet.html.

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { explain, nn, optim, random, type Tensor, valueAndGrad, zeros } from 'tenet'

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
const optimizer = optim.adam({ learningRate: 1e-3 })

type Params = ReturnType<typeof lenet.init>
type State = ReturnType<typeof optimizer.init>

function step(params: Params, state: State, images: Tensor<[64, 1, 28, 28], 'float32'>, labels: Tensor<[64], 'int32'>) {
  const loss = (p: Params) => nn.crossEntropy(lenet.apply(p, images), labels)
  const [value, gradients] = valueAndGrad(loss)(params)
  const [updates, next] = optimizer.update(gradients, state, params)
  return [optim.applyUpdates(params, updates), next, value] as const
}

const params = lenet.init(random.key(0))
const explanation = explain(step)(params, optimizer.init(params), zeros([64, 1, 28, 28]), zeros([64], 'int32'))
console.log(explanation.toString())

const folder = join('runs', 'explain')
mkdirSync(folder, { recursive: true })
await explanation.writeHtml(join(folder, 'lenet.html'), { llvm: true })
console.log(`\nsee ${join(folder, 'lenet.html')}`)
