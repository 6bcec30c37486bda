// PyTorch's files: both formats, every dtype, views and shared storages as PyTorch has written them.

import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { isTensor, nn, random, type Tensor, zeros } from 'tenet'
import { loadTorch, restore, type TorchTree } from 'tenet/io'
import { describe, expect, test } from 'vitest'
import { contentByPath } from './content-of.js'

const golden = (name: string): string => fileURLToPath(new URL(`../golden/torch/${name}`, import.meta.url))

interface Expected {
  readonly dtype: string
  readonly shape: readonly number[]
  readonly hex: string
}
const expected: Readonly<Record<string, Expected>> = JSON.parse(readFileSync(golden('expected.json'), 'utf8'))

async function load(name: string): Promise<TorchTree> {
  const result = await loadTorch(golden(name))
  if (E.isLeft(result)) throw result.left
  return result.right
}

const field = (node: TorchTree | undefined, name: string): TorchTree | undefined =>
  typeof node === 'object' && node !== null && !isTensor(node) && !Array.isArray(node)
    ? (node as Readonly<Record<string, TorchTree>>)[name]
    : undefined

describe.each(['archive.pth', 'legacy.pt', 'big_endian.pth'])('%s', name => {
  test('has the tensors that PyTorch has', async () => {
    expect(contentByPath(field(await load(name), 'tensors'))).toEqual(expected)
  })

  test('has the plain values', async () => {
    const plain = field(await load(name), 'plain')
    expect(plain).toEqual({
      none: null,
      true: true,
      int: -5,
      large: 2 ** 40 + 1,
      larger: 2n ** 70n,
      float: 0.1,
      text: 'naïve "name"\n',
      list: [1, [2.5, 'x'], [], {}],
      tuple: [1, 2, 3, 4],
      size: [2, 3, 4],
      dtype: 'float32',
      ordered: { b: 1, a: 2 },
      integers: { 0: 'zero', 10: 'ten' },
      ['__proto__']: 1,
    })
    expect(Object.keys(field(plain, 'ordered') as object)).toEqual(['b', 'a'])
    expect(Object.getPrototypeOf(plain)).toBe(Object.prototype)
  })

  test('what is one tensor in PyTorch is one here', async () => {
    const tensors = field(await load(name), 'tensors')
    const [a, b] = field(tensors, 'tied') as readonly Tensor[]
    expect(a).toBe(b)
    expect(field(field(tensors, 'views'), 'base')).toBe(a)
  })
})

test('pickles of protocol 4 are read', async () => {
  const file = await load('protocol4.pth')
  expect(field(file, 'epoch')).toBe(3)
  const state = contentByPath(field(file, 'state'))
  expect(Object.keys(state)).toEqual([
    '0.weight',
    '0.bias',
    '1.weight',
    '1.bias',
    '1.running_mean',
    '1.running_var',
    '1.num_batches_tracked',
    '2.weight',
    '2.bias',
  ])
  for (const [name, value] of Object.entries(state)) expect(value, name).toEqual(expected[`state.${name}`])
})

test('a state dict fits the parameters of the same network', async () => {
  const net = nn.sequential(nn.conv2d(2, 3))
  const params = net.init(random.key(0), [1, 5, 5])
  const state = field(await load('protocol4.pth'), 'state') as Readonly<Record<string, Tensor>>
  const convolution = { '0.weight': state['0.weight'], '0.bias': state['0.bias'] } as Readonly<Record<string, Tensor>>
  const restored = pipe(
    restore(params, convolution),
    E.getOrElseW(error => {
      throw error
    }),
  )
  expect(contentByPath(restored)['0.weight']).toEqual(expected['state.0.weight'])
  expect(E.isLeft(restore({ weight: zeros([3]) }, state))).toBe(true)
})

test('no more is unfolded than maxBytes', async () => {
  const result = await loadTorch(golden('archive.pth'), { maxBytes: 100 })
  expect(E.isLeft(result) && result.left.reason).toMatch(
    /its tensors have \d+ bytes, more than the file may unfold to; expected at most 100/,
  )
  await expect(loadTorch('x', { maxBytes: -1 })).resolves.toMatchObject({ _tag: 'Left' })
  await expect(loadTorch(golden('archive.pth'), { maxBytes: Number.NaN })).rejects.toThrow(
    'maxBytes must be a non-negative number; got NaN',
  )
  // @ts-expect-error: no such option
  await expect(loadTorch(golden('archive.pth'), { maxbytes: 1 })).rejects.toThrow(
    "loadTorch: there is no option 'maxbytes'; expected maxBytes",
  )
})
