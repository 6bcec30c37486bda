// Sentiment, many to one: a recurrent net tells favourable reviews from others. Its word vectors are learned with the rest, or given: made from all texts
// without their labels, written and read as a file of GloVe's, and then trained further or frozen. Frozen, they keep it from learning a few labelled reviews
// by heart. Run: npx tenet run examples/sentiment.ts --vectors learned,given,frozen --labelled 500,9000
//      npx tenet compare runs/sentiment

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ArgumentError } from 'tenet'
import { countTokens, embeddingWeight, nearestWords, readGlove, type Vocabulary, vocabulary } from 'tenet/data'
import { experiment, option } from 'tenet/experiment'
import { sentimentStudy } from './sentiment/study.js'
import { vectorsOf, writeGlove } from './sentiment/vectors.js'
import { record } from './studies/record.js'
import { readReviews } from './text/reviews.js'

const nearby = '../shared/data/text'

function reviewsIn(folder: string | null, seed: number) {
  if (folder !== null && !existsSync(join(folder, 'rt-polarity.pos')))
    throw new ArgumentError(`data: there must be rt-polarity.pos and rt-polarity.neg in the folder; got ${folder}`)
  return readReviews(folder ?? nearby, seed)
}

/** Vectors by way of a file, as vectors from elsewhere would come. */
async function givenVectors(texts: readonly (readonly string[])[], words: Vocabulary, dimensions: number, path: string) {
  await writeGlove(path, vectorsOf(texts, words, { dimensions, window: 5 }))
  const read = await readGlove(path, { vocabulary: words })
  if (read._tag === 'Left') throw read.left
  for (const word of ['funny', 'moving', 'film'].filter(each => read.right.indexOf(each) !== undefined)) {
    const near = nearestWords(read.right, read.right.vector(word), { k: 5, without: [word] })
    console.log(`nearest to ${word}: ${near.map(({ word: other }) => other).join(', ')}`)
  }
  return embeddingWeight(read.right, words)
}

export default experiment({
  description: 'A recurrent net learns from a few or many labelled reviews, with word vectors that are learned or given.',
  options: {
    vectors: option.choice('given', ['learned', 'given', 'frozen'], {
      description: 'learned: random at first; given: made from all texts',
    }),
    labelled: option.int(500, { min: 1, description: 'reviews whose labels are learned from' }),
    cell: option.choice('gru', ['rnn', 'lstm', 'gru']),
    features: option.int(64, { min: 1, description: 'numbers a word vector' }),
    hidden: option.int(32, { min: 1, description: 'size of the recurrent net, in each direction' }),
    words: option.int(4000, { min: 10, description: 'words that are told apart, the most frequent ones' }),
    batch: option.int(32, { min: 1 }),
    steps: option.int(400, { min: 1 }),
    lr: option.float(3e-3, { min: 0 }),
    data: option.optional(option.path(), null, {
      description: 'a folder with rt-polarity.pos and rt-polarity.neg; none: ../shared/data/text if it is there, else made-up reviews',
    }),
  },
  async run({ vectors, labelled, cell, features, hidden, words: size, batch, steps, lr, data }, context) {
    const { training, heldOut } = reviewsIn(data, context.seed)
    if (batch > Math.min(labelled, training.length))
      throw new ArgumentError(`batch: it must be at most the ${Math.min(labelled, training.length)} labelled reviews; got ${batch}`)
    const texts = training.map(({ words }) => words)
    const words = vocabulary(countTokens(texts), { special: ['<pad>', '<unknown>'], unknown: '<unknown>', minCount: 2, maxSize: size })
    const given = vectors === 'learned' ? null : await givenVectors(texts, words, features, join(context.folder, 'vectors.txt'))
    const plan = { cell, features, hiddenSize: hidden, batch, steps, learningRate: lr, frozen: vectors === 'frozen' }
    await record(sentimentStudy(plan, { labelled: training.slice(0, labelled), heldOut }, words, given, context), context)
  },
})
