// A network learns classes of images: the run of epochs that the studies of images share, what each of them measures, and what is shown in the end.

import { type Fit, fit, metrics, nn, type optim, type Tensor, type Trainable, type TrainState, train } from 'tenet'
import { augment, batch, type Dataset, images, type LabelledImage, map, shuffle, take } from 'tenet/data'
import type { GivenSummary, RunContext } from 'tenet/experiment'
import type { ImageExamples } from './images.js'
import type { Study } from './record.js'

type Logits = Tensor<[number, number], 'float32'>
type Labels = Tensor<[number], 'int32'>

/** A network from images to logits; X says of which sizes. */
export type ImageNetwork<P, X> = Trainable<P, X, Logits>

export interface Plan {
  readonly epochs: number
  readonly batch: number
  /** Whether images to learn from are moved by up to an eighth of a side and mirrored, another way in every epoch. */
  readonly augment: boolean
}

/** What is known after an epoch. */
export type Measured = {
  /** The mean of the losses of the steps. */
  readonly loss: number
  /** The share of right classes among a part of the images that were learned from, as they are. */
  readonly trainingAccuracy: number
  /** The share among images held out, and the mean of their losses. */
  readonly accuracy: number
  readonly heldOutLoss: number
}

/** Means and deviations of the channels of CIFAR-10's training images; near enough for others. */
const normalization = { mean: [0.4914, 0.4822, 0.4465], std: [0.247, 0.2435, 0.2616] }
const asIs = images.toTensor(normalization)

/** So many of the images to learn from are judged after an epoch, at most. */
const judged = 1000
const atOnce = 250
/** So many images are shown with what the network takes them for, half of them mistakes where there are as many. */
const shown = 12

type Examples = Dataset<LabelledImage>
type Prepared = Dataset<ReturnType<typeof asIs<LabelledImage>>>

const labelOf = ({ label }: LabelledImage): number => label.data[0] ?? 0

/**
 * A network, and how it learns these images, as a study.
 * @throws ArgumentError when a number of the plan is out of range
 */
export function classification<P, S, X>(
  network: ImageNetwork<P, X>,
  optimizer: optim.Optimizer<S>,
  { classes, training, heldOut }: ImageExamples,
  { epochs, batch: size, augment: changing }: Plan,
  { key, seed, picture }: Pick<RunContext, 'key' | 'seed' | 'picture'>,
): Study<P, S, number> {
  const trainer = train(network, (logits: Logits, labels: Labels) => nn.crossEntropy(logits, labels), optimizer)
  const side = training.get(0).image.shape[0]
  const moved = images.compose(images.randomCrop(side, { padding: side >> 3 }), images.randomHorizontalFlip(), asIs)
  // A network refuses images of another size than its own.
  const batches = (examples: Prepared, count: number, last: 'drop' | 'keep') =>
    map(batch(examples, count, { last }), ({ image, label }) => ({ x: image as X, y: label }))
  const unchanged = (examples: Examples) => batches(map(examples, asIs), atOnce, 'keep')
  const judgedBy = (state: TrainState<P, S>, examples: Examples) =>
    map(unchanged(examples), ({ x, y }) => ({ predictions: trainer.predict(state, x), targets: y }))

  const fitting: Fit<P, S, number> = fit(trainer, {
    epochs,
    batches(epoch) {
      const turn = { seed, epoch }
      return batches(shuffle(changing ? augment(training, turn, moved) : map(training, asIs), turn), size, 'drop')
    },
    validation: () => unchanged(heldOut),
    metric: metrics.accuracy(),
    reportEvery: 8,
  })
  // Of all classes, which come one after the other.
  const some = take(shuffle(training, { seed }), Math.min(judged, training.length))

  return {
    fitting,
    start: fitting.init(key),
    epochs,
    steps: Math.floor(training.length / size),
    async measure({ loss, validation, state }): Promise<Measured> {
      const trainingAccuracy = await metrics.evaluate(metrics.accuracy(), judgedBy(state.train, some))
      return { loss, trainingAccuracy, accuracy: validation?.metric ?? Number.NaN, heldOutLoss: validation?.loss ?? Number.NaN }
    },
    async outcome(state): Promise<GivenSummary> {
      const parts = [...judgedBy(state, heldOut)]
      const counts = await metrics.evaluate(metrics.confusionMatrix({ classes: classes.length }), parts)
      const found = parts.flatMap(({ predictions }) => {
        const probabilities = predictions.softmax(1)
        const best = probabilities.max(1).toArray()
        return probabilities
          .argmax(1)
          .toArray()
          .map((label, i) => ({ label, probability: best[i] ?? 0 }))
      })
      const wrong = found.map(({ label }, i) => label !== labelOf(heldOut.get(i)))
      const places = (mistaken: boolean) => wrong.flatMap((is, i) => (is === mistaken ? [i] : [])).slice(0, shown / 2)
      const predictions = await Promise.all(
        [...places(true), ...places(false)].map(async i => {
          const example = heldOut.get(i)
          const [height, width, channels] = example.image.shape
          const name = `held-out-${i}`
          await picture(name, { width, height, channels, data: example.image.data })
          const { label, probability } = found[i] ?? { label: 0, probability: 0 }
          return { expected: classes[labelOf(example)] ?? '', predicted: classes[label] ?? '', confidence: probability, picture: name }
        }),
      )
      return { values: { parameters: nn.countParameters(state.params) }, confusion: { labels: classes, counts }, predictions }
    },
  }
}
