// A recurrent classifier learns from so many labelled reviews, its word vectors learned with the rest, or given: to begin with, or for good.

import { fit, metrics, nn, optim, type random, type Tensor, type Trainable, tensor, train } from 'tenet'
import { type Dataset, fromArray, generate, group, map, type NdArray, padded, scalar, shuffle, type Vocabulary } from 'tenet/data'
import type { RunContext } from 'tenet/experiment'
import { type SequenceModelOptions, type SequenceModelParameters, textClassifier } from 'tenet/models'
import type { Study } from '../studies/record.js'
import type { Review } from '../text/reviews.js'

export interface Plan {
  readonly cell: 'rnn' | 'lstm' | 'gru'
  readonly features: number
  readonly hiddenSize: number
  readonly batch: number
  readonly steps: number
  readonly learningRate: number
  /** Whether word vectors stay as they begin. */
  readonly frozen: boolean
}

interface Words {
  readonly values: Tensor<[number, number], 'int32'>
  readonly lengths: Tensor<[number], 'int32'>
}
type Parameters = SequenceModelParameters<SequenceModelOptions>
type AnyState = optim.StateOf<optim.Optimizer<unknown>>

/** Words that are read of a review. */
const time = 48
/** Of held-out reviews at once; and steps from one look at them to the next. */
const [atOnce, between] = [256, 50]

const verdicts = ['unfavourable', 'favourable'] as const

/** Reviews as numbers of words. */
const encoded = (reviews: readonly Review[], vocabulary: Vocabulary) =>
  map(fromArray(reviews), ({ words, favourable }) => ({
    tokens: vocabulary.encode(words.slice(0, time)),
    label: scalar(Number(favourable), 'int32'),
  }))

const batches = (reviews: ReturnType<typeof encoded>, size: number) =>
  map(map(group(reviews, size), padded({ tokens: 0 }, { length: time })), ({ tokens, label }) => ({
    x: { values: tokens.values, lengths: tokens.lengths } as Words,
    y: label,
  }))

/** The steps of a round: full batches of one pass over the reviews after the other, each in an order of its own. */
function roundOf<A>(
  reviews: Dataset<A>,
  { batch, seed, round }: { readonly batch: number; readonly seed: number; readonly round: number },
) {
  const inPass = Math.floor(reviews.length / batch)
  return generate(between * batch, i => {
    const place = round * between * batch + i
    const epoch = Math.floor(place / (inPass * batch))
    return shuffle(reviews, { seed, epoch }).get(place % (inPass * batch))
  })
}

/**
 * The study of one setting.
 * @param vectors of the words of the vocabulary; `null`: small random ones
 */
export function sentimentStudy(
  plan: Plan,
  { labelled, heldOut }: { readonly labelled: readonly Review[]; readonly heldOut: readonly Review[] },
  vocabulary: Vocabulary,
  vectors: NdArray<[number, number], 'float32'> | null,
  { key, seed }: Pick<RunContext, 'key' | 'seed'>,
): Study<Parameters, AnyState, number> {
  const { cell, features, hiddenSize, batch, steps, learningRate } = plan
  const model = textClassifier({
    vocabulary: vocabulary.size,
    features,
    hiddenSize,
    classes: 2,
    cell,
    dropout: 0.5,
  } as SequenceModelOptions)
  const network: Trainable<Parameters, Words, Tensor<[number, number], 'float32'>> = {
    init(k: random.Key) {
      const params = model.init(k)
      // Most words are rare, and what their vectors begin with is noise that stays: little of it.
      const weight = vectors === null ? params.embedding.weight.mul(0.1) : tensor(vectors.data, vectors.shape)
      return { ...params, embedding: { weight } }
    },
    apply: (params, { values, lengths }) => model.apply(params, values, lengths),
    train: (params, { values, lengths }, k) => model.train(params, values, k, lengths),
  }
  const moving = optim.chain(
    optim.clipByGlobalNorm(1),
    optim.adamw({ learningRate: optim.cosine(learningRate, steps, { end: learningRate / 20 }), weightDecay: 0.01 }),
  )
  // With some frozen or none, the state is a tree of tensors.
  const optimizer = (plan.frozen ? optim.freeze(/^embedding/, moving) : moving) as optim.Optimizer<AnyState>
  const trainer = train(
    network,
    (logits: Tensor<[number, number], 'float32'>, labels: Tensor<[number], 'int32'>) => nn.crossEntropy(logits, labels),
    optimizer,
  )
  const [training, others] = [encoded(labelled, vocabulary), encoded(heldOut, vocabulary)]
  const fitting = fit(trainer, {
    epochs: Math.max(1, Math.round(steps / between)),
    batches: round => batches(roundOf(training, { batch, seed, round }), batch),
    validation: () => batches(others, atOnce),
    metric: metrics.accuracy(),
    reportEvery: 10,
  })
  return {
    fitting,
    start: fitting.init(key),
    epochs: Math.max(1, Math.round(steps / between)),
    steps: between,
    measure: ({ loss, validation }) => ({ loss, accuracy: validation?.metric ?? Number.NaN, heldOutLoss: validation?.loss ?? Number.NaN }),
    async outcome(state) {
      const parts = [...map(batches(others, atOnce), ({ x, y }) => ({ predictions: trainer.predict(state, x).softmax(1), targets: y }))]
      const counts = await metrics.evaluate(metrics.confusionMatrix({ classes: 2 }), parts)
      const found = parts.flatMap(({ predictions }) => predictions.toArray())
      const predictions = heldOut.slice(0, 8).map(({ words, favourable }, i) => {
        const [against = 0, inFavour = 0] = found[i] ?? []
        return {
          expected: verdicts[Number(favourable) as 0 | 1],
          predicted: verdicts[Number(inFavour > against) as 0 | 1],
          confidence: Math.max(against, inFavour),
          text: words.join(' '),
        }
      })
      return { values: { parameters: nn.countParameters(state.params) }, confusion: { labels: verdicts, counts }, predictions }
    },
  }
}
