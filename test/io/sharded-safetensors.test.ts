// Tensors divided among several files: as Hugging Face's libraries divide and read them, whenever a save is killed, whatever the index says.

import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isLeft, isRight } from 'fp-ts/lib/Either.js'
import { arange, tensor } from 'tenet'
import { loadSafetensors, openSafetensors, restore, saveSafetensors } from 'tenet/io'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { fileHandlePrototype } from './file-handle.js'

const golden = fileURLToPath(new URL('../golden/safetensors/sharded/', import.meta.url))
const name = 'model.safetensors.index.json'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tenet-'))
})
afterEach(async () => {
  vi.restoreAllMocks()
  await rm(folder, { recursive: true })
})

/** The tree of make_sharded.py. */
const state = () => ({
  embedding: { weight: arange(40).reshape([10, 4]).div(4) },
  layers: [
    { weight: arange(16).reshape([4, 4]).sub(8), bias: tensor([0.5, -0.5, 1.5, -1.5], 'bfloat16') },
    { weight: arange(0, 16, 1, 'float64').reshape([4, 4]).div(3) },
  ],
  position: tensor([0n, 1n, 2n, 3n, 4n]),
})

const load = async (path: string) => {
  const result = await loadSafetensors(path)
  if (isLeft(result)) throw result.left
  return result.right
}

describe('with Python', () => {
  test('its files load', async () => {
    const { tensors, metadata } = await load(join(golden, name))
    expect(metadata).toEqual({ format: 'pt' })
    const restored = restore(state(), tensors)
    if (isLeft(restored)) throw restored.left
    expect(restored.right.layers[1]?.weight.toArray()).toEqual(state().layers[1]?.weight.toArray())
    expect(restored.right.position.toArray()).toEqual([0n, 1n, 2n, 3n, 4n])
  })

  test('the same tree saves to the same bytes in the same files', async () => {
    await saveSafetensors(join(folder, name), state(), { metadata: { format: 'pt' }, shardBytes: 200 })
    const files = await readdir(golden)
    expect((await readdir(folder)).sort()).toEqual(files.sort())
    for (const file of files) expect(await readFile(join(folder, file)), file).toEqual(await readFile(join(golden, file)))
  })
})

describe('saving', () => {
  test('again takes other names, and removes the old shards last', async () => {
    const path = join(folder, name)
    await saveSafetensors(path, state(), { shardBytes: 200 })
    await writeFile(join(folder, 'model-other.safetensors'), '')
    await saveSafetensors(path, { a: arange(3) }, { shardBytes: 200 })
    expect((await readdir(folder)).sort()).toEqual(['model-other.safetensors', 'model.2-00001-of-00001.safetensors', name])
    expect((await load(path)).tensors.a?.toArray()).toEqual([0, 1, 2])
    await saveSafetensors(path, { a: arange(4) })
    expect((await readdir(folder)).sort()).toEqual(['model-other.safetensors', 'model.3-00001-of-00001.safetensors', name])
  })

  test('that fails in any write leaves what the old index names', async () => {
    const path = join(folder, name)
    await saveSafetensors(path, state(), { shardBytes: 200 })
    const prototype = await fileHandlePrototype()
    const write = prototype.write
    for (let failing = 0; ; failing++) {
      let calls = 0
      vi.spyOn(prototype, 'write').mockImplementation(function (this: unknown, ...args: unknown[]) {
        if (calls++ < failing) return write.apply(this, args)
        throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC', syscall: 'write' })
      })
      const outcome = await saveSafetensors(path, { a: arange(100), b: arange(100) }, { shardBytes: 200 }).catch(error => error.message)
      vi.restoreAllMocks()
      if (outcome === undefined) {
        expect(failing).toBeGreaterThan(4)
        break
      }
      expect(outcome).toContain('no space left on the device (ENOSPC)')
      expect(Object.keys((await load(path)).tensors)).toHaveLength(5)
    }
    expect(Object.keys((await load(path)).tensors)).toEqual(['a', 'b'])
  })

  test('options that mean nothing are refused', async () => {
    await expect(saveSafetensors(join(folder, name), {}, { shardBytes: 0 })).rejects.toThrow('shardBytes must be a positive number; got 0')
    await expect(saveSafetensors(join(folder, name), {}, { shardBytes: Number.NaN })).rejects.toThrow('got NaN')
    await expect(saveSafetensors(join(folder, 'a'), {}, { shardBytes: 1 })).rejects.toThrow(
      'shardBytes goes with a path that ends in .safetensors.index.json',
    )
    // @ts-expect-error: no such option
    await expect(saveSafetensors(join(folder, 'a'), {}, { shardbytes: 1 })).rejects.toThrow(
      "saveSafetensors: there is no option 'shardbytes'; expected metadata, shardBytes",
    )
    // @ts-expect-error: metadata are strings
    await expect(saveSafetensors(join(folder, 'a'), {}, { metadata: { epoch: 3 } })).rejects.toThrow('got a number at "epoch"')
    await expect(saveSafetensors(join(folder, 'none', name), {})).rejects.toThrow('none: cannot be read: no such file or folder')
  })
})

