// A GPT learns a text: windows drawn by a key, one jitted step, and the loss over all of the held-out text.

import { arange, jit, nn, optim, random, type Tensor, valueAndGrad } from 'tenet'
import { type Gpt, type GptOptions, type GptParameters, gpt } from 'tenet/models'

export interface Plan {
  readonly context: number
  readonly features: number
  readonly numLayers: number
  readonly numHeads: number
  readonly dropout: number
  readonly batch: number
  readonly steps: number
  readonly learningRate: number
}

type Tokens = Tensor<[number], 'int32'>

/** Windows of `context + 1` tokens that begin at the offsets, as what is seen and what comes next. */
function windowsAt(text: Tokens, offsets: Tensor<[number], 'int32'>, context: number) {
  const windows = text.at(offsets.reshape([-1, 1]).add(arange(context + 1, 'int32'))).get() as Tensor<[number, number], 'int32'>
  return [windows.slice([], [0, context]), windows.slice([], [1])] as unknown as readonly [
    Tensor<[number, number], 'int32'>,
    Tensor<[number, number], 'int32'>,
  ]
}

/** The mean negative log-likelihood of the next tokens: nats a token. */
const lossOf = (logits: Tensor<[number, number, number], 'float32'>, next: Tensor<[number, number], 'int32'>): Tensor<[], 'float32'> =>
  nn.crossEntropy(logits.reshape([-1, logits.shape[2]]) as Tensor<[number, number], 'float32'>, next.ravel())

export function trainingOf(plan: Plan, vocabulary: number) {
  const { context, batch, steps, learningRate } = plan
  const options: GptOptions = {
    vocabulary,
    context,
    features: plan.features,
    numLayers: plan.numLayers,
    numHeads: plan.numHeads,
    dropout: plan.dropout,
  }
  const model: Gpt<GptOptions> = gpt(options)
  type Params = GptParameters<GptOptions>
  const optimizer = optim.chain(
    optim.clipByGlobalNorm(1),
    optim.adamw({
      learningRate: optim.warmup(Math.ceil(steps / 20), optim.cosine(learningRate, steps, { end: learningRate / 20 })),
      beta2: 0.99,
      weightDecay: 0.1,
    }),
  )
  type State = ReturnType<typeof optimizer.init>

  const step = jit((params: Params, state: State, text: Tokens, key: random.Key) => {
    const [drawKey, dropKey] = random.split(key)
    const offsets = random.randint(drawKey, [batch], 0, text.shape[0] - context)
    const [seen, next] = windowsAt(text, offsets, context)
    const loss = (p: Params) => lossOf(model.train(p, seen, dropKey)[0], next)
    const [value, gradients] = valueAndGrad(loss)(params)
    const [updates, moved] = optimizer.update(gradients, state, params)
    return [optim.applyUpdates(params, updates), moved, value] as const
  })

  const lossAt = jit((params: Params, text: Tokens, offsets: Tensor<[number], 'int32'>) => {
    const [seen, next] = windowsAt(text, offsets, context)
    return lossOf(model.apply(params, seen), next)
  })

  /** The loss over a whole text, window after window; what is left at its end is less than a batch of windows. */
  const evaluate = (params: Params, text: Tokens): number => {
    const count = Math.floor((text.shape[0] - 1) / context / batch)
    const losses = Array.from({ length: Math.max(1, count) }, (_, i) =>
      lossAt(
        params,
        text,
        arange(batch, 'int32')
          .add(i * batch)
          .mul(context) as Tensor<[number], 'int32'>,
      ).item(),
    )
    return losses.reduce((a, b) => a + b, 0) / losses.length
  }

  return { model, optimizer, step, evaluate }
}
