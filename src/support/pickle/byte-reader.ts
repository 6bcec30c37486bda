// The bytes of a pickle, read in order.

import { Malformed } from '../read-file.js'

/** Thrown where the bytes end before the pickle does. */
export class Truncated extends Malformed {}

export interface ByteReader {
  readonly position: () => number
  readonly bytes: (length: number) => Uint8Array
  readonly uint8: () => number
  readonly uint16: () => number
  readonly uint32: () => number
  readonly int32: () => number
  /** @throws Malformed beyond what a JavaScript number counts exactly */
  readonly count64: () => number
  /** Big-endian, the only number in a pickle that is. */
  readonly float64: () => number
  /** Signed, little-endian. */
  readonly integer: (length: number) => bigint
  readonly text: (length: number) => string
  /** Up to the end of the line, which is skipped. */
  readonly line: () => string
}

export function byteReader(bytes: Uint8Array, start: number): ByteReader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = start
  const advance = (length: number): number => {
    if (length > bytes.length - at) throw new Truncated(`the pickle ends at byte ${bytes.length}, within what it began at byte ${at}`)
    at += length
    return at - length
  }
  const take = (length: number): Uint8Array => {
    const from = advance(length)
    return bytes.subarray(from, from + length)
  }
  const text = (length: number): string => {
    const from = at
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(take(length))
    } catch (error) {
      if (error instanceof Malformed) throw error
      throw new Malformed(`the pickle has a string at byte ${from} that is not UTF-8`)
    }
  }
  return {
    position: () => at,
    bytes: take,
    uint8: () => view.getUint8(advance(1)),
    uint16: () => view.getUint16(advance(2), true),
    uint32: () => view.getUint32(advance(4), true),
    int32: () => view.getInt32(advance(4), true),
    count64() {
      const value = view.getBigUint64(advance(8), true)
      if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new Malformed(`the pickle claims a length of ${value}`)
      return Number(value)
    },
    float64: () => view.getFloat64(advance(8), false),
    integer(length) {
      let value = 0n
      for (const byte of take(length).toReversed()) value = (value << 8n) | BigInt(byte)
      return BigInt.asIntN(8 * length, value)
    },
    text,
    line() {
      const end = bytes.indexOf(10, at)
      if (end < 0) throw new Truncated(`the pickle ends at byte ${bytes.length}, within a line`)
      const read = text(end - at)
      at++
      return read
    },
  }
}
