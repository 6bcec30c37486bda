// Draws a directed acyclic graph in layers: sources above what uses them, few crossings, long edges as straight as they go. After
// Sugiyama, Tagawa, Toda, "Methods for visual understanding of hierarchical system structures", 1981; positions in a layer are the least
// squares from where the neighbours are, found by pooling adjacent violators.

export interface Point {
  readonly x: number
  readonly y: number
}

export interface Drawing {
  readonly width: number
  readonly height: number
  /** The centre of each node. */
  readonly nodes: readonly Point[]
  /** From the lower side of one node to the upper side of another, through points between. */
  readonly edges: readonly { readonly from: number; readonly to: number; readonly through: readonly Point[] }[]
}

export interface Sizes {
  readonly width: number
  readonly height: number
  readonly gapX: number
  readonly gapY: number
}

const sweeps = 24
/** What an edge that passes a layer takes there. */
const passage = 14

/** @param edges pairs of nodes, each from a lower number to a higher one */
export function layers(count: number, edges: readonly (readonly [from: number, to: number])[], sizes: Sizes): Drawing {
  const layerOf = depths(count, edges)
  const depth = Math.max(-1, ...layerOf) + 1
  const rows: number[][] = Array.from({ length: depth }, () => [])
  for (let node = 0; node < count; node++) rows[layerOf[node] ?? 0]?.push(node)

  // Beyond the nodes: one more for each layer that an edge passes.
  const above: number[][] = Array.from({ length: count }, () => [])
  const below: number[][] = Array.from({ length: count }, () => [])
  const widths: number[] = Array.from({ length: count }, () => sizes.width + sizes.gapX)
  const link = (a: number, b: number): void => {
    below[a]?.push(b)
    above[b]?.push(a)
  }
  const chains = edges.map(([from, to]) => {
    const chain: number[] = []
    let last = from
    for (let layer = (layerOf[from] ?? 0) + 1; layer < (layerOf[to] ?? 0); layer++) {
      const between = widths.push(passage) - 1
      above.push([])
      below.push([])
      rows[layer]?.push(between)
      link(last, between)
      chain.push(between)
      last = between
    }
    link(last, to)
    return chain
  })

  const place = new Map<number, number>()
  const renumber = (row: readonly number[]): void => {
    for (const [i, node] of row.entries()) place.set(node, i)
  }
  rows.forEach(renumber)
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const down = sweep % 2 === 0
    for (const row of down ? rows : rows.toReversed()) {
      const middle = new Map(
        row.map(node => [node, mean((down ? above : below)[node] ?? [], n => place.get(n) ?? 0, place.get(node) ?? 0)]),
      )
      row.sort((a, b) => (middle.get(a) ?? 0) - (middle.get(b) ?? 0))
      renumber(row)
    }
  }

  // What only passes a layer pulls more than a node, so that long edges stay straight.
  const isPassage = (node: number): boolean => node >= count
  const pull = (a: number, b: number): number => (isPassage(a) && isPassage(b) ? 8 : isPassage(a) || isPassage(b) ? 2 : 1)

  const x = new Map<number, number>()
  const settle = (row: readonly number[], wanted: (node: number) => number): void => {
    const weight = (node: number): number => (isPassage(node) ? 4 : 1)
    for (const [i, at] of spread(row, widths, wanted, weight).entries()) x.set(row[i] ?? 0, at)
  }
  for (const row of rows) settle(row, node => place.get(node) ?? 0)
  const wanted = (node: number): number => {
    let [sum, weights] = [0, 0]
    for (const other of [...(above[node] ?? []), ...(below[node] ?? [])]) {
      const weight = pull(node, other)
      sum += weight * (x.get(other) ?? 0)
      weights += weight
    }
    return weights === 0 ? (x.get(node) ?? 0) : sum / weights
  }
  for (let sweep = 0; sweep < sweeps; sweep++) for (const row of sweep % 2 === 0 ? rows : rows.toReversed()) settle(row, wanted)

  const left = Math.min(0, ...[...x].map(([node, at]) => at - (widths[node] ?? 0) / 2))
  const right = Math.max(0, ...[...x].map(([node, at]) => at + (widths[node] ?? 0) / 2))
  const rowOf = new Map(rows.flatMap((row, layer) => row.map(node => [node, layer] as const)))
  const point = (node: number): Point => ({
    x: (x.get(node) ?? 0) - left,
    y: (rowOf.get(node) ?? 0) * (sizes.height + sizes.gapY) + sizes.height / 2 + sizes.gapY / 2,
  })
  return {
    width: right - left,
    height: depth * (sizes.height + sizes.gapY),
    nodes: Array.from({ length: count }, (_, node) => point(node)),
    edges: edges.map(([from, to], i) => ({ from, to, through: (chains[i] ?? []).map(point) })),
  }
}

const mean = (nodes: readonly number[], of: (node: number) => number, otherwise: number): number =>
  nodes.length === 0 ? otherwise : nodes.reduce((sum, node) => sum + of(node), 0) / nodes.length

/** As far down as the longest way from a source; sources right above what uses them first. */
function depths(count: number, edges: readonly (readonly [number, number])[]): number[] {
  const layer = new Array<number>(count).fill(0)
  const sorted = edges.toSorted(([a, b], [c, d]) => a - c || b - d)
  for (const [from, to] of sorted) layer[to] = Math.max(layer[to] ?? 0, (layer[from] ?? 0) + 1)
  const hasSource = new Set(edges.map(([, to]) => to))
  for (let node = 0; node < count; node++) {
    const users = edges.filter(([from]) => from === node).map(([, to]) => layer[to] ?? 0)
    if (!hasSource.has(node) && users.length > 0) layer[node] = Math.min(...users) - 1
  }
  return layer
}

/** Positions in the given order, each as near to where it is wanted as the widths allow, by weighted least squares. */
function spread(
  row: readonly number[],
  widths: readonly number[],
  wanted: (node: number) => number,
  weightOf: (node: number) => number,
): number[] {
  const offsets: number[] = []
  for (const [i, node] of row.entries()) {
    const before = row[i - 1]
    offsets.push(before === undefined ? 0 : (offsets[i - 1] ?? 0) + ((widths[before] ?? 0) + (widths[node] ?? 0)) / 2)
  }
  const blocks: { sum: number; weight: number; count: number }[] = []
  for (const [i, node] of row.entries()) {
    const weight = weightOf(node)
    let block = { sum: weight * (wanted(node) - (offsets[i] ?? 0)), weight, count: 1 }
    for (let last = blocks.at(-1); last !== undefined && last.sum / last.weight > block.sum / block.weight; last = blocks.at(-1)) {
      blocks.pop()
      block = { sum: last.sum + block.sum, weight: last.weight + block.weight, count: last.count + block.count }
    }
    blocks.push(block)
  }
  return blocks.flatMap(({ sum, weight, count }) => new Array<number>(count).fill(sum / weight)).map((at, i) => at + (offsets[i] ?? 0))
}
