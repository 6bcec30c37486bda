// IDX files: all that can be read, and all that is wrong with those that cannot.

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import * as fc from 'fast-check'
import { isLeft } from 'fp-ts/lib/Either.js'
import { mnist, readIdx } from 'tenet/data'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tenet-'))
})
afterAll(() => rm(folder, { recursive: true }))

function header(code: number, shape: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 + 4 * shape.length)
  bytes.set([0, 0, code, shape.length])
  for (const [i, size] of shape.entries()) bytes.writeUInt32BE(size, 4 + 4 * i)
  return bytes
}
const idx = (shape: readonly number[], elements: readonly number[], code = 8): Buffer =>
  Buffer.concat([header(code, shape), Buffer.from(elements)])

async function read(bytes: Uint8Array) {
  const path = join(folder, 'file')
  await writeFile(path, bytes)
  return readIdx(path)
}

async function reason(bytes: Uint8Array): Promise<string> {
  const result = await read(bytes)
  if (!isLeft(result)) throw new Error('expected a Left')
  return result.left.reason
}

async function array(bytes: Uint8Array) {
  const result = await read(bytes)
  if (isLeft(result)) throw result.left
  return result.right
}

const forms = [
  ['plain', (bytes: Uint8Array) => bytes],
  ['gzipped', (bytes: Uint8Array) => gzipSync(bytes)],
] as const

describe.each(forms)('a %s file', (_name, pack) => {
  test('of each dtype', async () => {
    expect(await array(pack(idx([2, 3], [0, 1, 2, 253, 254, 255])))).toEqual({
      shape: [2, 3],
      dtype: 'uint8',
      data: Uint8Array.of(0, 1, 2, 253, 254, 255),
    })
    expect(await array(pack(idx([1], [0xff, 0xff, 0xff, 0xfe], 0x0c)))).toMatchObject({ dtype: 'int32', data: Int32Array.of(-2) })
    expect(await array(pack(idx([1], [0x3f, 0xc0, 0, 0], 0x0d)))).toMatchObject({ dtype: 'float32', data: Float32Array.of(1.5) })
    expect(await array(pack(idx([1], [0xbf, 0xf8, 0, 0, 0, 0, 0, 0], 0x0e)))).toMatchObject({ data: Float64Array.of(-1.5) })
  })

  test('of a number, and of nothing', async () => {
    expect(await array(pack(idx([], [7])))).toMatchObject({ shape: [], data: Uint8Array.of(7) })
    expect(await array(pack(idx([0, 5], [])))).toMatchObject({ shape: [0, 5], data: Uint8Array.of() })
  })

  test.each<[string, Uint8Array, string]>([
    ['is empty', Buffer.of(), 'it has 0 bytes'],
    ['is too short', Buffer.of(0, 0, 8), 'it has 3 bytes'],
    ['is something else', Buffer.from('something else'), 'the first two bytes are not zero'],
    [
      'holds nothing known',
      idx([1], [0], 0x42),
      'expected 8 (uint8), 9 (int8), 11 (int16), 12 (int32), 13 (float32), 14 (float64); got 66',
    ],
    ['ends in its header', header(8, [1, 2, 3]).subarray(0, 10), 'it ends within the sizes of its 3 axes'],
    ['has very many axes', header(8, new Array(200).fill(1)), 'at most 8 axes; it claims 200'],
    ['claims the moon', idx([2 ** 32 - 1, 2 ** 32 - 1, 2 ** 32 - 1], []), 'at most 2147483648 bytes; it claims uint8[4294967295,'],
    ['claims more than there is', idx([2, 3], [1, 2, 3, 4, 5]), 'uint8[2,3] needs 18 bytes'],
    ['has more than it claims', idx([2], [1, 2, 3]), 'uint8[2] needs 10 bytes'],
  ])('that %s', async (_what, bytes, expected) => {
    expect(await reason(pack(bytes))).toContain(expected)
  })
})

describe('a gzipped file', () => {
  test('whose header claims what its length cannot hold is not unpacked', async () => {
    expect(await reason(gzipSync(idx([2 ** 30], [])))).toMatch(/needs 1073741832 bytes; \d+ compressed bytes cannot hold them/)
  })

  test('that is cut off or damaged', async () => {
    const noise = Array.from({ length: 5000 }, (_, i) => (i * i * 31) % 251)
    const good = gzipSync(idx([5000], noise))
    expect(await reason(good.subarray(0, good.length - 20))).toBe('the compressed data ends too early')
    expect(await reason(good.subarray(0, 5))).toContain('it has 0 bytes')
    const damaged = Buffer.from(good)
    damaged[good.length - 6] = 255 - (damaged[good.length - 6] ?? 0)
    expect(await reason(damaged)).toContain('the compressed data is damaged')
  })

  test('of random bytes never throws', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async bytes => {
        expect(isLeft(await read(Buffer.concat([Buffer.of(0x1f, 0x8b, 8), bytes])))).toBe(true)
      }),
      { numRuns: 100 },
    )
  })
})

describe('mnist', () => {
  const images = idx(
    [2, 28, 28],
    Array.from({ length: 2 * 784 }, (_, i) => i % 256),
    8,
  )
  const write = async (files: Readonly<Record<string, Uint8Array>>) => {
    const at = await mkdtemp(join(folder, 'mnist-'))
    for (const [name, bytes] of Object.entries(files)) await writeFile(join(at, name), bytes)
    return at
  }

  test('finds its files, gzipped or not', async () => {
    const at = await write({ 't10k-images-idx3-ubyte.gz': gzipSync(images), 't10k-labels.idx1-ubyte': idx([2], [9, 0]) })
    const digits = await mnist(at, { split: 'test' })
    if (isLeft(digits)) throw digits.left
    const { length, columns } = digits.right
    expect([length, columns.image.shape, columns.label.shape]).toEqual([2, [1, 28, 28], []])
    expect(columns.label.data).toEqual(Int32Array.of(9, 0))
    expect(columns.image.data[257]).toBe(1)
  })

  test.each<[string, Record<string, Uint8Array>, string]>([
    ['no images', {}, 'there is no train-images-idx3-ubyte, nor train-images-idx3-ubyte.gz'],
    ['no labels', { 'train-images-idx3-ubyte': images }, 'there is no train-labels-idx1-ubyte'],
    [
      'images of another size',
      { 'train-images-idx3-ubyte': idx([1, 2, 2], [1, 2, 3, 4]), 'train-labels-idx1-ubyte': idx([1], [1]) },
      'expected uint8[n,28,28], got uint8[1,2,2]',
    ],
    [
      'too few labels',
      { 'train-images-idx3-ubyte': images, 'train-labels-idx1-ubyte': idx([1], [1]) },
      'expected a label for each of 2 images, uint8[2]; got uint8[1]',
    ],
    [
      'labels beyond ten',
      { 'train-images-idx3-ubyte': images, 'train-labels-idx1-ubyte': idx([2], [1, 10]) },
      'labels must be 0 to 9; got 10',
    ],
    ['a damaged file', { 'train-images-idx3-ubyte': images.subarray(0, 500) }, 'needs 1584 bytes; the file has 500'],
  ])('says that there are %s', async (_what, files, expected) => {
    const result = await mnist(await write(files), { split: 'train' })
    expect(isLeft(result) && result.left.reason).toContain(expected)
  })

  test('says that there is no folder', async () => {
    const result = await mnist(join(folder, 'none'), { split: 'test' })
    expect(isLeft(result) && result.left.reason).toBe('cannot be read: no such file or folder (ENOENT)')
  })
})
