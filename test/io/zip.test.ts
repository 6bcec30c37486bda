// Archives that are written are read again, the large ones too.

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readZipDirectory } from '../../src/io/zip/directory.js'
import { entryStart, readZipEntry } from '../../src/io/zip/entry.js'
import { type ZipContent, zipChunks } from '../../src/io/zip/write.js'
import { type ReadableFile, readFileWith } from '../../src/support/read-file.js'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tenet-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function archived<A>(contents: readonly ZipContent[], read: (file: ReadableFile) => Promise<A>): Promise<A> {
  async function* all() {
    yield* contents
  }
  const chunks: Uint8Array[] = []
  for await (const chunk of zipChunks(all())) chunks.push(chunk)
  const path = join(folder, 'archive.zip')
  await writeFile(path, Buffer.concat(chunks))
  const result = await readFileWith(path, async file => E.right(await read(file)))
  if (E.isLeft(result)) throw result.left
  return result.right
}

test.each(['stored', 'deflated'] as const)('entries that are %s', async method => {
  const contents = [0, 1, 63, 64, 100_000].map(length => ({ name: `naïve/${length}`, method, bytes: new Uint8Array(length).fill(7) }))
  await archived(contents, async file => {
    const entries = await readZipDirectory(file)
    expect([...entries.keys()]).toEqual(contents.map(({ name }) => name))
    for (const { name, bytes } of contents) {
      const entry = entries.get(name)
      if (entry === undefined) throw new Error(name)
      expect(Buffer.from(await readZipEntry(file, entry, bytes.length)).equals(bytes)).toBe(true)
      if (method === 'stored') expect((await entryStart(file, entry)) % 64).toBe(0)
    }
  })
})

test('more entries than 16 bits count', async () => {
  const contents = Array.from({ length: 66_000 }, (_, i) => ({ name: `${i}`, method: 'stored' as const, bytes: new Uint8Array(1) }))
  expect(await archived(contents, async file => (await readZipDirectory(file)).size)).toBe(66_000)
})
