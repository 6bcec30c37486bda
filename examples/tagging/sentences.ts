// Sentences that this program makes, and a tag for each word: whether it names a person, a place, a month, or nothing. Many names are several of these:
// what they are here is said by words around them, which may come later.

import { draws, exampleKey } from 'tenet/data'

export const tagNames = ['other', 'person', 'place', 'month'] as const
export type Tag = (typeof tagNames)[number]

export interface Sentence {
  readonly words: readonly string[]
  readonly tags: readonly Tag[]
}

/** Each of these is a person or a place; those in the second row a person or a month. */
const names = ['paris', 'florence', 'austin', 'sydney', 'jordan', 'chelsea', 'victoria', 'georgia'] as const
const months = ['april', 'may', 'june', 'august'] as const
/** What may stand between a name and what tells what it is. */
const asides = ['', '', ', they say ,', ', as we know ,', ', to this day ,', ', of course ,'] as const

type Draw = ReturnType<typeof draws>
type Part = readonly [words: string, tag: Tag]

const pick = <T>({ integer }: Draw, list: readonly T[]): T => list[integer(0, list.length)] as T

/** A name at the start is known only by what follows it. */
function clause(random: Draw): readonly Part[] {
  const subject = pick(random, [...names, ...months])
  const aside: Part = [pick(random, asides), 'other']
  const place = (): Part => [pick(random, names), 'place']
  const kind = random.integer(0, 3)
  if (kind === 0)
    return [
      [subject, 'person'],
      aside,
      [pick(random, ['married in', 'moved to', 'has never seen']), 'other'],
      place(),
      ['in', 'other'],
      [pick(random, months), 'month'],
    ]
  if (kind === 1 && (names as readonly string[]).includes(subject))
    return [[subject, 'place'], aside, [pick(random, ['lies north of', 'is smaller than', 'is far from']), 'other'], place()]
  const month = pick(random, months)
  return [[month, 'month'], aside, [pick(random, ['is cold in', 'was too dry for', 'brought snow to']), 'other'], place()]
}

/** The i-th sentence of a seed: one clause or two. */
export function sentence(seed: number, i: number): Sentence {
  const random = draws(exampleKey(seed, 0, i))
  const parts = random.bernoulli(0.5)
    ? clause(random)
    : [...clause(random), [pick(random, ['and', 'but', 'while']), 'other'] as const, ...clause(random)]
  const tagged = parts.flatMap(([words, tag]) =>
    words
      .split(' ')
      .filter(word => word !== '')
      .map(word => [word, tag] as const),
  )
  return { words: tagged.map(([word]) => word), tags: tagged.map(([, tag]) => tag) }
}

export const sentences = (count: number, seed: number): readonly Sentence[] => Array.from({ length: count }, (_, i) => sentence(seed, i))
