// Files that lie: whatever the bytes are, loading gives a Left that says why, and never throws, hangs or allocates what the file claims.

import { execFileSync } from 'node:child_process'
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as fc from 'fast-check'
import { isLeft } from 'fp-ts/lib/Either.js'
import { loadSafetensors } from 'tenet/io'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const golden = fileURLToPath(new URL('../golden/safetensors/python.safetensors', import.meta.url))

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tenet-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** A file of this header and so many bytes of data; the length can be made to lie. */
function file(header: string | Uint8Array, dataBytes = 0, length?: bigint): Uint8Array {
  const text = typeof header === 'string' ? new TextEncoder().encode(header) : header
  const bytes = new Uint8Array(8 + text.length + dataBytes)
  new DataView(bytes.buffer).setBigUint64(0, length ?? BigInt(text.length), true)
  bytes.set(text, 8)
  return bytes
}

async function load(bytes: Uint8Array) {
  const path = join(folder, 'hostile')
  await writeFile(path, bytes)
  return loadSafetensors(path)
}

async function reason(bytes: Uint8Array): Promise<string> {
  const result = await load(bytes)
  if (!isLeft(result)) throw new Error('expected a Left')
  expect(result.left.path).toBe(join(folder, 'hostile'))
  return result.left.reason
}

const entry = (fields: object): string => JSON.stringify({ w: { dtype: 'F32', shape: [2], data_offsets: [0, 8], ...fields } })
const nine = JSON.stringify('n'.repeat(1000))

describe('a file with', () => {
  test.each<[string, Uint8Array, string]>([
    ['nothing', new Uint8Array(), 'it has 0 bytes'],
    ['half a length', new Uint8Array(4), 'it has 4 bytes'],
    ['a header beyond the end', file('{}', 0, 1000n), 'its header claims 1000 bytes; the file has 2 after the length'],
    ['a huge header', file('{}', 0, 2n ** 63n), 'at most 100000000 bytes; it claims 9223372036854775808'],
    ['no JSON', file('{"w":'), 'not JSON'],
    ['NUL bytes', file('\0\0\0\0'), 'not JSON'],
    ['no UTF-8', file(Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x3a, 0x7d)), 'not UTF-8'],
    ['brackets without end', file('['.repeat(1_000_000)), 'not JSON'],
    ['brackets very deep', file(`${'['.repeat(500_000)}${']'.repeat(500_000)}`), 'nested more than 100 deep'],
    ['a list as header', file('[]'), 'must be a JSON object; got []'],
    ['null as header', file('null'), 'must be a JSON object; got null'],
    ['one name twice', file(`{"w":{},"v":[{"w":1}],"\\u0077":{}}`), 'the key "w" occurs twice in one object'],
    ['one field twice', file('{"w":{"dtype":"F32","shape":[2],"shape":[3],"data_offsets":[0,8]}}', 8), 'the key "shape" occurs twice'],
    ['no entry', file('{"w":3}'), 'tensor "w": expected { dtype, shape, data_offsets }, got 3'],
    ['an unknown dtype', file(entry({ dtype: 'F8' }), 8), `dtype "F8" is not supported; expected one of BOOL, U8, I8, I16, U16,`],
    ['a dtype of Object', file(entry({ dtype: 'constructor' }), 8), 'dtype "constructor" is not supported'],
    ['no dtype', file(entry({ dtype: undefined }), 8), 'dtype nothing is not supported'],
    ['a negative size', file(entry({ shape: [-2] }), 8), 'shape must be a list of at most 64 non-negative integers; got [-2]'],
    ['a fractional size', file(entry({ shape: [0.5] }), 8), 'shape must be a list'],
    ['a size beyond counting', file(entry({ shape: [2 ** 60] }), 8), 'shape must be a list'],
    ['a product beyond counting', file(entry({ shape: [2 ** 40, 2 ** 40] }), 8), 'needs more than 2^53 bytes; got 8'],
    ['very many axes', file(entry({ shape: new Array(65).fill(1) }), 8), 'at most 64'],
    ['offsets out of order', file(entry({ data_offsets: [8, 0] }), 8), 'must lie in order within the 8 bytes of data; got [8,0]'],
    ['offsets beyond the end', file(entry({ data_offsets: [8, 16] }), 8), 'within the 8 bytes of data; got [8,16]'],
    ['negative offsets', file(entry({ data_offsets: [-8, 0] }), 8), 'two non-negative integers; got [-8,0]'],
    ['one offset', file(entry({ data_offsets: [8] }), 8), 'two non-negative integers'],
    ['the wrong number of bytes', file(entry({ shape: [3] }), 8), 'F32[3] needs 12 bytes; got 8 from data_offsets [0,8]'],
    ['a truncated end', file(entry({}), 7), 'within the 7 bytes of data'],
    ['more at the end', file(entry({}), 9), 'has 1 bytes at its end that belong to no tensor'],
    ['a hole', file(entry({ data_offsets: [4, 12] }), 12), 'has 4 bytes before tensor "w" that belong to no tensor'],
    [
      'overlapping tensors',
      file('{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[4],"data_offsets":[2,6]}}', 6),
      'tensors "a" and "b" overlap',
    ],
    ['metadata of numbers', file('{"__metadata__":{"epoch":3}}'), '__metadata__ must be a record of strings; got {"epoch":3}'],
    ['metadata of null', file('{"__metadata__":null}'), '__metadata__ must be a record of strings; got null'],
    ['a very long name', file(`{${nine}:3}`), `tensor "${'n'.repeat(100)}…": expected`],
  ])('%s', async (_what, bytes, expected) => {
    expect(await reason(bytes)).toContain(expected)
  })

  test('a bool that is neither 0 nor 1', async () => {
    const bytes = file('{"m":{"dtype":"BOOL","shape":[2],"data_offsets":[0,2]}}', 2)
    bytes[bytes.length - 1] = 2
    expect(await reason(bytes)).toBe('tensor "m": a bool must be 0 or 1')
  })

  test('the name __proto__ is a name like any other', async () => {
    const result = await load(file('{"__proto__":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}', 1))
    if (isLeft(result)) throw result.left
    expect(Object.keys(result.right.tensors)).toEqual(['__proto__'])
    expect(Object.getPrototypeOf(result.right.tensors)).toBe(Object.prototype)
  })
})

