// The content of an entry of a ZIP archive, its checksum verified; no more is allocated than the caller allows.

import { inflateRaw } from 'node:zlib'
import { Malformed, type ReadableFile } from '../../support/read-file.js'
import { showName } from '../untrusted/values.js'
import { crcOf } from './crc.js'
import { signatures, sizes, type ZipEntry } from './directory.js'

/** Where the bytes of an entry begin, which its local header says. @throws Malformed when they do not lie before what follows */
export async function entryStart(file: ReadableFile, { name, packed, begin, limit }: ZipEntry): Promise<number> {
  const header = new DataView((await file.read(begin, sizes.local)).buffer)
  if (header.getUint32(0, true) !== signatures.local) throw new Malformed(`entry ${showName(name)}: it is not where the directory says`)
  const start = begin + sizes.local + header.getUint16(26, true) + header.getUint16(28, true)
  if (start + packed > limit) throw new Malformed(`entry ${showName(name)}: it overlaps what follows it in the archive`)
  return start
}

/** @throws Malformed when a checksum is not the entry's */
export function checkCrc({ name, crc32: expected }: ZipEntry, got: number): void {
  const hex = (crc: number): string => crc.toString(16).padStart(8, '0')
  if (got !== expected) throw new Malformed(`entry ${showName(name)}: its checksum is wrong; expected ${hex(expected)}, got ${hex(got)}`)
}

/** zlib's refusals in words; other errors are thrown again. */
function describeZlibError(error: Error, size: number): string {
  const code = 'code' in error ? error.code : undefined
  if (code === 'ERR_BUFFER_TOO_LARGE') return `it holds more than the ${size} bytes that it claims`
  if (code === 'Z_BUF_ERROR') return 'its compressed data ends too early'
  if (typeof code === 'string' && code.startsWith('Z_')) return `its compressed data is damaged (${code})`
  throw error
}

const inflate = ({ name, size }: ZipEntry, packed: Uint8Array): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    // zlib takes no bound of 0.
    inflateRaw(packed, { maxOutputLength: Math.max(size, 1) }, (error, content) => {
      if (error === null) return resolve(content)
      try {
        reject(new Malformed(`entry ${showName(name)}: ${describeZlibError(error, size)}`))
      } catch (unknown) {
        reject(unknown)
      }
    })
  })

/** The content of an entry. @throws Malformed when it has more than `most` bytes, or is damaged */
export async function readZipEntry(file: ReadableFile, entry: ZipEntry, most: number): Promise<Uint8Array> {
  const { name, method, packed, size } = entry
  if (size > most) throw new Malformed(`entry ${showName(name)}: it may have at most ${most} bytes; it claims ${size}`)
  const bytes = await file.read(await entryStart(file, entry), packed)
  const content = method === 'stored' ? bytes : await inflate(entry, bytes)
  if (content.length !== size) throw new Malformed(`entry ${showName(name)}: it claims ${size} bytes; it holds ${content.length}`)
  checkCrc(entry, crcOf(content))
  return content
}
