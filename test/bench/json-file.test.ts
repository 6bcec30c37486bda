// The file of figures: whole, alone, and refused with a reason where it cannot be.

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { left } from 'fp-ts/lib/Either.js'
import { afterEach, expect, it } from 'vitest'
import { writeWhole } from './json-file.js'

const folder = mkdtempSync(join(tmpdir(), 'tenet-bench-json-'))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('replaces the last version and leaves nothing beside it', () => {
  const path = join(folder, 'runs', 'bench.json')
  for (const text of ['1', '2']) {
    expect(writeWhole(path, text)._tag).toBe('Right')
    expect(readFileSync(path, 'utf8')).toBe(text)
  }
  expect(readdirSync(join(folder, 'runs'))).toEqual(['bench.json'])
})

it('refuses a folder, and a path through a file', () => {
  expect(writeWhole(join(folder, 'runs', 'bench.json'), '1')._tag).toBe('Right')
  const runs = join(folder, 'runs')
  expect(writeWhole(runs, '1')).toEqual(left(`--json: cannot write ${runs}: it is a folder`))
  writeFileSync(join(folder, 'file'), '')
  const through = join(folder, 'file', 'bench.json')
  expect(writeWhole(through, '1')).toMatchObject({ _tag: 'Left', left: expect.stringContaining(`--json: cannot write ${through}: `) })
})
