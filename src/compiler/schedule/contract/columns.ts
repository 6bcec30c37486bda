// How the columns of a contraction are cut: into blocks that a task packs and multiplies, each a run of whole rows of the image where
// there is one, so that what is packed is copied from runs of fixed length.

import { type Expr, variable } from '../../../core/expr.js'
import { sizeOf } from '../../../support/shape.js'
import { affineIn, type Interner } from '../../index-algebra/index.js'
import type { LoopVariable } from '../../kernel/ir.js'
import { delinearize, mergeAxes, simplifyAll, substitute } from '../loops.js'

/** The right operand along the panel: `rows` of runs along `inner`, whose positions are affine. */
export interface Runs {
  readonly rows: readonly LoopVariable[]
  readonly inner: LoopVariable
  readonly value: Expr
}

export interface Columns {
  /** Columns taken one by one. */
  readonly outer: readonly LoopVariable[]
  /** The rest, contiguous in the outputs, cut into blocks. */
  readonly panel: readonly LoopVariable[]
  readonly runs: Runs
  readonly columnBlock: number
  readonly blocks: number
}

/** Measured on a level-1 cache of 32 KB: 64 to 256 columns differ little, more lose. */
const imageColumns = 128

interface Wanted {
  /** Linear positions in the outputs. */
  readonly offsets: readonly Expr[]
  readonly right: Expr
  readonly tileColumns: number
  /** The most columns of a block. */
  readonly widest: number
  readonly tasks: number
  readonly interner: Interner
}

const extent = (variables: readonly LoopVariable[]): number => sizeOf(variables.map(v => v.extent))

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

function runsAlong(panel: readonly LoopVariable[], right: Expr, interner: Interner): Runs {
  const { variables, values } = mergeAxes({ variables: panel, values: [right] }, interner)
  return { rows: variables.slice(0, -1), inner: variables.at(-1) ?? variable('one', 1), value: values[0] ?? right }
}

export function cutColumns(columns: readonly LoopVariable[], wanted: Wanted): Columns {
  const { tileColumns, right, interner } = wanted
  const widest = Math.max(tileColumns, wanted.widest)
  let first = contiguousFrom(columns, wanted.offsets, interner)
  let runs = runsAlong(columns.slice(first), right, interner)
  // Runs longer than a block are cut along themselves: then the rows are taken one by one.
  while (runs.rows.length > 0 && runs.inner.extent > widest && first < columns.length - 1) {
    first++
    runs = runsAlong(columns.slice(first), right, interner)
  }
  const [outer, panel] = [columns.slice(0, first), columns.slice(first)]
  const width = extent(panel)
  const isImage = runs.rows.length > 0
  const unit = isImage ? runs.inner.extent : tileColumns
  const shared = Math.ceil(width / Math.max(1, Math.ceil(wanted.tasks / extent(outer))))
  // Of an image a few rows at a time: with the rows around them, and all channels of a block of depth, they fit the level-1 cache.
  const most = isImage ? Math.min(widest, imageColumns) : widest
  const units = Math.max(1, Math.min(Math.floor(most / unit), Math.ceil(shared / unit)))
  const columnBlock = units * unit
  return { outer, panel, runs, columnBlock, blocks: Math.ceil(width / columnBlock) }
}
