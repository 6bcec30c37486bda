// What the README says to who comes from PyTorch: the rows on layers as it says them, and that what any row names is there.

import { readFileSync } from 'node:fs'
import * as tenet from 'tenet'
import { cdist, io, models, optim, random, tensor, tree } from 'tenet'
import * as nn from 'tenet/nn'
import { describe, expect, test } from 'vitest'

const key = random.key(0)
const x = random.normal(key, [3, 5, 16])

test("the rows of the README's table on sequences", () => {
  const lstm = nn.lstm(8, { numLayers: 2, bidirectional: true })
  const params = lstm.init(key, [5, 16])
  const [, state] = lstm.run(params, x)
  expect(lstm.run(params, x, { state })[0].shape).toEqual([3, 5, 16])
  const lengths = tensor([5, 1, 3], 'int32')
  expect(lstm.run(params, x, { lengths })[0].slice(1, [1]).abs().max().item()).toBe(0)

  const attention = nn.multiHeadAttention(8)
  const own = attention.init(key, [5, 16])
  const m = random.bernoulli(key, [5, 5], 0.3)
  expect(attention.attend(own, x, x, x, { attnMask: m })[0].shape).toEqual([3, 5, 16])
  expect(attention.step(own, x, attention.emptyCache(3, 5, 16))[0].shape).toEqual([3, 5, 16])

  const layer = nn.transformerEncoderLayer(8, { dimFeedforward: 32 })
  const encoder = nn.transformerEncoder(layer, 6)
  expect(encoder.encode(encoder.init(key, [5, 16]), x, { isCausal: true }).shape).toEqual([3, 5, 16])
})

test('the rows on layers and distances', () => {
  expect(nn.linear(10).init(key, [16]).weight.shape).toEqual([10, 16])
  expect(nn.conv2d(16, 3).init(key, [5, 8, 8]).weight.shape).toEqual([16, 5, 3, 3])
  const bag = nn.embeddingBag(10, 3)
  expect(bag.packed(bag.init(key, [1]), tensor([1, 2, 4, 5], 'int32'), tensor([0, 1], 'int32')).shape).toEqual([2, 3])
  const [a, b] = [random.normal(key, [4, 6]), random.normal(random.key(1), [4, 6])]
  expect(nn.normalize(a).square().sum(1).sub(1).abs().max().item()).toBeLessThan(1e-6)
  expect(nn.cosineSimilarity(a, b).shape).toEqual([4])
  expect(cdist(a, b).shape).toEqual([4, 4])
  const labels = tensor([0, 1, 2, 3], 'int32')
  expect(nn.linearCrossEntropy(a, b, labels, { chunkSize: 3 }).item()).toBe(nn.crossEntropy(a.matmul(b.transpose()), labels).item())
  const net = nn.transformer(2, { numEncoderLayers: 1, numDecoderLayers: 1, dimFeedforward: 8 })
  expect(net.apply(net.init(key, [5, 16]), x, x, { tgtIsCausal: true }).shape).toEqual([3, 5, 16])
})

describe('what the table names is there', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
  const [, table = ''] = readme.split('## Coming from PyTorch')
  const rows = table
    .split('\n## ')[0]
    ?.split('\n')
    .filter(line => line.startsWith('| ') && !line.startsWith('| PyTorch'))
    .map(line => line.split(' | ')) as readonly (readonly string[])[]

  const rooms: Readonly<Record<string, unknown>> = { nn, optim, io, models, random, tree }

  test('many rows', () => expect(rows.length).toBeGreaterThan(30))
  test.each(rows.map(([theirs = '', ours = '']) => [theirs.slice(2), ours] as const))('%s', (_theirs, ours) => {
    const names = [...ours.matchAll(/\b(nn|optim|io|models|random|tree)\.(\w+)/g)]
    for (const [, room = '', name = ''] of names) expect(rooms[room], `${room}.${name}`).toHaveProperty(name)
    // A row without a room names a function or a method of the package, or a part of what a model is.
    const others = [...ours.matchAll(/`[^`]*?(\w+)\(/g)].map(([, name = '']) => name)
    const known = ['apply', 'run', 'train', 'init', 'update', 'step', 'cast', 'flatMap']
    if (names.length === 0)
      expect(others.some(name => name in tenet || known.includes(name)) || ours.includes('names are paths'), ours).toBe(true)
  })
})
