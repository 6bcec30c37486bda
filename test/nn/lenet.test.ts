// LeNet against PyTorch: its logits, its loss and every gradient, for given parameters and images.

import { fileURLToPath } from 'node:url'
import { isLeft } from 'fp-ts/lib/Either.js'
import { isTensor, jit, random, type Tensor, tensor, valueAndGrad } from 'tenet'
import { loadSafetensors } from 'tenet/io'
import * as nn from 'tenet/nn'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Dims, sizeOf } from '../../src/support/shape.js'
import { flatten, paths, unflatten } from '../../src/support/tree.js'

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
type Params = ReturnType<typeof lenet.init>

const batch = 4

/** What make.py states. */
const hashed = (shape: Dims, salt: number, scale: number): Tensor =>
  tensor(
    Float32Array.from({ length: sizeOf(shape) }, (_, i) => ((((40503 * i + 12345 * salt) % 65536) - 32768) / 32768) * scale),
    shape,
  )

const scales: Readonly<Record<string, number>> = { conv1: 0.5, conv2: 0.25, fc1: 0.125, fc2: 0.25, fc3: 0.25 }

function hashedParams(): Params {
  const { leaves, structure } = flatten(lenet.init(random.key(0)), isTensor)
  const names = paths(structure)
  const values = leaves.map(({ shape }, i) => hashed(shape, i, scales[names[i]?.split('.')[0] ?? ''] ?? Number.NaN))
  return unflatten(structure, values) as Params
}

const params = hashedParams()
const images = hashed([batch, 1, 28, 28], 99, 1) as Tensor<[4, 1, 28, 28], 'float32'>
const labels = tensor(
  Int32Array.from({ length: batch }, (_, i) => (3 * i) % 10),
  [4],
)

const loss = (p: Params, x: typeof images, y: typeof labels) => {
  const logits = lenet.apply(p, x)
  return [nn.crossEntropy(logits, y), logits] as const
}

let golden: Readonly<Record<string, Tensor>>
beforeAll(async () => {
  const file = await loadSafetensors(fileURLToPath(new URL('../golden/lenet/gradients.safetensors', import.meta.url)))
  if (isLeft(file)) throw file.left
  golden = file.right.tensors
})

/** The largest error relative to the largest element. */
function error(got: Tensor, name: string): number {
  const want = golden[name]
  if (want === undefined) throw new Error(`no golden ${name}`)
  expect(got.shape).toEqual(want.shape)
  const [a, b] = [Float64Array.from(got.dataSync()), Float64Array.from(want.dataSync())]
  const largest = b.reduce((most, x) => Math.max(most, Math.abs(x)), 0)
  return a.reduce((worst, x, i) => Math.max(worst, Math.abs(x - (b[i] ?? Number.NaN))), 0) / largest
}

/** float32 rounds at 6e-8; sums of some hundred products in several layers lose about two digits of that. */
const tolerance = 1e-5

describe.each([
  ['eager', valueAndGrad(loss, { aux: true })],
  ['jit', jit(valueAndGrad(loss, { aux: true }))],
])('%s', (_mode, step) => {
  test('loss, logits and gradients', () => {
    const [[value, logits], grads] = step(params, images, labels)
    expect(error(value, 'loss')).toBeLessThan(tolerance)
    expect(error(logits, 'logits')).toBeLessThan(tolerance)
    const { leaves, structure } = flatten<Tensor>(grads, isTensor)
    const names = paths(structure)
    expect([...names, 'logits', 'loss'].sort()).toEqual(Object.keys(golden).sort())
    for (const [i, leaf] of leaves.entries()) expect(error(leaf, names[i] ?? ''), names[i]).toBeLessThan(tolerance)
  })
})
