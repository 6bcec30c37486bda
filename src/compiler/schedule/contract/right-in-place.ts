// The right operand where it is. That wins where packing would copy the same elements many times (an image under a kernel) or use each copy once (few rows).

import { add, constant, div, type Expr, index, mul, sub, variable } from '../../../core/expr.js'
import { affineIn } from '../../index-algebra/index.js'
import { loop } from '../../kernel/ir.js'
import { delinearize, extent, maximum, minimum, simplifyAll, substitute } from '../loops.js'
import { type Block, type ColumnRun, columnsFrom, nothing, type Right } from './right.js'
import { depthTable, mostPlaces, type Separated, separate } from './separate.js'

/** Where the right operand is, by depth and by the rest. */
interface Source extends Separated {
  readonly source: number
}

function sourceOf(x: Block): Source | null {
  const { runs } = x.columns
  if (runs.value.op !== 'read' || runs.value.guard !== null) return null
  const [offset] = runs.value.at
  if (offset === undefined) return null
  const separated = separate(offset, x.depth, [...x.batch, ...x.columns.outer, ...runs.rows, runs.inner], x.d.interner)
  if (separated === null || affineIn(separated.byRest, runs.inner, x.d.interner)?.coefficient !== 1) return null
  return { source: runs.value.source, ...separated }
}

/** Less of a tile than this filled with wanted columns, and packing is better. */
const leastFilled = 0.6

/**
 * The right operand read where it is; `null` where it cannot be, or had better not. The tile may look a few elements past the end of the
 * array: storages have room for that.
 * @param panels how often the micro-kernel uses each element
 * @param elements how many elements the array has
 */
export function rightInPlace(x: Block, panels: number, elements: number): Right | null {
  const position = sourceOf(x)
  if (position === null || elements > mostPlaces) return null
  const { runs, outer, columnBlock, panel } = x.columns
  const depth = extent(x.depth)
  const copies = (extent(x.batch) * extent(outer) * extent(panel) * depth) / Math.max(1, elements)
  const length = runs.inner.extent
  const tiles = runs.pitch === null ? Math.ceil(length / x.tileColumns) : runs.pitch / x.tileColumns
  const filled = length / (tiles * x.tileColumns)
  if (panels > 1 && (copies < 1.5 || filled < leastFilled)) return null

  const { setup, at: entryAt } = depthTable(x.d, x.depth, position.byDepth)
  const fixed = [...delinearize(x.batch, x.b), ...delinearize(outer, x.o)]
  const at =
    (rows: readonly (readonly [Expr, Expr])[], inner: Expr) =>
    (k: Expr, columns: Expr): Expr => {
      const [base] = simplifyAll(
        substitute([position.byRest], new Map([...fixed, ...rows, [runs.inner, add(inner, columns)]])),
        x.d.interner,
      )
      return {
        op: 'read',
        type: x.type,
        source: position.source,
        at: [add(entryAt(add(x.k0, k)), base ?? constant('index', 0))],
        guard: null,
      }
    }

  const j = variable('j', length)
  if (runs.rows.length === 0)
    return {
      packs: false,
      setup,
      prepare: [],
      tiles: micro => [
        loop(
          j,
          index(0),
          x.count,
          x.tileColumns,
          micro({
            at: at([], add(x.from, j)),
            ahead: nothing,
            wanted: columnsFrom(x.columns, add(x.from, j), minimum(index(x.tileColumns), sub(x.count, j))),
          }),
        ),
      ],
    }
  // A block is whole rows.
  const row = variable('image_row', extent(runs.rows))
  const perBlock = columnBlock / length
  const first = mul(x.block, index(perBlock))
  const end = minimum(add(first, index(perBlock)), index(row.extent))
  const { pitch } = runs
  if (pitch === null)
    return {
      packs: false,
      setup,
      prepare: [],
      tiles: micro => [
        loop(row, first, end, 1, [
          loop(
            j,
            index(0),
            index(length),
            x.tileColumns,
            micro({
              at: at([...delinearize(runs.rows, row)], j),
              ahead: nothing,
              wanted: columnsFrom(x.columns, add(mul(row, index(length)), j), minimum(index(x.tileColumns), sub(index(length), j))),
            }),
          ),
        ]),
      ],
    }
  // Tiles run on from row to row, over what lies between them: its columns are computed and not wanted.
  const here = variable('here', row.extent * pitch)
  const lastColumn = index(x.tileColumns - 1)
  return {
    packs: false,
    setup,
    prepare: [],
    tiles: micro => [
      loop(
        here,
        mul(first, index(pitch)),
        add(mul(sub(end, index(1)), index(pitch)), index(length)),
        x.tileColumns,
        micro({
          at: at([...delinearize(runs.rows, index(0))], here),
          ahead: nothing,
          wanted: write => [
            loop(row, div(here, index(pitch)), minimum(end, add(div(add(here, lastColumn), index(pitch)), index(1))), 1, [
              ...write(runOfRow(here, mul(row, index(pitch)), mul(row, index(length)), length, x.tileColumns)),
            ]),
          ],
        }),
      ),
    ],
  }
}

/** Where a tile from `here` on meets a row that begins at `start`, as column `column` of the panel. */
function runOfRow(here: Expr, start: Expr, column: Expr, length: number, tileColumns: number): ColumnRun {
  const from = maximum(here, start)
  const to = minimum(add(here, index(tileColumns)), add(start, index(length)))
  return { place: sub(from, here), image: index(0), column: add(column, sub(from, start)), count: maximum(index(0), sub(to, from)) }
}
