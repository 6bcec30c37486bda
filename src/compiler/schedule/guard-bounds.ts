// Guards along a run become bounds of loops: where padding ends and the image begins is computed once a run, and the elements between
// are copied without a mask.

import { constant, type Expr, index, operands, rebuild, sub } from '../../core/expr.js'
import { affineIn, dependsOn, simplifyExpr } from '../index-algebra/index.js'
import type { LoopVariable } from '../kernel/ir.js'
import { maximum, minimum } from './loops.js'

export interface GuardBounds {
  /** The positions at which all guards hold are `from … to-1`; they may lie outside the run. */
  readonly from: Expr
  readonly to: Expr
  readonly inside: Expr
  readonly outside: Expr
}

function conjuncts(condition: Expr): Expr[] {
  return condition.op === 'binary' && condition.name === 'and' ? [...conjuncts(condition.a), ...conjuncts(condition.b)] : [condition]
}

/** The first position at which the comparison holds, or the first at which it no longer does. */
function bound(e: Expr, v: LoopVariable): { readonly side: 'from' | 'to'; readonly at: Expr } | null {
  if (e.op !== 'compare' || e.a.type !== 'index') return null
  const difference = affineIn(sub(e.a, e.b), v)
  if (difference === null || difference.coefficient !== 1) return null
  const root = sub(index(0), difference.rest)
  switch (e.name) {
    case 'lt':
      return { side: 'to', at: root }
    case 'le':
      return { side: 'to', at: sub(root, index(-1)) }
    case 'ge':
      return { side: 'from', at: root }
    case 'gt':
      return { side: 'from', at: sub(root, index(-1)) }
    case 'eq':
    case 'ne':
      return null
  }
}

/** `null` when the guards do not depend on the variable, or not in this simple way. */
export function guardBounds(value: Expr, v: LoopVariable): GuardBounds | null {
  const conditions = new Set<Expr>()
  const seen = new Set<Expr>()
  const collect = (e: Expr): void => {
    if (seen.has(e)) return
    seen.add(e)
    if (e.op === 'read' && e.guard !== null && dependsOn(e.guard, v)) conditions.add(e.guard)
    if (e.op === 'select' && e.type !== 'index' && dependsOn(e.condition, v)) conditions.add(e.condition)
    operands(e).forEach(collect)
  }
  collect(value)
  const parts = [...conditions].map(c => conjuncts(c).filter(part => dependsOn(part, v)))
  const [first] = parts
  if (first === undefined || parts.some(list => list.length !== first.length || list.some((part, i) => part !== first[i]))) return null
  let from = index(0)
  let to = index(v.extent)
  for (const part of first) {
    const found = bound(part, v)
    if (found === null) return null
    if (found.side === 'from') from = maximum(from, found.at)
    else to = minimum(to, found.at)
  }
  const assuming = (holds: boolean): Expr =>
    simplifyExpr(rebuild(value, (node, original) => (first.includes(original) ? constant('bool', Number(holds)) : node)))
  return { from, to, inside: assuming(true), outside: assuming(false) }
}
