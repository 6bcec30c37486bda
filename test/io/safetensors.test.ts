// Round trips, the agreement with Python's files byte for byte, and the failures of writing.

import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isRight } from 'fp-ts/lib/Either.js'
import { tensor } from 'tenet'
import { IoError, loadSafetensors, RestoreError, restore, saveSafetensors } from 'tenet/io'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { HostBuffer } from '../../src/core/buffer.js'
import { isTensor, Tensor } from '../../src/core/tensor.js'
import { type DTypeName, dtypeInfo } from '../../src/support/dtype.js'
import { flatten } from '../../src/support/tree.js'
import { fileHandlePrototype } from './file-handle.js'

const golden = fileURLToPath(new URL('../golden/safetensors/python.safetensors', import.meta.url))

function array(values: readonly (number | bigint)[], shape: readonly number[] = [values.length], dtype: DTypeName = 'float32'): Tensor {
  const { create, store } = dtypeInfo(dtype)
  const data = create(values.length)
  for (const [i, value] of values.entries()) data[i] = store(value)
  return new Tensor({ shape, dtype }, { kind: 'held', buffer: new HostBuffer({ shape, dtype, data }) })
}

/** Bit patterns, so that NaN and -0 count. */
const bits = (tree: unknown): unknown =>
  flatten(tree, isTensor).leaves.map(t => [t.dtype, t.shape, Buffer.from(t.dataSync().buffer).toString('hex')])

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tenet-'))
})
afterEach(async () => {
  vi.restoreAllMocks()
  await rm(folder, { recursive: true })
})

const loaded = async (path: string) => {
  const result = await loadSafetensors(path)
  if (!isRight(result)) throw result.left
  return result.right
}

const pythonTree = {
  conv1: {
    weight: array(
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11].map(i => i / 8),
      [2, 1, 2, 3],
    ),
    bias: array([-0, Infinity]),
  },
  wide: array([1 / 3, Number.NaN], [2], 'float64'),
  labels: array([-7, 2 ** 31 - 1], [2], 'int32'),
  key: array([0, 2 ** 32 - 1], [2], 'uint32'),
  pixels: array([0, 255, 7], [1, 3], 'uint8'),
  small: array([-128, 127], [2], 'int8'),
  short: array([-32768, 32767], [2], 'int16'),
  character: array([65535], [1], 'uint16'),
  long: array([-(2n ** 63n), 2n ** 63n - 1n, 2n ** 53n + 1n], [3], 'int64'),
  hash: array([2n ** 64n - 1n], [1], 'uint64'),
  half: array([0.1, -0, 65504, 2 ** -24, Infinity], [5], 'float16'),
  brain: array([0.1, -0, 3e38, 1e-40, -Infinity], [5], 'bfloat16'),
  mask: array([1, 0, 1], [3], 'bool'),
  empty: array([], [0, 4]),
  step: array([41], [], 'int32'),
  'naïve "name"\n': array([1], [1], 'uint8'),
}

describe('with Python', () => {
  test('its file loads and restores', async () => {
    const { tensors, metadata } = await loaded(golden)
    expect(metadata).toEqual({ epoch: '3' })
    const restored = restore(pythonTree, tensors)
    if (!isRight(restored)) throw restored.left
    expect(bits(restored.right)).toEqual(bits(pythonTree))
  })

  test('the same tree saves to the same bytes', async () => {
    const path = join(folder, 'ours.safetensors')
    await saveSafetensors(path, pythonTree, { metadata: { epoch: '3' } })
    expect((await readFile(path)).equals(await readFile(golden))).toBe(true)
  })
})

