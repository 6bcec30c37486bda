// LeNet-5 learns handwritten digits: a jitted training step, held-out accuracy after every epoch, the curves and a sheet of predictions
// as a picture, and a checkpoint that a stopped run resumes from to the same bits.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { currentDevice, jit, nn, optim, random, type Tensor, useDevice, valueAndGrad } from 'tenet'
import { batch as batchesOf, shuffle } from 'tenet/data'
import { shifted } from './lenet/augment.js'
import { loadRun, type Resumed, saveRun } from './lenet/checkpoint.js'
import { type DigitSet, readDigits } from './lenet/digits.js'
import { type Options, readOptions, UsageError, usage } from './lenet/options.js'
import { drawPicture } from './lenet/picture.js'
import { planFor } from './lenet/plan.js'
import { progress } from './lenet/progress.js'

const lenet = nn.model(
  [1, 28, 28],
  ['conv1', nn.conv2d(6, 5, { padding: 2 })],
  nn.tanh,
  nn.avgPool2d(2),
  ['conv2', nn.conv2d(16, 5)],
  nn.tanh,
  nn.avgPool2d(2),
  nn.flatten,
  ['fc1', nn.linear(120)],
  nn.tanh,
  ['fc2', nn.linear(84)],
  nn.tanh,
  ['fc3', nn.linear(10)],
)

type Params = ReturnType<typeof lenet.init>

/** Bytes to mean 0 and deviation 1, as MNIST is. */
const normalize = <B extends number>(images: Tensor<[B, 1, 28, 28], 'uint8'>) => images.cast('float32').div(255).sub(0.1307).div(0.3081)

const predict = jit((params: Params, images: Tensor<[number, 1, 28, 28], 'uint8'>) => lenet.apply(params, normalize(images)).argmax(1))

/** The predicted digit of every example. */
function predictions(params: Params, digits: DigitSet): number[] {
  return [...batchesOf(digits, 250)].flatMap(({ image }) => Array.from(predict(params, image).dataSync()))
}

const labelsOf = (digits: DigitSet): number[] => Array.from(digits, ({ label }) => label.data[0] ?? 0)

const accuracyOf = (predicted: readonly number[], labels: readonly number[]): number =>
  predicted.filter((digit, i) => digit === labels[i]).length / predicted.length

