// Machine code on disk, so that a second process does not compile again. Files, one a kernel or a program, are named by the hash of everything that
// decides their content; the content carries its own checksum and is written to a temporary file and renamed, so that a half-written,
// damaged or foreign file is a miss, never a wrong kernel. A checksum can be forged, and what is in a file is run: so only those count that are the
// user's own (or root's) and that nobody else can write to. Failures to write are ignored: the cache is only ever an optimisation.

import { createHash, randomBytes } from 'node:crypto'
import {
  closeSync,
  fstatSync,
  futimesSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'

const magic = Buffer.from('TENETOBJ')
const checksumBytes = 32
/** The oldest files go when the folder grows beyond this. */
const mostBytes = 512 * 1024 * 1024

/** Of the content under its own name: a file that was copied or renamed is not taken for another. */
const checksum = (key: string, content: Uint8Array): Buffer => createHash('sha256').update(key).update(content).digest()

export interface DiskCache {
  readonly get: (key: string) => Uint8Array | null
  readonly put: (key: string, object: Uint8Array) => void
}

export const noDiskCache: DiskCache = { get: () => null, put: () => {} }

/**
 * @param folder made if it is missing; when that fails nothing is cached
 * @param limit bytes beyond which the files used least recently go, now and then
 */
export function diskCache(folder: string, limit = mostBytes): DiskCache {
  const file = (key: string): string => join(folder, `${key}.o`)
  // At random, so that the work is done in its turn also where no process writes much.
  let untilTrim = (Math.random() * limit) / 16
  try {
    mkdirSync(folder, { recursive: true, mode: 0o755 })
  } catch {
    return noDiskCache
  }
  return {
    get(key) {
      try {
        const path = file(key)
        const bytes = readTrusted(path)
        const body = bytes.subarray(magic.length + checksumBytes)
        const sound =
          bytes.length > magic.length + checksumBytes &&
          bytes.subarray(0, magic.length).equals(magic) &&
          bytes.subarray(magic.length, magic.length + checksumBytes).equals(checksum(key, body))
        if (!sound) {
          rmSync(path, { force: true })
          return null
        }
        return body
      } catch {
        return null
      }
    },
    put(key, object) {
      const temporary = join(folder, `.${key}.${process.pid}.${randomBytes(4).toString('hex')}`)
      try {
        writeFileSync(temporary, Buffer.concat([magic, checksum(key, object), object]), { mode: 0o644 })
        renameSync(temporary, file(key))
      } catch {
        rmSync(temporary, { force: true })
        return
      }
      untilTrim -= object.length
      if (untilTrim < 0) {
        untilTrim = limit / 16
        trim(folder, limit)
      }
    },
  }
}

/**
 * The content of a file that is the user's own or root's and that nobody else can write to, noted as used now; of another one, nothing. The owner and
 * the content are those of one open file: to put another in its place comes too late.
 */
function readTrusted(path: string): Buffer {
  const descriptor = openSync(path, 'r')
  try {
    const { uid, mode } = fstatSync(descriptor)
    const self = process.getuid?.()
    // Where there are no owners, the system's own lists decide who may write.
    const trusted = self === undefined || ((uid === self || uid === 0) && (mode & 0o022) === 0)
    if (!trusted) return Buffer.alloc(0)
    const content = readFileSync(descriptor)
    touch(descriptor)
    return content
  } finally {
    closeSync(descriptor)
  }
}

/** Root's files are not ours to touch. */
function touch(descriptor: number): void {
  const now = new Date()
  try {
    futimesSync(descriptor, now, now)
  } catch {
    // It is used all the same.
  }
}

/** Removes the files used least recently until the folder is small enough. */
function trim(folder: string, limit: number): void {
  try {
    const files = readdirSync(folder)
      .map(name => ({ path: join(folder, name), ...pick(statSync(join(folder, name))) }))
      .sort((a, b) => b.used - a.used)
    let total = 0
    for (const { path, bytes } of files) {
      total += bytes
      if (total > limit) rmSync(path, { force: true })
    }
  } catch {
    // Another process is trimming: its result is as good.
  }
}

const pick = (stat: { size: number; mtimeMs: number }): { bytes: number; used: number } => ({ bytes: stat.size, used: stat.mtimeMs })
