// The table of optimizers: each obeys the laws of optimizers. A new optimizer is a new row.

import fc from 'fast-check'
import * as laws from 'tenet/laws'
import * as optim from 'tenet/optim'
import { describe, expect, test } from 'vitest'

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
  'chain of clipping and adam': [optim.chain(optim.clipByGlobalNorm(1), optim.adam())],
  'chain of nothing': [optim.chain()],
  mask: [optim.mask({ body: false, head: true }, optim.adam()), { params: named }],
  clipByGlobalNorm: [optim.clipByGlobalNorm(0.5)],
  addDecayedWeights: [optim.addDecayedWeights(0.1), { movesBecauseOf: 'weight decay' }],
  scale: [optim.scale(-0.5)],
  scaleBySchedule: [optim.scaleBySchedule(optim.exponentialDecay(1, { factor: 0.5, every: 2 }))],
  scaleByLearningRate: [optim.scaleByLearningRate(0.1)],
  scaleByMoments: [optim.scaleByMoments({ beta1: 0.5 })],
  scaleByMomentum: [optim.scaleByMomentum({ momentum: 0.5, dampening: 0.5 })],
}

/** What `optim` exports beside optimizers. */
const others = new Set(['applyUpdates', 'globalNorm', 'constant', 'cosine', 'exponentialDecay', 'linear', 'piecewise', 'warmup'])

test('every optimizer has a row', () => {
  const rows = Object.keys(table).map(name => name.split(' ')[0])
  expect(Object.keys(optim).filter(name => !others.has(name) && !rows.includes(name))).toEqual([])
})

for (const [name, [optimizer, options]] of Object.entries(table)) describe(name, () => laws.optimizer(optimizer, options))
