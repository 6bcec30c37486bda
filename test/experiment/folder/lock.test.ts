// Locks: one of many gets them, those of dead processes are taken over, those of living ones are not.

import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { acquire, type Holder, holderOf, type Lock } from '../../../src/experiment/folder/lock.js'
import { identityOf, isAlive } from '../../../src/experiment/folder/processes.js'

const root = mkdtempSync(join(tmpdir(), 'tenet-lock-'))
afterAll(() => rmSync(root, { recursive: true }))

const isLock = (got: Lock | Holder): got is Lock => 'release' in got
const nobody = { pid: 2 ** 30, began: '', host: hostname() }
const own = identityOf(process.pid)

test('one of many has it, and gives it back', async () => {
  const path = join(root, 'a')
  const got = await Promise.all(Array.from({ length: 20 }, () => acquire(path)))
  const locks = got.filter(isLock)
  expect(locks.length).toBe(1)
  expect(got.find(each => !isLock(each))).toMatchObject({ pid: process.pid, parent: { pid: process.ppid } })
  await locks[0]?.release()
  expect([existsSync(path), await holderOf(path)]).toEqual([false, null])
})

test.each([
  ['a process that is no more', JSON.stringify({ ...nobody, parent: nobody })],
  ['an earlier process of the same number', JSON.stringify({ ...own, began: 'an earlier boot 17', parent: own })],
  ['half a lock', '{"pid":'],
  ['something else', '{"pid":"a"}'],
  ['nothing', ''],
])('one of %s is taken over, by one of many', async (_name, text) => {
  const path = join(root, 'stale')
  writeFileSync(path, text)
  // One that died while it took the lock over has left its claim.
  writeFileSync(`${path}.claim`, JSON.stringify({ ...nobody, parent: nobody }))
  expect(await holderOf(path)).toBeNull()
  const locks = (await Promise.all(Array.from({ length: 20 }, () => acquire(path)))).filter(isLock)
  expect(locks.length).toBe(1)
  expect(JSON.parse(readFileSync(path, 'utf8')).pid).toBe(process.pid)
  await locks[0]?.release()
  expect([existsSync(path), existsSync(`${path}.claim`)]).toEqual([false, false])
})

test('one of another machine is not taken over: nothing is known of it', async () => {
  const path = join(root, 'elsewhere')
  const elsewhere = { ...nobody, host: 'elsewhere' }
  writeFileSync(path, JSON.stringify({ ...elsewhere, parent: elsewhere }))
  expect(await acquire(path)).toMatchObject(elsewhere)
})

test('whoever gives back a lock that was taken from it does not give back another one', async () => {
  const path = join(root, 'lost')
  const lock = await acquire(path)
  writeFileSync(path, 'of somebody else')
  if (isLock(lock)) await lock.release()
  expect(readFileSync(path, 'utf8')).toBe('of somebody else')
})

test('a process lives until it is killed', async () => {
  const child = spawn('sleep', ['1000'])
  const identity = identityOf(child.pid ?? 0)
  expect(isAlive(identity)).toBe(true)
  child.kill('SIGKILL')
  await new Promise(done => child.on('exit', done))
  expect(isAlive(identity)).toBe(false)
})

test('a folder that cannot be written to is an error with the path', async () => {
  await expect(acquire(join(root, 'none', 'lock'))).rejects.toThrow(
    `${join(root, 'none', 'lock')}: cannot be written: no such file or folder (ENOENT)`,
  )
})
