// Words as vectors: how alike two are, which are nearest, and what is to c as b is to a.

import { checkList, checkMethods } from '../../../support/arguments.js'
import { ArgumentError, ShapeError } from '../../../support/errors.js'
import { given } from '../../../support/options.js'
import { show } from '../../../support/show.js'
import { checkCount } from '../../datasets/dataset.js'
import { draws, exampleKey } from '../../example-key.js'
import { isNdArray, type NdArray } from '../../nd-array.js'
import type { Vocabulary } from '../vocabulary.js'

export interface WordVectors {
  readonly words: readonly string[]
  /** float32[words, dimensions] */
  readonly vectors: NdArray<[words: number, dimensions: number], 'float32'>
  /** The position of a word. */
  readonly indexOf: (word: string) => number | undefined
  /** The vector of a word, a view. @throws ArgumentError of an unknown one */
  readonly vector: (word: string) => Float32Array
}

/** @throws ShapeError unless there is a vector for each word */
export function wordVectors(words: readonly string[], vectors: WordVectors['vectors']): WordVectors {
  checkList('wordVectors', 'words', words)
  if (!isNdArray(vectors) || vectors.dtype !== 'float32' || vectors.shape.length !== 2)
    throw new ArgumentError(`wordVectors: expected vectors, float32[words, dimensions]; got ${show(vectors)}`)
  if (vectors.shape[0] !== words.length)
    throw new ShapeError(`wordVectors: expected a vector for each of ${words.length} words; got float32[${vectors.shape.join(',')}]`)
  return indexedVectors(words, new Map(words.map((word, i) => [word, i])), vectors)
}

/** The same where the positions of the words are known. */
export function indexedVectors(
  words: readonly string[],
  positions: ReadonlyMap<string, number>,
  vectors: WordVectors['vectors'],
): WordVectors {
  const [, dimensions] = vectors.shape
  return Object.freeze({
    words,
    vectors,
    indexOf: (word: string) => positions.get(word),
    vector: (word: string) => {
      const i = positions.get(word)
      if (i === undefined) throw new ArgumentError(`vector: there is no vector of ${JSON.stringify(word)}`)
      return vectors.data.subarray(i * dimensions, (i + 1) * dimensions)
    },
  })
}

/** @throws ArgumentError unless they are word vectors */
export function checkVectors(operation: string, value: unknown): void {
  checkMethods(operation, 'word vectors', value, ['indexOf', 'vector'])
  if (!isNdArray((value as WordVectors).vectors)) throw new ArgumentError(`${operation}: expected word vectors; got ${show(value)}`)
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number)
  return sum
}

/** The cosine of the angle between two vectors, a·b / (|a|·|b|); 0 where one is zero. @throws ShapeError when they differ in length */
export function cosineSimilarity(a: ArrayLike<number>, b: ArrayLike<number>): number {
  for (const each of [a, b]) {
    checkList('cosineSimilarity', 'vectors', each)
    if (!ArrayBuffer.isView(each) && Array.from(each).some(value => typeof value !== 'number'))
      throw new ArgumentError(`cosineSimilarity: vectors must hold numbers; got ${show(each)}`)
  }
  if (a.length !== b.length) throw new ShapeError(`cosineSimilarity: vectors must be equally long; expected ${a.length}, got ${b.length}`)
  return cosine(a, b)
}

function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const lengths = Math.sqrt(dot(a, a) * dot(b, b))
  return lengths === 0 ? 0 : dot(a, b) / lengths
}

export interface Neighbour {
  readonly word: string
  readonly similarity: number
}

export interface NeighbourOptions {
  /** How many. Default 10. */
  readonly k?: number
  /** Words that do not count. */
  readonly without?: readonly string[]
}

