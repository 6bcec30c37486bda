// The central directory of a ZIP archive, decoded without trust: what entries there are, and where their bytes lie.
// Invariant of a decoded directory: names are distinct, and no two entries share a byte of the file, so that all of them together cannot
// hold more than the file does.
// Source: PKWARE, "APPNOTE.TXT - .ZIP File Format Specification", 6.3.10 (2022); the overlap check after Fifield, "A better zip bomb" (2019).

import { Malformed, type ReadableFile } from '../../support/read-file.js'
import { showName } from '../untrusted/values.js'

export interface ZipEntry {
  readonly name: string
  readonly method: 'stored' | 'deflated'
  readonly crc32: number
  /** Bytes in the file, and of the content. */
  readonly packed: number
  readonly size: number
  /** Where the local header begins, and where the next entry or the directory does. */
  readonly begin: number
  readonly limit: number
}

export const signatures = { local: 0x04034b50, central: 0x02014b50, end: 0x06054b50, end64: 0x06064b50, locator64: 0x07064b50 }
export const sizes = { local: 30, central: 46, end: 22, end64: 56, locator64: 20 }
const longestComment = 0xffff
const longestDirectory = 2 ** 26

interface Place {
  readonly entries: number
  readonly position: number
  readonly bytes: number
}

const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

function count64(data: DataView, at: number): number {
  const value = data.getBigUint64(at, true)
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new Malformed(`the archive claims a size or position of ${value}`)
  return Number(value)
}

/** Reads the ZIP64 end record, to which a locator before the end record points. */
async function placeOf64(file: ReadableFile, locatorAt: number): Promise<Place | undefined> {
  if (locatorAt < 0) return undefined
  const locator = view(await file.read(locatorAt, sizes.locator64))
  if (locator.getUint32(0, true) !== signatures.locator64) return undefined
  const at = count64(locator, 8)
  if (at + sizes.end64 > locatorAt) throw new Malformed('the ZIP64 end record lies outside of the file')
  const end = view(await file.read(at, sizes.end64))
  if (end.getUint32(0, true) !== signatures.end64) throw new Malformed('the ZIP64 end record is not where its locator says')
  return { entries: count64(end, 32), bytes: count64(end, 40), position: count64(end, 48) }
}

async function placeOf(file: ReadableFile): Promise<Place> {
  const length = Math.min(file.size, sizes.end + longestComment)
  const tail = await file.read(file.size - length, length)
  const data = view(tail)
  for (let at = length - sizes.end; at >= 0; at--) {
    if (data.getUint32(at, true) !== signatures.end || at + sizes.end + data.getUint16(at + 20, true) !== length) continue
    if (data.getUint16(at + 4, true) !== 0 || data.getUint16(at + 6, true) !== 0)
      throw new Malformed('the archive is divided among several files, which is not supported')
    const place64 = await placeOf64(file, file.size - length + at - sizes.locator64)
    return (
      place64 ?? { entries: data.getUint16(at + 10, true), bytes: data.getUint32(at + 12, true), position: data.getUint32(at + 16, true) }
    )
  }
  throw new Malformed('it is no ZIP archive, or its end is missing: it has no end record')
}

interface Sizes {
  readonly packed: number
  readonly size: number
  readonly begin: number
}

/** The sizes that do not fit into 32 bits stand in the ZIP64 field, in order. */
function withField64(given: Sizes, extra: DataView, name: string): Sizes {
  const full = 0xffffffff
  if (given.size !== full && given.packed !== full && given.begin !== full) return given
  for (let at = 0; at + 4 <= extra.byteLength; ) {
    const [id, length] = [extra.getUint16(at, true), extra.getUint16(at + 2, true)]
    if (at + 4 + length > extra.byteLength) break
    if (id === 1) {
      let next = at + 4
      const take = (value: number): number => {
        if (value !== full) return value
        if (next + 8 > at + 4 + length) throw new Malformed(`entry ${showName(name)}: its ZIP64 field is too short`)
        next += 8
        return count64(extra, next - 8)
      }
      return { size: take(given.size), packed: take(given.packed), begin: take(given.begin) }
    }
    at += 4 + length
  }
  return given
}

const methods: ReadonlyMap<number, ZipEntry['method']> = new Map([
  [0, 'stored'],
  [8, 'deflated'],
])

/** The entry at a position of the directory, and where the next begins. */
function decodeEntry(directory: Uint8Array, at: number): { readonly entry: Omit<ZipEntry, 'limit'>; readonly next: number } {
  const data = view(directory)
  if (at + sizes.central > directory.length || data.getUint32(at, true) !== signatures.central)
    throw new Malformed('the directory of the archive is damaged')
  const [nameLength, extraLength, commentLength] = [
    data.getUint16(at + 28, true),
    data.getUint16(at + 30, true),
    data.getUint16(at + 32, true),
  ]
  const nameAt = at + sizes.central
  const next = nameAt + nameLength + extraLength + commentLength
  if (next > directory.length) throw new Malformed('the directory of the archive is damaged')
  const name = new TextDecoder().decode(directory.subarray(nameAt, nameAt + nameLength))
  const flags = data.getUint16(at + 8, true)
  if ((flags & 0x2041) !== 0) throw new Malformed(`entry ${showName(name)}: it is encrypted`)
  const method = methods.get(data.getUint16(at + 10, true))
  if (method === undefined)
    throw new Malformed(
      `entry ${showName(name)}: compression method ${data.getUint16(at + 10, true)} is not supported; expected stored or deflated`,
    )
  const extra = view(directory.subarray(nameAt + nameLength, nameAt + nameLength + extraLength))
  const given = { packed: data.getUint32(at + 20, true), size: data.getUint32(at + 24, true), begin: data.getUint32(at + 42, true) }
  const { packed, size, begin } = withField64(given, extra, name)
  if (method === 'stored' && packed !== size)
    throw new Malformed(`entry ${showName(name)}: it is stored, and claims ${size} bytes in ${packed}`)
  return { entry: { name, method, crc32: data.getUint32(at + 16, true), packed, size, begin }, next }
}

/** The entries by name. @throws Malformed when the directory is damaged, or entries overlap */
export async function readZipDirectory(file: ReadableFile): Promise<ReadonlyMap<string, ZipEntry>> {
  if (file.size < sizes.end) throw new Malformed(`it is no ZIP archive: it has ${file.size} bytes`)
  const { entries: count, position, bytes } = await placeOf(file)
  if (position + bytes > file.size) throw new Malformed('the directory of the archive lies outside of the file')
  if (bytes > longestDirectory)
    throw new Malformed(`the directory of the archive may have at most ${longestDirectory} bytes; it claims ${bytes}`)
  if (count * sizes.central > bytes) throw new Malformed(`the directory of the archive has ${bytes} bytes, too few for ${count} entries`)
  const directory = await file.read(position, bytes)
  const found: Omit<ZipEntry, 'limit'>[] = []
  for (let i = 0, at = 0; i < count; i++) {
    const { entry, next } = decodeEntry(directory, at)
    found.push(entry)
    at = next
  }
  found.sort((a, b) => a.begin - b.begin)
  const entries = new Map<string, ZipEntry>()
  for (const [i, entry] of found.entries()) {
    const limit = found[i + 1]?.begin ?? position
    if (entries.has(entry.name)) throw new Malformed(`the archive has two entries ${showName(entry.name)}`)
    if (entry.begin + sizes.local + entry.packed > limit)
      throw new Malformed(`entry ${showName(entry.name)}: it overlaps what follows it in the archive`)
    entries.set(entry.name, { ...entry, limit })
  }
  return entries
}
