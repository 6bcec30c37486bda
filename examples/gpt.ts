// A small GPT learns Shakespeare, character by character, and goes on writing. Run: node dist/examples/gpt.js [--data FILE] [--steps N] [--prompt TEXT]

import { jit, random, type Tensor, tensor } from 'tenet'
import { argumentsOf, refuse } from './arguments.js'
import { decode, encode, readCorpus } from './gpt/corpus.js'
import { type Plan, trainingOf } from './gpt/training.js'
import { progress } from './lenet/progress.js'

const usage = 'usage: node dist/examples/gpt.js [--data FILE] [--steps N] [--seed N] [--prompt TEXT]'
const values = argumentsOf(usage, {
  data: { type: 'string', default: '../shared/data/text/tinyshakespeare.txt' },
  steps: { type: 'string', default: '2500' },
  seed: { type: 'string', default: '0' },
  prompt: { type: 'string', default: 'ROMEO:\n' },
})

const plan: Plan = {
  context: 96,
  features: 128,
  numLayers: 4,
  numHeads: 4,
  dropout: 0,
  batch: 24,
  steps: Number(values.steps),
  learningRate: 3e-3,
}
if (!Number.isInteger(plan.steps) || plan.steps < 1) refuse(usage, `--steps must be a positive integer; got ${values.steps}`)
const corpus = readCorpus(values.data)
const { model, optimizer, step, evaluate } = trainingOf(plan, corpus.characters.length)

const [initKey, stepKey, sampleKey] = random.split(random.key(Number(values.seed)), 3)
let params = model.init(initKey)
let state = optimizer.init(params)
const started = performance.now()
const bar = progress('GPT', plan.steps, 'steps')
console.log(`${corpus.source}: ${corpus.training.shape[0]} characters to learn from, ${corpus.heldOut.shape[0]} held out`)
for (let i = 0; i < plan.steps; i++) {
  const [moved, next, loss] = step(params, state, corpus.training, random.foldIn(stepKey, i))
  params = moved
  state = next
  // Losses are read now and then: the next steps are under way meanwhile.
  if (i % 25 === 24) {
    bar.update(i + 1, `loss ${loss.item().toFixed(3)}`)
    await new Promise(setImmediate)
  }
  if (i % 500 === 499 && i + 1 < plan.steps) console.log(`step ${i + 1}: held-out loss ${evaluate(params, corpus.heldOut).toFixed(4)}`)
}
const heldOut = evaluate(params, corpus.heldOut)
bar.finish(`held-out loss ${heldOut.toFixed(4)} nats a character`)
console.log(`after ${((performance.now() - started) / 1000).toFixed(0)} s`)

const written = encode(corpus, values.prompt)
const prompt = tensor(written.length === 0 ? [0] : written, 'int32').reshape([1, -1]) as Tensor<[1, number], 'int32'>
const go = jit((p: typeof params, key: random.Key) =>
  model.generate(p, key, prompt, { steps: plan.context - prompt.shape[1] + 1, temperature: 0.8 }),
)
console.log(values.prompt + decode(corpus, go(params, sampleKey).slice(0).toArray()))
