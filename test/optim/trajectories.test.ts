// The optimizers for a hundred steps against PyTorch's (and those it lacks against their papers'), as they are and jitted.

import { readFileSync } from 'node:fs'
import { jit, type Tensor, tensor } from 'tenet'
import * as optim from 'tenet/optim'
import { describe, expect, test } from 'vitest'

type Values = Readonly<Record<string, readonly number[]>>

interface Golden {
  /** After how many steps parameters are kept. */
  readonly kept: readonly number[]
  readonly start: Readonly<Record<string, readonly number[] | readonly (readonly number[])[]>>
  readonly matrices: Readonly<Record<string, readonly (readonly number[])[]>>
  readonly trajectories: Readonly<Record<string, readonly Values[]>>
}
const golden: Golden = JSON.parse(readFileSync(new URL('../golden/optim/trajectories.json', import.meta.url), 'utf8'))

const { adam, adamw, sgd } = optim
const optimizers: Readonly<Record<string, optim.Optimizer>> = {
  sgd: sgd({ learningRate: 0.1 }),
  'sgd momentum': sgd({ learningRate: 0.1, momentum: 0.9 }),
  'sgd dampening': sgd({ learningRate: 0.05, momentum: 0.8, dampening: 0.3, weightDecay: 0.01 }),
  'sgd nesterov': sgd({ learningRate: 0.1, momentum: 0.9, nesterov: true, weightDecay: 5e-4 }),
  'sgd maximize': optim.maximize(sgd({ learningRate: 0.01, momentum: 0.5, weightDecay: 0.1 })),
  'sgd clipped': optim.chain(optim.clipByGlobalNorm(1.5), sgd({ learningRate: 0.1, momentum: 0.5 })),
  'sgd clipped by value': optim.chain(optim.clipByValue(0.3), sgd({ learningRate: 0.1, momentum: 0.5 })),
  adam: adam({ learningRate: 0.01 }),
  'adam decay': adam({ learningRate: 0.1, beta1: 0.5, beta2: 0.7, eps: 0.1, weightDecay: 0.1 }),
  'adam amsgrad': adam({ learningRate: 0.05, beta1: 0.5, beta2: 0.7, amsgrad: true, weightDecay: 0.1 }),
  'adam cosine': adam({ learningRate: optim.cosine(0.01, 100, { end: 1e-4 }) }),
  adamw: adamw({ learningRate: 0.01 }),
  'adamw decay': adamw({ learningRate: 0.1, beta1: 0.8, beta2: 0.95, eps: 1e-3, weightDecay: 0.2 }),
  'adamw amsgrad': adamw({ learningRate: 0.05, beta1: 0.5, beta2: 0.7, amsgrad: true }),
  adamax: optim.adamax(),
  'adamax decay': optim.adamax({ learningRate: 0.05, beta1: 0.8, beta2: 0.9, eps: 1e-3, weightDecay: 0.1 }),
  nadam: optim.nadam(),
  'nadam decay': optim.nadam({ learningRate: 0.05, beta1: 0.8, beta2: 0.9, eps: 1e-3, momentumDecay: 0.02, weightDecay: 0.1 }),
  'nadam decoupled': optim.nadam({ learningRate: 0.05, weightDecay: 0.1, decoupledWeightDecay: true }),
  radam: optim.radam(),
  'radam decay': optim.radam({ learningRate: 0.05, beta1: 0.8, beta2: 0.9, eps: 1e-3, weightDecay: 0.1 }),
  'radam decoupled': optim.radam({ learningRate: 0.05, weightDecay: 0.1, decoupledWeightDecay: true }),
  adagrad: optim.adagrad(),
  'adagrad decay': optim.adagrad({ learningRate: 0.1, learningRateDecay: 0.1, initial: 0.5, eps: 1e-3, weightDecay: 0.1 }),
  adadelta: optim.adadelta(),
  'adadelta decay': optim.adadelta({ learningRate: 0.5, rho: 0.8, eps: 1e-3, weightDecay: 0.1 }),
  rmsprop: optim.rmsprop(),
  'rmsprop centered': optim.rmsprop({ learningRate: 0.02, alpha: 0.9, eps: 1e-3, centered: true, momentum: 0.5, weightDecay: 0.1 }),
  rprop: optim.rprop(),
  'rprop bounded': optim.rprop({ learningRate: 0.1, etas: [0.4, 1.3], stepSizes: [0.01, 0.2] }),
  asgd: optim.asgd(),
  'asgd averaged': optim.asgd({ learningRate: 0.1, lambd: 0.01, alpha: 0.6, t0: 4, weightDecay: 0.1 }),
  lion: optim.lion({ learningRate: 0.01, weightDecay: 0.1 }),
  lamb: optim.lamb({ learningRate: 0.01, weightDecay: 0.1 }),
  adafactor: optim.adafactor(),
  'adafactor decay': optim.adafactor({ learningRate: 0.1, beta2Decay: -0.5, eps1: 1e-3, eps2: 1e-2, clip: 2, weightDecay: 0.1 }),
  muon: optim.muon(),
  'muon adjusted': optim.muon({
    learningRate: 0.02,
    momentum: 0.8,
    nesterov: false,
    weightDecay: 0,
    iterations: 3,
    adjustment: 'matchRmsAdamw',
  }),
}