describe('saving', () => {
  test('names are paths; lists and absent leaves too', async () => {
    const path = join(folder, 'a.safetensors')
    const tree = { layers: [{ w: array([1]) }, { w: array([2]) }], velocity: null, __proto__x: array([3]) }
    await saveSafetensors(path, tree)
    const { tensors } = await loaded(path)
    expect(Object.keys(tensors).sort()).toEqual(['__proto__x', 'layers.0.w', 'layers.1.w'])
    const restored = restore(tree, tensors)
    expect(isRight(restored) && bits(restored.right)).toEqual(bits(tree))
    expect(isRight(restored) && restored.right.velocity).toBe(null)
  })

  test('complex numbers, as Python writes them', async () => {
    const path = join(folder, 'complex.safetensors')
    const z = tensor([{ re: 1, im: 2 }, { re: -0, im: Number.NaN }]) // biome-ignore format: one line
    await saveSafetensors(path, { z, x: tensor([1]), y: tensor([2], 'float64') })
    const bytes = await readFile(path)
    // safetensors 0.8 writes this header for the same arrays.
    expect(
      bytes
        .subarray(8, 8 + Number(bytes.readBigUInt64LE()))
        .toString()
        .trim(),
    ).toBe(
      '{"y":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},"z":{"dtype":"C64","shape":[2],"data_offsets":[8,24]},"x":{"dtype":"F32","shape":[1],"data_offsets":[24,28]}}',
    )
    expect(bits((await loaded(path)).tensors.z)).toEqual(bits(z))
    await expect(saveSafetensors(path, { a: z.cast('complex128') })).rejects.toThrow(
      'saveSafetensors: the format has no complex128; got it at "a"; cast it to complex64, or save its real and imag',
    )
  })

  test('a lone tensor, and nothing at all', async () => {
    const path = join(folder, 'a.safetensors')
    await saveSafetensors(path, array([1, 2]))
    expect(isRight(restore(array([0, 0]), (await loaded(path)).tensors))).toBe(true)
    await saveSafetensors(path, {})
    expect((await loaded(path)).tensors).toEqual({})
  })

  test('a leaf that is no tensor, ambiguous and reserved names are refused', async () => {
    const path = join(folder, 'a.safetensors')
    await expect(saveSafetensors(path, { w: array([1]), opt: { step: 3 } })).rejects.toThrow('got a number at "opt.step"')
    await expect(saveSafetensors(path, { 'a.b': array([1]), a: { b: array([1]) } })).rejects.toThrow('two leaves have the path "a.b"')
    await expect(saveSafetensors(path, { __metadata__: array([1]) })).rejects.toThrow('__metadata__ is reserved')
    expect(await readdir(folder)).toEqual([])
  })

  test('a full disk leaves the old file and no other, and says so', async () => {
    const path = join(folder, 'a.safetensors')
    await saveSafetensors(path, { w: array([1]) })
    const before = await readFile(path)
    const prototype = await fileHandlePrototype()
    const write = prototype.write
    let calls = 0
    vi.spyOn(prototype, 'write').mockImplementation(function (this: unknown, ...args: unknown[]) {
      if (calls++ === 0) return write.apply(this, args)
      return Promise.reject(Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', syscall: 'write' }))
    })
    const failure: unknown = await saveSafetensors(path, { w: array([2]) }).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(IoError)
    expect(failure).toMatchObject({ path, reason: expect.stringContaining('no space left on the device (ENOSPC)') })
    expect((await readFile(path)).equals(before)).toBe(true)
    expect(await readdir(folder)).toEqual(['a.safetensors'])
  })

  test('writes that take only a part are continued', async () => {
    const path = join(folder, 'a.safetensors')
    const prototype = await fileHandlePrototype()
    const write = prototype.write
    vi.spyOn(prototype, 'write').mockImplementation(function (this: unknown, ...[chunk, offset, length]: unknown[]) {
      return write.call(this, chunk, offset, Math.min(Number(length), 100))
    })
    await saveSafetensors(path, pythonTree, { metadata: { epoch: '3' } })
    expect((await readFile(path)).equals(await readFile(golden))).toBe(true)
  })

  test('a folder in the way, and a folder that is not there', async () => {
    await mkdir(join(folder, 'sub'))
    await writeFile(join(folder, 'sub', 'file'), '')
    await expect(saveSafetensors(join(folder, 'sub'), { w: array([1]) })).rejects.toThrow(
      /sub: cannot be written: it is a folder \(EISDIR\)/,
    )
    await expect(saveSafetensors(join(folder, 'no', 'a'), { w: array([1]) })).rejects.toThrow('no such file or folder (ENOENT)')
    expect(await readdir(folder)).toEqual(['sub'])
  })
})

describe('restoring', () => {
  test('names all differences', () => {
    const template = { a: array([1, 2]), b: { c: array([1]), d: array([1]) } }
    const result = restore(template, { a: array([1, 2, 3]), 'b.d': array([1], [1], 'float64'), e: array([1]) })
    if (isRight(result)) throw new Error('expected a Left')
    expect(result.left).toBeInstanceOf(RestoreError)
    expect(result.left.differences).toEqual({
      missing: ['b.c'],
      unexpected: ['e'],
      mismatched: [
        { path: 'a', expected: 'float32[2]', got: 'float32[3]' },
        { path: 'b.d', expected: 'float32[1]', got: 'float64[1]' },
      ],
      ambiguous: [],
    })
    expect(result.left.message).toBe(
      'restore: tensors must be those of the template; missing "b.c"; unexpected "e"; ' +
        'mismatched "a" (expected float32[2], got float32[3]), "b.d" (expected float32[1], got float64[1])',
    )
  })

  test('names of methods are not found by accident', () => {
    expect(isRight(restore({ toString: array([1]) }, {}))).toBe(false)
  })
})
