// The bytes of a file in pieces of bounded size, each beginning where the last one was used up. The next piece is read while this one is used.

import type { ReadableFile } from '../../../support/read-file.js'

export interface ByteStream {
  /** What is at hand and not used up. */
  readonly bytes: () => Buffer
  /** Whether these are the last. */
  readonly last: () => boolean
  /** Gets more; what was not used up stays at the front. Views of earlier bytes are void. */
  readonly more: (used: number) => Promise<void>
}

/** Half a megabyte is parsed in about a millisecond. */
const pieceBytes = 2 ** 19

/**
 * Uses the bytes of a file from its beginning. Two buffers hold them, again and again: fresh ones would be most of the work of collecting garbage.
 * When it ends, in whatever way, nothing is being read any more.
 */
export async function withByteStream<T>(file: ReadableFile, use: (stream: ByteStream) => Promise<T>): Promise<T> {
  const ahead = Buffer.alloc(Math.min(pieceBytes, file.size))
  let [buffer, length, position] = [Buffer.alloc(ahead.length), 0, 0]
  const readAhead = async (): Promise<Buffer> => {
    const piece = ahead.subarray(0, Math.min(ahead.length, file.size - position))
    await file.fill(position, piece)
    return piece
  }
  const started = (): Promise<Buffer> => {
    const read = readAhead()
    // A failure is told to whoever waits for the piece.
    read.catch(() => undefined)
    return read
  }
  let next = started()
  const stream: ByteStream = {
    bytes: () => buffer.subarray(0, length),
    last: () => position >= file.size,
    async more(used) {
      const piece = await next
      const rest = length - used
      if (rest + piece.length > buffer.length) {
        const larger = Buffer.alloc(Math.max(rest + piece.length, 2 * buffer.length))
        buffer.copy(larger, 0, used, length)
        buffer = larger
      } else buffer.copyWithin(0, used, length)
      piece.copy(buffer, rest)
      length = rest + piece.length
      position += piece.length
      next = started()
    },
  }
  try {
    await stream.more(0)
    return await use(stream)
  } finally {
    await next.catch(() => undefined)
  }
}