describe('reading one tensor', () => {
  test.each([name, 'model-00002-of-00003.safetensors'])('of %s reads its bytes only', async file => {
    const opened = await openSafetensors(join(golden, file))
    if (isLeft(opened)) throw opened.left
    expect(opened.right.types['layers.0.bias']).toEqual({ shape: [4], dtype: 'bfloat16' })
    const prototype = await fileHandlePrototype()
    const read = vi.spyOn(prototype, 'read')
    const bias = await opened.right.read('layers.0.bias')
    if (isLeft(bias)) throw bias.left
    expect(bias.right.toArray()).toEqual([0.5, -0.5, 1.5, -1.5])
    expect(read.mock.calls.map(([, , length]) => length)).toEqual([8])
  })

  test('of another name, or of a file that has been replaced, is a Left', async () => {
    const path = join(folder, 'a.safetensors')
    await saveSafetensors(path, { w: arange(3) })
    const opened = await openSafetensors(path)
    if (isLeft(opened)) throw opened.left
    expect(isRight(await opened.right.read('w'))).toBe(true)
    const missing = await opened.right.read('toString')
    expect(isLeft(missing) && missing.left.message).toBe(`${path}: it has no tensor "toString"`)
    await saveSafetensors(path, { w: arange(4) })
    const replaced = await opened.right.read('w')
    expect(isLeft(replaced) && replaced.left.reason).toBe('it was replaced or written to after it was opened')
  })
})

describe('an index with', () => {
  const shard = 'a-00001-of-00001.safetensors'
  test.each<[string, string, string]>([
    ['no JSON', '{', 'the index: it is not JSON'],
    ['no map', '{"metadata":{}}', 'weight_map must be a record of file names; got nothing'],
    ['a list', '{"weight_map":["a"]}', 'weight_map must be a record of file names; got ["a"]'],
    ['a number', '{"weight_map":{"w":3}}', 'tensor "w": its file must be a .safetensors file in the same folder; got 3'],
    ['a path upwards', '{"weight_map":{"w":"../b.safetensors"}}', 'in the same folder; got "../b.safetensors"'],
    ['a path from the root', '{"weight_map":{"w":"/b.safetensors"}}', 'in the same folder'],
    ['a Windows path', '{"weight_map":{"w":"c:\\\\b.safetensors"}}', 'in the same folder'],
    ['another kind of file', '{"weight_map":{"w":"passwd"}}', 'must be a .safetensors file'],
    ['one name twice', `{"weight_map":{"w":"${shard}","w":"${shard}"}}`, 'the key "w" occurs twice'],
    ['a shard that is not there', '{"weight_map":{"w":"b.safetensors"}}', 'no such file or folder'],
    [
      'a tensor that is not there',
      `{"weight_map":{"w":"${shard}","v":"${shard}"}}`,
      'its index says that it holds tensor "v"; it does not',
    ],
    ['a tensor left out', `{"weight_map":{}}`, ''],
  ])('%s', async (_what, index, expected) => {
    await saveSafetensors(join(folder, 'a.safetensors.index.json'), { w: arange(3), u: arange(2) })
    await writeFile(join(folder, name), index)
    const result = await loadSafetensors(join(folder, name))
    if (expected === '') expect(isRight(result) && result.right.tensors).toEqual({})
    else expect(isLeft(result) && result.left.reason).toContain(expected)
  })

  test('less than a shard holds', async () => {
    await saveSafetensors(join(folder, 'a.safetensors.index.json'), { w: arange(3), u: arange(2) })
    await writeFile(join(folder, name), `{"weight_map":{"w":"${shard}"}}`)
    const result = await loadSafetensors(join(folder, name))
    expect(isLeft(result) && result.left.reason).toBe('it holds tensor "u", which its index does not say')
  })
})
