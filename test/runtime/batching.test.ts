// What runs when a value is read, and what does not: one program for everything pending, nothing computed twice that someone will want
// again, nothing compiled twice that has the same structure.

import { arange, concat, full, grad, jit, pad, type Tensor, tensor, valueAndGrad } from 'tenet'
import { describe, expect, test } from 'vitest'
import { forceAll } from '../../src/core/pending.js'
import { counted } from './counted-backend.js'

type Vector = Tensor<[number], 'float32'>
const vector = (n: number, scale = 1): Vector =>
  tensor(
    Float32Array.from({ length: n }, (_, i) => scale * Math.sin(i + n)),
    [n],
  )

describe('a batch', () => {
  test('is one program, and a chain of arithmetic that ends in a sum is one kernel', () => {
    const [a, b, c] = [vector(100), vector(100, 2), vector(100, 3)]
    const { result, ...counts } = counted(() => a.add(b).mul(c).sum().item())
    expect(counts).toMatchObject({ programs: 1, runs: 1, kernels: 1 })
    expect(result).toBeCloseTo(
      [...a.dataSync()].reduce((sum, x, i) => sum + (x + (b.dataSync()[i] ?? 0)) * (c.dataSync()[i] ?? 0), 0),
      3,
    )
  })

  test('computes all values that are wanted together in one program', () => {
    const a = vector(64)
    const { runs } = counted(() => forceAll([a.exp(), a.sum(), a.mul(2).tanh()]))
    expect(runs).toBe(1)
  })

  test('of nothing pending runs nothing', () => {
    const a = vector(8).add(1)
    a.dataSync()
    expect(counted(() => [a.dataSync(), forceAll([a]), a.toString()]).runs).toBe(0)
  })

  test('that only hands constants and inputs on runs no kernel', () => {
    const { kernels, result } = counted(() => jit((x: Vector) => [x, x] as const)(vector(3))[1].dataSync().length)
    expect([kernels, result]).toEqual([0, 3])
  })

  test('of empty arrays runs no kernel', () => {
    const empty = tensor(new Float32Array(0), [0])
    const { kernels, result } = counted(() => empty.add(1).mul(empty).dataSync().length)
    expect([kernels, result]).toEqual([0, 0])
  })
})

describe('values needed later', () => {
  test('are kept when an operation outside of the batch uses them', () => {
    const a = vector(64)
    const shared = a.exp().tanh()
    const [first, second] = [shared.sum(), shared.mul(2).sum()]
    const { runs } = counted(() => first.item())
    expect(runs).toBe(1)
    // `shared` was kept by the first batch: the second computes from it what is left.
    const later = counted(() => [second.item(), shared.dataSync()])
    expect(later.runs).toBe(1)
  })

  test('a loop that reads a function of its state in every step computes each state once', () => {
    const step = (x: Vector): Vector => x.mul(0.9).add(1)
    let x = vector(16)
    const kernels: number[] = []
    for (let i = 0; i < 20; i++) {
      x = step(x)
      kernels.push(counted(() => x.sum().item()).kernels)
    }
    // As many kernels in the last step as in the third: no step computes what an earlier one has computed.
    expect(kernels.at(-1)).toBeLessThanOrEqual(2)
    expect(Math.max(...kernels.slice(3))).toBe(Math.min(...kernels.slice(3)))
  })

  test('a value read through many others is not computed for each of them', () => {
    const base = vector(256).exp().sin().exp()
    // Kept at the latest when it is computed for the third time.
    const runs = Array.from({ length: 10 }, (_, i) =>
      counted(() =>
        base
          .add(i + 2)
          .sum()
          .item(),
      ),
    )
    expect(new Set(runs.slice(4).map(r => r.programs))).toEqual(new Set([0]))
    const held = counted(() => base.dataSync())
    expect(held.runs).toBe(0)
  })

  test('a tower in which each value is used twice takes one operation a storey', () => {
    let x = vector(4, 0.1)
    const tower = [x]
    for (let i = 0; i < 60; i++) {
      x = x.add(x.mul(0.5))
      tower.push(x)
    }
    const { kernels } = counted(() => x.dataSync())
    expect(kernels).toBeLessThan(60)
    expect(counted(() => tower.map(t => t.sum().item())).kernels).toBeLessThan(61 * 8)
    // Each of 60 storeys rounds twice, to half a unit of 2^-23.
    const exact = (tower[0]?.dataSync()[0] ?? 0) * 1.5 ** 60
    expect(Math.abs((x.dataSync()[0] ?? 0) - exact)).toBeLessThan(Math.abs(exact) * 120 * 2 ** -24)
  })
})

