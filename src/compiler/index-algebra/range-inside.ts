// The values that a position can take where a guard is true.

import type { Expr } from '../../core/expr.js'
import { scopeInside } from './conjunction.js'
import { intersect, type Range, range } from './range.js'
import { formOf, type Interner, rangeOf } from './scope.js'
import { simplifyIndex } from './simplify.js'

/** @param guard `null` where nothing is asked */
export function rangeInside(e: Expr, guard: Expr | null, interner: Interner): Range {
  const scope = guard === null ? interner : scopeInside(guard, interner)
  return intersect(range(e), rangeOf(formOf(simplifyIndex(e, interner), scope), scope))
}
