// ResNet-18 with a stem for small images learns as PyTorch's does: the losses of 50 steps from the same weights, on the same batches.

import { readFileSync } from 'node:fs'
import { jit, models, nn, optim, random, type Tensor, tensor, tree, valueAndGrad } from 'tenet'
import { expect, test, vi } from 'vitest'
import { filler, hashed } from './rule.js'

interface Golden {
  readonly losses: readonly number[]
  /** How far PyTorch's own float32 is from its float64. */
  readonly float32: number
}

const golden = JSON.parse(readFileSync(new URL('../../golden/vision/training.json', import.meta.url), 'utf8')) as Golden

type Images = Tensor<[8, 3, 16, 16], 'float32'>
type Labels = Tensor<[8], 'int32'>

const net = models.resnet18({ classes: 10, input: [3, 16, 16], stem: 'cifar' })
type Params = ReturnType<typeof net.init>
const optimizer = optim.sgd({ learningRate: 0.01, momentum: 0.9 })

/** As training.py states: the last batch norm of each block begins at a fifth. */
const start = tree.map(
  filler()(net.init(random.key(0))),
  (leaf, path) => (path.endsWith('bn2.weight') ? leaf.mul(0.2) : leaf) as typeof leaf,
)

const half = (u: number): number => u
const patterns = hashed('patterns', [10, 3, 16, 16], half)

function batch(b: number): readonly [Images, Labels] {
  const labels = tensor(
    Int32Array.from({ length: 8 }, (_, j) => (7 * b + 3 * j) % 10),
    [8],
  )
  const images = (patterns as Tensor<[10, 3, 16, 16], 'float32'>).take(labels, 0).add(hashed(`images_${b}`, [8, 3, 16, 16], half) as Images)
  return [images, labels]
}

const step = jit((p: Params, s: optim.StateOf<typeof optimizer>, x: Images, y: Labels, key: random.Key) => {
  const loss = (q: Params) => {
    const [logits, refreshed] = net.train(q, x, key)
    return [nn.crossEntropy(logits, y), refreshed] as const
  }
  const [[value, refreshed], gradients] = valueAndGrad(loss, { aux: true })(p)
  const [updates, next] = optimizer.update(gradients, s, p)
  return [optim.applyUpdates(refreshed, updates), next, value] as const
})

// The step takes longer than other tests to compile, where several processes share few cores.
vi.setConfig({ testTimeout: 600_000 })

test('50 losses are PyTorch’s', () => {
  const batches = [0, 1, 2, 3].map(batch)
  let [params, state] = [start, optimizer.init(start)]
  const losses: number[] = []
  for (let i = 0; i < golden.losses.length; i++) {
    const [x, y] = batches[i % 4] as readonly [Images, Labels]
    const [nextParams, nextState, loss] = step(params, state, x, y, random.key(0))
    ;[params, state] = [nextParams, nextState]
    losses.push(loss.item())
  }
  const worst = Math.max(...losses.map((loss, i) => Math.abs(loss - (golden.losses[i] ?? Number.NaN)) / Math.max(1, golden.losses[i] ?? 0)))
  // Rounding grows from step to step: PyTorch's float32 is this far from its float64 itself. Ten times it, for sums are in another order here.
  expect(worst).toBeLessThan(10 * golden.float32)
  expect(losses.at(-1)).toBeLessThan((losses[0] ?? 0) / 2)
})
