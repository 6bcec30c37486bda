// How a product is dealt out: into blocks of columns, each packed by whoever multiplies it, and groups of rows, each of which packs all blocks
// again. Few wide blocks read the left operand less often; groups of rows are what the kernels before and after treat on the same threads.
// What a way costs is estimated in cycles of one core: an estimate of what is the same for all ways would not matter, so it is left out.

import { panelsOf } from './panels.js'

export interface Product {
  readonly batch: number
  readonly rows: number
  readonly columns: number
  /** A block of columns is so many, or a multiple of it. */
  readonly unit: number
  readonly depth: number
  readonly threads: number
  /** The largest register tile, its columns in so many vectors. */
  readonly tile: { readonly rows: number; readonly columns: number; readonly vectors: number }
  /** The most columns that are packed at a time. */
  readonly widest: number
  /** Bytes of an element. */
  readonly bytes: number
  /** Cycles to pack an element of the right operand. */
  readonly packing: number
}

export interface Deal {
  readonly groups: number
  readonly columnBlock: number
}

/** A tile begins and ends: its first loads, and its sums on their way through memory. */
const cyclesOfTile = 90
/** Bytes a cycle from a level-2 cache, whose half the left operand may fill, and from what is behind it; half of the time something else is done. */
const [nearBytes, farBytes] = [64, 20]
const nearest = 512 * 1024
/** What the last item takes is lost in part: threads begin and end at different times. */
const lostOfLast = 0.12
/** Items of each thread beyond which none is looked for. */
const mostItems = 12

/** The way that costs least. */
export function dealProduct({ batch, rows, columns, unit, depth, threads, tile, widest, bytes, packing }: Product): Deal {
  const units = Math.ceil(columns / unit)
  const panels = Math.ceil(rows / tile.rows)
  const most = Math.ceil((mostItems * threads) / batch)
  let best: Deal = { groups: 1, columnBlock: Math.max(unit, Math.min(widest, units * unit)) }
  let least = Number.POSITIVE_INFINITY
  let before = 0
  for (let blocks = Math.ceil(units / Math.max(1, Math.floor(widest / unit))); blocks <= units; blocks++) {
    const each = Math.ceil(units / blocks)
    if (each === before) continue
    before = each
    const width = Math.min(columns, each * unit)
    const tiles = Math.ceil(width / tile.columns)
    const count = Math.ceil(units / each)
    for (let groups = 1; groups <= panels && (groups === 1 || count * groups <= most); groups++) {
      const { count: all, height } = panelsOf(rows, rows, tile.rows, groups)
      const mine = Math.ceil(all / groups)
      const left = mine * height * depth * bytes
      const products = tiles * mine * ((height * tile.vectors * depth) / 2 + cyclesOfTile * Math.ceil(depth / 256))
      const item = products + width * depth * packing + left / (left <= nearest ? nearBytes : farBytes)
      const items = batch * count * groups
      const time = Math.ceil(items / threads) * item + lostOfLast * item
      if (time < least) {
        least = time
        best = { groups, columnBlock: each * unit }
      }
    }
    if (count >= most) break
  }
  return best
}