async function main(given: Options): Promise<void> {
  if (given.device !== undefined) useDevice(given.device)
  const device = currentDevice()
  const { plan: options, examples } = planFor(given, await readDigits(given.data, given.seed), device)
  const { training, heldOut, source } = examples
  const perEpoch = Math.floor(training.length / options.batch)
  if (perEpoch === 0) throw new UsageError(`--batch must be at most the ${training.length} training digits; got ${options.batch}`)

  const optimizer = optim.adamw({ learningRate: optim.cosine(options.learningRate, options.epochs * perEpoch), weightDecay: 0.02 })
  const initial = lenet.init(random.key(options.seed))
  type State = ReturnType<typeof optimizer.init>

  const step = jit((params: Params, state: State, images: Tensor<[number, 1, 28, 28], 'uint8'>, labels: Tensor<[number], 'int32'>) => {
    const loss = (p: Params) => nn.crossEntropy(lenet.apply(p, normalize(images)), labels)
    const [value, gradients] = valueAndGrad(loss)(params)
    const [updates, next] = optimizer.update(gradients, state, params)
    return [optim.applyUpdates(params, updates), next, value] as const
  })

  mkdirSync(options.out, { recursive: true })
  const checkpoint = join(options.out, 'checkpoint.safetensors')
  console.log(`LeNet-5 on ${source}: ${training.length} to learn from, ${heldOut.length} held out; device ${device}`)

  let trained = { params: initial, state: optimizer.init(initial) }
  let position = { epoch: 0, batch: 0, losses: [] as readonly number[], accuracies: [] as readonly number[] }
  const resumed = await loadRun(checkpoint, trained, options, source)
  if (typeof resumed === 'string') {
    if (resumed !== '') console.log(resumed)
  } else {
    trained = resumed.trained
    position = resumed
    console.log(
      resumed.epoch >= options.epochs
        ? `${checkpoint} is of this run, finished: nothing left to learn (--out for another folder)`
        : `going on from ${checkpoint}: epoch ${resumed.epoch + 1}, batch ${resumed.batch + 1}`,
    )
  }

  let stopping = false
  const stop = (): void => {
    if (stopping) process.exit(130)
    stopping = true
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)

  const started = performance.now()
  for (let { epoch } = position; epoch < options.epochs; epoch++) {
    const bar = progress(`epoch ${String(epoch + 1).padStart(2)}/${options.epochs}`, perEpoch * options.batch, 'digits')
    const order = { seed: options.seed, epoch }
    const losses = [...position.losses]
    // Losses are read a few steps late, so that the next steps are under way meanwhile.
    let unread: Tensor<[], 'float32'>[] = []
    const readLosses = (): void => {
      for (const loss of unread) losses.push(loss.item())
      unread = []
    }
    let batch = 0
    for (const { image, label } of batchesOf(shuffle(shifted(training, options.seed, epoch), order), options.batch, { last: 'drop' })) {
      if (batch++ < position.batch) continue
      const [params, state, loss] = step(trained.params, trained.state, image, label)
      trained = { params, state }
      unread.push(loss)
      if (unread.length >= (device === 'reference' ? 1 : 16) || batch === perEpoch) {
        readLosses()
        bar.update(batch * options.batch, `loss ${losses.at(-1)?.toFixed(3)}`)
        await new Promise(setImmediate)
      }
      if (stopping) break
    }
    readLosses()
    if (stopping && batch < perEpoch) {
      position = { ...position, epoch, batch, losses }
      bar.finish('stopped')
      await saveRun(checkpoint, trained, position, options, source)
      console.log(`stopped; ${checkpoint} holds everything, the same command goes on from it`)
      process.exit(130)
    }
    const accuracy = accuracyOf(predictions(trained.params, heldOut), labelsOf(heldOut))
    const mean = losses.slice(-perEpoch).reduce((a, b) => a + b, 0) / perEpoch
    bar.finish(`loss ${mean.toFixed(4)}, held-out accuracy ${(100 * accuracy).toFixed(2)} %`)
    position = { epoch: epoch + 1, batch: 0, losses, accuracies: [...position.accuracies, accuracy] }
    await saveRun(checkpoint, trained, position, options, source)
    if (stopping) {
      console.log(`stopped; ${checkpoint} holds everything, the same command goes on from it`)
      process.exit(130)
    }
  }
  const seconds = (performance.now() - started) / 1000

  const predicted = predictions(trained.params, heldOut)
  const accuracy = accuracyOf(predicted, labelsOf(heldOut))
  const picture = join(options.out, 'lenet.svg')
  const sheet = {
    images: Buffer.concat(Array.from(heldOut, ({ image }) => image.data)),
    labels: labelsOf(heldOut),
    predictions: predicted,
  }
  writeFileSync(picture, drawPicture(position, sheet, `LeNet-5: ${(100 * accuracy).toFixed(2)} % on held-out digits`))
  verify(await loadRun(checkpoint, trained, options, source), trained, heldOut)
  console.log(`${(100 * accuracy).toFixed(2)} % of held-out digits right after ${seconds.toFixed(1)} s of training`)
  console.log(`${checkpoint}  written, read again: equal outputs\n${picture}  the curves and a sheet of predictions`)
}

/** The checkpoint, read again, must give the same outputs to the bit. */
function verify(read: Resumed<{ readonly params: Params }> | string, trained: { readonly params: Params }, digits: DigitSet): void {
  if (typeof read === 'string') throw new Error(read)
  const [first] = batchesOf(digits, Math.min(250, digits.length))
  if (first === undefined) return
  const logits = jit((params: Params) => lenet.apply(params, normalize(first.image)))
  const [before, after] = [logits(trained.params).dataSync(), logits(read.trained.params).dataSync()]
  if (before.some((value, i) => !Object.is(value, after[i]))) throw new Error('the network read again gives other outputs')
}

try {
  const options = readOptions(process.argv.slice(2))
  if (options === 'help') console.log(usage)
  else await main(options)
} catch (error) {
  if (!(error instanceof UsageError)) throw error
  console.error(error.message)
  process.exitCode = 2
}
