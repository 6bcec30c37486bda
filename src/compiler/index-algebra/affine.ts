// How a position depends on a variable: what the emitter needs to tell broadcast, contiguous and strided loads apart.

import type { Expr } from '../../core/expr.js'
import { operands } from '../../core/expr.js'
import { createInterner, formOf, type Interner, toExpr } from './scope.js'
import { simplifyIndex } from './simplify.js'

export type LoopVariable = Expr & { op: 'variable' }

/** The variables of an expression, a pure function of it. */
const cache = new WeakMap<Expr, ReadonlySet<Expr>>()
const none: ReadonlySet<Expr> = new Set()

/** All variables that occur in the expression, guards included. */
export function variablesOf(e: Expr): ReadonlySet<Expr> {
  if (e.op === 'variable') return cached(e, () => new Set([e]))
  const inputs = operands(e)
  if (inputs.length === 0) return none
  return cached(e, () => {
    const all = new Set<Expr>()
    for (const child of inputs) for (const v of variablesOf(child)) all.add(v)
    return all
  })
}

function cached(e: Expr, compute: () => ReadonlySet<Expr>): ReadonlySet<Expr> {
  const known = cache.get(e)
  if (known !== undefined) return known
  const result = compute()
  cache.set(e, result)
  return result
}

/** Whether the value of the expression can change with the variable. */
export const dependsOn = (e: Expr, v: LoopVariable): boolean => variablesOf(e).has(v)

/** The constant that a position has beside everything else. */
export const constantOf = (e: Expr, interner: Interner): number => formOf(simplifyIndex(e, interner), interner).constant

export interface Parts {
  readonly fixed: Expr
  readonly moving: Expr
  /** Both. */
  readonly sum: Expr
  readonly constant: number
}

/** A position as a sum of what is fixed, of what is not, and of a constant. */
export function partsOf(e: Expr, isFixed: (atom: Expr) => boolean, interner: Interner): Parts {
  const { terms, constant } = formOf(simplifyIndex(e, interner), interner)
  const sumOf = (chosen: typeof terms): Expr => toExpr({ terms: chosen, constant: 0 }, interner)
  const [fixed, moving] = [terms.filter(({ atom }) => isFixed(atom)), terms.filter(({ atom }) => !isFixed(atom))]
  return { fixed: sumOf(fixed), moving: sumOf(moving), sum: sumOf(terms), constant }
}

export interface Affine {
  readonly coefficient: number
  /** What is left at `v = 0`, simplified. */
  readonly rest: Expr
}

/**
 * The position as `coefficient · v + rest` with `rest` free of `v`, or `null` when it is not of that form (v occurs inside a
 * division or something that is read).
 *
 * @example `h * 28 + w` along w: coefficient 1, rest `h * 28`
 */
export function affineIn(e: Expr, v: LoopVariable, interner: Interner = createInterner()): Affine | null {
  const form = formOf(simplifyIndex(e, interner), interner)
  const others = form.terms.filter(term => term.atom !== v)
  if (others.some(term => dependsOn(term.atom, v))) return null
  const own = form.terms.find(term => term.atom === v)
  return { coefficient: own?.coefficient ?? 0, rest: toExpr({ terms: others, constant: form.constant }, interner) }
}
