// Caches compute once, survive damage, and say what they cannot keep.

import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { tensor } from 'tenet'
import { cacheInMemory, cacheOnDisk, generate, ndArray } from 'tenet/data'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tenet-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** Examples that count how often they are computed. */
function counted() {
  const asked: number[] = []
  const examples = generate(3, i => {
    asked.push(i)
    return { x: ndArray([2], 'float32', Float32Array.of(i, -0)), name: `ä${i}` }
  })
  return { asked, examples }
}

describe('in memory', () => {
  test('each example is computed once', () => {
    const { asked, examples } = counted()
    const cached = cacheInMemory(examples)
    expect([...cached, ...cached]).toEqual([...examples, ...examples])
    expect(asked).toEqual([0, 1, 2, 0, 1, 2, 0, 1, 2])
  })

  test('a failure is not kept', async () => {
    let calls = 0
    const cached = cacheInMemory(generate(1, async () => (++calls === 1 ? Promise.reject(new Error('not yet')) : calls)))
    await expect(cached.get(0)).rejects.toThrow('not yet')
    expect(await cached.get(0)).toBe(2)
    expect(await cached.get(0)).toBe(2)
  })
})

describe('on disk', () => {
  test('each example is computed once, in this run or an earlier one', async () => {
    const at = join(folder, 'once', 'deeper')
    const { asked, examples } = counted()
    for (const run of [cacheOnDisk(examples, at, { version: '1' }), cacheOnDisk(examples, at, { version: '1' })])
      expect(await Promise.all(run)).toEqual([...counted().examples])
    expect(asked.toSorted()).toEqual([0, 1, 2])
    expect((await readdir(at)).toSorted()).toEqual(['0.example', '1.example', '2.example'])
    expect((await cacheOnDisk(examples, at, { version: '2' }).get(1)).name).toBe('ä1')
    expect(asked.toSorted()).toEqual([0, 1, 1, 2])
  })

  test('damaged, cut off, foreign and unreadable files are computed anew', async () => {
    const at = join(folder, 'damage')
    const { asked, examples } = counted()
    const cached = cacheOnDisk(examples, at, { version: '1' })
    await cached.get(0)
    const path = join(at, '0.example')
    const bytes = await readFile(path)
    bytes[bytes.length - 3] = 255 - (bytes[bytes.length - 3] ?? 0)
    for (const spoil of [() => writeFile(path, bytes), () => truncate(path, 30), () => truncate(path, 3), () => writeFile(path, 'text')]) {
      await spoil()
      expect(await cached.get(0)).toEqual(examples.get(0))
      expect(await cached.get(0)).toEqual(examples.get(0))
    }
    // Once at first, once for each damage, and as often for comparison.
    expect(asked.length).toBe(1 + 4 + 8)
  })

  test('what cannot be kept is named', async () => {
    const withTensor = cacheOnDisk(
      generate(1, () => ({ a: { b: tensor([1]) } })),
      join(folder, 'tensor'),
      { version: '1' },
    )
    await expect(withTensor.get(0)).rejects.toThrow(
      'examples must be plain data: arrays of ndArray, numbers, strings, records and lists; got a Tensor at a.b',
    )
    const file = join(folder, 'file')
    await writeFile(file, '')
    await expect(cacheOnDisk(counted().examples, join(file, 'below'), { version: '1' }).get(0)).rejects.toThrow(
      `${join(file, 'below')}: cannot be made: a part of the path is not a folder (ENOTDIR)`,
    )
  })
})
