// Guards are conjunctions of comparisons. Here they are taken apart, tightened (one lower and one upper bound for a sum, none that
// follows from the others) and turned into what they let us assume inside.

import { and, constant, type Expr } from '../../core/expr.js'
import { type Comparison, compareWithZero } from './compare.js'
import { addScaled, keyOf } from './linear.js'
import { everything, intersect, type Range } from './range.js'
import { formOf, rangeOfAtom, type Scope, scopeAssuming } from './scope.js'

/** The parts that must all be true, in order, each once. */
export function conjuncts(condition: Expr): readonly Expr[] {
  const parts = new Set<Expr>()
  const walk = (e: Expr): void => {
    if (e.op === 'binary' && e.name === 'and' && e.type === 'bool') {
      walk(e.a)
      walk(e.b)
    } else parts.add(e)
  }
  walk(condition)
  return [...parts]
}

/** The comparison of positions that an interned expression is. */
export function comparisonOf(e: Expr, scope: Scope): Comparison | null {
  if (e.op !== 'compare' || e.a.type !== 'index') return null
  const c = compareWithZero(e.name, addScaled(formOf(e.a, scope), formOf(e.b, scope), -1, scope.interner), scope.root)
  return typeof c === 'boolean' ? null : c
}

const satisfies = ({ name, bound }: Comparison): Range => {
  switch (name) {
    case 'lt':
      return [Number.NEGATIVE_INFINITY, bound - 1]
    case 'ge':
      return [bound, Number.POSITIVE_INFINITY]
    case 'eq':
      return [bound, bound]
    case 'ne':
      return everything
  }
}

/** The scope of what is only evaluated, or only matters, where the guard is true. */
export function scopeInside(guard: Expr, root: Scope): Scope {
  const known = root.inside.get(guard)
  if (known !== undefined) return known
  const scope = assuming(conjuncts(guard), root)
  root.inside.set(guard, scope)
  return scope
}

function assuming(parts: readonly Expr[], root: Scope): Scope {
  const atoms = new Map<Expr, Range>()
  const sums = new Map<string, Range>()
  for (const part of parts) {
    const c = comparisonOf(part, root)
    if (c === null) continue
    const range = satisfies(c)
    const [term] = c.sum.terms
    if (term !== undefined && c.sum.terms.length === 1)
      atoms.set(term.atom, intersect(range, atoms.get(term.atom) ?? rangeOfAtom(term.atom, root)))
    const key = keyOf(c.sum, root.interner)
    sums.set(key, intersect(range, sums.get(key) ?? everything))
  }
  return scopeAssuming(root, atoms, sums)
}

/** Keeps of several bounds of one sum the tightest; `null` when they exclude each other. */
export function tighten(parts: readonly Expr[], root: Scope): readonly Expr[] | null {
  const bounds = new Map<string, { range: Range; lower: Expr | null; upper: Expr | null }>()
  const redundant = new Set<Expr>()
  for (const part of parts) {
    const c = comparisonOf(part, root)
    if (c === null || (c.name !== 'lt' && c.name !== 'ge')) continue
    const key = keyOf(c.sum, root.interner)
    const known = bounds.get(key) ?? { range: everything, lower: null, upper: null }
    const side = c.name === 'lt' ? 'upper' : 'lower'
    const range = intersect(known.range, satisfies(c))
    const tighter = range[0] !== known.range[0] || range[1] !== known.range[1]
    const loser = tighter ? known[side] : part
    if (loser !== null) redundant.add(loser)
    bounds.set(key, tighter ? { ...known, range, [side]: part } : known)
    if (range[0] > range[1]) return null
  }
  return redundant.size === 0 ? parts : parts.filter(part => !redundant.has(part))
}

const holdsDivision = (e: Expr): boolean => e.op === 'compare' && e.a.type === 'index' && [e.a, e.b].some(side => divides(side))
const divides = (e: Expr): boolean => e.op === 'binary' && (e.name === 'div' || e.name === 'rem' || divides(e.a) || divides(e.b))

/**
 * The conjunction of simplified conditions. Divisions in one part are simplified under what the other parts say.
 * @param simplify simplifies an expression in a scope
 */
export function conjoin(condition: Expr, root: Scope, simplify: (e: Expr, scope: Scope) => Expr): Expr {
  const { intern } = root.interner
  const no = intern(constant('bool', 0))
  const yes = intern(constant('bool', 1))
  const parts = conjuncts(condition)
  const plain = parts.filter(part => !holdsDivision(part))
  const scope = plain.length < parts.length && plain.length > 0 ? assuming(plain, root) : null
  const simplified = scope === null ? parts : parts.map(part => (holdsDivision(part) ? simplify(part, scope) : part))
  const kept = tighten(
    [...new Set(simplified.flatMap(conjuncts))].filter(part => part !== yes),
    root,
  )
  if (kept === null || kept.includes(no)) return no
  return kept.length === 0 ? yes : kept.reduce((a, b) => intern(and(a, b)))
}
