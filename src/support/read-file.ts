// Reading a file that is not trusted: its size is known before anything is allocated, every failure is a value,
// and what never ends (pipes, devices) is refused.

import { open, stat } from 'node:fs/promises'
import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js'
import { describeSystemError, IoError } from './io-error.js'

export interface ReadableFile {
  /** Bytes. */
  readonly size: number
  /** A fresh copy of `length` bytes; the range must lie within the size. */
  readonly read: (position: number, length: number) => Promise<Uint8Array<ArrayBuffer>>
}

/** Opens a file, decodes it and closes it. A Left of the decoder is the reason why the content is not what it should be. */
export async function readFileWith<A>(
  path: string,
  decode: (file: ReadableFile) => Promise<Either<string, A>>,
): Promise<Either<IoError, A>> {
  try {
    // Asked before opening: to open a pipe is to wait for its writer.
    if (!(await stat(path)).isFile()) return left(new IoError(path, 'it is not a regular file'))
    const handle = await open(path, 'r')
    try {
      const { size } = await handle.stat()
      const read = async (position: number, length: number): Promise<Uint8Array<ArrayBuffer>> => {
        const bytes = new Uint8Array(length)
        for (let done = 0; done < length; ) {
          const { bytesRead } = await handle.read(bytes, done, length - done, position + done)
          if (bytesRead === 0) throw new IoError(path, 'it became shorter while it was read')
          done += bytesRead
        }
        return bytes
      }
      const decoded = await decode({ size, read })
      return isLeft(decoded) ? left(new IoError(path, decoded.left)) : right(decoded.right)
    } finally {
      await handle.close()
    }
  } catch (error) {
    return left(error instanceof IoError ? error : new IoError(path, `cannot be read: ${describeSystemError(error)}`, { cause: error }))
  }
}
