// The disk cache: what is damaged, half-written or foreign is a miss, never a wrong kernel; two processes can share a folder.

import { execFile } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { diskCache } from '../../src/runtime/cpu/disk-cache.js'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tenet-cache-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const object = Uint8Array.from({ length: 1000 }, (_, i) => i % 251)
const fileOf = (key: string): string => join(folder, `${key}.o`)

describe('disk cache', () => {
  test('gives back what was put', () => {
    diskCache(folder).put('a', object)
    expect(diskCache(folder).get('a')).toEqual(Buffer.from(object))
    expect(diskCache(folder).get('b')).toBeNull()
  })

  test.each([
    ['empty', (path: string) => writeFileSync(path, '')],
    ['half-written', (path: string) => truncateSync(path, 500)],
    ['foreign', (path: string) => writeFileSync(path, 'not a kernel at all, but long enough to have a header and a checksum')],
    [
      'one byte changed',
      (path: string) => {
        const bytes = readFileSync(path)
        bytes[600] = (bytes[600] ?? 0) ^ 1
        writeFileSync(path, bytes)
      },
    ],
  ])('a file that is %s is a miss and is removed', (_, damage) => {
    const cache = diskCache(folder)
    cache.put('a', object)
    damage(fileOf('a'))
    expect(cache.get('a')).toBeNull()
    expect(readdirSync(folder)).toEqual([])
    cache.put('a', object)
    expect(cache.get('a')).toEqual(Buffer.from(object))
  })

  test('a folder that cannot be made caches nothing and does not complain', () => {
    writeFileSync(join(folder, 'file'), '')
    const cache = diskCache(join(folder, 'file', 'below'))
    cache.put('a', object)
    expect(cache.get('a')).toBeNull()
  })

  const foreign: readonly (readonly [string, (path: string) => void])[] = [
    ['its group can write to', path => chmodSync(path, 0o664)],
    ['anyone can write to', path => chmodSync(path, 0o646)],
    // Only root can give a file away.
    ...(process.getuid?.() === 0 ? [['is another user’s', (path: string) => chownSync(path, 65534, 65534)] as const] : []),
  ]
  test.each(foreign)('a file that %s is not run, whatever its content', (_, expose) => {
    const cache = diskCache(folder)
    cache.put('a', object)
    expose(fileOf('a'))
    expect(cache.get('a')).toBeNull()
    cache.put('a', object)
    expect(cache.get('a')).toEqual(Buffer.from(object))
  })

  test('is written by its owner alone, whatever the process lets others do', () => {
    const mask = process.umask(0)
    try {
      diskCache(join(folder, 'made')).put('a', object)
    } finally {
      process.umask(mask)
    }
    expect(statSync(join(folder, 'made')).mode & 0o777).toBe(0o755)
    expect(statSync(join(folder, 'made', 'a.o')).mode & 0o777).toBe(0o644)
    expect(diskCache(join(folder, 'made')).get('a')).toEqual(Buffer.from(object))
  })

  test('processes that fill one folder at once leave whole files only', async () => {
    const script = `
      const { diskCache } = await import(process.argv[1])
      const cache = diskCache(process.argv[2])
      for (let i = 0; i < 200; i++) cache.put('k' + (i % 5), new Uint8Array(20000).fill(i % 5))`
    const built = new URL('../../dist/src/runtime/cpu/disk-cache.js', import.meta.url).href
    const runs = [1, 2].map(() => promisify(execFile)(process.execPath, ['--input-type=module', '-e', script, built, folder]))
    await Promise.all(runs)
    const cache = diskCache(folder)
    for (let i = 0; i < 5; i++) expect(cache.get(`k${i}`)).toEqual(Buffer.alloc(20000, i))
    expect(readdirSync(folder)).toHaveLength(5)
  })

  test('what was used least recently goes when the folder grows beyond its limit', () => {
    const cache = diskCache(folder, 32_000)
    for (let i = 0; i < 100; i++) {
      cache.put(`k${i}`, object)
      const seconds = 1_000_000 + i
      utimesSync(fileOf(`k${i}`), seconds, seconds)
      // One stays in use.
      expect(cache.get('k0')).not.toBeNull()
    }
    const left = readdirSync(folder)
    // The limit, and what is written between two looks at it: a sixteenth, and one more.
    expect(left.length * 1000).toBeLessThan(32_000 * (1 + 1 / 16) + 1000)
    expect(left).toContain('k99.o')
    expect(left).toContain('k0.o')
    expect(left).not.toContain('k1.o')
  })
})
