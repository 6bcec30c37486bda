// Memory stays where it is however long a program runs, with nothing freed by hand: small training steps with and without jit, and chains
// that nobody reads. What is reachable is compared exactly, after a collection; what is resident beside V8's heap roughly, after a warm-up during
// which the pool and the caches find their sizes.

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { full, grad, jit, type Tensor, tensor } from 'tenet'
import { describe, expect, test } from 'vitest'
import { addon, statistics } from './counted-backend.js'

interface Params {
  readonly w1: Tensor<[4, 8], 'float32'>
  readonly b1: Tensor<[8], 'float32'>
  readonly w2: Tensor<[8, 1], 'float32'>
}

const wave = <const S extends readonly number[]>(shape: S) =>
  tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(i * 12.9898)),
    shape,
  )

const x = wave([16, 4])
const y = x.sum(1, { keepDims: true }).mul(0.25)

const loss = ({ w1, b1, w2 }: Params) => x.matmul(w1).add(b1).tanh().matmul(w2).sub(y).square().mean()

function step(params: Params): Params {
  const gradient = grad(loss)(params)
  const moved = <T extends Tensor>(p: T, g: Tensor): T => p.sub(g.mul(0.05)) as Tensor as T
  return { w1: moved(params.w1, gradient.w1), b1: moved(params.b1, gradient.b1), w2: moved(params.w2, gradient.w2) }
}

const initial = (): Params => ({ w1: wave([4, 8]), b1: full([8], 0), w2: wave([8, 1]) })

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

/** Finalizers run when the event loop turns. */
async function reachable(): Promise<number> {
  for (let i = 0; i < 3; i++) {
    collect()
    await new Promise(resolve => setImmediate(resolve))
  }
  return process.memoryUsage().heapUsed + addon.memory().live
}

/** A leak of 100 bytes a step, which is one small object, would add 1 MB. Without one it is code and feedback of functions that became hot. */
const reachableGrowth = 2 ** 20
/** V8 keeps pages and tables of its own beside its heap, some tens of megabytes: this sees what leaks 6 KB a step outside of V8 and of the pool. */
const residentGrowth = 64 * 2 ** 20

/** Without the heap, which holds up to a hundred megabytes of garbage before V8 collects it all. */
function resident(): number {
  const { rss, heapTotal } = process.memoryUsage()
  return rss - heapTotal
}

/** What a fifth of the repetitions warms up, all of them must not add to. */
async function checkFlat(repetitions: number, body: () => void): Promise<void> {
  for (let i = 0; i < repetitions / 5; i++) body()
  const [size, before] = [resident(), await reachable()]
  for (let i = 0; i < repetitions; i++) body()
  expect(resident() - size).toBeLessThan(residentGrowth)
  expect((await reachable()) - before).toBeLessThan(reachableGrowth)
}

describe.each([
  ['without jit', step, 10_000],
  ['under jit', jit(step), 10_000],
] as const)('training steps %s', (_, run, steps) => {
  test('neither grow nor compile', async () => {
    const start = initial()
    let params = start
    for (let i = 0; i < 10; i++) {
      params = run(params)
      loss(params).item()
    }
    const { programs } = statistics()
    await checkFlat(steps, () => {
      params = run(params)
      loss(params).item()
    })
    expect(statistics().programs).toBe(programs)
    expect(loss(params).item()).toBeLessThan(loss(start).item() / 10)
  })
})

describe('chains that nobody reads', () => {
  test('do not grow', async () => {
    let z = full([64], 0)
    await checkFlat(20_000, () => {
      z = z.add(1)
    })
    expect(z.toArray()).toEqual(Array.from({ length: 64 }, () => 24_000))
  })
})

describe('large results', () => {
  test('of a synchronous loop are reused, not piled up', async () => {
    const big = full([1 << 20], 1)
    let elements = 0
    for (let i = 0; i < 200; i++) elements += big.add(i % 3).dataSync().length
    expect(elements).toBe(200 * 2 ** 20)
    // Together they take 800 MB.
    expect(addon.memory().live + addon.memory().pooled).toBeLessThan(400 * 2 ** 20)
  })
})
