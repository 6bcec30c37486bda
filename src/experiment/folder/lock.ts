// Whose a folder is: a file that names the process that writes to it. It outlives a process that was killed, and then counts for nothing: the next one takes it over.
// Note [Taking over] says why two that try cannot both succeed.

import { randomBytes } from 'node:crypto'
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { isFields } from '../../io/untrusted/values.js'
import { describeSystemError, IoError, systemCode } from '../../support/io-error.js'
import { identityOf, isAlive, type ProcessIdentity } from './processes.js'

export interface Holder extends ProcessIdentity {
  /** The process that has started it, and without which it ends. */
  readonly parent: ProcessIdentity
}

export interface Lock {
  readonly release: () => Promise<void>
}

const isIdentity = (value: unknown): value is ProcessIdentity =>
  isFields(value) &&
  Number.isSafeInteger(value.pid) &&
  Number(value.pid) > 0 &&
  typeof value.began === 'string' &&
  typeof value.host === 'string'

const isHolder = (value: unknown): value is Holder => isIdentity(value) && 'parent' in value && isIdentity(value.parent)

/** The text of the file; `null` where there is none. */
async function textOf(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null
    throw new IoError(path, `cannot be read: ${describeSystemError(error)}`, { cause: error })
  }
}

/** The process that the text names, if it is alive. */
function holderIn(text: string): Holder | null {
  try {
    const value: unknown = JSON.parse(text)
    return isHolder(value) && isAlive(value) ? value : null
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

/** The process that has the folder; `null` where there is none, or it is no more. */
export async function holderOf(path: string): Promise<Holder | null> {
  const text = await textOf(path)
  return text === null ? null : holderIn(text)
}

/**
 * Takes the folder whose lock this is; gives back the process that has it, if there is one.
 * @throws IoError (as a rejection) when the file cannot be written
 */
export async function acquire(path: string): Promise<Lock | Holder> {
  // The nonce tells this lock from an earlier one of the same process.
  const own = JSON.stringify({ ...identityOf(process.pid), parent: identityOf(process.ppid), nonce: randomBytes(8).toString('hex') })
  const temporary = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`
  const release = async (): Promise<void> => {
    if ((await textOf(path)) === own) await rm(path, { force: true })
  }
  try {
    await writeFile(temporary, own, { flag: 'wx' })
    for (;;) {
      try {
        await link(temporary, path)
        return { release }
      } catch (error) {
        if (systemCode(error) !== 'EEXIST') throw error
      }
      const before = await textOf(path)
      if (before === null) continue
      const holder = holderIn(before)
      if (holder !== null) return holder
      const claim = await acquire(`${path}.claim`)
      if (!('release' in claim)) return claim
      try {
        if ((await textOf(path)) !== before) continue
        await rename(temporary, path)
        return { release }
      } finally {
        await claim.release()
      }
    }
  } catch (error) {
    if (error instanceof IoError) throw error
    throw new IoError(path, `cannot be written: ${describeSystemError(error)}`, { cause: error })
  } finally {
    await rm(temporary, { force: true })
  }
}

// Note [Taking over]
// A lock is made by linking a whole file to its name, which fails where there is one. To replace a dead one by a rename succeeds for everybody, so it is
// done under a second lock, the claim, by one process at a time, which looks again whether the dead one is still there: one that comes later finds the
// new lock, and goes on waiting for nothing. Claims of processes that died while they took over are taken over in the same way.
