// The order in which many factors are multiplied two at a time, chosen by the number of multiplications: the best of all for few factors,
// by subsets; beyond that greedily. Sizes alone decide, so that one program has one order, and its sums one value.
// Source: D. Smith, J. Gray, opt_einsum (2018).

/** A factor, or a product of some: its labels, each once. */
type Labels = readonly string[]

/** Two nodes, each a factor 0 … n - 1 or the product n + k of step k. */
export type Step = readonly [left: number, right: number]

export interface ContractionPath {
  readonly steps: readonly Step[]
  /** Multiplications of all steps. */
  readonly cost: number
}

/** Up to so many factors all orders are weighed: 3ⁿ splits of subsets. */
const exhaustive = 8

const union = (a: Labels, b: Labels): Labels => [...new Set([...a, ...b])]

const volume = (labels: Labels, sizes: ReadonlyMap<string, number>): number =>
  labels.reduce((product, label) => product * (sizes.get(label) ?? 1), 1)

/** Of the labels of some factors those that the output or other factors need. */
const kept = (labels: Labels, others: readonly Labels[], output: Labels): Labels =>
  labels.filter(label => output.includes(label) || others.some(other => other.includes(label)))

/** The best way to a product of some factors: split into two, each of which is done before. */
interface Best {
  readonly cost: number
  readonly labels: Labels
  readonly split: readonly [number, number] | null
}

function bestOf(factors: readonly Labels[], output: Labels, sizes: ReadonlyMap<string, number>): ContractionPath {
  const count = factors.length
  const best = new Map<number, Best>()
  const inside = (subset: number): readonly Labels[] => factors.filter((_, i) => (subset >> i) & 1)
  const outside = (subset: number): readonly Labels[] => factors.filter((_, i) => !((subset >> i) & 1))
  for (const [i, labels] of factors.entries()) best.set(1 << i, { cost: 0, labels: kept(labels, outside(1 << i), output), split: null })
  for (let subset = 1; subset < 1 << count; subset++) {
    if (best.has(subset)) continue
    const labels = kept(inside(subset).reduce(union, []), outside(subset), output)
    let found: Best | null = null
    // Each pair of complements once: the first half holds the first factor. In ascending order, so that of equals the first is taken.
    const first = subset & -subset
    for (let half = first; half < subset; half = ((half - subset) & subset) | first) {
      const [left, right] = [best.get(half), best.get(subset ^ half)]
      if (left === undefined || right === undefined) continue
      const cost = left.cost + right.cost + volume(union(left.labels, right.labels), sizes)
      if (found === null || cost < found.cost) found = { cost, labels, split: [half, subset ^ half] }
    }
    if (found !== null) best.set(subset, found)
  }
  const steps: Step[] = []
  const walk = (subset: number): number => {
    const split = best.get(subset)?.split ?? null
    if (split === null) return Math.log2(subset)
    const step: Step = [walk(split[0]), walk(split[1])]
    return count + steps.push(step) - 1
  }
  const all = (1 << count) - 1
  walk(all)
  return { steps, cost: best.get(all)?.cost ?? 0 }
}

/** At each step the two whose product is the smallest compared with themselves, then the cheapest, then the first. */
function greedy(factors: readonly Labels[], output: Labels, sizes: ReadonlyMap<string, number>): ContractionPath {
  let open = factors.map((labels, node) => ({ node, labels }))
  const steps: Step[] = []
  let cost = 0
  while (open.length > 1) {
    const pairs = open.flatMap((a, i) =>
      open.slice(i + 1).map(b => {
        const others = open.filter(other => other !== a && other !== b).map(other => other.labels)
        const all = union(a.labels, b.labels)
        const labels = kept(all, others, output)
        const growth = volume(labels, sizes) - volume(a.labels, sizes) - volume(b.labels, sizes)
        return { a, b, labels, growth, cost: volume(all, sizes) }
      }),
    )
    const chosen = pairs.reduce((best, pair) =>
      pair.growth < best.growth || (pair.growth === best.growth && pair.cost < best.cost) ? pair : best,
    )
    const node = factors.length + steps.push([chosen.a.node, chosen.b.node]) - 1
    cost += chosen.cost
    open = [...open.filter(other => other !== chosen.a && other !== chosen.b), { node, labels: chosen.labels }]
  }
  return { steps, cost }
}

/** How to multiply factors that name their axes, summing away what neither the output nor another factor needs. */
export const contractionPath = (factors: readonly Labels[], output: Labels, sizes: ReadonlyMap<string, number>): ContractionPath =>
  (factors.length <= exhaustive ? bestOf : greedy)(factors, output, sizes)
