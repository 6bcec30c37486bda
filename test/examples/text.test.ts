// The parts of the text example: reviews as numbers, and a classifier that learns what a `not` does.

import { random } from 'tenet'
import { expect, test } from 'vitest'
import { batchOf, madeUpReviews, readReviews, shuffled, vocabularyOf } from '../../examples/text/reviews.js'
import { trainingOf } from '../../examples/text/training.js'

test('words that occur twice have numbers, others are 0, and lengths are cut off', () => {
  const reviews = [
    { words: ['a', 'fine', 'film'], favourable: true },
    { words: ['a', 'dull', 'film', 'a'], favourable: false },
  ]
  const vocabulary = vocabularyOf(reviews)
  expect([...vocabulary]).toEqual([
    ['a', 1],
    ['film', 2],
  ])
  const { tokens, lengths, labels } = batchOf(reviews, vocabulary, 3)
  expect([...tokens]).toEqual([1, 0, 2, 1, 0, 2])
  expect([...lengths]).toEqual([3, 3])
  expect([...labels]).toEqual([1, 0])
})

test('the order is that of the seed, and nothing is lost; made-up reviews stand in for missing files', () => {
  const items = Array.from({ length: 50 }, (_, i) => i)
  expect(shuffled(items, 3)).toEqual(shuffled(items, 3))
  expect(shuffled(items, 3)).not.toEqual(shuffled(items, 4))
  expect([...shuffled(items, 3)].sort((a, b) => a - b)).toEqual(items)
  const { source, training, heldOut } = readReviews('nowhere', 0)
  expect([source, training.length, heldOut.length]).toEqual(['made-up reviews', 2700, 300])
})

test('a GRU learns to tell made-up reviews apart, which no count of words can', () => {
  const reviews = madeUpReviews(1200)
  const [training, heldOut] = [reviews.slice(0, 1000), reviews.slice(1000)]
  const vocabulary = vocabularyOf(training)
  const plan = { cell: 'gru', features: 12, hiddenSize: 12, dropout: 0, batch: 50, time: 18, steps: 240, learningRate: 1e-2 } as const
  const { optimizer, init, step, accuracy, batch } = trainingOf(plan, vocabulary)
  let params = init(random.key(0))
  let state = optimizer.init(params)
  for (let i = 0; i < plan.steps; i++) {
    const from = (i * plan.batch) % training.length
    ;[params, state] = step(params, state, params, ...batch(training.slice(from, from + plan.batch)), random.key(i))
  }
  // A third of the judgements are turned round: words alone give two thirds.
  expect(accuracy(params, heldOut)).toBeGreaterThan(0.95)
})