describe('programs are found again', () => {
  test('under the structure of their graph: a lambda built anew does not compile anew', () => {
    const x = vector(32)
    const make = () => (v: Vector) => v.mul(3).tanh().sum()
    expect(counted(() => make()(x).item()).programs).toBe(1)
    expect(counted(() => make()(x).item()).programs).toBe(0)
    expect(counted(() => jit(make())(x).item()).programs).toBeLessThanOrEqual(1)
    expect(counted(() => jit(make())(x).item()).programs).toBe(0)
    expect(counted(() => grad(make())(x).dataSync()).programs).toBe(1)
    expect(counted(() => grad(make())(x).dataSync()).programs).toBe(0)
  })

  test('whatever the values of scalars in the program', () => {
    const x = vector(32)
    const decay = (rate: number): number => x.mul(rate).sub(rate * 2).sum().item() // biome-ignore format: one line reads best
    decay(0.75)
    // 0 and 1 are another matter: they make a smaller program.
    const { programs, result } = counted(() => [0.25, 0.125, -3, 7, 1e-9].map(decay))
    expect(programs).toBe(0)
    const sum = [...x.dataSync()].reduce((a, b) => a + b, 0)
    for (const [i, rate] of [0.25, 0.125, -3, 7, 1e-9].entries()) expect(result[i]).toBeCloseTo(rate * sum - 64 * rate, 3)
  })

  test('a training step without jit is one program from the second step on', () => {
    const x = full([8, 3], 0.5)
    let w = full([3, 1], 0.1)
    const loss = (p: Tensor<[3, 1], 'float32'>) => x.matmul(p).sub(1).square().mean()
    const step = (rate: number): number => {
      const [value, g] = valueAndGrad(loss)(w)
      w = w.sub(g.mul(rate))
      return value.item()
    }
    const warm = [step(0.1), step(0.09), step(0.08)]
    const { programs, runs, result } = counted(() => Array.from({ length: 10 }, (_, i) => step(0.07 - i * 0.001)))
    expect(programs).toBe(0)
    expect(runs).toBe(10)
    expect([...warm, ...result]).toEqual([...warm, ...result].toSorted((a, b) => b - a))
  })

  test('indices computed by arange do not make a difference either', () => {
    const sums = (n: number): number => arange(n).mul(2).sum().item()
    expect(sums(10)).toBe(90)
    expect(counted(() => sums(10)).programs).toBe(0)
  })
})

describe('chains that nobody reads', () => {
  test('are computed in pieces: ten thousand additions are right and take a few programs', () => {
    let x = full([4], 0)
    const { programs, runs } = counted(() => {
      for (let i = 0; i < 10_000; i++) x = x.add(1)
    })
    expect(runs).toBeLessThan(100)
    // The first piece starts from a constant, the others from what the one before has computed.
    expect(programs).toBe(2)
    expect(x.toArray()).toEqual([10_000, 10_000, 10_000, 10_000])
  })

  test.each(['deferred', 'compiled'])('of views are cut before a kernel grows too large (%s)', how => {
    const views = (v: Vector): Tensor => {
      let x: Tensor = v
      for (let i = 0; i < 600; i++)
        x = [() => x.reshape([2, 3]).T.reshape([6]), () => x.flip(), () => pad(x, 1).slice([1, 7])][i % 3]?.() ?? x
      return x
    }
    let expected = [...vector(6).dataSync()]
    for (let i = 0; i < 600; i++)
      if (i % 3 < 2) expected = i % 3 === 0 ? [0, 3, 1, 4, 2, 5].map(j => expected[j] as number) : expected.toReversed()
    expect([...(how === 'deferred' ? views : jit(views))(vector(6)).dataSync()]).toEqual(expected)
  })

  test.each([
    ['paddings and maxima', (x: Tensor) => pad(x, 1, -1).slice([0, 6]).maximum(x)],
    ['flips and sums', (x: Tensor) => x.flip().add(x.mul(0.5))],
    ['paddings alone', (x: Tensor) => pad(x, 1).slice([2, 8])],
    ['concatenations', (x: Tensor) => concat([x.slice([3, 6]), x.slice([0, 3])], 0)],
  ] as const)('compiled chains of a thousand %s end', (_, step) => {
    const chain = (x: Tensor): Tensor => {
      for (let i = 0; i < 1000; i++) x = step(x)
      return x
    }
    expect(jit(chain)(vector(6)).dataSync()).toHaveLength(6)
  })
})
