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

/** For what trains matrices alone. */
const matrices = fc.record({
  tall: laws.tensor({ shape: [3, 2], elements: 'generic' }),
  wide: laws.tensor({ shape: [2, 3], elements: 'generic' }),
})

const table: Readonly<Record<string, readonly [laws.OptimizerLike, laws.OptimizerOptions?]>> = {
  sgd: [optim.sgd({ learningRate: 0.1 })],
  'sgd with momentum': [optim.sgd({ learningRate: optim.linear(0.1, 0, 3), momentum: 0.9, nesterov: true })],
  'sgd with weight decay': [optim.sgd({ learningRate: 0.1, momentum: 0.9, weightDecay: 0.01 }), { movesBecauseOf: 'weight decay' }],
  adam: [optim.adam()],
  adamw: [optim.adamw({ learningRate: optim.warmup(2, optim.cosine(1e-2, 10)) }), { movesBecauseOf: 'weight decay' }],
  'adam with amsgrad': [optim.adam({ amsgrad: true })],
  adamax: [optim.adamax()],
  nadam: [optim.nadam()],
  radam: [optim.radam({ beta2: 0.9 })],
  adagrad: [optim.adagrad({ learningRateDecay: 0.1 })],
  adadelta: [optim.adadelta()],
  rmsprop: [optim.rmsprop({ centered: true, momentum: 0.5 })],
  rprop: [optim.rprop()],
  asgd: [optim.asgd({ t0: 1 }), { movesBecauseOf: 'decay' }],
  lion: [optim.lion()],
  lamb: [optim.lamb()],
  adafactor: [optim.adafactor()],
  muon: [optim.muon({ weightDecay: 0 }), { params: matrices }],
  accumulate: [optim.accumulate(2, optim.adam())],
  scaledLoss: [optim.scaledLoss(optim.adam(), { initial: 8, interval: 2 })],
  maximize: [optim.maximize(optim.sgd({ learningRate: 0.1, momentum: 0.9 }))],
  groups: [optim.groups([/^body/, optim.adam()], [true, optim.sgd({ learningRate: 0.1 })]), { params: named }],
  freeze: [optim.freeze(/^body/, optim.adam()), { params: named }],
  setToZero: [optim.setToZero()],
  clipByValue: [optim.clipByValue(0.5)],
  clipByNorm: [optim.clipByNorm(0.5)],
  'chain of clipping and adam': [optim.chain(optim.clipByGlobalNorm(1), optim.adam())],
  'chain of nothing': [optim.chain()],
  mask: [optim.mask({ body: false, head: true }, optim.adam()), { params: named }],
  clipByGlobalNorm: [optim.clipByGlobalNorm(0.5)],
  addDecayedWeights: [optim.addDecayedWeights(0.1), { movesBecauseOf: 'weight decay' }],
  scale: [optim.scale(-0.5)],
  scaleBySchedule: [optim.scaleBySchedule(optim.exponentialDecay(1, { factor: 0.5, every: 2 }))],
  scaleByLearningRate: [optim.scaleByLearningRate(0.1)],
  scaleByMoments: [optim.scaleByMoments({ beta1: 0.5 })],
  scaleByInfinityNorm: [optim.scaleByInfinityNorm()],
  scaleByNesterovMoments: [optim.scaleByNesterovMoments()],
  scaleByRectifiedMoments: [optim.scaleByRectifiedMoments()],
  scaleByAccumulatedSquares: [optim.scaleByAccumulatedSquares({ initial: 0.5 })],
  scaleByDifferences: [optim.scaleByDifferences()],
  scaleByRootMeanSquare: [optim.scaleByRootMeanSquare()],
  scaleBySignedMomentum: [optim.scaleBySignedMomentum()],
  scaleByTrustRatio: [optim.scaleByTrustRatio()],
  scaleByOrthogonalMomentum: [optim.scaleByOrthogonalMomentum({ iterations: 2 }), { params: matrices }],
  scaleByMomentum: [optim.scaleByMomentum({ momentum: 0.5, dampening: 0.5 })],
}

/** What `optim` exports beside optimizers. */
const others = new Set([
  'allFinite',
  'applyUpdates',
  'lbfgs',
  'minimize',
  'ema',
  'globalNorm',
  'reduceOnPlateau',
  'swa',
  'constant',
  'cosine',
  'cosineRestarts',
  'cyclic',
  'exponentialDecay',
  'inverseTime',
  'joined',
  'linear',
  'multiStep',
  'oneCycle',
  'piecewise',
  'polynomial',
  'product',
  'stepDecay',
  'warmup',
])

test('every optimizer has a row', () => {
  const rows = Object.keys(table).map(name => name.split(' ')[0])
  expect(Object.keys(optim).filter(name => !others.has(name) && !rows.includes(name))).toEqual([])
})

for (const [name, [optimizer, options]] of Object.entries(table)) describe(name, () => laws.optimizer(optimizer, options))
