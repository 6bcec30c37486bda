// A ZIP archive, piece by piece: one entry is in memory at a time. Sizes and positions beyond 32 bits go into ZIP64 fields. The bytes depend
// on the contents alone: every entry is of the first day that the format knows.
// Source: PKWARE, "APPNOTE.TXT - .ZIP File Format Specification", 6.3.10 (2022).

import { deflateRaw } from 'node:zlib'
import { crcOf } from './crc.js'
import { signatures, sizes } from './directory.js'

export interface ZipContent {
  readonly name: string
  readonly bytes: Uint8Array
  readonly method: 'stored' | 'deflated'
}

/** The content of stored entries begins at multiples of this, as PyTorch wants it for mapping; the gap is a field of no meaning. */
const alignment = 64
const paddingId = 0x4246
const full32 = 0xffffffff
const full16 = 0xffff
const firstDay = 0x21
const version = { plain: 20, zip64: 45 }
/** Names are UTF-8. */
const flags = 0x0800

interface Written {
  readonly name: Uint8Array
  readonly method: number
  readonly crc: number
  readonly packed: number
  readonly size: number
  readonly begin: number
}

const clamped = (value: number, full: number): number => Math.min(value, full)

const deflate = (bytes: Uint8Array): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    deflateRaw(bytes, (error, packed) => (error === null ? resolve(packed) : reject(error)))
  })

/** A ZIP64 field of these 64-bit numbers; nothing where there are none. */
function field64(values: readonly number[]): Uint8Array {
  if (values.length === 0) return new Uint8Array()
  const field = new Uint8Array(4 + 8 * values.length)
  const view = new DataView(field.buffer)
  view.setUint16(0, 1, true)
  view.setUint16(2, 8 * values.length, true)
  for (const [i, value] of values.entries()) view.setBigUint64(4 + 8 * i, BigInt(value), true)
  return field
}

/** A field so long that what follows it begins at a multiple of the alignment. */
function padding(at: number): Uint8Array {
  const length = (alignment - ((at + 4) % alignment)) % alignment
  const field = new Uint8Array(4 + length)
  const view = new DataView(field.buffer)
  view.setUint16(0, paddingId, true)
  view.setUint16(2, length, true)
  return field
}

/** What the local header and the directory say alike, from the version on. */
function setCommon(view: DataView, at: number, { method, crc, packed, size, name }: Written, needs64: boolean): void {
  view.setUint16(at, needs64 ? version.zip64 : version.plain, true)
  view.setUint16(at + 2, flags, true)
  view.setUint16(at + 4, method, true)
  view.setUint16(at + 8, firstDay, true)
  view.setUint32(at + 10, crc, true)
  view.setUint32(at + 14, clamped(packed, full32), true)
  view.setUint32(at + 18, clamped(size, full32), true)
  view.setUint16(at + 22, name.length, true)
}

function localHeader(entry: Written): Uint8Array {
  const { name, method, packed, size, begin } = entry
  const needs64 = packed >= full32 || size >= full32
  const sizes64 = needs64 ? field64([size, packed]) : field64([])
  const gap = method === 0 ? padding(begin + sizes.local + name.length + sizes64.length) : new Uint8Array()
  const header = new Uint8Array(sizes.local)
  const view = new DataView(header.buffer)
  view.setUint32(0, signatures.local, true)
  setCommon(view, 4, needs64 ? { ...entry, packed: full32, size: full32 } : entry, needs64)
  view.setUint16(28, sizes64.length + gap.length, true)
  return Buffer.concat([header, name, sizes64, gap])
}

function directoryEntry(entry: Written): Uint8Array {
  const { name, packed, size, begin } = entry
  const extra = field64([size, packed, begin].filter(value => value >= full32))
  const header = new Uint8Array(sizes.central)
  const view = new DataView(header.buffer)
  view.setUint32(0, signatures.central, true)
  view.setUint16(4, version.zip64, true)
  setCommon(view, 6, entry, extra.length > 0)
  view.setUint16(30, extra.length, true)
  view.setUint32(42, clamped(begin, full32), true)
  return Buffer.concat([header, name, extra])
}

function endRecords(count: number, bytes: number, position: number): Uint8Array {
  const end = new Uint8Array(sizes.end)
  const view = new DataView(end.buffer)
  view.setUint32(0, signatures.end, true)
  view.setUint16(8, clamped(count, full16), true)
  view.setUint16(10, clamped(count, full16), true)
  view.setUint32(12, clamped(bytes, full32), true)
  view.setUint32(16, clamped(position, full32), true)
  if (count < full16 && bytes < full32 && position < full32) return end
  const end64 = new Uint8Array(sizes.end64 + sizes.locator64)
  const view64 = new DataView(end64.buffer)
  view64.setUint32(0, signatures.end64, true)
  // The size of what follows in this record.
  view64.setBigUint64(4, BigInt(sizes.end64 - 12), true)
  view64.setUint16(12, version.zip64, true)
  view64.setUint16(14, version.zip64, true)
  view64.setBigUint64(24, BigInt(count), true)
  view64.setBigUint64(32, BigInt(count), true)
  view64.setBigUint64(40, BigInt(bytes), true)
  view64.setBigUint64(48, BigInt(position), true)
  view64.setUint32(sizes.end64, signatures.locator64, true)
  view64.setBigUint64(sizes.end64 + 8, BigInt(position + bytes), true)
  view64.setUint32(sizes.end64 + 16, 1, true)
  return Buffer.concat([end64, end])
}

/** The archive of contents, which are asked for one after the other. */
export async function* zipChunks(contents: AsyncIterable<ZipContent>): AsyncGenerator<Uint8Array> {
  const directory: Uint8Array[] = []
  let at = 0
  for await (const { name, bytes, method } of contents) {
    const packed = method === 'stored' ? bytes : await deflate(bytes)
    const entry: Written = {
      name: new TextEncoder().encode(name),
      method: method === 'stored' ? 0 : 8,
      crc: crcOf(bytes),
      packed: packed.length,
      size: bytes.length,
      begin: at,
    }
    const header = localHeader(entry)
    yield header
    yield packed
    at += header.length + packed.length
    directory.push(directoryEntry(entry))
  }
  const bytes = directory.reduce((sum, { length }) => sum + length, 0)
  yield Buffer.concat(directory)
  yield endRecords(directory.length, bytes, at)
}
