// Sums of Chebyshev polynomials over an interval: Σ cₖ·Tₖ(t), t from -1 to 1.

import type { Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { of } from './wide.js'

/** The sum at x, by Clenshaw's recurrence (1955). Outside of the interval it is that of its middle, so that nothing overflows where it is not used. */
export function chebyshevSeries(x: Tensor, [low, high]: readonly [number, number], coefficients: readonly number[]): Tensor {
  const [middle, half] = [(low + high) / 2, (high - low) / 2]
  const isInside = p.and(p.ge(x, of(x, low)), p.le(x, of(x, high)))
  const t = p.select(isInside, p.div(p.sub(x, of(x, middle)), of(x, half)), of(x, 0))
  const twice = p.add(t, t)
  const [constant = 0, ...others] = coefficients
  let [next, after] = [of(x, 0), of(x, 0)]
  for (const c of others.toReversed()) [next, after] = [p.add(of(x, c), p.sub(p.mul(twice, next), after)), next]
  return p.add(of(x, constant), p.sub(p.mul(t, next), after))
}

/** One sum for each of some neighbouring intervals of one length, the first from `low` on. */
export const piecewiseSeries = (x: Tensor, low: number, length: number, pieces: readonly (readonly number[])[]): Tensor =>
  pieces.reduceRight(
    (behind, coefficients, i) => {
      const start = low + i * length
      return p.select(p.le(x, of(x, start + length)), chebyshevSeries(x, [start, start + length], coefficients), behind)
    },
    of(x, 0),
  )
