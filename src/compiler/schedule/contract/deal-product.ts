// How a product is dealt out: into blocks of columns, each packed by whoever multiplies it, and groups of rows, each of which packs all blocks
// again. Few wide blocks read the left operand less often; groups of rows are what the kernels before and after treat on the same threads.
// What a way costs is estimated in cycles of one core: an estimate of what is the same for all ways would not matter, so it is left out.

import { affineIn } from '../../index-algebra/index.js'
import type { CpuTarget } from '../../targets/cpu.js'
import { draft, linear } from '../draft.js'
import { extent, mergeAxes } from '../loops.js'
import { elementCost } from '../map.js'
import { widestBlock } from './blocks.js'
import { packedColumns, splitColumns } from './columns.js'
import type { Contraction } from './contract.js'
import { panelsOf } from './panels.js'
import type { Tile } from './tile.js'

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

/** Less work than this is not worth sharing. */
export const sharedFrom = 200_000

export const flopsOf = ({ batch, rows, columns, depth }: Contraction): number =>
  2 * [batch, rows, columns, depth].reduce((product, variables) => product * extent(variables), 1)

/** Cycles to pack an element that is copied, or turned over, or computed for so many nanoseconds. */
const [copied, turned, aNanosecond] = [0.25, 0.4, 4]

/**
 * How a product is dealt out whose right operand is packed for sure: of matrices, or with an image whose elements lie apart. `null` for others, for what
 * is too small, and for one panel, whose right operand is not packed.
 */
export function dealOf(c: Contraction, tile: Tile, target: CpuTarget): Deal | null {
  const rows = extent(c.rows)
  if (rows <= tile.rows || flopsOf(c) < sharedFrom) return null
  const probe = draft('probe')
  const offsets = c.outputs.map(o => linear(o.at, o.variable.type.shape))
  const { outer, together, panel } = splitColumns(c.columns, offsets, tile.columns, rows, probe.interner)
  if (together.length > 0) return null
  const { variables, values } = mergeAxes({ variables: panel, values: [probe.place(c.right, c.rightSources)] }, probe.interner)
  const [inner, right = c.right] = [variables.at(-1), values[0]]
  const [offset] = right.op === 'read' ? right.at : []
  const along = inner === undefined || offset === undefined ? null : affineIn(offset, inner, probe.interner)
  const isImage = variables.length > 1
  if ((outer.length > 0 && !isImage) || (isImage && along?.coefficient === 1)) return null
  const depth = extent(c.depth)
  const widest = isImage ? Math.min(packedColumns, widestBlock(depth)) : widestBlock(depth)
  // A block of an image is whole rows of it.
  const unit = isImage ? (inner?.extent ?? 1) : tile.columns
  if (unit > widest && isImage) return null
  return dealProduct({
    batch: extent(c.batch) * extent(outer),
    rows,
    columns: extent(panel),
    unit,
    depth,
    threads: target.threads,
    tile: { ...tile, vectors: tile.columns / tile.vector },
    widest,
    bytes: target.vectorBytes / tile.vector,
    packing: offset === undefined ? elementCost([right]) * aNanosecond : along?.coefficient === 1 ? copied : turned,
  })
}
