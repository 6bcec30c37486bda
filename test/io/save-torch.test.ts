// Files for PyTorch: the bytes that torch.load has been seen to read (test/golden/torch/verify.py), round trips, and what is refused.

import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { arange, ones, tensor, zeros } from 'tenet'
import { loadTorch, saveTorch, type TorchTree } from 'tenet/io'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { dtypeNames } from '../../src/support/dtype.js'
import { contentOf } from './content-of.js'

let folder: string
let path: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tenet-'))
  path = join(folder, 'ours.pth')
})
afterEach(() => rm(folder, { recursive: true }))

async function throughFile(tree: TorchTree): Promise<TorchTree> {
  await saveTorch(path, tree)
  const loaded = await loadTorch(path)
  if (E.isLeft(loaded)) throw loaded.left
  return loaded.right
}

/** The tree that verify.py expects. */
function golden(): TorchTree {
  const shared = arange(6).reshape([2, 3]).div(4)
  return {
    'conv1.weight': shared,
    'conv1.tied': shared,
    dtypes: Object.fromEntries(dtypeNames.map(dtype => [dtype, tensor([1, 0, 1]).cast(dtype)])),
    empty: zeros([0, 4]),
    scalar: tensor(41, 'int32'),
    integers: [0, 255, -1, 2 ** 31 - 1, -(2 ** 31), 2 ** 31, 2 ** 53 - 1, -(2 ** 40)],
    bigints: [2n ** 64n, -(2n ** 64n), 127n, 128n, -128n, -129n, 2n ** 2039n - 1n],
    floats: [0.1, -0, Number.POSITIVE_INFINITY, 1e300],
    others: { text: 'naïve "name"\n', yes: true, no: false, nothing: null, list: [], record: {} },
  }
}

test('the bytes are those that PyTorch reads', async () => {
  await saveTorch(path, golden())
  const expected = fileURLToPath(new URL('../golden/torch/ours.pth', import.meta.url))
  expect((await readFile(path)).equals(await readFile(expected))).toBe(true)
})

describe('what is saved is loaded', () => {
  test('with all dtypes and values', async () => {
    const { bigints: _, ...rest } = golden() as { readonly bigints: TorchTree }
    expect(contentOf(await throughFile(rest))).toEqual(contentOf(rest))
  })

  test('a tensor in two places is one', async () => {
    const shared = ones([2])
    const [a, b] = (await throughFile([shared, shared])) as readonly TorchTree[]
    expect(a).toBe(b)
  })

  test('any tree of plain values', async () => {
    const leaf = fc.oneof(
      fc.double(),
      fc.integer(),
      fc.bigInt().filter(value => !Number.isSafeInteger(Number(value))),
      fc.string({ unit: 'grapheme' }),
      fc.boolean(),
      fc.constant(null),
    )
    const { tree } = fc.letrec<{ tree: TorchTree }>(tie => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(fc.string(), tie('tree'), { maxKeys: 3, noNullPrototype: true }),
      ),
    }))
    await fc.assert(
      fc.asyncProperty(tree, async value => {
        expect(await throughFile(value)).toEqual(value)
      }),
      { numRuns: 30 },
    )
  })
})

test('what would be lost is refused', async () => {
  // @ts-expect-error: no leaf
  await expect(saveTorch(path, { a: undefined })).rejects.toThrow('got undefined at "a"')
  // @ts-expect-error: no leaf
  await expect(saveTorch(path, { a: [new Date()] })).rejects.toThrow('got Date at "a.0"')
  await expect(saveTorch(path, [2n ** 2039n])).rejects.toThrow(
    'integers must have at most 255 bytes, for torch.load reads no longer ones; got 256',
  )
  expect(await readdir(folder)).toEqual([])
})
