// Sorting, search, counting, quantiles and cumulative operations: against NumPy and PyTorch, and laws.

import fc from 'fast-check'
import * as tenet from 'tenet'
import { grad, jit, sort, type Tensor, tensor, vmap } from 'tenet'
import * as laws from 'tenet/laws'
import { describe, expect, test } from 'vitest'
import { checkGolden } from './golden-cases.js'
import { messageOf } from './setup.js'

// float64 throughout: running sums and products of at most a dozen numbers, in the order of theirs but for what they block.
describe('golden', () => checkGolden('sorting/sorting.json', 1e-13))

const vectors = laws.tensor({ shape: [17], elements: 'special' })
const holds = (law: (x: Tensor<[17], 'float32'>) => void): void =>
  fc.assert(
    fc.property(vectors, x => law(x as Tensor<[17], 'float32'>)),
    { numRuns: 25 },
  )

describe('sorting', () => {
  test('orders, keeps every element, and is idempotent', () =>
    holds(x => {
      const [y, order] = [sort(x), tenet.argsort(x)]
      expect([...order.dataSync()].toSorted((a, b) => a - b)).toEqual(Array.from({ length: 17 }, (_, i) => i))
      expect(tenet.take(x, order).toArray()).toEqual(y.toArray())
      const numbers = y.toArray().filter(v => !Number.isNaN(v))
      for (const [i, v] of numbers.entries()) if (i > 0) expect(v).toBeGreaterThanOrEqual(numbers[i - 1] as number)
      expect(y.toArray().slice(numbers.length).every(Number.isNaN)).toBe(true)
      expect(sort(y).toArray()).toEqual(y.toArray())
    }))

  test('is stable, both ways', () => {
    const keys = tensor([2, 1, 2, 1, 2, 1], 'int32')
    expect(tenet.argsort(keys).toArray()).toEqual([1, 3, 5, 0, 2, 4])
    expect(tenet.argsort(keys, 0, { descending: true }).toArray()).toEqual([0, 2, 4, 1, 3, 5])
    expect(tenet.argsort(tensor([0, -0, 0])).toArray()).toEqual([0, 1, 2])
  })

  test('is the same on every device', () =>
    fc.assert(
      fc.property(vectors, x => {
        expect(laws.devicesAgree((v: Tensor) => [sort(v), tenet.argsort(v), tenet.cummax(v, 0)], [x], { ulps: 0 })).toBeNull()
      }),
      { numRuns: 15 },
    ))

  test('of rows under vmap, jit and grad', () => {
    const m = tensor([
      [3, 1, 2],
      [1, 3, 2],
    ])
    expect(vmap((row: Tensor<[3], 'float32'>) => sort(row))(m).toArray()).toEqual(sort(m).toArray())
    expect(vmap((column: Tensor<[2], 'float32'>) => sort(column), { in: 1, out: 1 })(m).toArray()).toEqual(sort(m, 0).toArray())
    const weighted = (x: Tensor<[2, 3], 'float32'>) =>
      sort(x)
        .mul(tensor([1, 10, 100]))
        .sum()
    expect(jit(grad(weighted))(m).toArray()).toEqual([
      [100, 1, 10],
      [1, 100, 10],
    ])
  })

  test('finds what it has sorted', () =>
    holds(x => {
      const y = sort(x)
      const left = tenet.searchSorted(y, y)
      const right = tenet.searchSorted(y, y, { side: 'right' })
      for (const [i, at] of left.toArray().entries()) {
        expect(at).toBeLessThanOrEqual(i)
        expect(right.toArray()[i]).toBeGreaterThan(i)
      }
    }))
})

describe('other dtypes', () => {
  test('64-bit integers are exact', () => {
    const x = tensor([5n, -3n, 5n, 2n ** 60n, 2n ** 60n + 1n])
    expect(sort(x).toArray()).toEqual([-3n, 5n, 5n, 2n ** 60n, 2n ** 60n + 1n])
    expect(tenet.uniqueAll(x).counts.toArray()).toEqual([1, 2, 1, 1])
    expect(tenet.cumsum(x, 0).toArray()).toEqual([5n, 2n, 7n, 2n ** 60n + 7n, 2n ** 61n + 8n])
    expect(tenet.searchSorted(sort(x), x).toArray()).toEqual([1, 0, 1, 3, 4])
    expect(tenet.bincount(tensor([0n, 2n, 2n])).toArray()).toEqual([1, 0, 2])
  })

  test('halves are computed in float32, and rounded once', () => {
    for (const dtype of ['float16', 'bfloat16'] as const) {
      const x = tensor([1.5, -2, 0.25, 3], dtype)
      for (const f of [
        tenet.cumsum,
        tenet.cumprod,
        tenet.logcumsumexp,
        tenet.median,
        (y: Tensor<[4], 'float32'>) => tenet.quantile(y, 0.3),
      ])
        expect((f as (y: Tensor) => Tensor)(x).toArray()).toEqual((f as (y: Tensor) => Tensor)(x.cast('float32')).cast(dtype).toArray())
    }
  })
})

describe('what depends on values', () => {
  test('unique elements rebuild what they were taken from', () =>
    holds(x => {
      const { values, inverse, counts, indices } = tenet.uniqueAll(x)
      // Zeros of either sign are one.
      expect(tenet.take(values, inverse).add(0).toArray()).toEqual(x.add(0).toArray())
      expect(counts.sum().item()).toBe(17)
      expect(tenet.take(x, indices).toArray().length).toBe(values.shape[0])
    }))

  test('is refused inside of transforms, with what to do instead', () => {
    expect(messageOf(() => jit((x: Tensor<[3], 'float32'>) => tenet.unique(x).sum())(tensor([1, 2, 3])))).toBe(
      'TraceError: unique: the size of the result depends on the values, which a transform (jit, grad, vmap, …) does not know; call it outside, or use sort, which keeps the size',
    )
    expect(messageOf(() => jit((x: Tensor<[3], 'int32'>) => tenet.bincount(x))(tensor([1, 2, 3], 'int32')))).toBe(
      'TraceError: bincount: the size of the result depends on the largest element, which a transform (jit, grad, vmap, …) does not know; say the length',
    )
  })

  test('works inside of transforms on values that are known', () => {
    const known = tensor([3, 1, 3])
    expect(jit((x: Tensor<[], 'float32'>) => tenet.unique(known).mul(x))(tensor(2)).toArray()).toEqual([2, 6])
  })
})
