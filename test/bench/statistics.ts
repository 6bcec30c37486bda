// Order statistics of a sample: what is robust when other programs share the machine.

/** The value below which a fraction `q` of the sample lies, interpolated linearly; NaN of an empty sample. */
export function quantile(sample: readonly number[], q: number): number {
  // Zeros of either sign are one value: sorting would leave them in the order in which they came.
  const sorted = sample.map(x => x + 0).sort((a, b) => a - b)
  const place = q * (sorted.length - 1)
  const below = sorted[Math.floor(place)] ?? Number.NaN
  const above = sorted[Math.ceil(place)] ?? Number.NaN
  // Not below + fraction * (above - below): an infinite difference would give NaN for equal neighbours.
  return below === above ? below : below + (place - Math.floor(place)) * (above - below)
}

export interface Summary {
  readonly median: number
  readonly lowerQuartile: number
  readonly upperQuartile: number
}

export const summarize = (sample: readonly number[]): Summary => ({
  median: quantile(sample, 0.5),
  lowerQuartile: quantile(sample, 0.25),
  upperQuartile: quantile(sample, 0.75),
})
