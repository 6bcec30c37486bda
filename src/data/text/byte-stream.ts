// The bytes of a file in pieces of bounded size, each beginning where the last one was used up.

import type { ReadableFile } from '../../support/read-file.js'

export interface ByteStream {
  /** What is at hand and not used up. */
  readonly bytes: () => Uint8Array
  /** Whether these are the last. */
  readonly last: () => boolean
  /** Gets more; what was not used up stays at the front. Views of earlier bytes are void. */
  readonly more: (used: number) => Promise<void>
}

/** Half a megabyte is parsed in about a millisecond. */
const pieceBytes = 2 ** 19

/** The bytes of a file from a position on. One buffer holds them, again and again: fresh ones would be most of the work of collecting garbage. */
export async function byteStream(file: ReadableFile, from = 0): Promise<ByteStream> {
  let position = from
  let buffer = new Uint8Array(Math.min(pieceBytes, file.size - from))
  let length = 0
  const more = async (used: number): Promise<void> => {
    const rest = length - used
    const piece = Math.min(pieceBytes, file.size - position)
    if (rest + piece > buffer.length) {
      const larger = new Uint8Array(Math.max(rest + piece, 2 * buffer.length))
      larger.set(buffer.subarray(used, length))
      buffer = larger
    } else buffer.copyWithin(0, used, length)
    await file.fill(position, buffer.subarray(rest, rest + piece))
    position += piece
    length = rest + piece
  }
  await more(0)
  return { bytes: () => buffer.subarray(0, length), last: () => position >= file.size, more }
}
