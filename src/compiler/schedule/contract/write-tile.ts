// A register tile's sums to the outputs, through the epilogues.

import { add, compare, div, type Expr, index, mul, rebuild, select, sub, variable } from '../../../core/expr.js'
import { InternalError } from '../../../support/errors.js'
import { sizeOf } from '../../../support/shape.js'
import { type LoopVariable, lanes, loop, prefetch, type Statement, store, when } from '../../kernel/ir.js'
import { type Draft, linear } from '../draft.js'
import { delinearize, read, simplifyAll, substitute } from '../loops.js'
import type { Contraction } from './contract.js'
import type { ColumnRun, TileColumns } from './right.js'

export interface Placement {
  readonly c: Contraction
  readonly b: LoopVariable
  readonly o: LoopVariable
  readonly outer: readonly LoopVariable[]
  readonly together: readonly LoopVariable[]
  readonly panel: readonly LoopVariable[]
}

export interface Tile {
  readonly d: Draft
  readonly type: 'float32' | 'float64'
  /** The sums, by rows. */
  readonly tileMemory: number
  readonly tileRows: number
  readonly tileColumns: number
  readonly vector: number
  readonly place: Placement
  /** The first row of the panel, and how many it has. */
  readonly from: Expr
  readonly count: Expr
  /** The row in which the tile begins: that of the panel, or an earlier one. */
  readonly first: Expr
  /** Of the whole contraction. */
  readonly rows: number
  /** The argument that stands for the sum in the outputs. */
  readonly resultCell: number
}

/** Where the tile holds the sum of one block of depth alone. */
export interface Part {
  readonly k0: Expr
  readonly kCount: Expr
  readonly depth: number
}

/** What is said of rows, columns and images, at row `i` of the tile and column `n` of a run of its columns. */
type InTile = (run: ColumnRun, i: Expr, n: Expr) => readonly Expr[]

/** Simplified over whole rows and columns first: of a tile, which may reach past the edge, less could be known. */
function inTile(t: Tile, exprs: readonly Expr[]): InTile {
  const { c, b, o, outer, together, panel } = t.place
  const row = variable('row', t.rows)
  const column = variable('column', sizeOf(panel.map(v => v.extent)))
  const image = variable('image_here', sizeOf(together.map(v => v.extent)))
  const bound = new Map([
    ...delinearize(c.batch, b),
    ...delinearize(outer, o),
    ...delinearize(together, image),
    ...delinearize(c.rows, row),
    ...delinearize(panel, column),
  ])
  const whole = simplifyAll(substitute(exprs, bound), t.d.interner)
  return (run, i, n) =>
    substitute(
      whole,
      new Map<Expr, Expr>([
        [row, add(t.from, i)],
        [image, run.image],
        [column, add(run.column, n)],
      ]),
    )
}

/** The output that gathers the sums of blocks. */
function gathering({ d, place: { c } }: Tile): { readonly buffer: number; readonly offset: Expr } {
  const [first] = c.outputs
  if (first === undefined) throw new InternalError('contract: no output')
  return { buffer: d.argument(first.variable), offset: linear(first.at, first.variable.type.shape) }
}

/** Asks for the lines that the tile's sums will be added to, which come while its products are computed. */
export function askForTile(t: Tile, columns: TileColumns): readonly Statement[] {
  const { buffer, offset } = gathering(t)
  const placed = inTile(t, [offset])
  const i = variable('ai', t.tileRows)
  const vectors = Array.from({ length: t.tileColumns / t.vector }, (_, side) => index(side * t.vector))
  const ask = (run: ColumnRun): Statement[] => vectors.flatMap(n => placed(run, i, n).map(at => prefetch(buffer, at)))
  return columns.wanted(run => [loop(i, index(0), t.count, 1, ask(run))])
}

/** Whole sums through the epilogues; the sum of a block added to the block results before it, and through the epilogues after the last block. */
export function writeTile(t: Tile, columns: TileColumns, part: Part | null): readonly Statement[] {
  const { d, type } = t
  const { c } = t.place
  const i = variable('ti', t.tileRows)
  const n = variable('tn', t.tileColumns)
  const offsets = c.outputs.map(out => linear(out.at, out.variable.type.shape))
  const values = c.outputs.map(out => d.place(out.value, c.sources))
  const placedIn = inTile(t, [...offsets, ...values])
  const gathered = gathering(t).buffer
  const writeRun = (run: ColumnRun): readonly Statement[] => {
    const placed = placedIn(run, i, n)
    const at = (output: number): Expr => placed[output] ?? index(0)
    const tileRow = sub(add(t.from, i), t.first)
    const fromTile = read(type, t.tileMemory, add(mul(tileRow, index(t.tileColumns)), add(run.place, n)))
    const before = read(type, gathered, at(0))
    const sum = part === null ? fromTile : select(compare('eq', part.k0, index(0)), fromTile, add(before, fromTile))
    const results = withResult(placed.slice(c.outputs.length), sum, t.resultCell)
    const finished = store(...c.outputs.map((out, o) => ({ buffer: d.argument(out.variable), at: at(o), value: results[o] ?? index(0) })))
    const all = (statement: Statement): readonly Statement[] => [loop(i, index(0), t.count, 1, across(n, run.count, t, statement))]
    if (part === null) return all(finished)
    const isLast = compare('ge', add(part.k0, part.kCount), index(part.depth))
    return [when(isLast, all(finished), all(store({ buffer: gathered, at: at(0), value: sum })))]
  }
  return columns.wanted(writeRun)
}

/** For `n` from 0 to `count - 1`: whole vectors, then shorter ones, for an edge one by one would take as long as the tile's products. */
export function across(
  n: LoopVariable,
  count: Expr,
  { vector, tileColumns }: Pick<Tile, 'vector' | 'tileColumns'>,
  statement: Statement,
): readonly Statement[] {
  let done: Expr = index(0)
  return [...new Set([vector, Math.max(1, vector / 4), 1])].map(width => {
    const base = variable(`tn_by_${width}`, tileColumns)
    const [from, to] = [done, mul(div(count, index(width)), index(width))]
    done = to
    return loop(base, from, to, width, [lanes(n, base, width, [statement])])
  })
}

/** The epilogues over the sum itself instead of the result cell. */
export function withResult(values: readonly Expr[], sum: Expr, resultCell: number): Expr[] {
  const memo = new Map<Expr, Expr>()
  return values.map(e => rebuild(e, node => (node.op === 'argument' && node.index === resultCell ? sum : node), memo))
}
