// Files of word vectors: GloVe's text, and word2vec's text and binary. They are read in pieces; besides the vectors that are kept, no more than a
// piece is in memory. Nothing is trusted: lines that are ragged, repeated words and headers that do not fit are errors with their place.
// Sources: Pennington, Socher, Manning, "GloVe" (2014); Mikolov et al., "Distributed representations of words and phrases" (2013).

import { type Either, left, right } from 'fp-ts/lib/Either.js'
import { ArgumentError } from '../../support/errors.js'
import type { IoError } from '../../support/io-error.js'
import { given } from '../../support/options.js'
import { type ReadableFile, readFileWith } from '../../support/read-file.js'
import { show } from '../../support/show.js'
import { type ByteStream, byteStream } from './byte-stream.js'
import { readDecimals } from './decimal.js'
import type { Vocabulary } from './vocabulary.js'
import { indexedVectors, type WordVectors } from './word-vectors.js'

export interface VectorFileOptions {
  /** Keeps the vectors of these words alone. */
  readonly vocabulary?: Pick<Vocabulary, 'idOf' | 'size'>
  /** A word that comes again is an error (`refuse`, the default), or left out (`first`). */
  readonly duplicates?: 'refuse' | 'first'
}

const newline = 10
const space = 32
const mostDimensions = 2 ** 16
const longestWord = 2 ** 16
/** Elements of a Float32Array that can be addressed. */
const mostElements = 2 ** 32

/** A fault of the file: its reason. */
class Fault extends Error {}

const viewOf = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
const textOf = (bytes: Uint8Array, start: number, end: number): string => viewOf(bytes).toString('utf8', start, end)

/** What has been read: words and their vectors, one after the other. */
interface Collected {
  /** Where the vector of a word goes, or `undefined` where it is not kept. */
  readonly place: (word: string, at: string) => number | undefined
  readonly data: Float32Array
  readonly finish: () => WordVectors
}

function collect(count: number, dimensions: number, { vocabulary, duplicates = 'refuse' }: VectorFileOptions): Collected {
  const most = vocabulary === undefined ? count : Math.min(count, vocabulary.size)
  if (most * dimensions > mostElements) throw new Fault(`${most} vectors of ${dimensions} numbers are more than memory can hold`)
  const data = new Float32Array(most * dimensions)
  const words = new Map<string, number>()
  return {
    place(word, at) {
      if (vocabulary !== undefined && vocabulary.idOf(word) === undefined) return undefined
      if (words.has(word)) {
        if (duplicates === 'first') return undefined
        throw new Fault(`${at}: the word ${JSON.stringify(word)} comes a second time; duplicates: 'first' keeps the first`)
      }
      if (words.size >= most) throw new Fault(`${at}: there are more words than the ${count} that it claims`)
      words.set(word, words.size)
      return (words.size - 1) * dimensions
    },
    data,
    finish: () =>
      indexedVectors([...words.keys()], words, {
        shape: [words.size, dimensions],
        dtype: 'float32',
        data: data.subarray(0, words.size * dimensions),
      }),
  }
}

/** The end of the line that begins at `start`, after getting more if need be; -1 where there is no more line. */
async function lineEnd(stream: ByteStream, start: number): Promise<readonly [start: number, end: number]> {
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

async function countLines(file: ReadableFile): Promise<number> {
  const stream = await byteStream(file)
  let lines = 0
  for (;;) {
    const bytes = stream.bytes()
    for (let at = bytes.indexOf(newline); at !== -1; at = bytes.indexOf(newline, at + 1)) lines++
    if (stream.last()) return bytes.length > 0 && bytes.at(-1) !== newline ? lines + 1 : lines
    await stream.more(bytes.length)
  }
}

const fieldsOf = (line: string): string[] => line.trim().split(' ')

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
  const place = collected.place(bytes.toString('utf8', from, wordEnd), `line ${line}`)
  if (place !== undefined) collected.data.set(row, place)
}

