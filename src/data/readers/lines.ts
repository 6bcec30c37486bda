// A text file as a data set of its lines. The file is held as bytes; a line becomes a string when it is asked for.

import { type Either, left, right } from 'fp-ts/lib/Either.js'
import { ArgumentError } from '../../support/errors.js'
import type { IoError } from '../../support/io-error.js'
import { given } from '../../support/options.js'
import { readFileWith } from '../../support/read-file.js'
import { show } from '../../support/show.js'
import { type Dataset, generate } from '../datasets/dataset.js'

export interface LinesOptions {
  /** UTF-8 (the default), checked, or Latin-1, in which every byte is a character. */
  readonly encoding?: 'utf-8' | 'latin1'
}

const mostBytes = 2 ** 31

/** Where lines start, and where each ends, without the end of line. */
function lineRanges(bytes: Uint8Array): readonly [starts: Float64Array, ends: Float64Array] {
  const newline = 10
  let count = 0
  for (let at = bytes.indexOf(newline); at !== -1; at = bytes.indexOf(newline, at + 1)) count++
  // A last line need not end.
  if (bytes.length > 0 && bytes.at(-1) !== newline) count++
  const [starts, ends] = [new Float64Array(count), new Float64Array(count)]
  for (let i = 0, start = 0; i < count; i++) {
    const next = bytes.indexOf(newline, start)
    const end = next === -1 ? bytes.length : next
    starts[i] = start
    ends[i] = bytes[end - 1] === 13 && end > start ? end - 1 : end
    start = end + 1
  }
  return [starts, ends]
}

/**
 * The lines of a text file, without their ends (LF or CR LF); a mark of byte order at the start is left out.
 * @returns Left when the file cannot be read, is longer than 2³¹ bytes, or is not UTF-8; then with the number of the line
 */
export const readLines = (path: string, options: LinesOptions = {}): Promise<Either<IoError, Dataset<string>>> => {
  const { encoding = 'utf-8' } = given('readLines', options, ['encoding'])
  if (encoding !== 'utf-8' && encoding !== 'latin1')
    throw new ArgumentError(`readLines: encoding must be 'utf-8' or 'latin1'; got ${show(encoding)}`)
  return readFileWith(path, async file => {
    if (file.size > mostBytes) return left(`it may have at most ${mostBytes} bytes; it has ${file.size}`)
    const whole = await file.read(0, file.size)
    const marked = encoding === 'utf-8' && whole[0] === 0xef && whole[1] === 0xbb && whole[2] === 0xbf
    const bytes = Buffer.from(whole.buffer, marked ? 3 : 0)
    const [starts, ends] = lineRanges(bytes)
    const lineAt = (i: number): Buffer => bytes.subarray(starts[i], ends[i])
    if (encoding === 'utf-8') {
      const decoder = new TextDecoder('utf-8', { fatal: true })
      for (let i = 0; i < starts.length; i++)
        try {
          decoder.decode(lineAt(i))
        } catch {
          return left(`line ${i + 1} is not UTF-8; if every byte is a character, read it as latin1`)
        }
    }
    return right(generate(starts.length, i => lineAt(i).toString(encoding)))
  })
}
