// ResNet-18 with a stem for small images learns as PyTorch's does: the losses of 50 steps from the same weights, on the same batches; of images made by a
// rule, and of CIFAR-10's, where they are beside the project.

import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { jit, models, nn, optim, random, type Tensor, type Trainable, tensor, tree, valueAndGrad } from 'tenet'
import { imageFolder, images as imageTransforms } from 'tenet/data'
import { expect, test, vi } from 'vitest'
import { filler, hashed } from './rule.js'

interface Golden {
  readonly losses: readonly number[]
  /** How far PyTorch's own float32 is from its float64. */
  readonly float32: number
}

const read = (name: string): unknown => JSON.parse(readFileSync(new URL(`../../golden/vision/${name}.json`, import.meta.url), 'utf8'))

type Logits = Tensor<[number, number], 'float32'>
type Labels = Tensor<[number], 'int32'>
type Batch<X> = readonly [images: X, labels: Labels]

/** What the losses of steps are, the batches taking turns. */
function lossesOf<P, X>(
  net: Trainable<P, X, Logits>,
  start: P,
  batches: readonly Batch<X>[],
  rate: number,
  steps: number,
): readonly number[] {
  const optimizer = optim.sgd({ learningRate: rate, momentum: 0.9 })
  const step = jit((p: P, s: optim.StateOf<typeof optimizer>, x: X, y: Labels, key: random.Key) => {
    const loss = (q: P) => {
      const [logits, refreshed] = net.train(q, x, key)
      return [nn.crossEntropy(logits, y), refreshed] as const
    }
    const [[value, refreshed], gradients] = valueAndGrad(loss, { aux: true })(p)
    const [updates, next] = optimizer.update(gradients, s, p)
    return [optim.applyUpdates(refreshed, updates), next, value] as const
  })
  let [params, state] = [start, optimizer.init(start)]
  return Array.from({ length: steps }, (_, i) => {
    const [x, y] = batches[i % batches.length] as Batch<X>
    const [nextParams, nextState, loss] = step(params, state, x, y, random.key(0))
    ;[params, state] = [nextParams, nextState]
    return loss.item()
  })
}

/** As training.py states: the last batch norm of each block begins at a fifth. */
const beginning = <P>(params: P): P =>
  tree.map(filler()(params) as Readonly<Record<string, Tensor>>, (leaf: Tensor, path: string) =>
    path.endsWith('bn2.weight') ? leaf.mul(0.2) : leaf,
  ) as P

/** Rounding grows from step to step: PyTorch's float32 is so far from its float64 itself. Ten times that, for sums are in another order here. */
function expectLosses(losses: readonly number[], { losses: expected, float32 }: Golden): void {
  const worst = Math.max(...losses.map((loss, i) => Math.abs(loss - (expected[i] ?? Number.NaN)) / Math.max(1, expected[i] ?? 0)))
  expect(losses.length).toBe(expected.length)
  expect(worst).toBeLessThan(10 * float32)
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

// The step takes longer than other tests to compile, where several processes share few cores.
vi.setConfig({ testTimeout: 600_000 })

test('50 losses are PyTorch’s', () => {
  const golden = read('training') as Golden
  const net = models.resnet18({ classes: 10, input: [3, 16, 16], stem: 'cifar' })
  const half = (u: number): number => u
  const patterns = hashed('patterns', [10, 3, 16, 16], half) as Tensor<[10, 3, 16, 16], 'float32'>
  const batches = [0, 1, 2, 3].map(b => {
    const labels = tensor(
      Int32Array.from({ length: 8 }, (_, j) => (7 * b + 3 * j) % 10),
      [8],
    )
    const noise = hashed(`images_${b}`, [8, 3, 16, 16], half) as Tensor<[8, 3, 16, 16], 'float32'>
    return [patterns.take(labels, 0).add(noise), labels] as const
  })
  const losses = lossesOf(net, beginning(net.init(random.key(0))), batches, 0.01, golden.losses.length)
  expectLosses(losses, golden)
  expect(losses.at(-1)).toBeLessThan((losses[0] ?? 0) / 2)
})

const folder = fileURLToPath(new URL('../../../../shared/data/cifar10/train', import.meta.url))

test.skipIf(!existsSync(folder))('50 losses of CIFAR-10 are PyTorch’s, where ../shared/data/cifar10 is there', async () => {
  const golden = read('cifar') as Golden & { readonly pixels: string }
  const found = await imageFolder(folder)
  if (found._tag === 'Left') throw found.left
  const { labels, get } = found.right
  const toTensor = imageTransforms.toTensor({ mean: [0.4914, 0.4822, 0.4465], std: [0.247, 0.2435, 0.2616] })
  const digest = createHash('sha256')
  const batches: Batch<Tensor<[16, 3, 32, 32], 'float32'>>[] = []
  for (let b = 0; b < 10; b++) {
    // Example i is file ⌊i / 10⌋ of class i mod 10.
    const places = Array.from({ length: 16 }, (_, j) => 16 * b + j).map(i => labels.indexOf(i % 10) + Math.floor(i / 10))
    const examples = await Promise.all(places.map(get))
    for (const { image } of examples) digest.update(image.data)
    const pixels = examples.flatMap(({ image }) => [...toTensor(image).data])
    batches.push([
      tensor(Float32Array.from(pixels), [16, 3, 32, 32]),
      tensor(
        Int32Array.from(places, place => labels[place] ?? -1),
        [16],
      ),
    ])
  }
  expect(digest.digest('hex'), 'these are other images than those that cifar.json is of').toBe(golden.pixels)
  const net = models.resnet18({ classes: 10, input: [3, 32, 32], stem: 'cifar' })
  const losses = lossesOf(net, beginning(net.init(random.key(0))), batches, 0.002, golden.losses.length)
  expectLosses(losses, golden)
  expect(mean(losses.slice(-10))).toBeLessThan(0.75 * mean(losses.slice(0, 10)))
})
