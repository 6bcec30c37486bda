// Orders: the golden ones, their laws, and that every order is equally likely.

import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { permutation } from 'tenet/data'
import { describe, expect, test } from 'vitest'

interface Case {
  readonly size: number
  readonly seed: number
  readonly epoch: number
  readonly order: readonly number[]
}
const golden: readonly Case[] = JSON.parse(readFileSync(new URL('../golden/shuffle/permutations.json', import.meta.url), 'utf8'))

const seeds = fc.record({ seed: fc.maxSafeNat(), epoch: fc.nat(2 ** 32 - 1) })

describe('permutation', () => {
  test.each(golden)('of $size with seed $seed in epoch $epoch', ({ size, seed, epoch, order }) => {
    expect([...permutation(size, { seed, epoch })]).toEqual(order)
  })

  test('holds every index once, and is a function of seed and epoch', () => {
    fc.assert(
      fc.property(fc.nat(200), seeds, (size, options) => {
        const order = permutation(size, options)
        expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: size }, (_, i) => i))
        expect(permutation(size, options)).toEqual(order)
      }),
      { numRuns: 50 },
    )
  })

  test('all 24 orders of 4 occur equally often', () => {
    const counts = new Map<string, number>()
    const draws = 4800
    for (let epoch = 0; epoch < draws; epoch++) {
      const order = permutation(4, { seed: 7, epoch }).join('')
      counts.set(order, (counts.get(order) ?? 0) + 1)
    }
    expect(counts.size).toBe(24)
    const expected = draws / 24
    const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
    // The 99.9th percentile of chi-square with 23 degrees of freedom; the seed is fixed, so this cannot fail by chance.
    expect(chiSquare).toBeLessThan(49.7)
  })

  test('refuses what is no seed', () => {
    expect(() => permutation(3, { seed: -1 })).toThrow('the seed must be an integer from 0 to 2^53 - 1; got -1')
    expect(() => permutation(3, { seed: 0, epoch: 0.5 })).toThrow('the epoch must be an integer from 0 to 2^32 - 1; got 0.5')
    expect(() => permutation(-3, { seed: 0 })).toThrow('the size must be')
  })
})
