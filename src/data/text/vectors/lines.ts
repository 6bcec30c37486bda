// Lines of a word and its numbers. Plain ones are read by the addon, where it is built, hundreds at a time; all others here, where faults get their
// words.

import { nativeKernels } from '../../../runtime/native.js'
import type { ReadableFile } from '../../../support/read-file.js'
import { type ByteStream, withByteStream } from './byte-stream.js'
import { type Collected, Fault } from './collected.js'
import { readDecimals } from './decimal.js'

const [newline, space] = [10, 32]

/** The end of the line that begins at `start`, after getting more if need be; -1 where there is no more line. */
export async function lineEnd(stream: ByteStream, start: number): Promise<readonly [start: number, end: number]> {
  let from = start
  let end = stream.bytes().indexOf(newline, from)
  while (end === -1) {
    if (stream.last()) return from < stream.bytes().length ? [from, stream.bytes().length] : [from, -1]
    await stream.more(from)
    from = 0
    end = stream.bytes().indexOf(newline)
  }
  return [from, end]
}

function newlinesIn(bytes: Uint8Array): number {
  const native = nativeKernels()
  if (native !== null) return native.countLines(bytes)
  let lines = 0
  for (let at = bytes.indexOf(newline); at !== -1; at = bytes.indexOf(newline, at + 1)) lines++
  return lines
}

/** How many lines a file has; the last need not end. */
export const countLines = (file: ReadableFile): Promise<number> =>
  withByteStream(file, async stream => {
    let lines = 0
    for (;;) {
      const bytes = stream.bytes()
      lines += newlinesIn(bytes)
      if (stream.last()) return bytes.length > 0 && bytes.at(-1) !== newline ? lines + 1 : lines
      await stream.more(bytes.length)
    }
  })

/** Reads the numbers of a line into `row`. @returns where its word ends */
function readRow(bytes: Buffer, from: number, stop: number, line: number, row: Float32Array): number {
  let wordEnd = bytes.indexOf(space, from)
  if (stop === from || wordEnd === -1 || wordEnd >= stop) throw new Fault(`line ${line}: expected a word and ${row.length} numbers`)
  if (readDecimals(bytes, wordEnd + 1, stop, row)) return wordEnd
  // A word of GloVe's may have spaces in it: the numbers are the last fields.
  let fields = 0
  for (let i = wordEnd; i < stop; i++) if (bytes[i] === space) fields++
  if (fields < row.length) throw new Fault(`line ${line}: expected ${row.length} numbers, got ${fields}`)
  for (; fields > row.length; fields--) wordEnd = bytes.indexOf(space, wordEnd + 1)
  if (readDecimals(bytes, wordEnd + 1, stop, row)) return wordEnd
  const wrong = bytes
    .toString('utf8', wordEnd + 1, stop)
    .split(' ')
    .find(field => !readDecimals(Buffer.from(field), 0, Buffer.byteLength(field), new Float32Array(1)))
  throw new Fault(`line ${line}: expected ${row.length} numbers after the word, got ${JSON.stringify(wrong?.slice(0, 40))}`)
}

function readLine(bytes: Buffer, from: number, to: number, line: number, row: Float32Array, collected: Collected): void {
  let stop = to
  while (stop > from && (bytes[stop - 1] as number) <= space) stop--
  const wordEnd = readRow(bytes, from, stop, line, row)
  if (collected.keeps(bytes.toString('utf8', from, wordEnd), 'line', line)) collected.add(row)
}

/** Reads plain lines, many at a time. @returns how many, and where the next one begins */
type ReadPlainLines = (bytes: Buffer, start: number, line: number, collected: Collected) => readonly [lines: number, next: number]

/** By the addon, where it is built. */
function plainLines(dimensions: number): ReadPlainLines {
  const native = nativeKernels()
  if (native === null) return (_bytes, start) => [0, start]
  // Some hundreds of kilobytes, which caches hold.
  const most = Math.max(1, Math.floor(2 ** 16 / dimensions))
  const [rows, places] = [new Float32Array(most * dimensions), new Int32Array(3 * most)]
  return (bytes, start, line, collected) => {
    // Behind the last line, which need not end.
    if (start >= bytes.length) return [0, start]
    const count = native.readVectorLines(bytes, start, dimensions, rows, places)
    // Vectors are handed on as long as none in between is left out.
    let first = 0
    for (let i = 0; i < count; i++) {
      if (collected.keeps(bytes.toString('utf8', places[3 * i], places[3 * i + 1]), 'line', line + i)) continue
      collected.add(rows.subarray(first * dimensions, i * dimensions))
      first = i + 1
    }
    collected.add(rows.subarray(first * dimensions, count * dimensions))
    return [count, count === 0 ? start : (places[3 * count - 1] as number)]
  }
}

/** Reads the lines of a text file from one on. @returns how many there are */
export async function readLines(
  stream: ByteStream,
  first: number,
  firstLine: number,
  dimensions: number,
  collected: Collected,
): Promise<number> {
  const row = new Float32Array(dimensions)
  const readPlain = plainLines(dimensions)
  let [start, line] = [first, firstLine]
  for (;;) {
    const bytes = stream.bytes()
    for (;;) {
      const [lines, next] = readPlain(bytes, start, line, collected)
      ;[start, line] = [next, line + lines]
      if (lines > 0) continue
      const newlineAt = bytes.indexOf(newline, start)
      if (newlineAt === -1 && !stream.last()) break
      if (newlineAt === -1 && start >= bytes.length) return line - firstLine
      const end = newlineAt === -1 ? bytes.length : newlineAt
      readLine(bytes, start, end, line, row, collected)
      start = end + 1
      line++
    }
    await stream.more(start)
    start = 0
  }
}
