// A recurrent tagger learns sentences: a tag for each word, and nothing for what batches are filled up with.

import { compress, fit, metrics, nn, optim, type Tensor, type Trainable, train } from 'tenet'
import { countTokens, fromArray, group, map, ndArray, padded, shuffle, vocabulary } from 'tenet/data'
import type { RunContext } from 'tenet/experiment'
import { type SequenceModelOptions, type SequenceModelParameters, tagger } from 'tenet/models'
import type { Study } from '../studies/record.js'
import { type Sentence, tagNames } from './sentences.js'

export interface Plan {
  readonly cell: 'rnn' | 'lstm' | 'gru'
  readonly bidirectional: boolean
  readonly hiddenSize: number
  readonly epochs: number
  readonly batch: number
  readonly learningRate: number
}

interface Words {
  readonly values: Tensor<[number, number], 'int32'>
  readonly lengths: Tensor<[number], 'int32'>
}
type Parameters = SequenceModelParameters<SequenceModelOptions>
type Logits = Tensor<[number, number, number], 'float32'>
type Tags = Tensor<[number, number], 'int32'>
type State = optim.StateOf<optim.Optimizer<unknown>>

/** What stands behind the end of a sentence: the loss leaves it out. */
const none = -100
const atOnce = 128

/** Each word as an example of its own. */
const rows = (logits: Logits): Tensor<[number, number], 'float32'> =>
  logits.reshape([-1, tagNames.length]) as Tensor<[number, number], 'float32'>

export function taggingStudy(
  plan: Plan,
  { training, heldOut }: { readonly training: readonly Sentence[]; readonly heldOut: readonly Sentence[] },
  { key, seed }: Pick<RunContext, 'key' | 'seed'>,
): Study<Parameters, State, number> {
  const { cell, bidirectional, hiddenSize, epochs, batch: size, learningRate } = plan
  const words = vocabulary(countTokens(training.map(each => each.words)), { special: ['<pad>', '<unknown>'], unknown: '<unknown>' })
  const length = Math.max(...[...training, ...heldOut].map(each => each.words.length))
  const encoded = (list: readonly Sentence[]) =>
    map(fromArray(list), ({ words: own, tags }) => ({
      tokens: words.encode(own),
      tags: ndArray(
        [tags.length],
        'int32',
        Int32Array.from(tags, tag => tagNames.indexOf(tag)),
      ),
    }))
  const batches = (from: ReturnType<typeof encoded>, count: number, last: 'drop' | 'keep') =>
    map(map(group(from, count, { last }), padded({ tokens: 0, tags: none }, { length })), ({ tokens, tags }) => ({
      x: { values: tokens.values, lengths: tokens.lengths } as Words,
      y: tags.values as Tags,
    }))

  const options: SequenceModelOptions = { vocabulary: words.size, features: 16, hiddenSize, classes: tagNames.length, cell, bidirectional }
  const model = tagger(options)
  const network: Trainable<Parameters, Words, Logits> = {
    init: k => model.init(k),
    apply: (params, { values, lengths }) => model.apply(params, values, lengths),
    train: (params, { values, lengths }, k) => model.train(params, values, k, lengths),
  }
  const steps = Math.floor(training.length / size)
  const moving = optim.chain(optim.clipByGlobalNorm(1), optim.adamw({ learningRate: optim.cosine(learningRate, epochs * steps) }))
  const loss = (logits: Logits, tags: Tags) =>
    nn.crossEntropy(rows(logits), tags.ravel() as Tensor<[number], 'int32'>, { ignoreIndex: none })
  const trainer = train(network, loss, moving as optim.Optimizer<State>)
  const [own, others] = [encoded(training), encoded(heldOut)]

  /** The words that there are, without what batches are filled up with. */
  const wordsOf = ({ predictions, targets }: { readonly predictions: Logits; readonly targets: Tags }) => {
    const tags = targets.ravel()
    const there = tags.notEqual(none)
    return { predictions: compress(there, rows(predictions)), targets: compress(there, tags) }
  }
  const fitting = fit(trainer, {
    epochs,
    batches: epoch => batches(shuffle(own, { seed, epoch }), size, 'drop'),
    validation: () => batches(others, atOnce, 'keep'),
    metric: metrics.contramap(metrics.accuracy(), wordsOf),
    reportEvery: 10,
  })
  return {
    fitting,
    start: fitting.init(key),
    epochs,
    steps,
    measure: ({ loss, validation }) => ({ loss, accuracy: validation?.metric ?? Number.NaN, heldOutLoss: validation?.loss ?? Number.NaN }),
    async outcome(state) {
      const parts = [...batches(others, atOnce, 'keep')].map(({ x, y }) => wordsOf({ predictions: trainer.predict(state, x), targets: y }))
      const judged = metrics.all({
        confusion: metrics.confusionMatrix({ classes: tagNames.length }),
        f1: metrics.f1({ classes: tagNames.length }),
      })
      const { confusion, f1 } = await metrics.evaluate(judged, parts)
      const found = parts.flatMap(({ predictions }) => predictions.argmax(1).toArray())
      let place = 0
      const predictions = heldOut.slice(0, 8).map(({ words: own, tags }) => {
        const taken = own.map(() => tagNames[found[place++] ?? 0])
        const named = (list: readonly (string | undefined)[]): string =>
          own.flatMap((word, i) => (tags[i] === 'other' && taken[i] === 'other' ? [] : [`${word}: ${list[i]}`])).join(', ')
        return { expected: named(tags), predicted: named(taken), text: own.join(' ') }
      })
      return {
        values: { parameters: nn.countParameters(state.params), f1 },
        confusion: { labels: tagNames, counts: confusion },
        predictions,
      }
    },
  }
}
