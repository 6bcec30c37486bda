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

/** The bytes of a file from a position on. */
export async function byteStream(file: ReadableFile, from = 0): Promise<ByteStream> {
  let position = from
  let bytes = new Uint8Array(0)
  const more = async (used: number): Promise<void> => {
    const rest = bytes.subarray(used)
    const piece = await file.read(position, Math.min(pieceBytes, file.size - position))
    position += piece.length
    if (rest.length === 0) bytes = piece
    else {
      const joined = new Uint8Array(rest.length + piece.length)
      joined.set(rest)
      joined.set(piece, rest.length)
      bytes = joined
    }
  }
  await more(0)
  return { bytes: () => bytes, last: () => position >= file.size, more }
}
