// Word vectors as files that `readGlove` and `readWord2vec` read back to the same words and numbers, and that other programs read too. What they could
// not read back, a word with a newline in it say, is refused before anything is written.

import { ArgumentError } from '../../../support/errors.js'
import { checkChoice, given } from '../../../support/options.js'
import { checkPath } from '../../../support/read-file.js'
import { writeAtomically } from '../../../support/write-atomically.js'
import { checkVectors, type WordVectors } from './word-vectors.js'

/** The fewest digits that read back as the same number of 32 bits; nine are always enough. */
function digitsOf(value: number): string {
  for (let digits = 6; digits < 9; digits++) {
    const rounded = Number(value.toPrecision(digits))
    if (Math.fround(rounded) === value) return Object.is(value, -0) ? '-0' : String(rounded)
  }
  return String(Number(value.toPrecision(9)))
}

/** Why a word would not be read back, or `undefined`. */
type Objection = (word: string) => string | undefined

const inAnyFile: Objection = word => {
  if (word === '') return 'it is empty'
  if (/\p{Surrogate}/u.test(word)) return 'it has half a character in it'
  return word.includes('\n') ? 'it has a newline in it' : undefined
}

/** A space in a word is understood as long as what follows is no number. */
const inGlove: Objection = word => {
  const fields = word.split(' ')
  const numbers = fields.length > 1 && Number.isFinite(Number(fields.at(-1)))
  return (
    inAnyFile(word) ??
    (word.trim() !== word ? 'it begins or ends with a space' : numbers ? 'after a space in it there is a number' : undefined)
  )
}

const inWord2vec: Objection = word => inAnyFile(word) ?? (word.includes(' ') ? 'it has a space in it' : undefined)

function checkWords(operation: string, { words }: WordVectors, objection: Objection): void {
  const known = new Set<string>()
  for (const word of words) {
    const reason = objection(word) ?? (known.has(word) ? 'it is there twice' : undefined)
    if (reason !== undefined) throw new ArgumentError(`${operation}: the word ${JSON.stringify(word)} could not be read back: ${reason}`)
    known.add(word)
  }
}

function checkNumbers(operation: string, { vectors: { data } }: WordVectors): void {
  const at = data.findIndex(value => !Number.isFinite(value))
  if (at !== -1) throw new ArgumentError(`${operation}: numbers must be finite to be written as text; got ${data[at]}`)
}

/** Characters that are put together before they are written. */
const pieceLength = 2 ** 16

/** A word and its numbers on every line, after a first one where there is any. */
function* linesOf({ words, vectors: { shape, data } }: WordVectors, first: string): Generator<Uint8Array> {
  const [, dimensions] = shape
  let piece = first
  for (const [i, word] of words.entries()) {
    piece += `${word} ${Array.from(data.subarray(i * dimensions, (i + 1) * dimensions), digitsOf).join(' ')}\n`
    if (piece.length < pieceLength) continue
    yield Buffer.from(piece)
    piece = ''
  }
  yield Buffer.from(piece)
}

const headerOf = ({ words, vectors }: WordVectors): string => `${words.length} ${vectors.shape[1]}\n`

/** A word, a space, and its numbers as they are in memory, the lowest byte first. */
function* recordsOf({ words, vectors: { shape, data } }: WordVectors): Generator<Uint8Array> {
  const [, dimensions] = shape
  for (const [i, word] of words.entries()) {
    const head = Buffer.from(`${word} `)
    const record = Buffer.alloc(head.length + 4 * dimensions)
    head.copy(record)
    for (let k = 0; k < dimensions; k++) record.writeFloatLE(data[i * dimensions + k] as number, head.length + 4 * k)
    yield record
  }
}

/** Small pieces as larger ones: a call of the system for each word would take longer than all else. */
function* gathered(first: string, pieces: Iterable<Uint8Array>): Generator<Uint8Array> {
  let waiting: Uint8Array[] = [Buffer.from(first)]
  let length = 0
  for (const piece of pieces) {
    waiting.push(piece)
    length += piece.length
    if (length < pieceLength) continue
    yield Buffer.concat(waiting)
    waiting = []
    length = 0
  }
  yield Buffer.concat(waiting)
}

/**
 * Writes GloVe's text: a word and its numbers on every line, in the fewest digits that read back to the same numbers. The file is replaced whole or not
 * at all.
 * @throws ArgumentError (as a rejection) of a word that could not be read back, or of a number that is not finite; IoError when it cannot be written
 * @example
 * ```
 * const vectors = data.wordVectors(['a', 'b'], data.ndArray([2, 2], 'float32', Float32Array.of(1, 2, 3, 4)))
 * await data.saveGlove('vectors.txt', vectors) // a 1 2, b 3 4
 * ```
 * @source Pennington, Socher, Manning, 2014
 */
export async function saveGlove(path: string, vectors: WordVectors): Promise<void> {
  checkPath(path)
  checkVectors('saveGlove', vectors)
  checkWords('saveGlove', vectors, inGlove)
  checkNumbers('saveGlove', vectors)
  if (vectors.vectors.shape[1] === 0) throw new ArgumentError('saveGlove: vectors must have at least one number; got none')
  await writeAtomically(path, linesOf(vectors, ''))
}

export interface SaveWord2vecOptions {
  /** Default text. */
  readonly format?: 'text' | 'binary'
}

/**
 * Writes word2vec's files: a header, then words with their numbers, in text or in 32-bit floats. The file is replaced whole or not at all.
 * @throws ArgumentError (as a rejection) of a word that could not be read back, or, in text, of a number that is not finite; IoError when it cannot
 *   be written
 * @source Mikolov et al., 2013
 */
export async function saveWord2vec(path: string, vectors: WordVectors, options: SaveWord2vecOptions = {}): Promise<void> {
  const { format = 'text' } = given('saveWord2vec', options, ['format'])
  checkChoice('saveWord2vec', 'format', format, ['text', 'binary'])
  checkPath(path)
  checkVectors('saveWord2vec', vectors)
  checkWords('saveWord2vec', vectors, inWord2vec)
  if (format === 'text') checkNumbers('saveWord2vec', vectors)
  if (vectors.vectors.shape[1] === 0) throw new ArgumentError('saveWord2vec: vectors must have at least one number; got none')
  const header = headerOf(vectors)
  await writeAtomically(path, format === 'text' ? linesOf(vectors, header) : gathered(header, recordsOf(vectors)))
}
