// The checksum of ZIP's entries, of arrays of any size.

import { crc32 } from 'node:zlib'

/** zlib counts in 32 bits. */
const mostAtOnce = 2 ** 30

export function crcOf(bytes: Uint8Array, before = 0): number {
  let crc = before
  for (let at = 0; at < bytes.length; at += mostAtOnce) crc = crc32(bytes.subarray(at, at + mostAtOnce), crc)
  return crc
}
