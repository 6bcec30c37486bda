// What is read of a file of word vectors, word by word: the words that are kept, once each, and their vectors in one array.

import type { Vocabulary } from '../vocabulary.js'
import { indexedVectors, type WordVectors } from './word-vectors.js'

export interface VectorFileOptions {
  /** Keeps the vectors of these words alone. */
  readonly vocabulary?: Pick<Vocabulary, 'idOf' | 'size'>
  /** A word that comes again is an error (`refuse`, the default), or left out (`first`). */
  readonly duplicates?: 'refuse' | 'first'
}

/** Elements of a Float32Array that can be addressed. */
const mostElements = 2 ** 32

/** A fault of the file: its reason. */
export class Fault extends Error {}

/** What has been read: words and their vectors, one after the other. */
export interface Collected {
  /**
   * Keeps a word, or not.
   * @param kind what is counted: lines or words
   * @returns whether its vector comes next
   */
  readonly keeps: (word: string, kind: 'line' | 'word', count: number) => boolean
  /** The vectors of the words kept last. */
  readonly add: (vectors: Float32Array) => void
  readonly finish: () => WordVectors
}

/** @param count words that there are at most */
export function collect(count: number, dimensions: number, { vocabulary, duplicates = 'refuse' }: VectorFileOptions): Collected {
  const most = vocabulary === undefined ? count : Math.min(count, vocabulary.size)
  if (most * dimensions > mostElements) throw new Fault(`${most} vectors of ${dimensions} numbers are more than memory can hold`)
  const data = new Float32Array(most * dimensions)
  const words = new Map<string, number>()
  let end = 0
  return {
    keeps(word, kind, at) {
      if (vocabulary !== undefined && vocabulary.idOf(word) === undefined) return false
      if (duplicates === 'first' && words.has(word)) return false
      const before = words.size
      words.set(word, before)
      if (words.size === before)
        throw new Fault(`${kind} ${at}: the word ${JSON.stringify(word)} comes a second time; duplicates: 'first' keeps the first`)
      if (words.size > most) throw new Fault(`${kind} ${at}: there are more words than the ${count} that it claims`)
      return true
    },
    add(vectors) {
      data.set(vectors, end)
      end += vectors.length
    },
    finish: () =>
      indexedVectors([...words.keys()], words, {
        shape: [words.size, dimensions],
        dtype: 'float32',
        data: data.subarray(0, end),
      }),
  }
}
