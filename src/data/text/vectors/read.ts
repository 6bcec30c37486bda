// Files of word vectors: GloVe's text, and word2vec's text and binary. They are read in pieces; besides the vectors that are kept, no more than a
// piece is in memory. Nothing is trusted: lines that are ragged, repeated words and headers that do not fit are errors with their place.
// Sources: Pennington, Socher, Manning, "GloVe" (2014); Mikolov et al., "Distributed representations of words and phrases" (2013).

import { type Either, left, right } from 'fp-ts/lib/Either.js'
import { ArgumentError } from '../../../support/errors.js'
import type { IoError } from '../../../support/io-error.js'
import { given } from '../../../support/options.js'
import { type ReadableFile, readFileWith } from '../../../support/read-file.js'
import { show } from '../../../support/show.js'
import { type ByteStream, withByteStream } from './byte-stream.js'
import { collect, Fault, type VectorFileOptions } from './collected.js'
import { countLines, lineEnd, readLines } from './lines.js'
import type { WordVectors } from './word-vectors.js'

const newline = 10
const space = 32
const mostDimensions = 2 ** 16
const longestWord = 2 ** 16

const fieldsOf = (line: string): string[] => line.trim().split(' ')

const headerOf = (line: string): readonly [count: number, dimensions: number] => {
  const fields = fieldsOf(line)
  const [count = Number.NaN, dimensions = Number.NaN] = fields.map(field => (/^\d+$/.test(field) ? Number(field) : Number.NaN))
  if (fields.length !== 2 || !(dimensions >= 1 && dimensions <= mostDimensions) || !(count >= 0))
    throw new Fault(`line 1: expected how many words there are and how many numbers each has, got ${JSON.stringify(line.slice(0, 60))}`)
  return [count, dimensions]
}

async function readGloveText(stream: ByteStream, file: ReadableFile, options: VectorFileOptions): Promise<WordVectors> {
  const count = await countLines(file)
  const [start, end] = await lineEnd(stream, 0)
  if (end === -1) throw new Fault('it is empty; expected a word and its numbers on every line')
  // The numbers at the end of the first line.
  const fields = fieldsOf(stream.bytes().toString('utf8', start, end))
  let dimensions = 0
  while (dimensions < fields.length - 1 && Number.isFinite(Number(fields.at(-1 - dimensions)))) dimensions++
  if (dimensions === 0 || dimensions > mostDimensions) throw new Fault('line 1: expected a word and its numbers')
  if (fields.length === 2 && fields.every(field => /^\d+$/.test(field)))
    throw new Fault('line 1 is a header of word2vec: read it with readWord2vec')
  // A number needs two bytes at least: no more is allocated than the file can hold.
  const collected = collect(Math.min(count, Math.ceil(file.size / (2 * dimensions))), dimensions, options)
  await readLines(stream, start, 1, dimensions, collected)
  return collected.finish()
}

async function readWord2vecText(stream: ByteStream, file: ReadableFile, options: VectorFileOptions): Promise<WordVectors> {
  const [start, end] = await lineEnd(stream, 0)
  const [count, dimensions] = headerOf(end === -1 ? '' : stream.bytes().toString('utf8', start, end))
  // A word and a number need four bytes at least: no more is allocated than the file can hold.
  if (count * (2 + 2 * dimensions) > file.size)
    throw new Fault(`line 1: ${count} words of ${dimensions} numbers are more than its ${file.size} bytes can hold`)
  const collected = collect(count, dimensions, options)
  const lines = await readLines(stream, end + 1, 2, dimensions, collected)
  if (lines !== count) throw new Fault(`line 1: it claims ${count} words; there are ${lines}`)
  return collected.finish()
}

async function readWord2vecBinary(stream: ByteStream, file: ReadableFile, options: VectorFileOptions): Promise<WordVectors> {
  const [headerStart, headerEnd] = await lineEnd(stream, 0)
  const [count, dimensions] = headerOf(headerEnd === -1 ? '' : stream.bytes().toString('utf8', headerStart, headerEnd))
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
    if (collected.keeps(bytes.toString('utf8', from, end), 'word', word + 1)) {
      new Uint8Array(one.buffer).set(bytes.subarray(end + 1, end + 1 + size))
      collected.add(one)
    }
    start = end + 1 + size
  }
  return collected.finish()
}

type ReadVectors = (stream: ByteStream, file: ReadableFile, options: VectorFileOptions) => Promise<WordVectors>

function reading(path: string, options: VectorFileOptions, read: ReadVectors) {
  const { duplicates = 'refuse' } = given('readVectors', options, ['vocabulary', 'duplicates'])
  if (duplicates !== 'refuse' && duplicates !== 'first')
    throw new ArgumentError(`readVectors: duplicates must be 'refuse' or 'first'; got ${show(duplicates)}`)
  return readFileWith(path, async (file): Promise<Either<string, WordVectors>> => {
    try {
      return right(await withByteStream(file, stream => read(stream, file, options)))
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
