// The optimizers step for step against PyTorch's, as they are and jitted.

import { readFileSync } from 'node:fs'
import { jit, type Tensor, tensor } from 'tenet'
import { adam, adamw, applyUpdates, chain, clipByGlobalNorm, cosine, type Optimizer, sgd } from 'tenet/optim'
import { describe, expect, test } from 'vitest'

interface Golden {
  readonly start: { readonly w: number[]; readonly b: number[][] }
  readonly trajectories: Readonly<Record<string, readonly { readonly w: readonly number[]; readonly b: readonly number[] }[]>>
}
const golden: Golden = JSON.parse(readFileSync(new URL('../golden/optim/trajectories.json', import.meta.url), 'utf8'))

const optimizers: Readonly<Record<string, Optimizer>> = {
  sgd: sgd({ learningRate: 0.1 }),
  'sgd momentum': sgd({ learningRate: 0.1, momentum: 0.9 }),
  'sgd dampening': sgd({ learningRate: 0.05, momentum: 0.8, dampening: 0.3, weightDecay: 0.01 }),
  'sgd nesterov': sgd({ learningRate: 0.1, momentum: 0.9, nesterov: true, weightDecay: 5e-4 }),
  adam: adam({ learningRate: 0.01 }),
  'adam decay': adam({ learningRate: 0.1, beta1: 0.5, beta2: 0.7, eps: 0.1, weightDecay: 0.1 }),
  adamw: adamw({ learningRate: 0.01 }),
  'adamw decay': adamw({ learningRate: 0.1, beta1: 0.8, beta2: 0.95, eps: 1e-3, weightDecay: 0.2 }),
  'adam cosine': adam({ learningRate: cosine(0.01, 10, { end: 1e-4 }) }),
  'sgd clipped': chain(clipByGlobalNorm(1.5), sgd({ learningRate: 0.1, momentum: 0.5 })),
}

type DTypes = 'float32' | 'float64'

/** The gradient that make.py states. */
function gradient(param: Tensor, step: number, dtype: DTypes): Tensor {
  const values = Float64Array.from(param.dataSync(), (p, i) => Math.cos(1.3 * i + 0.7 * step) + 0.1 * p)
  return tensor(values, param.shape, dtype)
}

const steps = {
  eager: <F extends (...args: never) => unknown>(f: F): F => f,
  jit: <F extends (...args: never) => unknown>(f: F): F => jit(f),
}

/** The largest error over all steps, relative to the size of what is compared. */
function error(name: string, optimizer: Optimizer, dtype: DTypes, mode: keyof typeof steps): number {
  const expected = golden.trajectories[name] ?? []
  expect(expected.length).toBeGreaterThanOrEqual(10)
  let params = { w: tensor(golden.start.w, dtype), b: tensor(golden.start.b, dtype) as Tensor }
  let state = optimizer.init(params)
  const step = steps[mode]((p: typeof params, s: unknown, g: typeof params) => {
    const [updates, next] = optimizer.update(g, s, p)
    return [applyUpdates(p, updates), next] as const
  })
  let worst = 0
  for (const [t, wanted] of expected.entries()) {
    ;[params, state] = step(params, state, { w: gradient(params.w, t, dtype), b: gradient(params.b, t, dtype) } as typeof params)
    for (const leaf of ['w', 'b'] as const)
      for (const [i, value] of params[leaf].dataSync().entries()) {
        const want = wanted[leaf][i] ?? Number.NaN
        worst = Math.max(worst, Math.abs(value - want) / Math.max(1, Math.abs(want)))
      }
  }
  return worst
}

test('every golden trajectory is compared', () => {
  expect(Object.keys(optimizers).sort()).toEqual(Object.keys(golden.trajectories).sort())
})

describe.each(Object.entries(optimizers))('%s', (name, optimizer) => {
  test.each(['eager', 'jit'] as const)('%s, float64', mode => {
    // Twelve steps of a few roundings each, in values of size 1 to 40, the order of operations differing from PyTorch's.
    expect(error(name, optimizer, 'float64', mode)).toBeLessThan(1e-13)
  })

  test('float32', () => {
    // The same count of roundings in float32.
    expect(error(name, optimizer, 'float32', 'eager')).toBeLessThan(2e-6)
  })
})
