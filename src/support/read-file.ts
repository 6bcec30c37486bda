// Reading a file that is not trusted: its size is known before anything is allocated, every failure is a value,
// and what never ends (pipes, devices) is refused.

import { type FileHandle, open, stat } from 'node:fs/promises'
import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js'
import { ArgumentError } from './errors.js'
import { describeSystemError, IoError } from './io-error.js'
import { show } from './show.js'

export interface ReadableFile {
  /** Bytes. */
  readonly size: number
  /** Changes when the file under the path is replaced or written to. */
  readonly identity: string
  /** A fresh copy of `length` bytes; the range must lie within the size. */
  readonly read: (position: number, length: number) => Promise<Uint8Array<ArrayBuffer>>
  /** Fills the bytes with those that begin at the position; the range must lie within the size. */
  readonly fill: (position: number, bytes: Uint8Array) => Promise<void>
}

/** Thrown by a decoder: the content is not what it should be, and why. */
export class Malformed extends Error {
  override readonly name = 'Malformed'
}

/** Node reads less than 2 GiB in one call. */
const mostAtOnce = 2 ** 30

async function fillFrom(handle: FileHandle, path: string, position: number, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesRead } = await handle.read(bytes, done, Math.min(bytes.length - done, mostAtOnce), position + done)
    if (bytesRead === 0) throw new IoError(path, 'it became shorter while it was read')
    done += bytesRead
  }
}

/** @throws ArgumentError when it is no text, or has a zero in it: a mistake of the caller's, not of the file */
export function checkPath(path: unknown): asserts path is string {
  if (typeof path !== 'string' || path === '') throw new ArgumentError(`a path must be a string that is not empty; got ${show(path)}`)
  if (path.includes('\0')) throw new ArgumentError(`a path must have no zero byte in it; got ${JSON.stringify(path)}`)
}

/** Opens a file, decodes it and closes it. A Left of the decoder, or a thrown Malformed, is the reason why the content is not what it should be. */
export async function readFileWith<A>(
  path: string,
  decode: (file: ReadableFile) => Promise<Either<string, A>>,
): Promise<Either<IoError, A>> {
  checkPath(path)
  try {
    // Asked before opening: to open a pipe is to wait for its writer.
    if (!(await stat(path)).isFile()) return left(new IoError(path, 'it is not a regular file'))
    const handle = await open(path, 'r')
    try {
      const { size, ino, mtimeMs } = await handle.stat()
      const fill = (position: number, bytes: Uint8Array): Promise<void> => fillFrom(handle, path, position, bytes)
      const read = async (position: number, length: number): Promise<Uint8Array<ArrayBuffer>> => {
        const bytes = new Uint8Array(length)
        await fill(position, bytes)
        return bytes
      }
      const decoded = await decode({ size, identity: `${ino} ${size} ${mtimeMs}`, read, fill })
      return isLeft(decoded) ? left(new IoError(path, decoded.left)) : right(decoded.right)
    } finally {
      await handle.close()
    }
  } catch (error) {
    if (error instanceof Malformed) return left(new IoError(path, error.message))
    return left(error instanceof IoError ? error : new IoError(path, `cannot be read: ${describeSystemError(error)}`, { cause: error }))
  }
}
