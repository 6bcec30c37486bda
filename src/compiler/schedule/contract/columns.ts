// How the columns of a contraction are cut: into blocks that a task packs and multiplies, each a run of whole rows of the image where
// there is one, so that what is packed is copied from runs of fixed length.

import { type Expr, variable } from '../../../core/expr.js'
import { affineIn, type Interner } from '../../index-algebra/index.js'
import type { LoopVariable } from '../../kernel/ir.js'
import { delinearize, extent, mergeAxes, simplifyAll, substitute } from '../loops.js'

/** The right operand along the panel: `rows` of runs along `inner`, whose positions are affine. */
export interface Runs {
  readonly rows: readonly LoopVariable[]
  readonly inner: LoopVariable
  readonly value: Expr
  /**
   * How far the rows lie apart in memory, where so little is between them that register tiles are fewer when they run on from row to row;
   * `null` otherwise.
   */
  readonly pitch: number | null
}

export interface Split {
  /** Columns taken one by one. */
  readonly outer: readonly LoopVariable[]
  /** Columns of which a block holds several: images so small that tiles of one alone would be half empty. */
  readonly together: readonly LoopVariable[]
  /** The rest, contiguous in the outputs. */
  readonly panel: readonly LoopVariable[]
}

export interface Columns extends Split {
  /** Over `together` and `panel`, which are cut into blocks. */
  readonly runs: Runs
  readonly columnBlock: number
  readonly blocks: number
}

/** Columns of an image that a block has at most. Measured on level-1 caches of 32 and 48 KB: more lose where they are packed, differ little where not. */
export const packedColumns = 128
const pitchedColumns = 512
/**
 * Tiles run from row to row where rows are at least so long, and what lies between two of them at most so long, in tiles. Shorter rows, which are
 * written in small pieces, are worth it where the sums are long and tiles hardly more than they would be without gaps.
 */
const shortestRow = 0.5
const widestGap = 0.25
const mostMore = 1.15
/** Images are packed several to a block where tiles of one alone would take so much more, and each element packed is used by so many rows. */
const mostEmpty = 1.15
const leastRows = 28

interface Wanted {
  /** Linear positions in the outputs. */
  readonly offsets: readonly Expr[]
  readonly right: Expr
  readonly tileColumns: number
  /** The most columns of a block. */
  readonly widest: number
  readonly tasks: number
  readonly threads: number
  readonly batch: number
  readonly rows: number
  /** Panels of rows, which can be shared among threads where nothing is packed. */
  readonly panels: number
  /** Whether the depth is of several blocks. */
  readonly several: boolean
  /** Columns of a block, of a product of matrices that is dealt out already; `null` otherwise. */
  readonly columnBlock: number | null
  readonly interner: Interner
}

/** The longest tail of the columns that is contiguous in all outputs. */
export function contiguousFrom(columns: readonly LoopVariable[], offsets: readonly Expr[], interner: Interner): number {
  for (let first = 0; first < columns.length; first++) {
    const panel = columns.slice(first)
    const flat = variable('column', extent(panel))
    const merged = simplifyAll(substitute(offsets, delinearize(panel, flat)), interner)
    if (merged.every(offset => affineIn(offset, flat, interner)?.coefficient === 1)) return first
  }
  return Math.max(0, columns.length - 1)
}

/** @param rows how many rows use each column */
export function splitColumns(
  columns: readonly LoopVariable[],
  offsets: readonly Expr[],
  tileColumns: number,
  rows: number,
  interner: Interner,
): Split {
  const first = contiguousFrom(columns, offsets, interner)
  const [outer, panel] = [columns.slice(0, first), columns.slice(first)]
  const image = extent(panel)
  const alone = Math.ceil(image / tileColumns) * tileColumns
  const joins = extent(outer) > 1 && rows >= leastRows && alone > mostEmpty * image
  return joins ? { outer: [], together: outer, panel } : { outer, together: [], panel }
}

function runsAlong(panel: readonly LoopVariable[], { right, tileColumns, several, interner }: Wanted): Runs {
  const { variables, values } = mergeAxes({ variables: panel, values: [right] }, interner)
  const [rows, inner, value] = [variables.slice(0, -1), variables.at(-1) ?? variable('one', 1), values[0] ?? right]
  const [row] = rows
  const [offset] = value.op === 'read' && value.guard === null ? value.at : []
  if (row === undefined || rows.length > 1 || offset === undefined) return { rows, inner, value, pitch: null }
  const pitch = affineIn(offset, row, interner)?.coefficient ?? 0
  const { extent: length } = inner
  const near = pitch >= length && pitch - length <= widestGap * tileColumns
  const tiles = Math.ceil(((row.extent - 1) * pitch + length) / tileColumns)
  const fewer =
    length >= shortestRow * tileColumns
      ? tiles < row.extent * Math.ceil(length / tileColumns)
      : several && tiles <= mostMore * Math.ceil((row.extent * length) / tileColumns)
  const inOrder = affineIn(offset, inner, interner)?.coefficient === 1
  return { rows, inner, value, pitch: near && fewer && inOrder ? pitch : null }
}

