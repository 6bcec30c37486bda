// Reviews of one sentence each, and whether they are favourable: those to learn from, and every tenth held out.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Review {
  readonly words: readonly string[]
  readonly favourable: boolean
}

export interface Reviews {
  readonly source: string
  readonly training: readonly Review[]
  readonly heldOut: readonly Review[]
}

/** A generator of whole numbers, the same for the same seed: a linear congruence modulo 2³¹. */
function numbers(seed: number): (below: number) => number {
  let state = (seed * 2654435761 + 12345) % 2 ** 31
  return below => {
    state = (state * 1103515245 + 12345) % 2 ** 31
    return Math.floor((state / 2 ** 31) * below)
  }
}

export function shuffled<T>(items: readonly T[], seed: number): T[] {
  const next = numbers(seed)
  const order = [...items]
  for (let i = order.length - 1; i > 0; i--) {
    const j = next(i + 1)
    const [a, b] = [order[i] as T, order[j] as T]
    order[i] = b
    order[j] = a
  }
  return order
}

/** Made-up sentences where there are no files: one judgement, turned round by a `not` ahead of it, among words that mean nothing. */
export function madeUpReviews(count: number): Review[] {
  const next = numbers(1)
  const pick = (words: readonly string[]): string => words[next(words.length)] ?? ''
  const [good, bad] = [
    ['moving', 'funny', 'gripping', 'clever'],
    ['dull', 'clumsy', 'tired', 'shallow'],
  ] as const
  const filler = ['the', 'film', 'is', 'a', 'story', 'of', 'two', 'friends', 'and', 'its', 'music']
  return Array.from({ length: count }, () => {
    const [praises, turned] = [next(2) === 1, next(3) === 0]
    const around = () => Array.from({ length: 2 + next(6) }, () => pick(filler))
    return { words: [...around(), ...(turned ? ['not'] : []), pick(praises ? good : bad), ...around()], favourable: praises !== turned }
  })
}

const divided = (reviews: readonly Review[], source: string, seed: number): Reviews => {
  const mixed = shuffled(reviews, seed)
  return { source, training: mixed.filter((_, i) => i % 10 !== 0), heldOut: mixed.filter((_, i) => i % 10 === 0) }
}

/** The files rt-polarity.pos and rt-polarity.neg of a folder, a review a line, where they are there. */
export function readReviews(folder: string, seed: number): Reviews {
  const files = [true, false].map(favourable => ({ favourable, path: join(folder, favourable ? 'rt-polarity.pos' : 'rt-polarity.neg') }))
  if (!files.every(({ path }) => existsSync(path))) return divided(madeUpReviews(3000), 'made-up reviews', seed)
  const reviews = files.flatMap(({ favourable, path }) =>
    readFileSync(path, 'latin1')
      .split('\n')
      .map(line => line.trim().split(/\s+/))
      .filter(words => words.length > 1)
      .map(words => ({ words, favourable })),
  )
  return divided(reviews, folder, seed)
}

/** Words by number, from 1: those that occur at least twice. 0 is any other. */
export function vocabularyOf(reviews: readonly Review[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const { words } of reviews) for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  const common = [...counts].filter(([, count]) => count >= 2).map(([word]) => word)
  return new Map(common.map((word, i) => [word, i + 1]))
}

export interface Batch {
  /** int32[batch, time], zeros behind the end. */
  readonly tokens: Int32Array
  readonly lengths: Int32Array
  readonly labels: Int32Array
}

/** Reviews as numbers, cut off at a length. */
export function batchOf(reviews: readonly Review[], vocabulary: ReadonlyMap<string, number>, time: number): Batch {
  const tokens = new Int32Array(reviews.length * time)
  for (const [i, { words }] of reviews.entries())
    tokens.set(
      words.slice(0, time).map(word => vocabulary.get(word) ?? 0),
      i * time,
    )
  return {
    tokens,
    lengths: Int32Array.from(reviews, ({ words }) => Math.min(words.length, time)),
    labels: Int32Array.from(reviews, ({ favourable }) => Number(favourable)),
  }
}
