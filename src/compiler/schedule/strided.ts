// Maps that read against the grain: a transposed matrix is written along its rows and read along its columns, one cache line an element.
// What the line holds besides belongs to the neighbouring rows, so these are taken together, a line's worth of them, before the line is gone.

import { type Expr, operands } from '../../core/expr.js'
import { affineIn, type Interner } from '../index-algebra/index.js'
import type { LoopVariable } from '../kernel/ir.js'

/** Elements of the rows taken together: a cache line of floats. */
export const lineElements = 16
/** Columns at a time: their lines may all fall on one set of a level-1 cache, which has eight places or more. */
export const stridedLanes = 8

/** The offsets of all that is read. */
function offsetsIn(values: readonly Expr[]): readonly Expr[] {
  const seen = new Set<Expr>()
  const offsets: Expr[] = []
  const visit = (e: Expr): void => {
    if (seen.has(e)) return
    seen.add(e)
    if (e.op === 'read') offsets.push(...e.at)
    operands(e).forEach(visit)
  }
  values.forEach(visit)
  return offsets
}

/** The axis along which those reads are contiguous that are not so along `inner`; `null` where there are none, or no such axis. */
export function lineAxis(
  values: readonly Expr[],
  outer: readonly LoopVariable[],
  inner: LoopVariable,
  interner: Interner,
): LoopVariable | null {
  for (const offset of offsetsIn(values)) {
    const along = affineIn(offset, inner, interner)
    if (along === null || Math.abs(along.coefficient) <= 1) continue
    const axis = outer.find(v => affineIn(offset, v, interner)?.coefficient === 1)
    if (axis !== undefined && axis.extent > 1) return axis
  }
  return null
}
