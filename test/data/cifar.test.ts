// CIFAR in both of its formats: what is read, and what is said of files that are not what they should be, or would run code.

import { readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inflateSync } from 'node:zlib'
import * as fc from 'fast-check'
import type { Either } from 'fp-ts/lib/Either.js'
import { cifar10, cifar100, type IoError } from 'tenet/data'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

interface Golden {
  readonly labels: readonly number[]
  readonly fine: readonly number[]
  readonly coarse: readonly number[]
  readonly good: Readonly<Record<string, string>>
  readonly bad: Readonly<Record<string, string>>
}
const golden = JSON.parse(readFileSync(new URL('../golden/cifar/batches.json', import.meta.url), 'utf8')) as Golden
const bytesOf = (packed: string | undefined): Buffer => inflateSync(Buffer.from(packed ?? '', 'base64'))
/** The data of the golden batches, as make.py says it. */
const expectedByte = (i: number): number => (i * 7 + Math.floor(i / 3072) * 11) % 251

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tenet-'))
})
afterAll(() => rm(folder, { recursive: true }))

let folders = 0
async function write(files: Readonly<Record<string, Uint8Array>>): Promise<string> {
  const at = join(folder, `${folders++}`)
  await mkdir(at)
  for (const [file, bytes] of Object.entries(files)) await writeFile(join(at, file), bytes)
  return at
}
function right<A>(either: Either<IoError, A>): A {
  if (either._tag === 'Left') throw either.left
  return either.right
}
const reason = (either: Either<IoError, unknown>): string => {
  if (either._tag === 'Right') throw new Error('expected a Left')
  return either.left.reason
}
const test10 = async (content: Uint8Array) => cifar10(await write({ test_batch: content }), { split: 'test' })

describe('the binary version', () => {
  const record = (labels: readonly number[], seed: number): Buffer =>
    Buffer.concat([Buffer.from(labels), Buffer.from(Array.from({ length: 3072 }, (_, i) => (i * seed) % 256))])

  test('of ten classes, in five files, and of a hundred', async () => {
    const files = Object.fromEntries([1, 2, 3, 4, 5].map(n => [`data_batch_${n}.bin`, Buffer.concat([record([n], n), record([9], 7)])]))
    const train = right(await cifar10(await write(files), { split: 'train' }))
    expect(Array.from(train, ({ label }) => label.data[0])).toEqual([1, 9, 2, 9, 3, 9, 4, 9, 5, 9])
    expect(train.get(4).image.shape).toEqual([3, 32, 32])
    expect([...train.get(4).image.data.subarray(0, 3)]).toEqual([0, 3, 6])
    const at = await write({ 'test.bin': record([3, 77], 5) })
    expect(right(await cifar100(at, { split: 'test' })).get(0).label.data[0]).toBe(77)
    expect(right(await cifar100(at, { split: 'test', labels: 'coarse' })).get(0).label.data[0]).toBe(3)
  })

  test('says what is wrong', async () => {
    const missing = await cifar10(await write({ 'data_batch_2.bin': record([1], 1) }), { split: 'train' })
    expect(reason(missing)).toContain('there is no data_batch_1.bin, data_batch_3.bin, data_batch_4.bin, data_batch_5.bin')
    const cut = await cifar10(await write({ 'test_batch.bin': record([1], 1).subarray(1) }), { split: 'test' })
    expect(reason(cut)).toBe('expected records of 3073 bytes of CIFAR-10; the file has 3072 bytes')
    const wrong = await cifar10(await write({ 'test_batch.bin': record([10], 1) }), { split: 'test' })
    expect(reason(wrong)).toBe('labels must be 0 to 9; record 0 has 10')
    expect(reason(await cifar100(await write({}), { split: 'test' }))).toBe(
      'there is no test.bin; expected the binary (test.bin) or Python (test) version of CIFAR-100',
    )
    expect(reason(await cifar10(join(folder, 'nowhere'), { split: 'test' }))).toBe('cannot be read: no such file or folder (ENOENT)')
  })

  test('wrong options are refused in words', async () => {
    await expect(cifar10(folder, undefined as never)).rejects.toThrow('cifar10: options must be given; expected an object with split')
    await expect(cifar10(folder, { split: 'validation' as 'test' })).rejects.toThrow(
      "cifar10: split must be one of train, test; got 'validation'",
    )
    await expect(cifar100(folder, { split: 'test', labels: 'all' as 'fine' })).rejects.toThrow(
      "labels must be one of fine, coarse; got 'all'",
    )
    await expect(cifar10(folder, { split: 'test', classes: 100 } as never)).rejects.toThrow("cifar10: there is no option 'classes'")
  })
})

