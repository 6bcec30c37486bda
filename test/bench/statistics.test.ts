// Order statistics: what they are by definition, on samples of any kind.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { quantile, summarize } from './statistics.js'

const sample = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }), { minLength: 1, maxLength: 20 })

describe('quantile', () => {
  it.each([
    [[3, 1, 2], 0.5, 2],
    [[4, 1, 3, 2], 0.5, 2.5],
    [[10, 20], 0.25, 12.5],
    [[7], 0.9, 7],
    [[1, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY], 0.75, Number.POSITIVE_INFINITY],
  ])('of %j at %d is %d', (values, q, expected) => expect(quantile(values, q)).toBe(expected))

  it('of nothing is NaN', () => expect(quantile([], 0.5)).toBeNaN())

  it('has the ends of the sample at 0 and 1', () => {
    fc.assert(
      fc.property(sample, values => {
        // Zeros of either sign are one value.
        expect(quantile(values, 0)).toBe(Math.min(...values) + 0)
        expect(quantile(values, 1)).toBe(Math.max(...values) + 0)
      }),
      { examples: [[[-0, 0]]] },
    )
  })

  it('does not look at the order, nor change it', () => {
    fc.assert(
      fc.property(sample, values => {
        const copy = [...values]
        expect(quantile(values, 0.3)).toBe(quantile(values.toReversed(), 0.3))
        expect(values).toEqual(copy)
      }),
      { examples: [[[0, -0, 5e-324]]] },
    )
  })
})

it('a summary has its quartiles about the median', () => {
  fc.assert(
    fc.property(sample, values => {
      const { median, lowerQuartile, upperQuartile } = summarize(values)
      expect(lowerQuartile).toBeLessThanOrEqual(median)
      expect(median).toBeLessThanOrEqual(upperQuartile)
    }),
  )
})
