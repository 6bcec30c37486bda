// Comparisons of positions in one form, `sum < bound`, `sum >= bound`, `sum = bound` or `sum != bound`, where the sum has no constant,
// no common factor, and its first term is positive. Ranges turn them into constants where they can.

import { compare, type Expr, index, type Predicate } from '../../core/expr.js'
import { divisionOf, remainder, split } from './divide.js'
import { content, divideExactly, type Linear, scale, shift } from './linear.js'
import { decide } from './range.js'
import { formOf, rangeOf, type Scope, toExpr, written } from './scope.js'

export interface Comparison {
  readonly name: 'lt' | 'ge' | 'eq' | 'ne'
  readonly sum: Linear
  readonly bound: number
}

const mirrored: Readonly<Record<Predicate, Predicate>> = { eq: 'eq', ne: 'ne', lt: 'gt', gt: 'lt', le: 'ge', ge: 'le' }

/** `difference name 0`, in the normal form, or what it always is. */
export function compareWithZero(name: Predicate, difference: Linear, scope: Scope): Comparison | boolean {
  const factor = content(difference)
  const [first] = written(difference.terms)
  if (first === undefined) return decide(name, [difference.constant, difference.constant], [0, 0]) === true
  const sign = first.coefficient > 0 ? 1 : -1
  const sum = divideExactly({ terms: difference.terms, constant: 0 }, sign * factor)
  const bound = (-sign * difference.constant) / factor
  return settle(normal(sign > 0 ? name : mirrored[name], sum, bound), scope)
}

/** Rounds the bound so that one strict predicate is enough for each direction. */
function normal(name: Predicate, sum: Linear, bound: number): Comparison | boolean {
  switch (name) {
    case 'lt':
      return { name: 'lt', sum, bound: Math.ceil(bound) + 0 }
    case 'le':
      return { name: 'lt', sum, bound: Math.floor(bound) + 1 }
    case 'gt':
      return { name: 'ge', sum, bound: Math.floor(bound) + 1 }
    case 'ge':
      return { name: 'ge', sum, bound: Math.ceil(bound) + 0 }
    case 'eq':
    case 'ne':
      return Number.isInteger(bound) ? { name, sum, bound: bound + 0 } : name === 'ne'
  }
}

function settle(c: Comparison | boolean, scope: Scope): Comparison | boolean {
  if (typeof c === 'boolean') return c
  const verdict = decide(c.name, rangeOf(c.sum, scope), [c.bound, c.bound])
  if (verdict !== null) return verdict
  return c.name === 'lt' || c.name === 'ge' ? dropSmallPart(c, scope) : dropWholeTurns(c, scope)
}

/**
 * `factor · high + low < factor · n` is `high < n` when `0 ≤ low < factor`, and `x div k < n` is `x < k · n` when `n > 0`;
 * the same for `>=`.
 */
function dropSmallPart(c: Comparison, scope: Scope): Comparison | boolean {
  const [term] = c.sum.terms
  const division = term === undefined || c.sum.terms.length > 1 ? null : divisionOf(term.atom)
  if (division?.name === 'div' && c.bound > 0)
    return compareWithZero(c.name, shift(formOf(division.dividend, scope), -division.divisor * c.bound), scope)
  for (const { coefficient } of c.sum.terms) {
    const factor = Math.abs(coefficient)
    if (factor === 1 || c.bound % factor !== 0) continue
    const parts = split(c.sum, factor, scope)
    if (parts !== null) return compareWithZero(c.name, shift(parts.high, -c.bound / factor), scope)
  }
  return c
}

/** Multiples of k do not matter to `x rem k = 0`, whatever the sign of x. */
function dropWholeTurns(c: Comparison, scope: Scope): Comparison | boolean {
  const [term] = c.sum.terms
  const division = term === undefined || c.sum.terms.length > 1 ? null : divisionOf(term.atom)
  if (division?.name !== 'rem' || c.bound !== 0) return c
  const { divisor, dividend } = division
  const f = formOf(dividend, scope)
  const others: Linear = { terms: f.terms.filter(t => t.coefficient % divisor !== 0), constant: f.constant }
  // In the root scope, so that the question reads the same inside and outside of a guard.
  const [lo] = rangeOf(others, scope.root)
  if (!Number.isFinite(lo)) return c
  const turned = remainder(shift(others, -Math.floor(lo / divisor) * divisor), divisor, scope.root)
  const unchanged = turned.terms.length === 1 && turned.constant === 0 && turned.terms[0]?.atom === term?.atom
  return unchanged ? c : compareWithZero(c.name, turned, scope)
}

/** The comparison as an interned expression with nothing negative on either side. */
export function comparisonExpr({ name, sum, bound }: Comparison, scope: Scope): Expr {
  const { intern } = scope.interner
  const positive = sum.terms.filter(t => t.coefficient > 0)
  const negative = sum.terms.filter(t => t.coefficient < 0)
  if (negative.length === 0) return intern(compare(name, toExpr(sum, scope), intern(index(bound))))
  const left: Linear = { terms: positive, constant: Math.max(-bound, 0) }
  const right = shift(scale({ terms: negative, constant: 0 }, -1), Math.max(bound, 0))
  return intern(compare(name, toExpr(left, scope), toExpr(right, scope)))
}
