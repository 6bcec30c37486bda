// Curves of several runs as one: the mean of those that have got so far, and the deviation around it.

import { spreadOf } from '../spread.js'

/** Values at places in rising order. A value that is not finite is a gap. */
export interface Curve {
  readonly x: ArrayLike<number>
  readonly y: ArrayLike<number>
}

export interface BandPoint {
  readonly x: number
  readonly mean: number
  /** NaN where one run has got so far. */
  readonly deviation: number
  /** How many runs the mean is of. */
  readonly count: number
}

/** At every place that a run has a value at. */
export type Band = readonly BandPoint[]

/** Goes through a curve from left to right, giving its value at places in rising order: between two of its own, on the line that joins them. */
function follower({ x, y }: Curve): (at: number) => number {
  let i = 0
  return at => {
    while (i + 1 < x.length && Number(x[i + 1]) <= at) i++
    const [left, right] = [Number(x[i]), Number(x[i + 1])]
    if (!(left <= at)) return Number.NaN
    if (left === at) return Number(y[i])
    // Behind its last place a run says nothing.
    if (Number.isNaN(right)) return Number.NaN
    return Number(y[i]) + ((Number(y[i + 1]) - Number(y[i])) * (at - left)) / (right - left)
  }
}

/**
 * The mean and the standard deviation of curves at every place that one of them has; those that have ended, or have a gap there, do not count.
 * @example
 * ```
 * bandOf([{ x: [0, 2], y: [1, 3] }, { x: [0, 1], y: [3, 4] }]).map(point => point.mean) // [2, 3, 3]
 * ```
 */
export function bandOf(curves: readonly Curve[]): Band {
  const places = new Set<number>()
  for (const { x } of curves) for (let i = 0; i < x.length; i++) places.add(Number(x[i]))
  const followers = curves.map(follower)
  return [...places]
    .sort((a, b) => a - b)
    .map(x => {
      const { mean, deviation, count } = spreadOf(followers.map(valueAt => valueAt(x)))
      return { x, mean, deviation, count }
    })
}

/**
 * Fewer points that look the same: the first and the last of them, and of every stretch between the one that makes the largest triangle with what was
 * taken before it and the middle of the next stretch, so that peaks stay.
 * @source Steinarsson, "Downsampling time series for visual representation", 2013
 */
export function thinned(band: Band, most: number): Band {
  const [first, last] = [band[0], band.at(-1)]
  if (band.length <= most || first === undefined || last === undefined) return band
  const size = (band.length - 2) / (most - 2)
  const stretch = (i: number): Band => band.slice(1 + Math.floor(i * size), 1 + Math.floor((i + 1) * size))
  const taken = [first]
  for (let i = 0; i < most - 2; i++) {
    const next = i === most - 3 ? [last] : stretch(i + 1)
    const [x, y] = [spreadOf(next.map(point => point.x)).mean, spreadOf(next.map(point => point.mean)).mean]
    const from = taken.at(-1) ?? first
    let [largest, chosen] = [-1, from]
    for (const point of stretch(i)) {
      const area = Math.abs((from.x - x) * (point.mean - from.mean) - (from.x - point.x) * (y - from.mean))
      // A gap is never passed over.
      if (!Number.isFinite(point.mean)) [largest, chosen] = [Number.POSITIVE_INFINITY, point]
      else if (area > largest || (chosen === from && !(area <= largest))) [largest, chosen] = [Number.isNaN(area) ? largest : area, point]
    }
    taken.push(chosen)
  }
  return [...taken, last]
}
