// The studies of sequences: vectors of words from their company, sentiment, tags, and series. Losses fall, and what each shows is there at a small size.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isRight } from 'fp-ts/lib/Either.js'
import { linalg, tensor } from 'tenet'
import { countTokens, nearestWords, readGlove, vocabulary, wordVectors } from 'tenet/data'
import { expect, test } from 'vitest'
import { vectorsOf, writeGlove } from '../../../examples/sentiment/vectors.js'
import sentiment from '../../../examples/sentiment.js'
import series, { madeUpSeries } from '../../../examples/series.js'
import { sentences, tagNames } from '../../../examples/tagging/sentences.js'
import tagging from '../../../examples/tagging.js'
import { runStudy } from './run-study.js'

const texts = ['cats purr softly', 'cats purr loudly', 'dogs bark softly', 'dogs bark loudly', 'cats purr', 'dogs bark'].map(text =>
  text.split(' '),
)
const words = vocabulary(countTokens(texts), { special: ['<unknown>'], unknown: '<unknown>' })

test('vectors: the matrix of information between words, of low rank', () => {
  const { words: known, vector } = vectorsOf(texts, words, { dimensions: 4, window: 5 })
  expect(known).toEqual(words.tokens.slice(1))
  // By the definition, in double precision: max(0, log(c(a, b) / (c(a) · p(b)))), p smoothed by the power of 0.75; then U · √S of its decomposition.
  const near = (a: string, b: string) => (a === b ? 0 : texts.filter(text => text.includes(a) && text.includes(b)).length)
  const often = known.map(a => known.reduce((sum, b) => sum + near(a, b), 0))
  const smoothed = often.reduce((sum, count) => sum + count ** 0.75, 0)
  const information = known.map((a, i) =>
    known.map((b, j) => Math.max(0, Math.log(near(a, b) / ((often[i] ?? 0) * ((often[j] ?? 0) ** 0.75 / smoothed))))),
  )
  const { u, s } = linalg.svd(tensor(information, 'float64'))
  const factors = u.mul(s.sqrt()).slice([], [0, 4])
  const unit = factors.div(factors.square().sum(1, { keepDims: true }).sqrt())
  // Directions have no sign of their own: cosines are compared. Two words of one row differ by what float32 leaves of the smallest of four directions.
  const cosines = unit.matmul(unit.transpose()).toArray()
  for (const [i, a] of known.entries())
    for (const [j, b] of known.entries()) {
      const cosine = vector(a).reduce((sum, x, d) => sum + x * (vector(b)[d] ?? 0), 0)
      expect(Math.abs(cosine - (cosines[i]?.[j] ?? Number.NaN)), `${a}, ${b}`).toBeLessThan(1e-3)
    }
})

test("vectors: a file of GloVe's holds them to five decimals", async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tenet-vectors-'))
  try {
    const path = join(folder, 'vectors.txt')
    const all = vectorsOf(texts, words, { dimensions: 4, window: 5 })
    await writeGlove(path, all)
    const read = await readGlove(path)
    if (!isRight(read)) throw read.left
    expect(read.right.words).toEqual(all.words)
    for (const word of all.words)
      for (const [d, x] of all.vector(word).entries()) expect(Math.abs((read.right.vector(word)[d] ?? Number.NaN) - x)).toBeLessThan(1e-5)
    expect(
      nearestWords(wordVectors(read.right.words, read.right.vectors), read.right.vector('cats'), { k: 1, without: ['cats'] }),
    ).toHaveLength(1)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

// A folder that is not there: reviews are made up.
const short = { steps: 100, labelled: 200, words: 60, features: 8, hidden: 8, lr: 0.01 }

test.each(['learned', 'given', 'frozen'] as const)('sentiment: with vectors that are %s the loss falls', async vectors => {
  const { logged, summary, progress } = await runStudy(sentiment, { ...short, vectors })
  expect(logged.length).toBe(2)
  expect(logged[1]?.loss).toBeLessThan(logged[0]?.loss ?? 0)
  expect(summary.predictions?.length).toBe(8)
  expect(progress.at(-1)).toBe(1)
})

test('tagging: sentences are functions of the seed, and what a name is shows elsewhere in them', () => {
  expect(sentences(20, 1)).toEqual(sentences(20, 1))
  expect(sentences(20, 1)).not.toEqual(sentences(20, 2))
  const kinds = new Map<string, Set<string>>()
  for (const { words: own, tags } of sentences(500, 0))
    for (const [i, word] of own.entries()) kinds.set(word, (kinds.get(word) ?? new Set()).add(tags[i] ?? ''))
  for (const name of ['paris', 'jordan']) expect([...(kinds.get(name) ?? [])].sort()).toEqual(['person', 'place'])
  expect([...(kinds.get('may') ?? [])].sort()).toEqual(['month', 'person'])
})

test('tagging: who reads in both directions finds what who reads forwards has to guess', async () => {
  const tiny = { sentences: 600, heldOut: 100, hidden: 12, epochs: 12, cell: 'gru' }
  const [both, forwards] = [await runStudy(tagging, tiny), await runStudy(tagging, { ...tiny, bidirectional: false })]
  expect(both.logged.at(-1)?.accuracy).toBeGreaterThan(0.98)
  expect(forwards.logged.at(-1)?.accuracy).toBeLessThan(0.97)
  const { confusion, predictions } = both.summary
  expect(confusion?.labels).toEqual(tagNames)
  expect(confusion?.counts.flat().reduce((a, b) => a + b, 0)).toBe(sentences(100, 1).reduce((sum, { words: own }) => sum + own.length, 0))
  expect(predictions?.[0]?.text).toBe(sentences(1, 1)[0]?.words.join(' '))
})

test.each(['linear', 'convolutional', 'recurrent'] as const)('series: a %s model does better than that all stays as it is', async model => {
  const { logged, summary } = await runStudy(series, { series: 'made-up', model, input: 24, epochs: 8, lr: 0.01 })
  expect(logged.at(-1)?.loss).toBeLessThan(logged[0]?.loss ?? 0)
  expect(logged.at(-1)?.error).toBeLessThan(summary.values?.errorOfLastValue ?? 0)
})

test('series: made-up ones are functions of the seed', () => {
  expect(madeUpSeries(50, 1)).toEqual(madeUpSeries(50, 1))
  expect(madeUpSeries(50, 1)).not.toEqual(madeUpSeries(50, 2))
})

test.each([
  ['a batch larger than what is labelled', sentiment, { labelled: 10 }, 'batch: it must be at most the 10 labelled reviews; got 32'],
  [
    'a folder without reviews',
    sentiment,
    { data: 'nowhere' },
    'data: there must be rt-polarity.pos and rt-polarity.neg in the folder; got nowhere',
  ],
  ['a batch larger than the sentences', tagging, { sentences: 8 }, 'batch: it must be at most the 8 sentences to learn from; got 32'],
  [
    'windows longer than the series',
    series,
    { series: 'made-up', input: 200 },
    'input: 200 months to look at and 12 to foretell need 1060 in all; the series has 600',
  ],
  ['a folder without series', series, { data: 'nowhere' }, join('nowhere', 'monthly-sunspots.csv')],
] as const)('refuses %s', async (_, study, given, message) => {
  await expect(runStudy(study, given)).rejects.toThrow(message)
})
