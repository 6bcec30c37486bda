// NumPy's files: what NumPy has written is read, what we write are NumPy's bytes, and what lies is refused without evaluating anything.

import { readFileSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { LimitationError, ones, type Tensor, tensor } from 'tenet'
import { type IoError, loadNpy, loadNpz, saveNpy, saveNpz } from 'tenet/io'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contentByPath } from './content-of.js'
import { type Part, zipOf } from './zip-of.js'

const golden = (name: string): string => fileURLToPath(new URL(`../golden/numpy/${name}`, import.meta.url))
const expected: Readonly<Record<string, { readonly dtype: string }>> = JSON.parse(readFileSync(golden('expected.json'), 'utf8'))

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tenet-'))
})
afterAll(() => rm(folder, { recursive: true }))

const right = <A>(result: E.Either<Error, A>): A => {
  if (E.isLeft(result)) throw result.left
  return result.right
}

const content = (leaf: Tensor): unknown => contentByPath(leaf)['']

async function reason(bytes: Uint8Array, name = 'hostile.npy'): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, bytes)
  const result: E.Either<IoError, unknown> = await (name.endsWith('z') ? loadNpz(path) : loadNpy(path))
  if (E.isRight(result)) throw new Error('expected a Left')
  return result.left.reason
}

describe('with NumPy', () => {
  test.each(Object.keys(expected))('%s.npy is read', async name => {
    expect(content(right(await loadNpy(golden(`${name}.npy`))))).toEqual(expected[name])
  })

  const plain = Object.keys(expected).filter(name => !/^(fortran|big|version)/.test(name))
  test.each(plain)('%s.npy is written to the same bytes', async name => {
    const path = join(folder, `${name}.npy`)
    await saveNpy(path, right(await loadNpy(golden(`${name}.npy`))))
    expect((await readFile(path)).equals(await readFile(golden(`${name}.npy`)))).toBe(true)
  })

  test.each(['stored.npz', 'deflated.npz'])('%s is read', async name => {
    const arrays = contentByPath(right(await loadNpz(golden(name))))
    expect(arrays).toEqual(Object.fromEntries(plain.map(array => [array, expected[array]])))
  })

  test.each([
    ['object', 'Python objects, which would have to be unpickled ("|O"), which is not supported; expected one of b1, u1'],
    ['text', 'strings ("<U2")'],
    ['bytes', 'byte strings ("|S2")'],
    ['record', 'its elements are records, which are not supported'],
    ['long_complex', 'complex numbers of another width ("<c32")'],
    ['date', 'dates ("<M8[D]")'],
    ['void', 'records or elements unknown to NumPy ("|V2")'],
  ])('arrays of %s are refused', async (name, said) => {
    const result = await loadNpy(golden(`refused/${name}.npy`))
    expect(E.isLeft(result) && result.left.reason).toContain(said)
  })

  test('no other files are there to be refused', async () => {
    expect(await readdir(golden('refused'))).toHaveLength(7)
  })
})

