// The README's examples on networks: what stands between the marks here stands there, word for word.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { io, jit, models, nn, ones, optim, random, type Tensor, tree, valueAndGrad } from 'tenet'
import { afterAll, describe, expect, expectTypeOf, test } from 'vitest'
import { filler } from './rule.js'

const folder = mkdtempSync(join(tmpdir(), 'tenet-readme-'))
afterAll(() => rmSync(folder, { recursive: true }))

const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8')
const here = readFileSync(new URL(import.meta.url), 'utf8')

/** The examples in this file, without the indentation that they have in tests. */
const examples = [...here.matchAll(/^( *)\/\/ begin: (.*)\n([\s\S]*?)\n *\/\/ end$/gm)].map(
  ([, indent = '', name = '', text = '']) => [name, text.replaceAll(new RegExp(`^${indent}`, 'gm'), '')] as const,
)

test.each(examples)('the README has: %s', (_name, text) => expect(readme).toContain(text))
test('all of them', () => expect(examples).toHaveLength(5))

test('a layer of one’s own', () => {
  // begin: a layer of one's own
  const scaledLinear = <N extends number>(features: N) =>
    nn.layer({
      name: 'scaledLinear',
      params: (key, [fanIn]) => ({ weight: nn.init.kaimingUniform(key, [features, fanIn]), scale: ones([features]) }),
      apply: ({ weight, scale }, x) => x.matmul(weight.T).mul(scale),
    })
  const net = nn.model([8], ['hidden', scaledLinear(16)], nn.relu, ['out', nn.linear(2)])
  // end
  const params = net.init(random.key(0))
  expect(tree.paths(params)).toEqual(['hidden.weight', 'hidden.scale', 'out.weight', 'out.bias'])
  expect(net.apply(params, random.normal(random.key(1), [3, 8])).shape).toEqual([3, 2])
})

describe('a residual block', () => {
  test('as a layer of a model', () => {
    // begin: a residual block
    const block = <C extends number>(channels: C) =>
      nn.residual(
        nn.sequential(
          nn.conv2d(channels, 3, { padding: 1, bias: false }),
          nn.batchNorm2d(),
          nn.relu,
          nn.conv2d(channels, 3, { padding: 1, bias: false }),
          nn.batchNorm2d(),
        ),
      )
    const net = nn.model(
      [3, 32, 32],
      ['stem', nn.conv2d(16, 3, { padding: 1 })],
      ['body', nn.repeat(3, nn.sequential(block(16), nn.relu))],
      nn.globalAvgPool,
      ['fc', nn.linear(10)],
    )
    // end
    const logits = net.apply(net.init(random.key(0)), random.normal(random.key(1), [2, 3, 32, 32]))
    expectTypeOf(logits).toEqualTypeOf<Tensor<[2, 10], 'float32'>>()
    expect(logits.shape).toEqual([2, 10])
  })

  test('with names of its own', () => {
    // begin: a residual block with a projection
    const projected = (channels: number) =>
      nn.record(
        {
          conv1: nn.conv2d(channels, 3, { stride: 2, padding: 1 }),
          conv2: nn.conv2d(channels, 3, { padding: 1 }),
          shortcut: nn.conv2d(channels, 1, { stride: 2 }),
        },
        ({ conv1, conv2, shortcut }, x) => conv2(conv1(x).relu()).add(shortcut(x)).relu(),
      )
    // end
    const layer = projected(8)
    const params = layer.init(random.key(0), [4, 6, 6])
    expect(tree.paths(params)).toEqual(['conv1.weight', 'conv1.bias', 'conv2.weight', 'conv2.bias', 'shortcut.weight', 'shortcut.bias'])
    expect(layer.apply(params, random.normal(random.key(1), [2, 4, 6, 6])).shape).toEqual([2, 8, 3, 3])
  })
})

const images = random.normal(random.key(1), [4, 3, 32, 32])
const labels = random.randint(random.key(2), [4], 0, 5)

test('a frozen backbone, a trained head', () => {
  // begin: freezing a backbone
  const net = models.resnet18({ classes: 5, input: [3, 32, 32] })
  const params = net.init(random.key(0))
  const optimizer = optim.mask(tree.byPath(params, /^fc\./), optim.sgd({ learningRate: 1e-3, momentum: 0.9 }))
  const step = jit((p: typeof params, s: optim.StateOf<typeof optimizer>, x: typeof images, y: typeof labels) => {
    const [loss, grads] = valueAndGrad((q: typeof params) => nn.crossEntropy(net.apply(q, x), y))(p) // inference: statistics stay
    const [updates, next] = optimizer.update(grads, s, p) // only fc's gradients are ever computed
    return [optim.applyUpdates(p, updates), next, loss] as const
  })
  // end
  let [trained, state] = [params, optimizer.init(params)]
  const losses: number[] = []
  for (let i = 0; i < 5; i++) {
    const [p, s, loss] = step(trained, state, images, labels)
    ;[trained, state] = [p, s]
    losses.push(loss.item())
  }
  expect(losses.at(-1)).toBeLessThan(losses[0] ?? 0)
  const [before, after] = [net.toStateDict(params), net.toStateDict(trained)]
  const changed = Object.keys(before).filter(name => Buffer.compare(bytes(before[name]), bytes(after[name])) !== 0)
  expect(changed).toEqual(['fc.weight', 'fc.bias'])
})

const bytes = (t: Tensor | undefined): Uint8Array => Buffer.from((t as Tensor).dataSync().buffer)

test('weights of torchvision', async () => {
  const made = filler()(models.resnet18().init(random.key(0)))
  await io.saveTorch(join(folder, 'resnet18.pth'), io.toStateDict(made))
  const cwd = process.cwd()
  process.chdir(folder)
  try {
    // begin: weights of torchvision
    const resnet = models.resnet18()
    const loaded = pipe(await io.loadTorch('resnet18.pth'), E.flatMap(resnet.fromStateDict)) // Left: all that is missing, unexpected, of another shape
    if (E.isLeft(loaded)) throw loaded.left
    const params = loaded.right // params.layer1[0].conv1.weight, …

    const other = models.resnet18({ classes: 5 }) // a head of its own: it keeps what it was initialised with
    const tuned = pipe(resnet.toStateDict(params), weights => io.restore(other.init(random.key(1)), weights, { mismatched: /^fc\./ }))
    // end
    expect(bytes(params.layer1['0']?.conv1.weight)).toEqual(bytes(resnet.toStateDict(made)['layer1.0.conv1.weight']))
    if (E.isLeft(tuned)) throw tuned.left
    expect(bytes(tuned.right.layer4['1']?.bn2.running_var)).toEqual(bytes(params.layer4['1']?.bn2.running_var))
    expect(tuned.right.fc.weight.shape).toEqual([5, 512])
  } finally {
    process.chdir(cwd)
  }
})
