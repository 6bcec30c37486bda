// The right operand of a contraction as its micro-kernel sees it, wherever it is: the columns of a tile, and which of them are wanted.

import { add, div, type Expr, index, mul, sub, variable } from '../../../core/expr.js'
import { type LoopVariable, loop, type Statement } from '../../kernel/ir.js'
import type { Draft } from '../draft.js'
import { extent, maximum, minimum } from '../loops.js'
import type { Columns } from './columns.js'

/** The columns of one register tile. */
export interface TileColumns {
  /** The element at depth `k` of the block, `columns` further on; a vector along a lane variable in `columns`. */
  readonly at: (k: Expr, columns: Expr) => Expr
  /** Once a depth of the tile: asks for what will be packed next. */
  readonly ahead: (k: Expr) => readonly Statement[]
  /** Statements for each run of wanted columns: where it begins in the tile and in the panel, and how many they are. */
  readonly wanted: (write: (run: ColumnRun) => readonly Statement[]) => readonly Statement[]
}

export interface ColumnRun {
  readonly place: Expr
  /** Which of the columns taken together. */
  readonly image: Expr
  readonly column: Expr
  readonly count: Expr
}

/** All columns of a tile from its first. */
const oneRun =
  (column: Expr, count: Expr): TileColumns['wanted'] =>
  write =>
    write({ place: index(0), image: index(0), column, count })

export interface Right {
  /** Whether elements are copied first. */
  readonly packs: boolean
  /** Once a task. */
  readonly setup: readonly Statement[]
  /** Once a block of depth. */
  readonly prepare: readonly Statement[]
  readonly tiles: (micro: (tile: TileColumns) => readonly Statement[]) => readonly Statement[]
}

/** The block of work at hand: variables that the task fixes. */
export interface Block {
  readonly d: Draft
  readonly type: 'float32' | 'float64'
  readonly columns: Columns
  readonly batch: readonly LoopVariable[]
  readonly depth: readonly LoopVariable[]
  readonly tileColumns: number
  readonly vector: number
  readonly b: Expr
  readonly o: Expr
  readonly block: Expr
  /** First column and number of columns of the block. */
  readonly from: Expr
  readonly count: Expr
  readonly k0: Expr
  readonly kCount: Expr
}

/** The columns from `first` on, so many, over images of so many columns each. */
const runsOfImages =
  (first: Expr, count: Expr, images: number, length: number): TileColumns['wanted'] =>
  write => {
    const image = variable('image', images)
    const end = add(first, count)
    const start = mul(image, index(length))
    const from = maximum(first, start)
    const to = minimum(end, add(start, index(length)))
    const run = { place: sub(from, first), image, column: sub(from, start), count: sub(to, from) }
    return [loop(image, div(first, index(length)), add(div(sub(end, index(1)), index(length)), index(1)), 1, write(run))]
  }

/** The columns from `first` on, so many: of one image, or of several that are taken together. */
export const columnsFrom = ({ together, panel }: Columns, first: Expr, count: Expr): TileColumns['wanted'] =>
  together.length === 0 ? oneRun(first, count) : runsOfImages(first, count, extent(together), extent(panel))

/** Of tiles that ask for nothing ahead of time. */
export const nothing = (): readonly Statement[] => []
