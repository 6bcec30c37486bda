// How many bins of equal width show a distribution, by rules: from the width that each of them finds good for the elements.
// Sources: Sturges, 1926; Doane, 1976; Scott, 1979; Freedman, Diaconis, 1981; Stone, 1984; NumPy, histogram_bin_edges.

import { ArgumentError } from '../../support/errors.js'

/** NumPy's rules of these names. */
export type BinRule = 'auto' | 'fd' | 'doane' | 'scott' | 'stone' | 'rice' | 'sturges' | 'sqrt'

/** Elements, ascending, at least one, and the ends of the bins. */
interface Sample {
  readonly sorted: Float64Array
  readonly first: number
  readonly last: number
}

/** A width; 0 where the rule finds none. */
type Rule = (sample: Sample) => number

const spread = ({ sorted }: Sample): number => (sorted.at(-1) as number) - (sorted[0] as number)
const mean = (values: Float64Array): number => values.reduce((sum, x) => sum + x, 0) / values.length

function deviation(values: Float64Array): number {
  const middle = mean(values)
  return Math.sqrt(mean(values.map(x => (x - middle) ** 2)))
}

/** The element at a share of the way, between two by the line. */
function quantile({ sorted }: Sample, share: number): number {
  const place = share * (sorted.length - 1)
  const below = Math.floor(place)
  const [a, b] = [sorted[below] as number, sorted[Math.min(below + 1, sorted.length - 1)] as number]
  return a + (b - a) * (place - below)
}

/** How many elements are in each of so many bins of equal width from the first end to the last. */
function countsOf({ sorted, first, last }: Sample, bins: number): number[] {
  const counts = new Array<number>(bins).fill(0)
  const edge = (k: number): number => (k === bins ? last : first + k * ((last - first) / bins))
  let bin = 0
  for (const x of sorted) {
    while (bin < bins - 1 && x >= edge(bin + 1)) bin++
    counts[bin] = (counts[bin] as number) + 1
  }
  return counts
}

const sturges: Rule = sample => spread(sample) / (Math.log2(sample.sorted.length) + 1)
const squareRoot: Rule = sample => spread(sample) / Math.sqrt(sample.sorted.length)
const fd: Rule = sample => 2 * (quantile(sample, 0.75) - quantile(sample, 0.25)) * sample.sorted.length ** (-1 / 3)

/** Sturges' for skewed distributions. */
const doane: Rule = sample => {
  const { sorted } = sample
  const [n, sigma, middle] = [sorted.length, deviation(sorted), mean(sorted)]
  if (n < 3 || sigma === 0) return 0
  const skewness = mean(sorted.map(x => ((x - middle) / sigma) ** 3))
  const usual = Math.sqrt((6 * (n - 2)) / ((n + 1) * (n + 3)))
  return spread(sample) / (1 + Math.log2(n) + Math.log2(1 + Math.abs(skewness) / usual))
}

/** The least squared error that leaving one out estimates, of up to 100 bins, or the root of how many elements there are. */
const stone: Rule = sample => {
  const [n, width] = [sample.sorted.length, spread(sample)]
  if (n < 2 || width === 0) return 0
  const error = (bins: number): number => {
    const squares = countsOf(sample, bins).reduce((sum, count) => sum + (count / n) ** 2, 0)
    return ((2 - (n + 1) * squares) * bins) / width
  }
  const most = Math.max(100, Math.floor(Math.sqrt(n)))
  let [best, least] = [1, error(1)]
  for (let bins = 2; bins <= most; bins++) {
    const found = error(bins)
    if (found < least) [best, least] = [bins, found]
  }
  return width / best
}

const rules: Readonly<Record<BinRule, Rule>> = {
  sturges,
  fd,
  doane,
  stone,
  sqrt: squareRoot,
  rice: sample => spread(sample) / (2 * sample.sorted.length ** (1 / 3)),
  scott: ({ sorted }) => ((24 * Math.sqrt(Math.PI)) / sorted.length) ** (1 / 3) * deviation(sorted),
  // The finer of two; not more than twice as many bins as the root says.
  auto: sample => Math.min(Math.max(fd(sample), squareRoot(sample) / 2), sturges(sample)),
}

export const binRules: readonly string[] = Object.keys(rules)

/**
 * The number of bins that a rule finds for elements between two ends (by default the least and the greatest).
 * @throws ArgumentError when an element that counts is not finite
 */
export function binCount(operation: string, rule: BinRule, values: Iterable<number>, range: readonly [number, number] | undefined): number {
  const all = Float64Array.from(values)
  const inside = range === undefined ? all : all.filter(x => x >= range[0] && x <= range[1])
  const sorted = inside.toSorted()
  const [least, greatest] = [sorted[0], sorted.at(-1)]
  if (least === undefined || greatest === undefined) return 1
  // NaN is sorted behind the infinities.
  if (!Number.isFinite(least) || !Number.isFinite(greatest))
    throw new ArgumentError(`${operation}: bins by a rule need finite elements; got some from ${least} to ${greatest}, say a range`)
  const [low, high] = range ?? [least, greatest]
  const [first, last] = low === high ? [low - 0.5, high + 0.5] : [low, high]
  const width = rules[rule]({ sorted, first, last })
  return width > 0 ? Math.ceil((last - first) / width) : 1
}
