// Simplifies whole expressions: positions to their affine normal form, conditions that ranges decide to constants, and other
// arithmetic only where no bit of any result changes. Equal subexpressions come out as one object.
// Inside the guard of a read, its positions may assume the guard; what they read in turn may not, since it is read regardless.

import { constant, type Expr, mapOperands, read } from '../../core/expr.js'
import { scopeInside } from './conjunction.js'
import { linearize } from './position.js'
import { simplifyScalar } from './scalar-rules.js'
import { createInterner, type Interner, type Scope, toExpr } from './scope.js'

/**
 * A position in its minimal form, equal to the original for all values of the variables.
 *
 * @param e an expression of type `index`
 * @param interner give the same one to get equal positions as equal objects
 * @example `(c * 12 + h * 4 + w) div 4 rem 3` is `h` for variables c, h and w of extents 2, 3 and 4
 */
export const simplifyIndex = (e: Expr, interner: Interner = createInterner()): Expr => simplify(e, interner)

/**
 * A whole expression of a kernel: positions minimal, guards weakened or gone, decided conditions folded; the same bits.
 *
 * @param interner give the same one for all roots of a kernel, so that they share what they have in common
 */
export const simplifyExpr = (e: Expr, interner: Interner = createInterner()): Expr => simplify(e, interner)

function simplify(e: Expr, scope: Scope): Expr {
  const known = scope.simplified.get(e)
  if (known !== undefined) return known
  const result = simplifyNode(e, scope)
  scope.simplified.set(e, result)
  // What is simple stays as it is when it comes back as part of something else.
  scope.simplified.set(result, result)
  return result
}

function simplifyNode(e: Expr, scope: Scope): Expr {
  if (e.op === 'read') return scope === scope.root ? simplifyRead(e, scope) : simplify(e, scope.root)
  if (e.type === 'index') return e.op === 'constant' ? scope.interner.number(Number(e.value)) : toExpr(linearize(e, scope, simplify), scope)
  return simplifyScalar(
    mapOperands(e, child => simplify(child, scope)),
    scope,
    simplify,
  )
}

function simplifyRead(e: Expr & { op: 'read' }, scope: Scope): Expr {
  const { intern } = scope.interner
  const guard = e.guard === null ? null : simplify(e.guard, scope)
  if (guard?.op === 'constant' && Number(guard.value) === 0) return intern(constant(e.type, 0))
  const needed = guard?.op === 'constant' ? null : guard
  const inside = needed === null ? scope : scopeInside(needed, scope)
  const at = e.at.map(position => simplify(position, inside))
  return intern(read(e.type, e.source, at, needed))
}
