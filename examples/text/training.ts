// A recurrent classifier learns reviews: one jitted step, and the accuracy over others.

import { jit, nn, optim, type random, type Tensor, tensor, tree, valueAndGrad } from 'tenet'
import { type SequenceModel, type SequenceModelOptions, type SequenceModelParameters, textClassifier } from 'tenet/models'
import { type Batch, batchOf, type Review } from './reviews.js'

export interface Plan {
  readonly cell: 'rnn' | 'lstm' | 'gru'
  readonly features: number
  readonly hiddenSize: number
  readonly dropout: number
  readonly batch: number
  /** Words that are read of a review. */
  readonly time: number
  readonly steps: number
  readonly learningRate: number
}

type Tokens = Tensor<[number, number], 'int32'>
type Row = Tensor<[number], 'int32'>

const tensorsOf = ({ tokens, lengths, labels }: Batch, time: number): readonly [Tokens, Row, Row] => [
  tensor(tokens, [lengths.length, time], 'int32'),
  tensor(lengths, [lengths.length], 'int32'),
  tensor(labels, [labels.length], 'int32'),
]

/** How much of the average of parameters stays from step to step. */
const memory = 0.995

export function trainingOf(plan: Plan, vocabulary: ReadonlyMap<string, number>) {
  const options: SequenceModelOptions = {
    vocabulary: vocabulary.size + 1,
    features: plan.features,
    hiddenSize: plan.hiddenSize,
    classes: 2,
    cell: plan.cell,
    dropout: plan.dropout,
  }
  const model: SequenceModel<SequenceModelOptions, false> = textClassifier(options)
  type Params = SequenceModelParameters<SequenceModelOptions>
  const optimizer = optim.chain(
    optim.clipByGlobalNorm(1),
    optim.adamw({ learningRate: optim.cosine(plan.learningRate, plan.steps, { end: plan.learningRate / 20 }), weightDecay: 0.01 }),
  )
  type State = ReturnType<typeof optimizer.init>

  /** Small word vectors at first: most words are rare, and what they begin with is noise that stays. */
  const init = (key: random.Key): Params => {
    const params = model.init(key)
    return { ...params, embedding: { weight: params.embedding.weight.mul(0.1) } }
  }

  const step = jit((params: Params, state: State, average: Params, tokens: Tokens, lengths: Row, labels: Row, key: random.Key) => {
    const loss = (p: Params) => nn.crossEntropy(model.train(p, tokens, key, lengths)[0], labels)
    const [value, gradients] = valueAndGrad(loss)(params)
    const [updates, next] = optimizer.update(gradients, state, params)
    const moved = optim.applyUpdates(params, updates)
    // Averages of parameters tell others apart better than the last ones.
    const mean = tree.zipWith([average, moved], (a, b) => a.mul(memory).add(b.mul(1 - memory)) as typeof a)
    return [moved, next, mean, value] as const
  })

  const correct = jit((params: Params, tokens: Tokens, lengths: Row, labels: Row) =>
    model.apply(params, tokens, lengths).argmax(1).equal(labels).cast('int32').sum(),
  )

  /** The part of reviews that are told apart. */
  const accuracy = (params: Params, reviews: readonly Review[]): number => {
    let right = 0
    for (let i = 0; i < reviews.length; i += 256)
      right += correct(params, ...tensorsOf(batchOf(reviews.slice(i, i + 256), vocabulary, plan.time), plan.time)).item()
    return right / reviews.length
  }

  const batch = (reviews: readonly Review[]) => tensorsOf(batchOf(reviews, vocabulary, plan.time), plan.time)
  return { model, optimizer, init, step, accuracy, batch }
}
