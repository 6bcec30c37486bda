// A vocabulary: the tokens that have a number, the most frequent first, and how often each was counted.

import { checkIterable, checkList, checkText } from '../../support/arguments.js'
import { ArgumentError } from '../../support/errors.js'
import { given } from '../../support/options.js'
import { show } from '../../support/show.js'
import { byCodePoints } from '../code-points.js'
import { checkCount } from '../datasets/dataset.js'
import type { NdArray } from '../nd-array.js'

export interface Vocabulary {
  readonly size: number
  /** The token of each number: the special ones, then by frequency, equal ones by code points. */
  readonly tokens: readonly string[]
  /** How often each was counted; 0 of special ones. */
  readonly counts: readonly number[]
  /** The number of a token, `undefined` of an unknown one. */
  readonly idOf: (token: string) => number | undefined
  /** Numbers of tokens, int32[n]; unknown ones become the unknown token. @throws ArgumentError of an unknown one where there is no such token */
  readonly encode: (tokens: readonly string[]) => NdArray<[length: number], 'int32'>
  /** Tokens of numbers. @throws ArgumentError when one is no number of a token */
  readonly decode: (ids: ArrayLike<number>) => string[]
}

export interface VocabularyOptions {
  /** Tokens with the first numbers, e.g. ['<pad>', '<unk>']. Default none. */
  readonly special?: readonly string[]
  /** Which of the special ones stands for what is unknown. Default none: unknown tokens are errors. */
  readonly unknown?: string
  /** Rarer ones are left out. Default 1. */
  readonly minCount?: number
  /** At most so many tokens, special ones included. */
  readonly maxSize?: number
}

/** How often each token occurs. Counts of parts add up: merge them with `mergeCounts`. */
export function countTokens(texts: Iterable<readonly string[]>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  checkIterable('countTokens', 'texts', texts)
  for (const tokens of texts) checkIterable('countTokens', 'each text', tokens)
  for (const tokens of texts) for (const token of tokens) counts.set(token, (counts.get(token) ?? 0) + 1)
  return counts
}

function checkCounts(operation: string, counts: unknown): void {
  if (!(counts instanceof Map)) throw new ArgumentError(`${operation}: expected counts, a map as countTokens gives; got ${show(counts)}`)
}

/** The counts of two texts together. */
export function mergeCounts(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  for (const each of [a, b]) checkCounts('mergeCounts', each)
  const counts = new Map(a)
  for (const [token, count] of b) counts.set(token, (counts.get(token) ?? 0) + count)
  return counts
}

function ordered(
  counts: ReadonlyMap<string, number>,
  { special = [], minCount = 1, maxSize }: VocabularyOptions,
): (readonly [string, number])[] {
  const reserved = new Set(special)
  const kept = [...counts].filter(([token, count]) => count >= minCount && !reserved.has(token))
  kept.sort(([a, x], [b, y]) => y - x || byCodePoints(a, b))
  return [...special.map(token => [token, 0] as const), ...kept.slice(0, maxSize === undefined ? undefined : maxSize - special.length)]
}

/**
 * A vocabulary from counts.
 * @throws ArgumentError when special tokens repeat, the unknown one is none of them, or maxSize has no room for them
 * @example
 * ```
 * const words = data.vocabulary(data.countTokens(texts.map(data.splitWords)), { special: ['<pad>', '<unk>'], unknown: '<unk>', minCount: 2 })
 * words.encode(data.splitWords('a new text')).data
 * ```
 */
export function vocabulary(counts: ReadonlyMap<string, number>, options: VocabularyOptions = {}): Vocabulary {
  checkCounts('vocabulary', counts)
  const { special = [], unknown, minCount = 1, maxSize } = given('vocabulary', options, ['special', 'unknown', 'minCount', 'maxSize'])
  checkList('vocabulary', 'special', special)
  for (const token of special) checkText('vocabulary', 'a special token', token)
  checkCount('vocabulary', 'minCount', minCount, 1)
  if (maxSize !== undefined) checkCount('vocabulary', 'maxSize', maxSize, special.length)
  if (new Set(special).size !== special.length)
    throw new ArgumentError(`vocabulary: special tokens must be distinct; got ${special.join(', ')}`)
  if (unknown !== undefined && !special.includes(unknown))
    throw new ArgumentError(
      `vocabulary: the unknown token must be one of the special ones, ${special.join(', ') || 'of which there are none'}; got ${show(unknown)}`,
    )
  const entries = ordered(counts, options)
  const tokens = entries.map(([token]) => token)
  const ids = new Map(tokens.map((token, id) => [token, id]))
  const unknownId = unknown === undefined ? undefined : ids.get(unknown)
  return Object.freeze({
    size: tokens.length,
    tokens,
    counts: entries.map(([, count]) => count),
    idOf: (token: string) => ids.get(token),
    encode: (list: readonly string[]) => {
      const data = Int32Array.from(list, (token, i) => {
        const id = ids.get(token) ?? unknownId
        if (id === undefined)
          throw new ArgumentError(`encode: ${JSON.stringify(token)} (position ${i}) is not in the vocabulary, which has no unknown token`)
        return id
      })
      return { shape: [data.length] as [number], dtype: 'int32' as const, data }
    },
    decode: (list: ArrayLike<number>) =>
      Array.from(list, id => {
        const token = tokens[id]
        if (token === undefined) throw new ArgumentError(`decode: numbers must be integers from 0 to ${tokens.length - 1}; got ${id}`)
        return token
      }),
  })
}
