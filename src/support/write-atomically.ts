// Writing a file so that there is always a whole one under its name, the old or the new: the content goes to a temporary file in the same
// folder, is flushed to the disk, and then takes the name by a rename. A failure leaves the old file and no temporary one.

import { randomBytes } from 'node:crypto'
import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
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

/** Replaces the file at `path`, or makes it. @throws IoError (as a rejection) when it cannot be written; then nothing has changed */
export async function writeAtomically(path: string, chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<void> {
  const folder = dirname(path)
  const temporary = join(folder, `.${basename(path)}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`)
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
