// A file that only grows, by whole pieces: a piece is written at once, or not at all. Where the disk is full in the middle of one, the file is
// made as short again as it was, so that nothing in it is ever half there but what a killed process was writing.

import { closeSync, fsyncSync, ftruncateSync, openSync, writeSync } from 'node:fs'
import { describeSystemError, IoError } from '../../support/io-error.js'

export interface AppendFile {
  /** Bytes that are in it. */
  readonly length: () => number
  /** @throws IoError when it cannot be written; then nothing has changed */
  readonly append: (bytes: Uint8Array) => void
  /** Brings what is in it to the disk. @throws IoError when that fails */
  readonly flush: () => void
  readonly close: () => void
}

/** Writes bytes of a piece from an offset on, at a position of the file; gives how many were written. */
export type Write = (file: number, bytes: Uint8Array, offset: number, length: number, position: number) => number

/**
 * Opens a file, which keeps so many of its bytes; makes it where there is none.
 * @throws IoError when it cannot be opened, or is shorter
 */
export function openAppend(path: string, keep: number, write: Write = writeSync): AppendFile {
  const attempt = <A>(what: string, run: () => A): A => {
    try {
      return run()
    } catch (error) {
      throw new IoError(path, `${what}: ${describeSystemError(error)}`, { cause: error })
    }
  }
  const file = attempt('cannot be opened', () => openSync(path, keep === 0 ? 'w' : 'r+'))
  attempt('cannot be cut off', () => ftruncateSync(file, keep))
  let length = keep
  return {
    length: () => length,
    append(bytes) {
      try {
        for (let done = 0; done < bytes.length; ) done += write(file, bytes, done, bytes.length - done, length + done)
      } catch (error) {
        ftruncateSync(file, length)
        throw new IoError(path, `cannot be written: ${describeSystemError(error)}; what was there before is unchanged`, { cause: error })
      }
      length += bytes.length
    },
    flush: () => attempt('cannot be written to the disk', () => fsyncSync(file)),
    close: () => closeSync(file),
  }
}
