// An LSTM learns to tell favourable reviews from others, word vectors included. Run: node dist/examples/text.js [--data FOLDER] [--cell lstm|gru|rnn]

import { random } from 'tenet'
import { argumentsOf, refuse } from './arguments.js'
import { progress } from './lenet/progress.js'
import { readReviews, shuffled, vocabularyOf } from './text/reviews.js'
import { type Plan, trainingOf } from './text/training.js'

const usage = 'usage: node dist/examples/text.js [--data FOLDER] [--cell lstm|gru|rnn] [--epochs N] [--seed N]'
const values = argumentsOf(usage, {
  data: { type: 'string', default: '../shared/data/text' },
  cell: { type: 'string', default: 'lstm' },
  epochs: { type: 'string', default: '8' },
  seed: { type: 'string', default: '0' },
})
const { cell } = values
if (cell !== 'lstm' && cell !== 'gru' && cell !== 'rnn') refuse(usage, `--cell must be lstm, gru or rnn; got ${cell}`)
const [epochs, seed] = [Number(values.epochs), Number(values.seed)]
if (!Number.isInteger(epochs) || epochs < 1) refuse(usage, `--epochs must be a positive integer; got ${values.epochs}`)

const { source, training, heldOut } = readReviews(values.data, seed)
const vocabulary = vocabularyOf(training)
const batchSize = 64
const perEpoch = Math.floor(training.length / batchSize)
const plan: Plan = {
  cell,
  features: 64,
  hiddenSize: 64,
  dropout: 0.5,
  batch: batchSize,
  time: 48,
  steps: epochs * perEpoch,
  learningRate: 3e-3,
}
console.log(`${source}: ${training.length} to learn from, ${heldOut.length} held out; ${vocabulary.size} words`)

const { optimizer, init, step, accuracy, batch } = trainingOf(plan, vocabulary)
let params = init(random.key(seed))
let state = optimizer.init(params)
let average = params
for (let epoch = 0; epoch < epochs; epoch++) {
  const bar = progress(`epoch ${epoch + 1}/${epochs}`, perEpoch * batchSize, 'reviews')
  const order = shuffled(training, seed + epoch + 1)
  for (let i = 0; i < perEpoch; i++) {
    const key = random.foldIn(random.key(seed + 1), epoch * perEpoch + i)
    const [moved, next, mean, loss] = step(params, state, average, ...batch(order.slice(i * batchSize, (i + 1) * batchSize)), key)
    params = moved
    state = next
    average = mean
    if (i % 16 === 15) {
      bar.update((i + 1) * batchSize, `loss ${loss.item().toFixed(3)}`)
      await new Promise(setImmediate)
    }
  }
  bar.finish(`held-out accuracy ${(100 * accuracy(average, heldOut)).toFixed(2)} %`)
}