describe('the Python version', () => {
  test.each(Object.keys(golden.good).filter(name => !name.endsWith('hundred')))('%s', async name => {
    const read = right(await test10(bytesOf(golden.good[name])))
    expect(Array.from(read, ({ label }) => label.data[0])).toEqual(golden.labels)
    expect(read.columns.image.data).toEqual(Uint8Array.from({ length: 3 * 3072 }, (_, i) => expectedByte(i)))
  })

  test('of a hundred classes, fine and coarse; of five files', async () => {
    const at = await write({ test: bytesOf(golden.good['python 2, hundred']) })
    expect([...right(await cifar100(at, { split: 'test' })).columns.label.data]).toEqual(golden.fine)
    expect([...right(await cifar100(at, { split: 'test', labels: 'coarse' })).columns.label.data]).toEqual(golden.coarse)
    const batch = bytesOf(golden.good['python 2, ten'])
    const five = await write(Object.fromEntries([1, 2, 3, 4, 5].map(n => [`data_batch_${n}`, batch])))
    expect(right(await cifar10(five, { split: 'train' })).length).toBe(15)
  })

  test('where both are there, the binary one is read', async () => {
    const at = await write({ test: Buffer.from('nonsense'), 'test.bin': Buffer.alloc(3074, 5) })
    expect([...right(await cifar100(at, { split: 'test' })).columns.label.data]).toEqual([5])
  })

  const reasons: Readonly<Record<string, string>> = {
    'a command': 'the pickle names the global "posix.system", which is not allowed: only arrays, lists, numbers and strings are read',
    'a class': 'the pickle names the global "collections.Counter", which is not allowed',
    floats: 'its data must be uint8[count, 3072]; got "f4" and 2 axes',
    'columns first': 'its data must be row by row; got column by column',
    'another shape': 'its data must be uint8[count, 3072]; got "u1" and 3 axes',
    'no data': 'its data must be an array; got nothing',
    'a label too few': 'it must have a label for each of 3 images; got 2',
    'a label too large': 'labels must be 0 to 9; record 2 has 10',
    'labels as an array': 'its labels must be a list; got an object',
    'a list': 'it must hold a dict; got a list',
    'a set': 'the pickle has the opcode EMPTY_SET',
    'cut off': 'the pickle ends at byte 5000, within what it began at byte',
    'protocol 0': 'the pickle has the opcode PUT at byte 2, which is not allowed',
  }
  test.each(Object.entries(golden.bad))('%s is refused', async (name, packed) => {
    expect(reason(await test10(bytesOf(packed)))).toContain(reasons[name])
  })

  test('whatever is changed, cut off or put in, it is read or refused in words', async () => {
    const whole = bytesOf(golden.good['python 3, protocol 4'])
    const at = await write({ test_batch: whole })
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.oneof(fc.nat(140), fc.nat(whole.length - 1)), fc.nat(255)), { maxLength: 4 }),
        fc.option(fc.nat(whole.length)),
        async (changes, cut) => {
          const bytes = Buffer.from(whole.subarray(0, cut ?? whole.length))
          for (const [place, byte] of changes) if (place < bytes.length) bytes[place] = byte
          await writeFile(join(at, 'test_batch'), bytes)
          const read = await cifar10(at, { split: 'test' })
          if (read._tag === 'Left') expect(read.left.reason).toMatch(/\w+ \w+ \w+/)
          else expect(read.right.columns.label.data.every(label => label >= 0 && label < 10)).toBe(true)
        },
      ),
      { numRuns: 300 },
    )
  })
})