describe('.npz', () => {
  const tree = { conv: { weight: ones([2, 3]) }, layers: [tensor([1, 2], 'float16')], steps: tensor(7n) }
  test.each(['none', 'deflate'] as const)('%s: a tree goes in and its tensors come out by path', async compression => {
    const path = join(folder, 'tree.npz')
    await saveNpz(path, tree, { compression })
    expect(contentByPath(right(await loadNpz(path)))).toEqual(contentByPath(tree))
  })

  test('what would be lost is refused', async () => {
    const path = join(folder, 'none.npz')
    await expect(saveNpz(path, { w: ones([1], 'bfloat16') })).rejects.toThrow(LimitationError)
    await expect(saveNpz(path, { epoch: 3 })).rejects.toThrow('saveNpz: leaves must be tensors; got a number at "epoch"')
    await expect(saveNpz(path, ones([1]))).rejects.toThrow('a tensor alone goes into an .npy file by saveNpy')
    // @ts-expect-error: no such compression
    await expect(saveNpz(path, tree, { compression: 'zip' })).rejects.toThrow("compression must be 'none' or 'deflate'; got 'zip'")
    // @ts-expect-error: a tree
    await expect(saveNpy(path, tree)).rejects.toThrow('saveNpy: expected one tensor')
    await expect(saveNpy(path, ones([1], 'bfloat16'))).rejects.toThrow('NumPy has no bfloat16; cast to float32 or float16 first')
    expect(await readdir(folder)).not.toContain('none.npz')
  })

  const cube = readFileSync(golden('cube.npy'))
  const bomb: Part = { name: 'a.npy', content: Buffer.alloc(10 ** 7), method: 'deflated' }
  test.each<[string, Buffer, string]>([
    ['no archive', cube, 'it is no ZIP archive'],
    [
      'an entry that is no array',
      zipOf([{ name: 'readme.txt', content: 'x' }]),
      'entry "readme.txt": it is no array; expected a name that ends in .npy',
    ],
    ['an array that is none', zipOf([{ name: 'a.npy', content: 'x' }]), 'array "a": it is no .npy file'],
    ['a wrong checksum', zipOf([{ name: 'a.npy', content: cube, lie: { crc: 1 } }]), 'entry "a.npy": its checksum is wrong'],
    [
      'a bomb that says so',
      zipOf([{ ...bomb, lie: { size: 2 ** 31 } }]),
      'its arrays have 2147483648 bytes, more than the file may unfold to; expected at most 1073741824',
    ],
    ['a bomb that says less', zipOf([{ ...bomb, lie: { size: 1000 } }]), 'entry "a.npy": it holds more than the 1000 bytes that it claims'],
    [
      'entries that overlap',
      zipOf([
        { name: 'a.npy', content: cube },
        { name: 'b.npy', content: cube, lie: { begin: 10 } },
      ]),
      'it overlaps what follows it',
    ],
  ])('with %s', async (_what, bytes, said) => {
    expect(await reason(bytes, 'hostile.npz')).toContain(said)
  })

  test('maxBytes raises and lowers the bound', async () => {
    const low = await loadNpz(golden('deflated.npz'), { maxBytes: 1000 })
    expect(E.isLeft(low) && low.left.reason).toContain('expected at most 1000 (the option maxBytes)')
    expect(E.isRight(await loadNpz(golden('deflated.npz'), { maxBytes: 10 ** 6 }))).toBe(true)
    await expect(loadNpz(golden('stored.npz'), { maxBytes: -1 })).rejects.toThrow('maxBytes must be a non-negative number; got -1')
  })
})

