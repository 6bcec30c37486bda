// An optimizer's step is a few kernels: one for each leaf, which reads and writes everything of it once, and one more where a norm is needed first.

import { explain, ones, type Tensor } from 'tenet'
import * as optim from 'tenet/optim'
import { describe, expect, test } from 'vitest'

const leaves = 12
const params: Readonly<Record<string, Tensor>> = Object.fromEntries(
  Array.from({ length: leaves }, (_, i) => [`p${i}`, ones([8 + i, 3 + (i % 5)])]),
)

/** How many kernels a step over the leaves is. */
function kernelsOf(optimizer: optim.Optimizer): number {
  const step = (g: typeof params, s: unknown, p: typeof params): unknown => {
    const [updates, next] = optimizer.update(g, s, p)
    return [optim.applyUpdates(p, updates), next]
  }
  const text = explain(step as (...args: readonly unknown[]) => unknown)(params, optimizer.init(params), params).toString()
  return Number(/(\d+) kernels/.exec(text)?.[1])
}

const counts: Readonly<Record<string, readonly [optim.Optimizer, number]>> = {
  sgd: [optim.sgd({ learningRate: 0.1, momentum: 0.9 }), leaves + 2],
  adam: [optim.adam(), leaves + 2],
  adamw: [optim.adamw(), leaves + 2],
  'adam after clipping': [optim.chain(optim.clipByGlobalNorm(1), optim.adam()), 2 * leaves + 2],
}

describe('a step over twelve leaves has at most so many kernels', () => {
  test.each(Object.entries(counts))('%s', (_name, [optimizer, most]) => expect(kernelsOf(optimizer)).toBeLessThanOrEqual(most))
})
