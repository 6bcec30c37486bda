// A whole training run, written as a user writes it: batches, a jitted step, a checkpoint; interrupted and resumed it gives the same bits.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { isTensor, jit, random, type Tensor, valueAndGrad } from 'tenet'
import * as data from 'tenet/data'
import * as io from 'tenet/io'
import * as nn from 'tenet/nn'
import * as optim from 'tenet/optim'
import { afterAll, beforeAll, expect, expectTypeOf, test } from 'vitest'
import { flatten } from '../../src/support/tree.js'

/** Bright on the left or on the right: 40 pictures of 8x8 in two classes, with noise. */
const size = 40
const pictures = data.dataset({
  x: data.column(
    [1, 8, 8],
    'uint8',
    Uint8Array.from({ length: size * 64 }, (_, i) => {
      const bright = i % 8 < 4 === (Math.floor(i / 64) % 2 === 0)
      return (bright ? 150 : 50) + ((i * 7919) % 101) - 50
    }),
  ),
  y: data.column(
    [],
    'int32',
    Int32Array.from({ length: size }, (_, i) => i % 2),
  ),
})
const [trainSet, testSet] = data.split(pictures, 32)

const net = nn.model([1, 8, 8], ['conv', nn.conv2d(4, 3, { padding: 1 })], nn.relu, nn.maxPool2d(2), nn.flatten, nn.dropout(0.1), [
  'out',
  nn.linear(2),
])
const optimizer = optim.chain(optim.clipByGlobalNorm(1), optim.adam({ learningRate: optim.cosine(0.02, 12) }))

const [initKey, trainKey] = random.split(random.key(0))
const start = net.init(initKey)
const startState = optimizer.init(start)
type Params = typeof start
type State = typeof startState

const step = jit((p: Params, s: State, x: Tensor<[8, 1, 8, 8], 'uint8'>, y: Tensor<[8], 'int32'>, key: random.Key) => {
  const loss = (q: Params) => {
    const [logits, refreshed] = net.train(q, x.cast('float32').div(255), key)
    return [nn.crossEntropy(logits, y), refreshed] as const
  }
  const [[value, refreshed], gradients] = valueAndGrad(loss, { aux: true })(p)
  const [updates, next] = optimizer.update(gradients, s, p)
  return [optim.applyUpdates(refreshed, updates), next, value] as const
})

interface Run {
  readonly params: Params
  readonly state: State
}

/** Three epochs of four steps; from one epoch to another. */
function train({ params, state }: Run, from: number, to: number): Run & { readonly losses: readonly number[] } {
  const losses: number[] = []
  for (let epoch = from; epoch < to; epoch++) {
    const epochKey = random.foldIn(trainKey, epoch)
    let i = 0
    for (const { x, y } of data.batch(data.shuffle(trainSet, { seed: 1, epoch }), 8, { last: 'drop' })) {
      expectTypeOf(x).toEqualTypeOf<Tensor<[8, 1, 8, 8], 'uint8'>>()
      const [nextParams, nextState, loss] = step(params, state, x, y, random.foldIn(epochKey, i++))
      ;[params, state] = [nextParams, nextState]
      losses.push(loss.item())
    }
  }
  return { params, state, losses }
}

const bits = (tree: unknown): readonly string[] =>
  flatten(tree, isTensor).leaves.map(leaf => Buffer.from(leaf.dataSync().buffer).toString('hex'))

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tenet-'))
})
afterAll(() => rm(folder, { recursive: true }))

const whole = train({ params: start, state: startState }, 0, 3)

test('learns', () => {
  const { x, y } = data.batch(testSet, 8).get(0)
  const logits = net.apply(whole.params, x.cast('float32').div(255))
  expect(nn.accuracy(logits, y).item()).toBe(1)
  expect(whole.losses.at(-1)).toBeLessThan(0.5 * (whole.losses[0] ?? 0))
  expect(nn.countParameters(start)).toBe(4 * 9 + 4 + 2 * 64 + 2)
})

test('again it gives the same bits', () => {
  expect(bits(train({ params: start, state: startState }, 0, 3))).toEqual(bits(whole))
})

test('interrupted, saved, loaded and resumed it gives the same bits', async () => {
  const path = join(folder, 'checkpoint.safetensors')
  const { params, state } = train({ params: start, state: startState }, 0, 1)
  await io.saveSafetensors(path, { params, state }, { metadata: { epoch: '1' } })
  const file = await io.loadSafetensors(path)
  if (E.isLeft(file)) throw file.left
  expect(file.right.metadata).toEqual({ epoch: '1' })
  const restored = io.restore({ params: start, state: startState }, file.right.tensors)
  if (E.isLeft(restored)) throw restored.left
  expectTypeOf(restored.right).toEqualTypeOf<{ params: Params; state: State }>()
  const resumed = train(restored.right, 1, 3)
  expect(bits([resumed.params, resumed.state])).toEqual(bits([whole.params, whole.state]))
})
