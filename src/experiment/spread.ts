// Several numbers of the same thing, such as a metric over seeds, in two: where they lie, and how far apart.

/** What several runs say of one metric. Numbers that are not finite are counted, and are in none of the others. */
export interface Spread {
  /** Finite numbers. */
  readonly count: number
  /** Numbers that are not: of runs that diverged. */
  readonly notFinite: number
  /** NaN of none. */
  readonly mean: number
  /** The standard deviation of a sample, with n − 1 degrees of freedom; NaN of fewer than two. */
  readonly deviation: number
  readonly least: number
  readonly most: number
}

/**
 * Mean, standard deviation, least and most of what is finite among the numbers, in two passes, so that large means take no digits.
 * @example
 * ```
 * spreadOf([1, 2, 3, NaN]) // {"count": 3, "notFinite": 1, "mean": 2, "deviation": 1, "least": 1, "most": 3}
 * ```
 * @deviation NumPy's `std` divides by n unless told `ddof=1`, which this is.
 */
export function spreadOf(values: Iterable<number>): Spread {
  const all = [...values]
  const finite = all.filter(Number.isFinite)
  const count = finite.length
  const largest = finite.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  // Scaled by a power of two, which rounds nothing, so that no sum or square is infinite or vanishes.
  const scale = largest === 0 ? 1 : 2 ** Math.min(1023, Math.max(-1021, Math.floor(Math.log2(largest))))
  const mean = (finite.reduce((sum, value) => sum + value / scale, 0) / count) * scale
  const squares = finite.reduce((sum, value) => sum + (value / scale - mean / scale) ** 2, 0)
  return {
    count,
    notFinite: all.length - count,
    mean,
    deviation: count < 2 ? Number.NaN : Math.sqrt(squares / (count - 1)) * scale,
    least: count === 0 ? Number.NaN : finite.reduce((a, b) => Math.min(a, b)),
    most: count === 0 ? Number.NaN : finite.reduce((a, b) => Math.max(a, b)),
  }
}
