// Mean and deviation, of numbers and of curves, are NumPy's.

import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bandOf, type Curve, thinned } from '../../src/experiment/plot/band.js'
import { spreadOf } from '../../src/experiment/spread.js'

interface Golden {
  readonly spreads: readonly { readonly values: readonly (number | string)[]; readonly mean: number; readonly deviation: number }[]
  readonly bands: readonly {
    readonly runs: readonly { readonly x: number[]; readonly y: number[] }[]
    readonly x: readonly number[]
    readonly mean: readonly number[]
    readonly deviation: readonly (number | null)[]
  }[]
}
const golden = JSON.parse(readFileSync(new URL('../golden/experiment/spread.json', import.meta.url), 'utf8')) as Golden

/** Sums of n numbers in another order differ by some n ulp of the largest of them: here below 2⁻⁴⁰ of it. */
const close = (got: number, expected: number, size: number): void =>
  expect(Math.abs(got - expected)).toBeLessThanOrEqual(2 ** -40 * Math.max(size, Number.MIN_VALUE))

describe('the spread of numbers', () => {
  test.each(golden.spreads)('is as NumPy has it: $mean ± $deviation', ({ values, mean, deviation }) => {
    const numbers = values.map(value => (value === 'inf' ? Number.POSITIVE_INFINITY : Number(value)))
    const got = spreadOf(numbers)
    const finite = numbers.filter(Number.isFinite)
    const size = Math.max(...finite.map(Math.abs))
    close(got.mean, mean, size)
    close(got.deviation, deviation, size)
    expect(got).toMatchObject({
      count: finite.length,
      notFinite: numbers.length - finite.length,
      least: Math.min(...finite),
      most: Math.max(...finite),
    })
  })

  test('of none and of one', () => {
    expect(spreadOf([])).toEqual({ count: 0, notFinite: 0, mean: Number.NaN, deviation: Number.NaN, least: Number.NaN, most: Number.NaN })
    expect(spreadOf([Number.NaN])).toMatchObject({ count: 0, notFinite: 1, mean: Number.NaN })
    expect(spreadOf([3])).toMatchObject({ count: 1, mean: 3, deviation: Number.NaN, least: 3, most: 3 })
  })

  test('is a number, whatever the numbers, and their mean lies among them', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 2, maxLength: 10 }), values => {
        const { mean, deviation, least, most } = spreadOf(values)
        // Sums of up to ten numbers, each rounded once.
        const slack = 2 ** -48 * Math.max(Math.abs(least), Math.abs(most))
        expect(mean).toBeGreaterThanOrEqual(least - slack)
        expect(mean).toBeLessThanOrEqual(most + slack)
        expect(deviation).toBeGreaterThanOrEqual(0)
        // Only that of the largest numbers of both signs is none that there is.
        if (Math.max(Math.abs(least), Math.abs(most)) < 8e307) expect(deviation).toBeLessThan(Number.POSITIVE_INFINITY)
      }),
    )
  })
})

describe('bands', () => {
  test.each(golden.bands)('are the means of curves, joined by lines where they have no value', ({ runs, x, mean, deviation }) => {
    const band = bandOf(runs)
    expect(band.map(point => point.x)).toEqual(x)
    for (const [i, point] of band.entries()) {
      // Values of size 1 to 4, interpolated by another formula.
      expect(Math.abs(point.mean - (mean[i] ?? Number.NaN))).toBeLessThan(2 ** -40)
      const expected = deviation[i] ?? null
      if (expected === null) expect(point.deviation).toBeNaN()
      else expect(Math.abs(point.deviation - expected)).toBeLessThan(2 ** -40)
    }
  })

  test('gaps of one run are bridged by the others, and are gaps where there are none', () => {
    const nan = Number.NaN
    const band = bandOf([
      { x: [0, 1, 2], y: [1, nan, nan] },
      { x: [0, 1, 2], y: [3, 5, Number.POSITIVE_INFINITY] },
    ])
    expect(band).toEqual([
      { x: 0, mean: 2, deviation: Math.SQRT2, count: 2 },
      { x: 1, mean: 5, deviation: nan, count: 1 },
      { x: 2, mean: nan, deviation: nan, count: 0 },
    ])
    expect(bandOf([])).toEqual([])
  })

  const curve = fc
    .uniqueArray(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 80 })
    .chain(x => fc.tuple(fc.constant(x.sort((a, b) => a - b)), fc.array(fc.double(), { minLength: x.length, maxLength: x.length })))
    .map(([x, y]): Curve => ({ x, y }))

  test('thinned, they keep their ends, their order, and values that were there; peaks stay', () => {
    fc.assert(
      fc.property(fc.array(curve, { minLength: 1, maxLength: 3 }), fc.integer({ min: 4, max: 40 }), (runs, most) => {
        const band = bandOf(runs)
        const few = thinned(band, most)
        expect(few.length).toBe(Math.min(band.length, most))
        expect(few[0]).toBe(band[0])
        expect(few.at(-1)).toBe(band.at(-1))
        expect(few.every(point => band.includes(point))).toBe(true)
        for (const [i, point] of few.entries()) if (i > 0) expect(point.x).toBeGreaterThan(few[i - 1]?.x ?? Number.NaN)
      }),
    )
    const spike = Array.from({ length: 5000 }, (_, i) => (i === 1234 ? 100 : Math.sin(i / 300)))
    const few = thinned(bandOf([{ x: spike.map((_, i) => i), y: spike }]), 100)
    expect(few.map(({ mean }) => mean)).toContain(100)
  })
})
