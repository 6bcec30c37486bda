// What is known while simplifying, and the two ways between expressions and their normal forms that depend on it.
// The root scope of an interner assumes nothing; inside a guard a scope of its own knows what the guard says.

import { add, type Expr, mul, sub } from '../../core/expr.js'
import { type HashCons, hashCons } from './hash-cons.js'
import { atomForm, constantForm, content, divideExactly, keyOf, type Linear, type Term } from './linear.js'
import { intersect, type Range, range } from './range.js'

/** Everything known while simplifying: tables shared by all scopes of one interner, and what is assumed inside the guard at hand. */
export interface Scope {
  readonly interner: HashCons
  /** The scope in which nothing is assumed. */
  readonly root: Scope
  /** The normal form of each sum that has been written out. */
  readonly normal: Map<Expr, Linear>
  readonly written: Map<string, Expr>
  /** Assumed ranges of atoms, and of sums by their key. */
  readonly atoms: ReadonlyMap<Expr, Range>
  readonly sums: ReadonlyMap<string, Range>
  readonly ranges: Map<Expr, Range>
  readonly simplified: Map<Expr, Expr>
  /** The scopes inside guards. */
  readonly inside: Map<Expr, Scope>
}

export const rangeOfAtom = (atom: Expr, scope: Scope): Range => range(atom, scope.atoms, scope.ranges)

/** Inclusive bounds of the sum. */
export function rangeOf(f: Linear, scope: Scope): Range {
  let lo = f.constant
  let hi = f.constant
  for (const { atom, coefficient } of f.terms) {
    const [a, b] = rangeOfAtom(atom, scope)
    lo += coefficient * (coefficient > 0 ? a : b)
    hi += coefficient * (coefficient > 0 ? b : a)
  }
  if (scope.sums.size === 0 || f.terms.length < 2) return [lo, hi]
  const divisor = content(f)
  for (const factor of [divisor, -divisor]) {
    const assumed = scope.sums.get(keyOf(divideExactly({ terms: f.terms, constant: 0 }, factor), scope.interner))
    if (assumed === undefined) continue
    const ends = [assumed[0] * factor + f.constant, assumed[1] * factor + f.constant]
    return intersect([lo, hi], [Math.min(...ends), Math.max(...ends)])
  }
  return [lo, hi]
}

/** Terms in the order in which they are written: greatest stride first. */
export const written = (terms: readonly Term[]): readonly Term[] =>
  terms.length < 2 ? terms : terms.toSorted((p, q) => Math.abs(q.coefficient) - Math.abs(p.coefficient))

/** The sum as an interned expression. */
export function toExpr(f: Linear, scope: Scope): Expr {
  const [first] = f.terms
  if (first !== undefined && f.terms.length === 1 && first.coefficient === 1 && f.constant === 0) return first.atom
  const { intern, number } = scope.interner
  if (first === undefined) return number(f.constant)
  const key = `${keyOf(f, scope.interner)}+ ${f.constant}`
  const known = scope.written.get(key)
  if (known !== undefined) return known
  const product = ({ atom, coefficient }: Term): Expr => {
    const factor = Math.abs(coefficient)
    return factor === 1 ? atom : intern(mul(atom, number(factor)))
  }
  const terms = written(f.terms)
  let sum: Expr | null = null
  for (const term of terms) if (term.coefficient > 0) sum = sum === null ? product(term) : intern(add(sum, product(term)))
  const rest = sum === null ? 0 : f.constant
  sum ??= number(f.constant)
  for (const term of terms) if (term.coefficient < 0) sum = intern(sub(sum, product(term)))
  if (rest !== 0) sum = rest > 0 ? intern(add(sum, number(rest))) : intern(sub(sum, number(-rest)))
  scope.written.set(key, sum)
  scope.normal.set(sum, f)
  return sum
}

/** The normal form of an expression that is in it already. */
export function formOf(e: Expr, scope: Scope): Linear {
  if (e.op === 'constant') return constantForm(Number(e.value))
  return scope.normal.get(e) ?? atomForm(e)
}

/** The scope in which nothing is assumed: one object for equal expressions, and what has been found out about them. */
export type Interner = Scope

/** For one kernel, or for as many as should share; it holds on to all expressions that have been simplified with it. */
export function createInterner(): Interner {
  const scope: Scope = {
    interner: hashCons(),
    get root() {
      return scope
    },
    normal: new Map(),
    written: new Map(),
    atoms: new Map(),
    sums: new Map(),
    ranges: new Map(),
    simplified: new Map(),
    inside: new Map(),
  }
  return scope
}

/** A scope in which more is known than in the root. */
export const scopeAssuming = (root: Scope, atoms: ReadonlyMap<Expr, Range>, sums: ReadonlyMap<string, Range>): Scope => ({
  ...root,
  atoms,
  sums,
  ranges: new Map(),
  simplified: new Map(),
  inside: new Map(),
})