/** The words whose vectors have the least angle to a vector, the nearest first. */
export function nearestWords(all: WordVectors, vector: ArrayLike<number>, options: NeighbourOptions = {}): Neighbour[] {
  checkVectors('nearestWords', all)
  const { words, vectors } = all
  const { k = 10, without = [] } = given('nearestWords', options, ['k', 'without'])
  checkList('nearestWords', 'the vector', vector)
  checkList('nearestWords', 'without', without)
  checkCount('nearestWords', 'k', k, 1)
  const [, dimensions] = vectors.shape
  if (vector.length !== dimensions) throw new ShapeError(`nearestWords: expected a vector of ${dimensions} numbers; got ${vector.length}`)
  const left = new Set(without)
  const best: Neighbour[] = []
  for (const [i, word] of words.entries()) {
    const similarity = cosine(vectors.data.subarray(i * dimensions, (i + 1) * dimensions), vector)
    if ((best.length === k && similarity <= (best[k - 1] as Neighbour).similarity) || left.has(word)) continue
    // Insertion keeps the first of equal ones first.
    const place = best.findIndex(other => other.similarity < similarity)
    best.splice(place === -1 ? best.length : place, 0, { word, similarity })
    if (best.length > k) best.pop()
  }
  return best
}

/**
 * What is to `c` as `b` is to `a`: the words nearest to b/|b| - a/|a| + c/|c|, the three left out.
 * @throws ArgumentError of an unknown word
 * @example
 * ```
 * data.analogy(vectors, 'man', 'king', 'woman')[0].word // 'queen', in good vectors
 * ```
 * @source Mikolov, Yih, Zweig, 2013
 */
export function analogy(all: WordVectors, a: string, b: string, c: string, options: NeighbourOptions = {}): Neighbour[] {
  checkVectors('analogy', all)
  const { k = 10, without = [] } = given('analogy', options, ['k', 'without'])
  const unit = (word: string): Float64Array => {
    const vector = Float64Array.from(all.vector(word))
    const length = Math.sqrt(dot(vector, vector))
    return vector.map(x => (length === 0 ? 0 : x / length))
  }
  const [from, to, start] = [unit(a), unit(b), unit(c)]
  const target = to.map((x, i) => x - (from[i] as number) + (start[i] as number))
  return nearestWords(all, target, { k, without: [a, b, c, ...without] })
}

export interface EmbeddingOptions {
  /** Of words without a vector: zeros (the default), or normal numbers with the mean and deviation of those that have one. */
  readonly missing?: 'zeros' | { readonly seed: number }
}

/**
 * The weight of an embedding: the vector of every token of a vocabulary, float32[size, dimensions].
 * @example
 * ```
 * const weight = data.embeddingWeight(glove, words, { missing: { seed: 0 } })   // leave it out of the optimizer to freeze it
 * ```
 */
export function embeddingWeight(
  all: WordVectors,
  vocabulary: Pick<Vocabulary, 'tokens'>,
  options: EmbeddingOptions = {},
): WordVectors['vectors'] {
  checkVectors('embeddingWeight', all)
  if (typeof vocabulary !== 'object' || vocabulary === null || !Array.isArray(vocabulary.tokens))
    throw new ArgumentError(`embeddingWeight: expected a vocabulary, { tokens }; got ${show(vocabulary)}`)
  const { tokens } = vocabulary
  const { missing = 'zeros' } = given('embeddingWeight', options, ['missing'])
  if (missing !== 'zeros') given('embeddingWeight', missing, ['seed'])
  const [, dimensions] = all.vectors.shape
  const data = new Float32Array(tokens.length * dimensions)
  const missed: number[] = []
  const values: number[] = []
  for (const [row, token] of tokens.entries()) {
    const i = all.indexOf(token)
    if (i === undefined) {
      missed.push(row)
      continue
    }
    const vector = all.vectors.data.subarray(i * dimensions, (i + 1) * dimensions)
    data.set(vector, row * dimensions)
    if (missing !== 'zeros') for (const value of vector) values.push(value)
  }
  if (missing !== 'zeros') {
    const mean = values.reduce((sum, x) => sum + x, 0) / Math.max(1, values.length)
    const deviation = Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / Math.max(1, values.length))
    for (const row of missed) {
      const { normal } = draws(exampleKey(missing.seed, 0, row))
      for (let d = 0; d < dimensions; d++) data[row * dimensions + d] = mean + deviation * normal()
    }
  }
  return { shape: [tokens.length, dimensions], dtype: 'float32', data }
}