type DTypes = 'float32' | 'float64'
type Params = Readonly<Record<string, Tensor>>

/** The gradient that make.py states. */
function gradient(param: Tensor, step: number, dtype: DTypes): Tensor {
  const values = Float64Array.from(param.dataSync(), (p, i) => Math.cos(1.3 * i + 0.7 * step) + 0.1 * Number(p))
  return tensor(values, param.shape, dtype)
}

const steps = {
  eager: <F extends (...args: never) => unknown>(f: F): F => f,
  jit: <F extends (...args: never) => unknown>(f: F): F => jit(f),
}

const each = (params: Params, f: (param: Tensor) => Tensor): Params =>
  Object.fromEntries(Object.entries(params).map(([name, param]) => [name, f(param)]))

/** The largest error, relative to the size of what is compared, where it is above 1. */
function difference(params: Params, expected: Values): number {
  const errors = Object.entries(expected).flatMap(([name, wanted]) => {
    const found = (params[name] as Tensor).dataSync()
    return wanted.map((want, i) => Math.abs(Number(found[i]) - want) / Math.max(1, Math.abs(want)))
  })
  return Math.max(...errors)
}

/** The largest error over all steps that are kept. */
function error(name: string, optimizer: optim.Optimizer, dtype: DTypes, mode: keyof typeof steps, last = 100): number {
  const expected = golden.trajectories[name] ?? []
  const start = name.startsWith('muon') ? golden.matrices : golden.start
  let params: Params = Object.fromEntries(Object.entries(start).map(([key, values]) => [key, tensor(values as number[][], dtype)]))
  let state = optimizer.init(params)
  const step = steps[mode]((p: Params, s: unknown, g: Params) => {
    const [updates, next] = optimizer.update(g, s, p)
    return [optim.applyUpdates(p, updates), next] as const
  })
  let worst = 0
  for (let t = 0; t < last; t++) {
    ;[params, state] = step(
      params,
      state,
      each(params, param => gradient(param, t, dtype)),
    )
    const wanted = expected[golden.kept.indexOf(t + 1)]
    if (wanted !== undefined) worst = Math.max(worst, difference(params, wanted))
  }
  if (last === 100 && expected.length > golden.kept.length) {
    const { average } = state as optim.AsgdState
    worst = Math.max(worst, difference(average as Params, expected[golden.kept.length] as Values))
  }
  return worst
}

test('every golden trajectory is compared', () => {
  expect(Object.keys(optimizers).sort()).toEqual(Object.keys(golden.trajectories).sort())
})

describe.each(Object.entries(optimizers))('%s', (name, optimizer) => {
  test('jit, float64', () => {
    // A hundred steps of a few dozen roundings each, in values of size 1 to 40, the order of operations differing from PyTorch's.
    expect(error(name, optimizer, 'float64', 'jit')).toBeLessThan(2e-12)
  })

  test('eager, float64', () => {
    expect(error(name, optimizer, 'float64', 'eager', 5)).toBeLessThan(2e-13)
  })

  test('float32', () => {
    // Five steps of such roundings in float32; the ratios that adaptive optimizers form lose a digit more.
    expect(error(name, optimizer, 'float32', 'jit', 5)).toBeLessThan(1e-5)
  })
})
