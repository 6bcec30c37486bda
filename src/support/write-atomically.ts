// Writing a file so that there is always a whole one under its name, the old or the new: the content goes to a temporary file in the same
// folder, is flushed to the disk, and then takes the name by a rename. A failure leaves the old file and no temporary one; a process that is killed leaves
// one, which nobody reads and the next process that saves into the folder removes: its name says of which machine and process it is.

import { createHash, randomBytes } from 'node:crypto'
import { type FileHandle, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { describeSystemError, IoError, systemCode } from './io-error.js'

/** Node writes less than 2 GiB in one call. */
const mostAtOnce = 2 ** 30

async function writeAll(file: FileHandle, chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<void> {
  for await (const chunk of chunks)
    for (let done = 0; done < chunk.byteLength; )
      done += (await file.write(chunk, done, Math.min(chunk.byteLength - done, mostAtOnce))).bytesWritten
}

/** Makes the rename itself durable, where the platform can flush a folder. */
async function flushFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  } catch (error) {
    // Windows and some network file systems cannot; the content is safe, at worst the old name survives a power cut.
    if (systemCode(error) === undefined) throw error
  }
}

/** Of this machine: folders are shared by several. */
const machine = createHash('sha256').update(hostname()).digest('hex').slice(0, 8)

const temporaryName = (name: string): string => `.${name}.${machine}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`
const temporaryPattern = /^\..+\.([0-9a-f]{8})\.(\d+)\.[0-9a-f]{8}\.tmp$/

/** Whether the process runs that made the file; one with the number of this process may be of one before it. */
async function isBeingWritten(path: string, pid: number): Promise<boolean> {
  if (pid === process.pid) return (await stat(path)).mtimeMs >= Date.now() - 1000 * process.uptime()
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return systemCode(error) !== 'ESRCH'
  }
}

/** Folders that this process has looked through: once is enough, for what is left behind later is of others that run. */
const cleared = new Set<string>()

/** Removes what killed processes of this machine have left in a folder. Nothing depends on it, so nothing that fails is an error. */
async function removeAbandoned(folder: string): Promise<void> {
  if (cleared.has(resolve(folder))) return
  cleared.add(resolve(folder))
  const names = await readdir(folder).catch((): readonly string[] => [])
  for (const name of names) {
    const [, host, pid] = temporaryPattern.exec(name) ?? []
    if (host !== machine) continue
    const path = join(folder, name)
    const isNeeded = await isBeingWritten(path, Number(pid)).catch(() => true)
    if (!isNeeded) await rm(path, { force: true }).catch(() => undefined)
  }
}

/** Replaces the file at `path`, or makes it. @throws IoError (as a rejection) when it cannot be written; then nothing has changed */
export async function writeAtomically(path: string, chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<void> {
  const folder = dirname(path)
  await removeAbandoned(folder)
  const temporary = join(folder, temporaryName(basename(path)))
  try {
    const file = await open(temporary, 'wx')
    try {
      await writeAll(file, chunks)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    if (error instanceof IoError) throw error
    throw new IoError(path, `cannot be written: ${describeSystemError(error)}; what was there before is unchanged`, { cause: error })
  }
  await flushFolder(folder)
}
