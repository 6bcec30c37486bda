// The README's two programs for weights that come from PyTorch or go there: its lines are those of this file, and they give PyTorch's numbers.

import { readFileSync } from 'node:fs'
import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { io, nn, random, type Tensor, tensor } from 'tenet'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { contentByPath } from '../io/content-of.js'

const file = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const golden: { readonly images: number[][][][]; readonly logits: readonly (readonly number[])[] } = JSON.parse(
  readFileSync(file('../golden/torch/small_vgg.json'), 'utf8'),
)
const images = tensor(golden.images) as Tensor<[2, 3, 8, 8], 'float32'>

const usual = process.cwd()
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tenet-'))
  await copyFile(file('../golden/torch/small_vgg.pth'), join(folder, 'vgg.pth'))
  process.chdir(folder)
})
afterAll(async () => {
  process.chdir(usual)
  await rm(folder, { recursive: true })
})

const net = nn.model(
  [3, 8, 8],
  [
    'features',
    nn.sequential(nn.conv2d(4, 3, { padding: 1 }), nn.relu, nn.maxPool2d(2), nn.conv2d(8, 3, { padding: 1 }), nn.relu, nn.maxPool2d(2)),
  ],
  nn.flatten,
  ['classifier', nn.sequential(nn.linear(16), nn.relu, nn.linear(10))],
)

test('weights come from PyTorch', async () => {
  const fresh = net.init(random.key(0))
  const loaded = pipe(
    await io.loadTorch('vgg.pth'),
    E.flatMap(weights => io.restore(fresh, weights)),
  )
  if (E.isLeft(loaded)) throw loaded.left
  const params = loaded.right
  const logits = net.apply(params, images)
  // Both sum some hundred float32 products, in different orders.
  for (const [i, row] of logits.toArray().entries())
    for (const [j, value] of row.entries()) expect(Math.abs(value - (golden.logits[i]?.[j] ?? Number.NaN))).toBeLessThan(1e-5)
})

test('and go there', async () => {
  const params = net.init(random.key(1))
  await io.saveTorch('net.pth', io.toStateDict(params))
  const saved = await io.loadTorch('net.pth')
  const theirs = await io.loadTorch('vgg.pth')
  if (E.isLeft(saved) || E.isLeft(theirs)) throw new Error('expected files')
  expect(contentByPath(saved.right)).toEqual(contentByPath(params))
  const types = (tree: unknown) => Object.entries(contentByPath(tree)).map(([name, { shape, dtype }]) => [name, shape, dtype])
  expect(types(saved.right)).toEqual(types(theirs.right))
})

test('the README says the same', () => {
  const readme = readFileSync(file('../../README.md'), 'utf8')
  const section = readme.slice(readme.indexOf('## Weights from PyTorch'), readme.indexOf('## Entry points'))
  const lines = [...section.matchAll(/```ts\n(.*?)```/gs)].flatMap(([, block]) => (block ?? '').split('\n'))
  const code = lines.map(line => line.replace(/\s*\/\/ .*$/, '').trim()).filter(line => line !== '' && !line.startsWith('import'))
  expect(code.length).toBeGreaterThan(8)
  // But for blanks and last commas, which the formatter decides.
  const bare = (text: string): string => text.replace(/\s/g, '').replace(/,([\])])/g, '$1')
  const here = bare(readFileSync(file('./pytorch-weights.test.ts'), 'utf8'))
  for (const line of code) expect(here).toContain(bare(line))
})
