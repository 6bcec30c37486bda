// What goes wrong goes wrong cleanly: memory that cannot be had is an error that says for what, after which everything else can still be
// computed; values read at the same time, in any order, synchronously and not, are right.

import { arange, full, jit, LimitationError, type Tensor, tensor } from 'tenet'
import { describe, expect, test } from 'vitest'
import { addon, statistics } from './counted-backend.js'

/** Terabytes: more than any machine of these days gives. */
const huge = (): Tensor => full([1 << 22, 1 << 20], 0).add(1)

describe('memory that cannot be had', () => {
  test('is an error that says how much, and for what', () => {
    expect(() => huge().dataSync()).toThrow(LimitationError)
    expect(() => huge().dataSync()).toThrow('not enough memory; 17.6 TB are needed for float32[4194304,1048576]. Compute fewer or smaller')
    expect(() => jit((x: Tensor<[], 'float32'>) => x.add(huge()))(tensor(1))).toThrow(LimitationError)
  })

  test('even where its bytes are more than numbers can count', () => {
    const x = full([2 ** 26, 2 ** 26], 0).cast('float64')
    expect(() => x.add(1).dataSync()).toThrow('36 PB are needed for float64[67108864,67108864]')
  })

  test('names intermediate values', () => {
    const f = jit((x: Tensor<[], 'float32'>) => huge().add(x).cumsum(1).slice([0, 1], [0, 1]))
    expect(() => f(tensor(1)).dataSync()).toThrow(/4 B are needed for float32\[1,1\], and \d+(\.\d)? TB for intermediate values/)
  })

  test('is said of the function that jit compiled, by its name', () => {
    const f = jit(function enlarge(x: Tensor<[], 'float32'>) {
      return huge().add(x)
    })
    expect(() => f(tensor(1))).toThrow('computing enlarge: not enough memory; 17.6 TB are needed for float32[4194304,1048576]. Compute')
  })

  test('leaks nothing of what could be had', () => {
    // The first output is given out before the second cannot be.
    const f = jit((x: Tensor<[], 'float32'>) => [full([1 << 20], 1).add(x), huge().add(x)] as const)
    const fails = (): void => expect(() => f(tensor(1))).toThrow('17.6 TB are needed')
    fails()
    const before = addon.memory().live
    for (let i = 0; i < 20; i++) fails()
    // One such output takes 4 MB, what the calls themselves give out some hundred bytes.
    expect(addon.memory().live - before).toBeLessThan(2 ** 20)
  })

  test('is not needed for a part', () => {
    expect(huge().slice([5, 6], [7, 9]).toArray()).toEqual([[1, 1]])
  })

  test('fails again when asked again, and leaves everything else as it was', async () => {
    const x = huge()
    const small = tensor([1, 2]).mul(3)
    const mixed = x.slice([0, 1], [0, 2]).add(small)
    expect(() => x.dataSync()).toThrow(LimitationError)
    await expect(x.data()).rejects.toThrow(LimitationError)
    expect(() => x.toArray()).toThrow(LimitationError)
    expect(mixed.toArray()).toEqual([[4, 7]])
    expect(small.toArray()).toEqual([3, 6])
    expect(x.slice([1, 2], [3, 4]).toArray()).toEqual([[1]])
  })
})

describe('positions beyond 32 bits', () => {
  // Nothing of 8 billion elements is ever stored: what is asked for is computed from its position.
  const long = (): Tensor => arange(2 ** 33, 'int64')
  const matrix = (): Tensor => long().reshape([2 ** 20, 2 ** 13])

  test.each<[string, () => Tensor, unknown]>([
    ['at the end of an axis', () => long().slice([2 ** 33 - 2, 2 ** 33]), [8589934590n, 8589934591n]],
    ['across the edges', () => matrix().slice([2 ** 19, 2 ** 19 + 1], [5, 7]), [[4294967301n, 4294967302n]]], // biome-ignore format: one line reads best
    ['of a transposed matrix', () => matrix().T.slice([2 ** 13 - 1, 2 ** 13], [2 ** 20 - 1, 2 ** 20]), [[8589934591n]]], // biome-ignore format: one line reads best
    ['in steps that are larger', () => long().reshape([4, 2 ** 31]).slice([0, 4], [1, 2]), [[1n], [2147483649n], [4294967297n], [6442450945n]]], // biome-ignore format: one line reads best
  ])('%s', (_, make, expected) => {
    expect(make().toArray()).toEqual(expected)
    expect(jit(() => make())().toArray()).toEqual(expected)
  })

  test('are found by indices that need them', () => {
    const at = tensor([2 ** 32 + 1, 2 ** 33 - 1, 7], 'int64')
    expect(long().take(at).toArray()).toEqual([4294967297n, 8589934591n, 7n])
  })
})

describe('reading', () => {
  test('many values at once, in any order', async () => {
    const base = full([64, 64], 0.01)
    const values = Array.from({ length: 50 }, (_, i) => base.add(i).matmul(base).sum())
    const promises = values.toReversed().map(value => value.data())
    const now = values.map(value => value.item())
    const later = (await Promise.all(promises)).toReversed().map(data => data[0])
    expect(later).toEqual(now)
    const exact = values.map((_, i) => 64 * 64 * 64 * 0.01 * (0.01 + i))
    // Sums of 64 and of 4,096 positive terms: relative errors of a few thousand roundings at most, 2^-24 each.
    for (const [i, value] of now.entries()) expect(Math.abs(value - (exact[i] ?? 0))).toBeLessThan(1e-3 * (exact[i] ?? 0))
  })

  test('the same value many times is one computation', async () => {
    const x = full([300, 300], 0.5).matmul(full([300, 300], 2))
    const before = statistics().runs
    const all = await Promise.all(Array.from({ length: 20 }, () => x.data()))
    expect(statistics().runs - before).toBe(1)
    for (const data of all) expect(data.every(value => value === 300)).toBe(true)
  })

  test('gives copies: writing to one changes nothing', async () => {
    const x = tensor([1, 2, 3]).add(1)
    const data = await x.data()
    data[0] = 100
    x.dataSync()[1] = 100
    expect(x.toArray()).toEqual([2, 3, 4])
    expect(x.mul(1).toArray()).toEqual([2, 3, 4])
  })

  test('while other programs are in flight', async () => {
    let x = full([256, 256], 1 / 256)
    const seen: Promise<number>[] = []
    for (let i = 0; i < 30; i++) {
      x = x.matmul(full([256, 256], 1 / 256)).add(1 / 512)
      seen.push(x.data().then(data => data[77] as number))
      if (i % 7 === 0) expect(x.slice([0, 1], [0, 1]).item()).toBeGreaterThan(0)
    }
    const values = await Promise.all(seen)
    // x = mean(x) + 1/512 everywhere, exactly: sums of 256 equal numbers and these fractions are exact in float32.
    expect(values).toEqual(Array.from({ length: 30 }, (_, i) => 1 / 256 + (i + 1) / 512))
  })
})

describe('programs without kernels', () => {
  test('hand on inputs, constants and nothing', () => {
    const x = tensor([1, 2])
    const f = jit((a: typeof x) => ({ a, again: a, none: [] }))
    const out = f(x)
    expect([out.a.toArray(), out.again.toArray(), out.none]).toEqual([[1, 2], [1, 2], []])
    expect(full([0, 3], 1).add(1).sum(0).toArray()).toEqual([0, 0, 0])
    expect(full([2, 0], 1).max(0).toArray()).toEqual([])
    expect(full([0], 1).add(1).toArray()).toEqual([])
    expect(full([3], 5).toArray()).toEqual([5, 5, 5])
  })
})
