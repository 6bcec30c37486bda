// Schedule of contractions, dot and convolution alike: `out[b, m, n] = Σ_k left(b, m, k) · right(b, n, k)`.
// Each task packs blocks of the right operand straight from wherever its elements are (an image, a transposed matrix: nothing is laid
// out in memory first) and multiplies them by panels of register-tile rows of the left one. The left operand is read in place when it is
// a plain matrix, whatever its strides; otherwise it is packed into such panels once.
// After Goto and van de Geijn, "Anatomy of high-performance matrix multiplication", ACM TOMS 2008.

import type { Expr } from '../../../core/expr.js'
import type { Variable } from '../../../core/graph.js'
import { type ContractMethod, isShallow } from '../../../core/lowering.js'
import { InternalError } from '../../../support/errors.js'
import type { Dims } from '../../../support/shape.js'
import type { LoopVariable } from '../../kernel/ir.js'
import { type CpuTarget, registerTile } from '../../targets/cpu.js'
import { draft, linear, type Scheduled } from '../draft.js'
import { extent } from '../loops.js'
import type { Output } from '../map.js'
import { resultCell } from '../reduce.js'
import { scheduleWinograd } from '../winograd/winograd.js'
import { contiguousFrom } from './columns.js'
import { dealOf } from './deal-product.js'
import { scheduleDeep } from './deep.js'
import { scheduleLanes } from './lanes.js'
import { leftOf } from './left.js'
import { multiply } from './multiply.js'
import { tileOf } from './tile.js'
import { scheduleUnrolled } from './unrolled.js'

export interface Contraction {
  readonly method: ContractMethod
  readonly batch: readonly LoopVariable[]
  readonly rows: readonly LoopVariable[]
  readonly columns: readonly LoopVariable[]
  readonly depth: readonly LoopVariable[]
  /** Over batch, rows, depth. */
  readonly left: Expr
  readonly leftSources: readonly Variable[]
  /** Over batch, columns, depth. */
  readonly right: Expr
  readonly rightSources: readonly Variable[]
  /** Over batch, rows, columns; the result is `argument(type, resultCell)`. The first has the dtype of the sum and gathers block results. */
  readonly outputs: readonly Output[]
  readonly sources: readonly Variable[]
}

const extents = (variables: readonly LoopVariable[]): Dims => variables.map(v => v.extent)

export function scheduleContract(name: string, c: Contraction, target: CpuTarget): Scheduled[] {
  const type = c.left.type
  if (type !== 'float32' && type !== 'float64') throw new InternalError(`contract: ${type} has no register tile`)
  if (c.method.name === 'winograd') return scheduleWinograd(name, c, c.method.strands, type, target)
  if (c.method.name === 'lanes') return [scheduleLanes(name, c, type, target, resultCell)]
  if (isShallow({ rows: extents(c.rows), depth: extents(c.depth) })) return [scheduleUnrolled(name, c, resultCell)]
  const deep = scheduleDeep(name, c, target, resultCell)
  return deep === null ? scheduleTiles(name, inOrder(c, registerTile(target, type).columns), type, target) : [deep]
}

/** How many positions that follow each other in all outputs the last of the variables make. */
function contiguous({ outputs }: Contraction, variables: readonly LoopVariable[]): number {
  const offsets = outputs.map(o => linear(o.at, o.variable.type.shape))
  return extent(variables.slice(contiguousFrom(variables, offsets, draft('probe').interner)))
}

/** Columns are what is written together: where they lie apart in the outputs and the rows do not, the two change places. */
function inOrder(c: Contraction, tileColumns: number): Contraction {
  const columns = contiguous(c, c.columns)
  if (columns * 2 >= tileColumns || contiguous(c, c.rows) <= columns) return c
  const { rows, columns: lines, left, leftSources, right, rightSources } = c
  return { ...c, rows: lines, columns: rows, left: right, leftSources: rightSources, right: left, rightSources: leftSources }
}

function scheduleTiles(name: string, c: Contraction, type: 'float32' | 'float64', target: CpuTarget): Scheduled[] {
  const tile = tileOf(c, type, target)
  const deal = dealOf(c, tile, target)
  const left = leftOf(name, c, tile.rows, deal?.groups ?? 1)
  return [...left.packing, multiply(name, c, left, { ...tile, rows: left.panels.height }, deal, target)]
}
