// The order of the bytes of an element in a file.

export type ByteOrder = 'little' | 'big'

/** Turns elements of so many bytes to the order of this machine, in place. */
export function toNativeOrder(bytes: Uint8Array, width: number, order: ByteOrder): void {
  if (order === 'little') return
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (width === 2) buffer.swap16()
  else if (width === 4) buffer.swap32()
  else if (width === 8) buffer.swap64()
}
