// The table of optimizers: each obeys the laws of optimizers. A new optimizer is a new row.

import fc from 'fast-check'
import * as laws from 'tenet/laws'
import * as optim from 'tenet/optim'
import { describe } from 'vitest'

/** Trees of one structure, for what selects among parameters. */
const named = fc.record({
  body: laws.tensor({ shape: [2], elements: 'generic' }),
  head: laws.tensor({ shape: [1, 2], elements: 'generic' }),
})

const table: Readonly<Record<string, readonly [laws.OptimizerLike, laws.OptimizerOptions?]>> = {
  sgd: [optim.sgd({ learningRate: 0.1 })],
  'sgd with momentum': [optim.sgd({ learningRate: optim.linear(0.1, 0, 3), momentum: 0.9, nesterov: true })],
  'sgd with weight decay': [optim.sgd({ learningRate: 0.1, momentum: 0.9, weightDecay: 0.01 }), { movesBecauseOf: 'weight decay' }],
  adam: [optim.adam()],
  adamw: [optim.adamw({ learningRate: optim.warmup(2, optim.cosine(1e-2, 10)) }), { movesBecauseOf: 'weight decay' }],
  'clipping before adam': [optim.chain(optim.clipByGlobalNorm(1), optim.adam())],
  mask: [optim.mask({ body: false, head: true }, optim.adam()), { params: named }],
  'scaling by a schedule': [optim.scaleBySchedule(optim.exponentialDecay(1, { factor: 0.5, every: 2 }))],
  nothing: [optim.chain()],
}

for (const [name, [optimizer, options]] of Object.entries(table)) describe(name, () => laws.optimizer(optimizer, options))
