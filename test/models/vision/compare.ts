// Networks against torchvision in float64: logits in both modes, gradients and refreshed statistics, for given weights and images.

import { grad, jit, random, type Tensor, tensor, tree } from 'tenet'
import { describe, expect, test, vi } from 'vitest'
import { namedLeaves } from '../../nn/hashed.js'
import { type AnyNetwork, networks } from './networks.js'
import { filler, hashed, twice } from './rule.js'

const key = random.key(0)
const fill = filler()

type Named = Readonly<Record<string, Tensor>>

/** The largest difference, relative to the largest element. */
function error(got: readonly number[], expected: readonly number[], largest = Math.max(...expected.map(Math.abs))): number {
  expect(got).toHaveLength(expected.length)
  return Math.max(...got.map((value, i) => Math.abs(value - (expected[i] ?? Number.NaN)))) / largest
}

const numbers = (t: Tensor | undefined): readonly number[] => Array.from((t as Tensor).dataSync(), Number)

/** Of the logits of pixels, every 157th. */
const thinned = (logits: Tensor | undefined): readonly number[] =>
  numbers(logits).filter((_, i) => logits?.shape.length === 2 || i % 157 === 0)

/** Every element one rounding further from zero or nearer to it, in turn. */
const nudged = (x: Tensor): Tensor =>
  tensor(
    Float32Array.from(x.dataSync() as Float32Array, (v, i) => v * (1 + (i % 2 === 0 ? 1 : -1) * 2 ** -23)),
    x.shape,
  )

const spaced = (values: readonly number[]): readonly number[] =>
  values.length > 12 ? Array.from({ length: 12 }, (_, i) => values[Math.floor((i * values.length) / 12)] ?? Number.NaN) : values

/** What training gives: the logits of each head, and refreshed parameters. */
const train = (net: AnyNetwork, params: unknown, x: Tensor): readonly [Named, unknown] => {
  if (net.trainWithHeads !== undefined) return net.trainWithHeads(params, x, key)
  const [logits, refreshed] = net.train(params, x, key)
  return [{ logits }, refreshed]
}

/** What is compared of a network: inference alone, or training too. */
export type Depth = 'inference' | 'training'

// Some of the networks take longer than other tests to compile, where several processes share few cores.
vi.setConfig({ testTimeout: 600_000 })

const compareOne = (depth: Depth, { make, values }: (typeof networks)[number]): void => {
  const net = make({ classes: 10, input: values.input })
  const x = hashed('images', [2, ...values.input], twice)

  test('inference', () => {
    const params = fill(net.init(key))
    // 1e-4 is what is promised. float32 rounds at 6e-8, in sums of some thousand products, in up to two hundred layers.
    expect(error(thinned(jit((p: Named, y: Tensor) => net.apply(p, y))(params, x)), values.inference)).toBeLessThan(1e-4)
  })

  if (depth === 'inference') return
  test('training: logits, statistics, gradients', () => {
    const params = fill(net.init(key))
    const kept = Object.keys(values.gradients)
    const step = jit((p: Named, y: Tensor) => {
      const loss = (chosen: Named) => {
        const [heads, refreshed] = train(net, tree.map(p, ((leaf: Tensor, path: string) => chosen[path] ?? leaf) as never), y)
        const cotangent = hashed('cotangent', heads.logits?.shape ?? [], twice)
        const total = Object.values(heads).reduce((sum, head) => sum.add(head.mul(cotangent as never).sum() as never), tensor(0) as Tensor)
        return [total as Tensor<[], 'float32'>, [heads, refreshed]] as const
      }
      const leaves = namedLeaves(p)
      const [gradients, [heads, refreshed]] = grad(loss, { aux: true })(
        Object.fromEntries(kept.map(path => [path, leaves[path] as Tensor])),
      )
      const all = namedLeaves(refreshed)
      return [heads, gradients, Object.fromEntries(Object.keys(values.statistics).map(path => [path, all[path] as Tensor]))] as const
    })
    const [heads, gradients, statistics] = step(params, x)
    // Statistics of two images make some networks answer to a single rounding of their images with more than is promised: no float32 can be nearer than
    // a few of those.
    const [rounded, roundedGradients] = step(params, nudged(x))
    for (const [head, expected] of Object.entries(values.training)) {
      const answer = error(thinned(rounded[head]), thinned(heads[head]))
      expect(error(thinned(heads[head]), expected), head).toBeLessThan(Math.max(1e-4, 2 * answer))
    }
    // Gradients pass through twice as many layers.
    for (const [path, { largest, elements }] of Object.entries(values.gradients)) {
      const [got, moved] = [gradients, roundedGradients].map(all => spaced(numbers(all[path]))) as [readonly number[], readonly number[]]
      expect(error(got, elements, largest), path).toBeLessThan(Math.max(5e-4, 4 * error(moved, got, largest)))
    }
    for (const [path, expected] of Object.entries(values.statistics))
      expect(error(numbers(statistics[path]).slice(0, 4), expected), path).toBeLessThan(1e-4)
  })
}

/** Compares networks with what PyTorch has made of the same weights and images. */
export function compare(depths: Readonly<Record<string, Depth>>): void {
  test('all of them are known', () => expect(networks.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(depths))))
  for (const network of networks) {
    const depth = depths[network.name]
    if (depth !== undefined) describe(network.name, () => compareOne(depth, network))
  }
}