/** How many of at most so many rows make a block, so that the thread with the most to do has the fewest tiles. */
function rowsOfBlock({ rows: along, inner }: Runs, pitch: number, most: number, wanted: Wanted, outer: number): number {
  const { tileColumns, threads, batch, panels } = wanted
  const all = extent(along)
  const tiles = (rows: number): number => Math.ceil(((rows - 1) * pitch + inner.extent) / tileColumns)
  let [best, least] = [1, Number.POSITIVE_INFINITY]
  for (let rows = 1; rows <= Math.min(most, all); rows++) {
    const [blocks, rest] = [Math.floor(all / rows), all % rows]
    const times = batch * outer * panels
    const each = tiles(rows)
    const whole = times * (blocks * each + (rest === 0 ? 0 : tiles(rest)))
    // Equal blocks dealt out to threads; unequal ones leave about half a block over.
    const share = rest === 0 ? Math.ceil((times * blocks) / threads) * each : whole / threads + each / 2
    if (share <= least) [best, least] = [rows, share]
  }
  return best
}

/**
 * How many images make a block, so that the thread with the most to do has the fewest tiles; of as good ones the most that the nearest caches hold, for
 * each block reads all rows.
 */
function imagesOfBlock(images: number, image: number, { tileColumns, threads, batch }: Wanted): number {
  const tiles = (count: number): number => Math.ceil((count * image) / tileColumns)
  let [best, least] = [1, Number.POSITIVE_INFINITY]
  for (let count = 1; count <= Math.min(images, Math.max(1, Math.floor(pitchedColumns / image))); count++) {
    const share = Math.ceil((batch * Math.ceil(images / count)) / threads) * tiles(count)
    if (share < least || (share === least && count * image <= packedColumns)) [best, least] = [count, share]
  }
  return best
}

/** Several images a block. */
function cutImages(split: Split, wanted: Wanted): Columns {
  const columns = [...split.together, ...split.panel]
  const image = extent(split.panel)
  const columnBlock = imagesOfBlock(extent(split.together), image, wanted) * image
  return { ...split, runs: { ...runsAlong(columns, wanted), pitch: null }, columnBlock, blocks: Math.ceil(extent(columns) / columnBlock) }
}

export function cutColumns(columns: readonly LoopVariable[], wanted: Wanted): Columns {
  const { tileColumns, interner } = wanted
  const widest = Math.max(tileColumns, wanted.widest)
  const split = splitColumns(columns, wanted.offsets, tileColumns, wanted.rows, interner)
  if (split.together.length > 0) return cutImages(split, wanted)
  let first = split.outer.length
  let runs = runsAlong(columns.slice(first), wanted)
  // Runs longer than a block are cut along themselves: then the rows are taken one by one.
  while (runs.rows.length > 0 && runs.inner.extent > widest && first < columns.length - 1) {
    first++
    runs = runsAlong(columns.slice(first), wanted)
  }
  const [outer, panel] = [columns.slice(0, first), columns.slice(first)]
  const width = extent(panel)
  const isImage = runs.rows.length > 0
  const unit = isImage ? runs.inner.extent : tileColumns
  // Short rows that are packed fill tiles together: a block narrower than a tile takes as long as one, so that there are fewer where they are enough.
  const enough =
    wanted.panels > 1 && unit * 2 <= tileColumns && wanted.batch * extent(outer) * Math.ceil(width / tileColumns) >= wanted.threads
  const dealtOut = Math.ceil(width / Math.max(1, Math.ceil(wanted.tasks / extent(outer))))
  const shared = isImage && enough ? Math.max(tileColumns, dealtOut) : dealtOut
  // Of an image a few rows at a time: with the rows around them, and all channels of a block of depth, they stay in the nearest caches.
  const { pitch } = runs
  const room = isImage ? Math.min(widest, packedColumns) : widest
  const units =
    pitch === null
      ? Math.max(1, Math.min(Math.floor(room / unit), Math.ceil(shared / unit)))
      : rowsOfBlock(runs, pitch, Math.floor(pitchedColumns / unit), wanted, extent(outer))
  const columnBlock = wanted.columnBlock ?? units * unit
  return { outer, together: [], panel, runs, columnBlock, blocks: Math.ceil(width / columnBlock) }
}