describe('.npy with', () => {
  /** A file of this header, and so many bytes of data. */
  const file = (header: string, dataBytes = 0, { version = 1, length = header.length } = {}): Buffer => {
    const prefix = Buffer.alloc(version === 1 ? 10 : 12)
    prefix.write(`\x93NUMPY${String.fromCharCode(version)}\0`, 'latin1')
    if (version === 1) prefix.writeUInt16LE(length, 8)
    else prefix.writeUInt32LE(length, 8)
    return Buffer.concat([prefix, Buffer.from(header), Buffer.alloc(dataBytes)])
  }
  const header = (fields: { readonly descr?: string; readonly order?: string; readonly shape?: string }): string =>
    `{'descr': ${fields.descr ?? "'<f4'"}, 'fortran_order': ${fields.order ?? 'False'}, 'shape': ${fields.shape ?? '(2,)'}}\n`

  test('Python 2’s long integers', async () => {
    const path = join(folder, 'long.npy')
    await writeFile(path, file(header({ shape: '(2L,)' }), 8))
    expect(right(await loadNpy(path)).shape).toEqual([2])
  })

  test.each<[string, Buffer, string]>([
    ['nothing', Buffer.of(), 'it does not begin with the magic word'],
    ['another magic word', Buffer.from('\x93NUMPX\x01\0\0\0\0\0', 'latin1'), 'it does not begin with the magic word'],
    ['version 4', file(header({}), 8, { version: 4 }), 'its version must be 1.0, 2.0 or 3.0; got 4.0'],
    [
      'a huge header',
      file(header({}), 8, { version: 2, length: 2 ** 32 - 1 }),
      'its header may have at most 65536 bytes; it claims 4294967295',
    ],
    ['a header beyond the end', file(header({}), 0, { length: 1000 }), 'its header claims 1000 bytes; there are 56'],
    ['a header that calls', file("__import__('os').system('true')"), 'its header is not the literal that it should be, at character 0'],
    ['a call for a field', file(header({ descr: "exit('<f4')" }), 8), 'its header is not the literal that it should be'],
    ['a comprehension', file(header({ shape: '(2 for i in x)' }), 8), 'its header is not the literal'],
    ['escapes', file(header({ descr: "'\\x3cf4'" }), 8), 'its header is not the literal'],
    ['a list for a header', file('[]'), 'its header must have the fields descr, fortran_order and shape, and no others'],
    ['a field too few', file("{'descr': '<f4'}"), 'its header must have the fields'],
    ['a field too many', file(header({ shape: "(2,), 'more': 1" }), 8), 'its header must have the fields'],
    ['a field twice', file(header({ shape: "(2,), 'descr': '<f4'" }), 8), 'its header has the field "descr" twice'],
    ['something after the header', file(`${header({})}x`, 8), 'its header is not the literal'],
    ['deep nesting', file(header({ shape: '('.repeat(60_000) }), 8), 'its header is not the literal'],
    ['an unknown dtype', file(header({ descr: "'<q9'" }), 8), 'its elements are of an unknown type ("<q9")'],
    ['a dtype of Object', file(header({ descr: "'constructor'" }), 8), 'its elements are of an unknown type ("constructor")'],
    ['a shape that is a number', file(header({ shape: '2' }), 8), 'its shape must be at most 64 non-negative integers'],
    ['a negative size', file(header({ shape: '(-2,)' }), 8), 'its header is not the literal'],
    ['a size beyond counting', file(header({ shape: '(99999999999999999999,)' }), 8), 'its shape must be at most 64'],
    ['a product beyond counting', file(header({ shape: '(4294967296, 4294967296)' }), 8), 'has too many elements'],
    ['very many axes', file(header({ shape: `(${'1,'.repeat(65)})` }), 4), 'its shape must be at most 64'],
    ['an order that is none', file(header({ order: '0' }), 8), 'its fortran_order must be True or False'],
    ['too few bytes', file(header({}), 7), 'float32[2] needs 74 bytes; there are 73'],
    ['too many bytes', file(header({}), 9), 'float32[2] needs 74 bytes; there are 75'],
    ['a claim of a terabyte', file(header({ shape: '(274877906944,)' }), 8), 'float32[274877906944] needs 1099511627853 bytes; there are'],
    [
      'a bool that is neither',
      Buffer.concat([file(header({ descr: "'|b1'", shape: '(1,)' })), Buffer.of(9)]),
      'the array: a bool must be 0 or 1',
    ],
  ])('%s', async (_what, bytes, said) => {
    expect(await reason(bytes)).toContain(said)
  })

  test.each(['cube.npy', 'fortran.npy', 'deflated.npz'])('any change of %s never makes loading throw', async name => {
    const good = await readFile(golden(name))
    const edits = fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 })
    const path = join(folder, `edited-${basename(name)}`)
    await fc.assert(
      fc.asyncProperty(edits, async changes => {
        const bytes = Buffer.from(good)
        for (const [at, value] of changes) bytes[at] = value
        await writeFile(path, bytes)
        expect((await (name.endsWith('z') ? loadNpz(path) : loadNpy(path)))._tag).toMatch(/Left|Right/)
      }),
      { numRuns: 150 },
    )
  })
})