test('every prefix of a good file is a Left', async () => {
  const bytes = await readFile(golden)
  for (let length = 0; length < bytes.length; length += 7) expect(isLeft(await load(bytes.subarray(0, length)))).toBe(true)
})

test('no change of bytes makes loading throw', async () => {
  const good = new Uint8Array(await readFile(golden))
  const edits = fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 })
  await fc.assert(
    fc.asyncProperty(edits, async changes => {
      const bytes = good.slice()
      for (const [at, value] of changes) bytes[at] = value
      const result = await load(bytes)
      expect(result._tag).toMatch(/Left|Right/)
    }),
    { numRuns: 300 },
  )
})

describe('a path', () => {
  test('without a file', async () => {
    const result = await loadSafetensors(join(folder, 'none'))
    expect(isLeft(result) && result.left.message).toBe(`${join(folder, 'none')}: cannot be read: no such file or folder (ENOENT)`)
  })

  test('of a folder', async () => {
    const result = await loadSafetensors(folder)
    expect(isLeft(result) && result.left.reason).toBe('it is not a regular file')
  })

  test.skipIf(process.platform === 'win32')('of a pipe, which would wait for ever', async () => {
    const path = join(folder, 'pipe')
    execFileSync('mkfifo', [path])
    const result = await loadSafetensors(path)
    expect(isLeft(result) && result.left.reason).toBe('it is not a regular file')
  })
})

test.skipIf(process.platform === 'win32')('a tensor larger than any array of JavaScript', async () => {
  // A file with a hole: it takes no space on the disk.
  const path = join(folder, 'sparse')
  const bytes = 2 ** 53 / 2 ** 10
  await writeFile(path, file(JSON.stringify({ w: { dtype: 'F64', shape: [bytes / 8], data_offsets: [0, bytes] } })))
  await truncate(path, (await readFile(path)).length + bytes)
  const result = await loadSafetensors(path)
  expect(isLeft(result) && result.left.reason).toMatch(
    /^tensor "w": there is no array for the 8796093022208 bytes of float64\[1099511627776\] \(/,
  )
})
