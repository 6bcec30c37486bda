// The register tile of a contraction: as high and wide as the registers are many, and as the rows and columns that there are.

import type { Expr } from '../../../core/expr.js'
import { affineIn } from '../../index-algebra/index.js'
import type { LoopVariable } from '../../kernel/ir.js'
import { type CpuTarget, registerTile } from '../../targets/cpu.js'
import { type Draft, draft, linear } from '../draft.js'
import { extent, mergeAxes } from '../loops.js'
import { splitColumns } from './columns.js'
import type { Contraction } from './contract.js'

export interface Tile {
  readonly rows: number
  /** Of a few vectors. */
  readonly columns: number
  readonly vector: number
}

/** The register tile: two vectors wide; one vector, where no more columns are together, and nearly twice as high; several, of few rows of a product of matrices. */
export function tileOf(c: Contraction, type: 'float32' | 'float64', target: CpuTarget): Tile {
  const { rows, columns } = registerTile(target, type)
  const vector = columns / 2
  const probe = draft('probe')
  const offsets = c.outputs.map(o => linear(o.at, o.variable.type.shape))
  const { together, panel } = splitColumns(c.columns, offsets, columns, extent(c.rows), probe.interner)
  if (together.length > 0) return { rows, columns, vector }
  const right = alongPanel(c, panel, probe)
  const few = extent(panel) <= vector || (extent(c.rows) <= rows && hasShortRows(right, vector, probe))
  return few
    ? { rows: 2 * rows - 2, columns: vector, vector }
    : { rows, columns: vector * vectorsOf(c, right, vector, target, probe), vector }
}

/** The right operand along the columns of a panel. */
interface Along {
  readonly variables: readonly LoopVariable[]
  /** Where it is read; `null` where it is computed. */
  readonly offset: Expr | null
  readonly isGuarded: boolean
}

function alongPanel(c: Contraction, panel: readonly LoopVariable[], d: Draft): Along {
  const { variables, values } = mergeAxes({ variables: panel, values: [d.place(c.right, c.rightSources)] }, d.interner)
  const [right] = values
  if (right?.op !== 'read') return { variables, offset: null, isGuarded: false }
  return { variables, offset: right.at[0] ?? null, isGuarded: right.guard !== null }
}

/** So many tiles for each thread, and none waits long for another. */
const tilesOfAThread = 4

/**
 * How many vectors a tile is wide. Of few rows, whose right operand is read in place, there are many: enough chains to hide the latency of a multiply-add, and
 * long pieces of each line of memory. The last tile may look past the end of the operand as far as one of two vectors.
 */
function vectorsOf(
  c: Contraction,
  { variables, offset, isGuarded }: Along,
  vector: number,
  { vectorRegisters, threads }: CpuTarget,
  d: Draft,
): number {
  const rows = extent(c.rows)
  const [inner, ...others] = variables
  if (inner === undefined || others.length > 0 || offset === null || isGuarded) return 2
  if (affineIn(offset, inner, d.interner)?.coefficient !== 1) return 2
  const tiles = (vectors: number): number => Math.ceil(inner.extent / (vectors * vector))
  const fits = (vectors: number): boolean =>
    rows * (vectors + 1) + 1 <= vectorRegisters &&
    tiles(vectors) * vectors < (tiles(2) + 1) * 2 &&
    extent(c.batch) * tiles(vectors) >= tilesOfAThread * threads
  return [16, 8, 4].find(fits) ?? 2
}

/** Whether the right operand's columns come in rows of a vector at most that lie so far apart that no tile meets two of them. */
function hasShortRows({ variables, offset }: Along, vector: number, d: Draft): boolean {
  const [row, inner] = variables.slice(-2)
  if (row === undefined || inner === undefined || offset === null || inner.extent > vector) return false
  return (affineIn(offset, row, d.interner)?.coefficient ?? 0) - inner.extent > vector
}
