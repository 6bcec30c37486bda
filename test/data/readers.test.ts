// Readers of tables, lines, sound and CIFAR: what they read, and what they say of files that are not what they should be.

import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import type { Either } from 'fp-ts/lib/Either.js'
import { type Dataset, type IoError, type NdArray, readCsv, readLines, readWav } from 'tenet/data'
import { afterAll, beforeAll, describe, expect, expectTypeOf, test } from 'vitest'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tenet-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function file(content: string | Uint8Array): Promise<string> {
  const path = join(folder, 'file')
  await writeFile(path, content)
  return path
}
function right<A>(either: Either<IoError, A>): A {
  if (either._tag === 'Left') throw either.left
  return either.right
}
const reason = (either: Either<IoError, unknown>): string => {
  if (either._tag === 'Right') throw new Error('expected a Left')
  return either.left.reason
}

describe('readLines', () => {
  const lines = async (content: string | Uint8Array, options = {}) => [...right(await readLines(await file(content), options))]

  test('with either end of line, with and without a last one', async () => {
    expect(await lines('a\nb\r\n\nç€😀')).toEqual(['a', 'b', '', 'ç€😀'])
    expect(await lines('a\n')).toEqual(['a'])
    expect(await lines('\ufeffa\n')).toEqual(['a'])
    expect(await lines('')).toEqual([])
    expect(await lines(Buffer.from('caf\xe9', 'latin1'), { encoding: 'latin1' })).toEqual(['café'])
  })

  test('are those of split', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.stringMatching(/^[^\r\n\ufeff]*$/), { minLength: 1, maxLength: 8 }), async list => {
        expect(await lines(`${list.join('\n')}\n`)).toEqual(list)
      }),
      { numRuns: 40 },
    )
  })

  test('say where they are no text', async () => {
    expect(reason(await readLines(await file(Buffer.from('a\nb\xe9', 'latin1'))))).toContain('line 2 is not UTF-8')
    expect(reason(await readLines(folder))).toBe('it is not a regular file')
    expect(() => readLines('x', { encoding: 'utf16' as 'latin1' })).toThrow("encoding must be 'utf-8' or 'latin1'; got 'utf16'")
  })
})

describe('readCsv', () => {
  const columns = { name: 'string', 'a,b': 'float32', n: 'int32' } as const
  const read = async (content: string, options: { missing?: 'nan'; delimiter?: string } = {}) =>
    readCsv(await file(content), { columns, ...options })

  test('columns by name, with quotes, in any order', async () => {
    const table = right(await read('\ufeffn,"a,b",other,name\r\n1,2.5,x,"two\nlines, ""quoted"""\n-3,1e3,,\n'))
    expect(table.columns).toEqual({ name: ['two\nlines, "quoted"', ''], 'a,b': Float32Array.of(2.5, 1000), n: Int32Array.of(1, -3) })
    expect(table.get(1)).toEqual({
      name: '',
      'a,b': { shape: [], dtype: 'float32', data: Float32Array.of(1000) },
      n: { shape: [], dtype: 'int32', data: Int32Array.of(-3) },
    })
    expectTypeOf(table).toExtend<Dataset<{ readonly name: string; readonly n: NdArray<[], 'int32'> }>>()
    expectTypeOf(table.columns.n).toEqualTypeOf<Int32Array>()
  })

  test('what is missing is a mistake, or NaN where that is asked for', async () => {
    expect(reason(await read('name,"a,b",n\nx,,1'))).toBe('line 2, column a,b: expected a number, got ""')
    expect(right(await read('name;a,b;n\nx;;1\ny;nan;2\nz;-inf;3', { missing: 'nan', delimiter: ';' })).columns['a,b']).toEqual(
      Float32Array.of(Number.NaN, Number.NaN, -Infinity),
    )
    expect(reason(await read('name,"a,b",n\nx,1,', { missing: 'nan' }))).toBe('line 2, column n: expected an integer, got ""')
  })

  test.each([
    ['name,n\nx,1', 'there is no column a,b; the first row has name, n'],
    ['name,"a,b",n,n\nx,1,2,3', 'two columns are called n'],
    ['', 'it is empty; expected a first row'],
    ['name,"a,b",n\nx,1', 'expect 3, got 2 on line 2'],
    ['name,"a,b",n\nx,1,2,3', 'expect 3, got 4 on line 2'],
    ['name,"a,b",n\n"x,1,2', 'Quote Not Closed'],
    ['name,"a,b",n\nx,1,2\ny,0x10,2', 'line 3, column a,b: expected a number, got "0x10"'],
    ['name,"a,b",n\nx,1,2.5', 'line 2, column n: expected an integer, got "2.5"'],
    ['name,"a,b",n\nx,1,99999999999', 'line 2, column n: expected an integer, got "99999999999"'],
  ])('%j is refused', async (content, message) => {
    expect(reason(await read(content))).toContain(message)
  })

  test('a folder, a missing file and wrong options are refused', async () => {
    expect(reason(await readCsv(folder, { columns }))).toBe('it is not a regular file')
    expect(reason(await readCsv(join(folder, 'none'), { columns }))).toBe('cannot be read: no such file or folder (ENOENT)')
    await expect(readCsv('x', { columns: {} })).rejects.toThrow('at least one column')
    await expect(readCsv('x', { columns: { a: 'float' as 'float32' } })).rejects.toThrow(
      "column a must be 'float32', 'float64', 'int32' or 'string'; got 'float'",
    )
    await expect(readCsv('x', { columns, delimiter: '' })).rejects.toThrow('delimiter must be one character; got ')
  })
})

describe('readWav', () => {
  interface Case {
    readonly name: string
    readonly bytes: string
    readonly rate: number
    readonly samples: number[][]
  }
  const golden: readonly Case[] = JSON.parse(readFileSync(new URL('../golden/wav/sounds.json', import.meta.url), 'utf8'))

  test.each(golden)('of $name', async ({ bytes, rate, samples }) => {
    const sound = right(await readWav(await file(Buffer.from(bytes, 'base64'))))
    expect(sound.sampleRate).toBe(rate)
    expect(sound.samples.shape).toEqual([samples.length, samples[0]?.length])
    expect(sound.samples.data).toEqual(Float32Array.from(samples.flat()))
  })

  const good = Buffer.from(golden[1]?.bytes ?? '', 'base64')
  const changed = (at: number, value: number): Buffer => {
    const bytes = Buffer.from(good)
    bytes.writeUInt16LE(value, at)
    return bytes
  }
  test.each<[string, Uint8Array, string]>([
    ['is text', Buffer.from('something else'), 'it is no WAVE file'],
    ['is empty', Buffer.of(), 'it is no WAVE file'],
    ['is cut off', good.subarray(0, good.length - 3), 'its part "data" needs 36 bytes; 33 are left: it is cut off'],
    ['has no samples', good.subarray(0, 36), 'it has no samples'],
    ['is compressed', changed(20, 85), 'it is compressed (format 85)'],
    ['has 12 bits', changed(34, 12), 'samples must have 8, 16, 24, 32 bits; it has 12'],
    ['has no channels', changed(22, 0), 'it claims 0 channels'],
  ])('that %s', async (_what, bytes, message) => {
    expect(reason(await readWav(await file(bytes)))).toContain(message)
  })

  test('of random bytes never throws', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 80 }), fc.nat(30), async (bytes, at) => {
        const spoilt = Buffer.concat([good.subarray(0, 12 + at), bytes])
        await readWav(await file(spoilt))
      }),
      { numRuns: 100 },
    )
  })
})
