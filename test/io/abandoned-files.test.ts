// What a killed process leaves is not read, and removed by the next one that saves into the folder; what others are writing stays.

import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { tensor } from 'tenet'
import { loadSafetensors, saveSafetensors } from 'tenet/io'
import { afterEach, beforeEach, expect, test } from 'vitest'

const machine = createHash('sha256').update(hostname()).digest('hex').slice(0, 8)
const { pid: dead } = spawnSync(process.execPath, ['-e', '0'])

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tenet-'))
})
afterEach(() => rm(folder, { recursive: true }))

const temporary = (host: string, pid: number, id = '00c0ffee'): string => `.net.safetensors.${host}.${pid}.${id}.tmp`

test('half a file of a killed process is no file, and gone after the next save', async () => {
  await writeFile(join(folder, temporary(machine, dead)), 'half')
  const path = join(folder, 'net.safetensors')
  expect(E.isLeft(await loadSafetensors(path))).toBe(true)
  await saveSafetensors(path, { w: tensor([1, 2]) })
  expect(await readdir(folder)).toEqual(['net.safetensors'])
  expect(E.isRight(await loadSafetensors(path))).toBe(true)
})

test('what others are writing stays, and what is called otherwise', async () => {
  const kept = [
    temporary(machine, process.ppid),
    temporary('01234567', dead),
    temporary(machine, process.pid, '00000001'),
    'notes.tmp',
    `.net.${dead}.tmp`,
  ]
  for (const name of kept) await writeFile(join(folder, name), 'x')
  await saveSafetensors(join(folder, 'net.safetensors'), { w: tensor([1]) })
  expect((await readdir(folder)).sort()).toEqual([...kept, 'net.safetensors'].sort())
})

test('a process that had the number of this one is another', async () => {
  const name = temporary(machine, process.pid)
  await writeFile(join(folder, name), 'x')
  await utimes(join(folder, name), new Date(0), new Date(0))
  await saveSafetensors(join(folder, 'net.safetensors'), { w: tensor([1]) })
  expect(await readdir(folder)).toEqual(['net.safetensors'])
})