/** Reads the lines of a text file from one on. @returns how many there are */
async function readLines(stream: ByteStream, first: number, firstLine: number, dimensions: number, collected: Collected): Promise<number> {
  const row = new Float32Array(dimensions)
  let [start, line] = [first, firstLine]
  for (;;) {
    const bytes = viewOf(stream.bytes())
    for (;;) {
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

const headerOf = (line: string): readonly [count: number, dimensions: number] => {
  const fields = fieldsOf(line)
  const [count = Number.NaN, dimensions = Number.NaN] = fields.map(field => (/^\d+$/.test(field) ? Number(field) : Number.NaN))
  if (fields.length !== 2 || !(dimensions >= 1 && dimensions <= mostDimensions) || !(count >= 0))
    throw new Fault(`line 1: expected how many words there are and how many numbers each has, got ${JSON.stringify(line.slice(0, 60))}`)
  return [count, dimensions]
}

async function readGloveText(file: ReadableFile, options: VectorFileOptions): Promise<WordVectors> {
  const count = await countLines(file)
  const stream = await byteStream(file)
  const [start, end] = await lineEnd(stream, 0)
  if (end === -1) throw new Fault('it is empty; expected a word and its numbers on every line')
  // The numbers at the end of the first line.
  const fields = fieldsOf(textOf(stream.bytes(), start, end))
  let dimensions = 0
  while (dimensions < fields.length - 1 && Number.isFinite(Number(fields.at(-1 - dimensions)))) dimensions++
  if (dimensions === 0 || dimensions > mostDimensions) throw new Fault('line 1: expected a word and its numbers')
  if (fields.length === 2 && /^\d+$/.test(fields[0] ?? '')) throw new Fault('line 1 is a header of word2vec: read it with readWord2vec')
  const collected = collect(count, dimensions, options)
  await readLines(stream, start, 1, dimensions, collected)
  return collected.finish()
}

async function readWord2vecText(file: ReadableFile, options: VectorFileOptions): Promise<WordVectors> {
  const stream = await byteStream(file)
  const [start, end] = await lineEnd(stream, 0)
  const [count, dimensions] = headerOf(end === -1 ? '' : textOf(stream.bytes(), start, end))
  // A word and a number need four bytes at least: no more is allocated than the file can hold.
  if (count * (2 + 2 * dimensions) > file.size)
    throw new Fault(`line 1: ${count} words of ${dimensions} numbers are more than its ${file.size} bytes can hold`)
  const collected = collect(count, dimensions, options)
  const lines = await readLines(stream, end + 1, 2, dimensions, collected)
  if (lines !== count) throw new Fault(`line 1: it claims ${count} words; there are ${lines}`)
  return collected.finish()
}

async function readWord2vecBinary(file: ReadableFile, options: VectorFileOptions): Promise<WordVectors> {
  const stream = await byteStream(file)
  const [headerStart, headerEnd] = await lineEnd(stream, 0)
  const [count, dimensions] = headerOf(headerEnd === -1 ? '' : textOf(stream.bytes(), headerStart, headerEnd))
  if (count * (2 + 4 * dimensions) > file.size)
    throw new Fault(`it claims ${count} words of ${dimensions} numbers, which are more than its ${file.size} bytes can hold`)
  const collected = collect(count, dimensions, options)
  const size = 4 * dimensions
  const one = new Float32Array(dimensions)
  let start = headerEnd + 1
  for (let word = 0; word < count; word++) {
    // Some writers end a vector with a newline.
    const wordAt = (): number => stream.bytes().indexOf(space, start)
    while ((wordAt() === -1 || wordAt() + 1 + size > stream.bytes().length) && !stream.last()) {
      await stream.more(start)
      start = 0
      if (wordAt() === -1 && stream.bytes().length > longestWord)
        throw new Fault(`word ${word + 1} of ${count} is longer than ${longestWord} bytes`)
    }
    const bytes = stream.bytes()
    const end = wordAt()
    if (end === -1 || end + 1 + size > bytes.length) throw new Fault(`it ends at word ${word + 1} of ${count}`)
    const from = bytes[start] === newline ? start + 1 : start
    const place = collected.place(textOf(bytes, from, end), `word ${word + 1}`)
    if (place !== undefined) {
      new Uint8Array(one.buffer).set(bytes.subarray(end + 1, end + 1 + size))
      collected.data.set(one, place)
    }
    start = end + 1 + size
  }
  return collected.finish()
}

function reading(path: string, options: VectorFileOptions, read: (file: ReadableFile, options: VectorFileOptions) => Promise<WordVectors>) {
  const { duplicates = 'refuse' } = given('readVectors', options, ['vocabulary', 'duplicates'])
  if (duplicates !== 'refuse' && duplicates !== 'first')
    throw new ArgumentError(`readVectors: duplicates must be 'refuse' or 'first'; got ${show(duplicates)}`)
  return readFileWith(path, async (file): Promise<Either<string, WordVectors>> => {
    try {
      return right(await read(file, options))
    } catch (error) {
      if (error instanceof Fault) return left(error.message)
      throw error
    }
  })
}

/**
 * Reads GloVe's text: a word and its numbers on every line.
 * @returns words in the order of the file; Left with the line when one is ragged or repeated
 * @source Pennington, Socher, Manning, 2014
 */
export const readGlove = (path: string, options: VectorFileOptions = {}): Promise<Either<IoError, WordVectors>> =>
  reading(path, options, readGloveText)

export interface Word2vecOptions extends VectorFileOptions {
  /** Default text. */
  readonly format?: 'text' | 'binary'
}

/**
 * Reads word2vec's files: a header with how many words and numbers there are, then words with their numbers, in text or in 32-bit floats.
 * @returns words in the order of the file; Left with the place when the header does not fit, or a line is ragged or repeated
 * @source Mikolov et al., 2013
 */
export function readWord2vec(path: string, options: Word2vecOptions = {}): Promise<Either<IoError, WordVectors>> {
  const { format = 'text', ...warping } = given('readWord2vec', options, ['format', 'vocabulary', 'duplicates'])
  if (format !== 'text' && format !== 'binary')
    throw new ArgumentError(`readWord2vec: format must be 'text' or 'binary'; got ${show(format)}`)
  return reading(path, warping, format === 'text' ? readWord2vecText : readWord2vecBinary)
}
