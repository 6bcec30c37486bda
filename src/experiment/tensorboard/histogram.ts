// How numbers are distributed, as TensorBoard's events have it: their moments, and how many there are in each of thirty parts of the same width.

export interface Histogram {
  readonly min: number
  readonly max: number
  readonly count: number
  readonly sum: number
  readonly sumOfSquares: number
  /** The upper end of each part, and how many numbers are in it. */
  readonly limits: readonly number[]
  readonly counts: readonly number[]
}

const parts = 30

/** `null` where there are no finite numbers; others are left out. */
export function histogramOf(values: ArrayLike<number>): Histogram | null {
  let [min, max, count, sum, sumOfSquares] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0, 0]
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? Number.NaN
    if (!Number.isFinite(value)) continue
    min = Math.min(min, value)
    max = Math.max(max, value)
    count++
    sum += value
    sumOfSquares += value * value
  }
  if (count === 0) return null
  // Numbers that are all the same, or differ by less than can be divided, are one part.
  const width = max - min < Number.POSITIVE_INFINITY ? (max - min) / parts : max / parts - min / parts
  const limits = Array.from({ length: parts - 1 }, (_, i) => min + width * (i + 1))
  if (!(width > 0) || limits.some((limit, i) => !(limit > (limits[i - 1] ?? min) && limit < max)))
    return { min, max, count, sum, sumOfSquares, limits: [max], counts: [count] }
  const counts = new Array<number>(parts).fill(0)
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? Number.NaN
    if (!Number.isFinite(value)) continue
    let part = Math.min(parts - 1, Math.floor((value / 2 - min / 2) / (width / 2)))
    // What is at the edge of a part, within the rounding of the division, is where the edge says.
    if (value < (limits[part - 1] ?? min)) part--
    else if (value >= (limits[part] ?? Number.POSITIVE_INFINITY)) part++
    counts[part] = (counts[part] ?? 0) + 1
  }
  return { min, max, count, sum, sumOfSquares, limits: [...limits, max], counts }
}
