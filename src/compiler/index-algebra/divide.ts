// Quotients and remainders of affine positions by a positive constant, brought to the fewest divisions.
// Expressions truncate towards zero; most rules need the floor, so they apply where the dividend is known not to be negative.

import { div, type Expr, index, rem } from '../../core/expr.js'
import { addScaled, atomForm, constantForm, divideExactly, gcd, type Linear, shift } from './linear.js'
import { formOf, rangeOf, type Scope, toExpr } from './scope.js'

/** `f = factor · high + low` with `0 ≤ low < factor`, or nothing when that cannot be shown. */
export interface Split {
  readonly high: Linear
  readonly low: Linear
}

/** Separates multiples of `factor` from what stays below it. */
export function split(f: Linear, factor: number, scope: Scope): Split | null {
  const { high, low } = separate(f, factor, scope)
  const [lo, hi] = rangeOf(low, scope)
  return lo >= 0 && hi < factor ? { high, low } : null
}

/**
 * `f = factor · high + low` where the terms of `low` are those that `factor` does not divide, and `low` is not negative if it is
 * bounded below. It is below `factor` if it can be; otherwise its constant is, if it can be.
 */
export function separate(f: Linear, factor: number, scope: Scope): Split {
  const others = { terms: f.terms.filter(t => t.coefficient % factor !== 0), constant: f.constant }
  const multiples = f.terms.filter(t => t.coefficient % factor === 0)
  const [lo, hi] = rangeOf(others, scope)
  const turn = Math.floor(lo / factor)
  const whole = turn === Math.floor(hi / factor) ? turn : wholeTurns(f, others, factor, scope)
  return { high: { ...divideExactly({ terms: multiples, constant: 0 }, factor), constant: whole }, low: shift(others, -whole * factor) }
}

/** The same inside and outside of a guard if the sum is not negative outside either, so that divisions are shared. */
function wholeTurns(f: Linear, others: Linear, factor: number, scope: Scope): number {
  const [lo] = rangeOf(others, rangeOf(f, scope.root)[0] >= 0 ? scope.root : scope)
  return Number.isFinite(lo) ? Math.min(Math.floor(lo / factor), Math.floor(f.constant / factor)) : 0
}

const divides = (factor: number, f: Linear): boolean => f.constant % factor === 0 && f.terms.every(t => t.coefficient % factor === 0)

/** `f = factor · high + low` and its `low` are known not to be negative, so that truncation is the floor. */
const notNegative = (f: Linear, { high, low }: Split, scope: Scope): boolean =>
  rangeOf(low, scope)[0] >= 0 && (rangeOf(f, scope)[0] >= 0 || rangeOf(high, scope)[0] >= 0)

/** `x div constant` or `x rem constant`, for a positive constant. */
export interface Division {
  readonly name: 'div' | 'rem'
  readonly dividend: Expr
  readonly divisor: number
}

/** The division that a sum is, alone. */
function lone(f: Linear): Division | null {
  const [term] = f.terms
  if (term === undefined || f.terms.length > 1 || term.coefficient !== 1 || f.constant !== 0) return null
  return divisionOf(term.atom)
}

export function divisionOf(e: Expr): Division | null {
  if (e.op !== 'binary' || (e.name !== 'div' && e.name !== 'rem') || e.b.op !== 'constant') return null
  const divisor = Number(e.b.value)
  return divisor > 0 ? { name: e.name, dividend: e.a, divisor } : null
}

const divisionAtom = (name: 'div' | 'rem', f: Linear, by: number, scope: Scope): Linear => {
  const { intern } = scope.interner
  const divisor = intern(index(by))
  return atomForm(intern(name === 'div' ? div(toExpr(f, scope), divisor) : rem(toExpr(f, scope), divisor)))
}

/** Factors of `by` that may separate strides from what is below them, greatest first. */
const commonFactors = (f: Linear, by: number): readonly number[] =>
  [...new Set(f.terms.map(t => gcd(t.coefficient, by)))].filter(g => g > 1 && g < by).sort((a, b) => b - a)

/** `f div by`, truncated, for a constant `by > 0`. */
export function quotient(f: Linear, by: number, scope: Scope): Linear {
  if (by === 1) return f
  if (f.terms.length === 0) return constantForm(Math.trunc(f.constant / by))
  if (divides(by, f)) return divideExactly(f, by)
  const parts = separate(f, by, scope)
  if (notNegative(f, parts, scope)) return addScaled(parts.high, floorQuotient(parts.low, by, scope), 1, scope.interner)
  return nestedQuotient(f, by, scope)
}

/** The quotient of a sum that is not negative and has no multiple of `by` in it. */
function floorQuotient(f: Linear, by: number, scope: Scope): Linear {
  const [lo, hi] = rangeOf(f, scope)
  if (lo >= 0 && hi < by) return constantForm(0)
  for (const factor of commonFactors(f, by)) {
    // (factor · high + low) div by = high div (by / factor)
    const parts = split(f, factor, scope)
    if (parts !== null) return quotient(parts.high, by / factor, scope)
  }
  const inner = lone({ terms: f.terms, constant: 0 })
  if (inner?.name === 'div' && f.constant !== 0) {
    // (x div a + c) div by = (x + a · c) div (a · by)
    const x = formOf(inner.dividend, scope)
    if (rangeOf(x, scope)[0] >= 0) return quotient(shift(x, inner.divisor * f.constant), inner.divisor * by, scope)
  }
  return nestedQuotient(f, by, scope)
}

/** `(x div a) div by = x div (a · by)` and `(x rem a) div by = (x div by) rem (a / by)`, also when truncated. */
function nestedQuotient(f: Linear, by: number, scope: Scope): Linear {
  const inner = lone(f)
  if (inner?.name === 'div') return quotient(formOf(inner.dividend, scope), inner.divisor * by, scope)
  if (inner?.name === 'rem' && inner.divisor % by === 0)
    return remainder(quotient(formOf(inner.dividend, scope), by, scope), inner.divisor / by, scope)
  return divisionAtom('div', f, by, scope)
}

/** `f rem by`, with the sign of `f`, for a constant `by > 0`. */
export function remainder(f: Linear, by: number, scope: Scope): Linear {
  if (by === 1 || divides(by, f)) return constantForm(0)
  if (f.terms.length === 0) return constantForm(f.constant % by)
  const parts = separate(f, by, scope)
  if (notNegative(f, parts, scope)) return floorRemainder(parts.low, by, scope)
  return nestedRemainder(f, by, scope)
}

/** The remainder of a sum that is not negative and has no multiple of `by` in it. */
function floorRemainder(f: Linear, by: number, scope: Scope): Linear {
  const [lo, hi] = rangeOf(f, scope)
  if (lo >= 0 && hi < by) return f
  for (const factor of commonFactors(f, by)) {
    // (factor · high + low) rem by = factor · (high rem (by / factor)) + low
    const parts = split(f, factor, scope)
    if (parts !== null) return addScaled(parts.low, remainder(parts.high, by / factor, scope), factor, scope.interner)
  }
  return nestedRemainder(f, by, scope)
}

/** `(x rem a) rem by = x rem by` when `by` divides `a`. */
function nestedRemainder(f: Linear, by: number, scope: Scope): Linear {
  const inner = lone(f)
  if (inner?.name === 'rem' && inner.divisor % by === 0) return remainder(formOf(inner.dividend, scope), by, scope)
  return divisionAtom('rem', f, by, scope)
}
