// A position that is a sum of what one set of variables decides and what the rest decides: then one part can stand in a table, and the
// other in a register.

import { add, type Expr, index, sub } from '../../../core/expr.js'
import { type Interner, simplifyIndex } from '../../index-algebra/index.js'
import type { LoopVariable } from '../../kernel/ir.js'
import { substitute } from '../loops.js'

export interface Separated {
  readonly byDepth: Expr
  readonly byRest: Expr
}

const atZero = (e: Expr, variables: readonly LoopVariable[]): Expr =>
  substitute([e], new Map(variables.map(v => [v as Expr, index(0)])))[0] ?? e

/** `null` where the two meet in more than a sum. */
export function separate(
  offset: Expr,
  depth: readonly LoopVariable[],
  rest: readonly LoopVariable[],
  interner: Interner,
): Separated | null {
  const [byDepth, byRest] = [atZero(offset, rest), atZero(offset, depth)]
  const both = simplifyIndex(sub(offset, add(byDepth, byRest)), interner)
  return both.op === 'constant' ? { byDepth: simplifyIndex(byDepth), byRest: simplifyIndex(add(byRest, both)) } : null
}
