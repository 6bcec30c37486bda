// Maps whose elements change with their position's remainder: of what is spread, upsampled or put together alternately, each c-th element is computed alike.
// Such an axis is taken c elements at a time: for each remainder positions are affine again, so that whole vectors are read, and the c results, one after the
// other in memory, are stored as one.

import { add, type Expr, index, mul, operands, variable } from '../../core/expr.js'
import { dependsOn, type Interner } from '../index-algebra/index.js'
import { type LoopVariable, mostInTurn } from '../kernel/ir.js'
import { divides, simplifyAll, substitute } from './loops.js'
import type { Output } from './map.js'

/** What positions along the variable are divided by, the least first. */
function divisorsAlong(values: readonly Expr[], v: LoopVariable): readonly number[] {
  const found = new Set<number>()
  const seen = new Set<Expr>()
  const visit = (e: Expr): void => {
    if (seen.has(e) || !dependsOn(e, v)) return
    seen.add(e)
    if (e.op === 'binary' && e.type === 'index' && (e.name === 'div' || e.name === 'rem') && e.b.op === 'constant')
      found.add(Number(e.b.value))
    operands(e).forEach(visit)
  }
  values.forEach(visit)
  return [...found].toSorted((a, b) => a - b)
}

export interface Interleaved {
  readonly inner: LoopVariable
  /** Values, then places, of `outputs`. */
  readonly exprs: readonly Expr[]
  /** Each output once for each remainder, in their order. */
  readonly outputs: readonly Output[]
}

/**
 * The map over every c-th position of `inner`; `null` where its positions are divided by nothing, or by nothing that its extent is a multiple of.
 * @param exprs values, then places, of `outputs`
 */
export function interleave(
  inner: LoopVariable,
  exprs: readonly Expr[],
  outputs: readonly Output[],
  interner: Interner,
): Interleaved | null {
  for (const count of divisorsAlong(exprs, inner)) {
    if (count < 2 || count > mostInTurn || inner.extent % count !== 0) continue
    const every = variable(inner.name, inner.extent / count)
    const parts = Array.from({ length: count }, (_, remainder) =>
      simplifyAll(substitute(exprs, new Map([[inner as Expr, add(mul(every, index(count)), index(remainder))]])), interner),
    )
    if (parts.some(part => divides(part, every))) continue
    const along = (first: number): Expr[] => outputs.flatMap((_, i) => parts.map(part => part[first + i] ?? index(0)))
    return { inner: every, exprs: [...along(0), ...along(outputs.length)], outputs: outputs.flatMap(o => parts.map(() => o)) }
  }
  return null
}
