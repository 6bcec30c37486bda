// Interval analysis: the smallest and largest value an integer expression can take, over all values of its variables.
// Sound, not tight: the interval always contains every value. Floats and unknown positions are unbounded; fixed-width
// arithmetic that might wrap takes the whole range of its type. Clamps written as selects on compares keep their bounds.

import type { Expr, Predicate, ScalarType } from '../../core/expr.js'
import { isFloatType } from '../../core/expr.js'
import { dtypeInfo, isWide } from '../../support/dtype.js'

/** Inclusive; either end may be infinite. */
export type Range = readonly [min: number, max: number]

/** What is known of expressions beyond their form, e.g. from the guard around them. */
export type Assumptions = ReadonlyMap<Expr, Range>

export const everything: Range = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
const noAssumptions: Assumptions = new Map()

/** Ranges under no assumption, a pure function of immutable expressions. */
const cache = new WeakMap<Expr, Range>()

/** Nested clamps are understood this deep. */
const deepestClamp = 4

export function typeRange(type: ScalarType): Range {
  // The ends of 64-bit integers are no numbers: nothing is said of them.
  if (type === 'index' || isWide(type) || isFloatType(type)) return everything
  const { min, max } = dtypeInfo(type)
  return [min, max]
}

const union = ([a, b]: Range, [c, d]: Range): Range => [Math.min(a, c), Math.max(b, d)]
export const intersect = ([a, b]: Range, [c, d]: Range): Range => [Math.max(a, c), Math.min(b, d)]
const within = ([a, b]: Range, [c, d]: Range): boolean => a >= c && b <= d
/** A product in which 0 · ∞ is 0. */
const times = (a: number, b: number): number => (a === 0 || b === 0 ? 0 : a * b)

const hull = (...values: readonly number[]): Range => [Math.min(...values), Math.max(...values)]

/** Whether `a name b` holds for all, or for none, of the values in two intervals; `null` when that cannot be told. */
export function decide(name: Predicate, [a, b]: Range, [c, d]: Range): boolean | null {
  switch (name) {
    case 'lt':
      return b < c ? true : a >= d ? false : null
    case 'le':
      return b <= c ? true : a > d ? false : null
    case 'gt':
      return decide('lt', [c, d], [a, b])
    case 'ge':
      return decide('le', [c, d], [a, b])
    case 'eq':
      return a === b && c === d && a === c ? true : b < c || d < a ? false : null
    case 'ne': {
      const same = decide('eq', [a, b], [c, d])
      return same === null ? null : !same
    }
  }
}

export const negated: Readonly<Record<Predicate, Predicate>> = { eq: 'ne', ne: 'eq', lt: 'ge', ge: 'lt', gt: 'le', le: 'gt' }

/** `{ x : x name y for some y in the interval }`, on integers. */
function satisfying(name: Predicate, [c, d]: Range): Range {
  switch (name) {
    case 'lt':
      return [Number.NEGATIVE_INFINITY, d - 1]
    case 'le':
      return [Number.NEGATIVE_INFINITY, d]
    case 'gt':
      return [c + 1, Number.POSITIVE_INFINITY]
    case 'ge':
      return [c, Number.POSITIVE_INFINITY]
    case 'eq':
      return [c, d]
    case 'ne':
      return everything
  }
}

/** The interval of `a op b` before it wraps to the width of its type. */
export function binaryRange(e: Expr & { op: 'binary' }, [a, b]: Range, [c, d]: Range): Range {
  switch (e.name) {
    case 'add':
      return [a + c, b + d]
    case 'sub':
      return [a - d, b - c]
    case 'mul':
      return hull(times(a, c), times(a, d), times(b, c), times(b, d))
    case 'div':
      return c === d && c > 0 ? [Math.trunc(a / c) + 0, Math.trunc(b / c) + 0] : a >= 0 && c > 0 ? [0, b] : everything
    case 'rem':
      if (c <= 0) return everything
      if (c === d && a >= 0 && b < c) return [a, b]
      return [a >= 0 ? 0 : Math.max(a, 1 - d), b <= 0 ? 0 : Math.min(b, d - 1)]
    case 'and':
      if (e.type === 'bool') return [Math.min(a, c), Math.min(b, d)]
      return a >= 0 && c >= 0 ? [0, Math.min(b, d)] : a >= 0 ? [0, b] : c >= 0 ? [0, d] : everything
    case 'or':
      return e.type === 'bool' ? [Math.max(a, c), Math.max(b, d)] : everything
    case 'shiftRight':
      return a >= 0 && c === d ? [Math.floor(a / 2 ** c), Math.floor(b / 2 ** c)] : a >= 0 ? [0, b] : everything
    case 'shiftLeft':
      return a >= 0 && c === d ? [a * 2 ** c, b * 2 ** c] : everything
    case 'xor':
      return everything
  }
}

/** The interval a value of this type has after arithmetic whose exact result lies in `exact`. */
const wrapped = (exact: Range, type: ScalarType): Range => {
  const whole = typeRange(type)
  if (isWide(type)) return within(exact, [type === 'int64' ? Number.MIN_SAFE_INTEGER : 0, Number.MAX_SAFE_INTEGER]) ? exact : whole
  return within(exact, whole) ? exact : whole
}

/**
 * Inclusive bounds of an integer, bool or index expression.
 *
 * @example `range(x rem 8)` is `[0, 7]` for a variable x of extent 100
 */
export function range(e: Expr, assumptions: Assumptions = noAssumptions, memo?: Map<Expr, Range>): Range {
  const table = memo ?? cache
  const known = table.get(e)
  if (known !== undefined) return known
  const own = compute(e, child => range(child, assumptions, memo))
  const assumed = assumptions.get(e)
  const result = assumed === undefined ? own : intersect(own, assumed)
  table.set(e, result)
  return result
}

type RangeOf = (e: Expr) => Range

function compute(e: Expr, rangeOf: RangeOf): Range {
  if (isFloatType(e.type)) return everything
  switch (e.op) {
    case 'constant': {
      const value = Number(e.value)
      return Number.isSafeInteger(value) ? [value, value] : everything
    }
    case 'variable':
      return [0, Math.max(e.extent - 1, 0)]
    case 'argument':
    case 'read':
    case 'bitcast':
    case 'fma':
      return typeRange(e.type)
    case 'unary': {
      const [a, b] = rangeOf(e.a)
      if (e.name === 'neg') return wrapped([-b + 0, -a + 0], e.type)
      if (e.name === 'abs') return wrapped(a >= 0 ? [a, b] : b <= 0 ? [-b + 0, -a] : [0, Math.max(-a, b)], e.type)
      return e.name === 'not' && e.type === 'bool' ? [1 - b, 1 - a] : typeRange(e.type)
    }
    case 'binary':
      return wrapped(binaryRange(e, rangeOf(e.a), rangeOf(e.b)), e.type)
    case 'compare': {
      const verdict = isFloatType(e.a.type) ? null : decide(e.name, rangeOf(e.a), rangeOf(e.b))
      return verdict === null ? [0, 1] : verdict ? [1, 1] : [0, 0]
    }
    case 'select':
      return branches(e, [], rangeOf)
    case 'convert': {
      if (isFloatType(e.a.type)) return typeRange(e.type)
      const inner = rangeOf(e.a)
      if (e.type !== 'bool') return e.a.type === 'uint64' && e.type === 'index' ? everything : wrapped(inner, e.type)
      return inner[0] > 0 || inner[1] < 0 ? [1, 1] : inner[0] === 0 && inner[1] === 0 ? [0, 0] : [0, 1]
    }
  }
}

interface Refinement {
  readonly subject: Expr
  readonly to: Range
}

/** What an integer compare says of its two operands when it is true (or, with the negated predicate, false). */
function refinements(condition: Expr, outcome: 'true' | 'false', rangeOf: RangeOf): readonly Refinement[] {
  if (condition.op !== 'compare' || isFloatType(condition.a.type)) return []
  const name = outcome === 'true' ? condition.name : negated[condition.name]
  const mirrored: Readonly<Record<Predicate, Predicate>> = { eq: 'eq', ne: 'ne', lt: 'gt', gt: 'lt', le: 'ge', ge: 'le' }
  return [
    { subject: condition.a, to: satisfying(name, rangeOf(condition.b)) },
    { subject: condition.b, to: satisfying(mirrored[name], rangeOf(condition.a)) },
  ]
}

/** The interval of a select, each branch under what the conditions on the way say of it. */
function branches(e: Expr & { op: 'select' }, path: readonly Refinement[], rangeOf: RangeOf): Range {
  const branch = (child: Expr, outcome: 'true' | 'false'): Range => {
    const refined = [...path, ...refinements(e.condition, outcome, rangeOf)]
    let result = child.op === 'select' && refined.length < 2 * deepestClamp ? branches(child, refined, rangeOf) : rangeOf(child)
    for (const { subject, to } of refined) if (subject === child) result = intersect(result, to)
    return result
  }
  const [no, yes] = rangeOf(e.condition)
  if (no === 1) return branch(e.a, 'true')
  if (yes === 0) return branch(e.b, 'false')
  const [a, b] = [branch(e.a, 'true'), branch(e.b, 'false')]
  // A branch whose refinement is empty is never taken.
  return a[0] > a[1] ? b : b[0] > b[1] ? a : union(a, b)
}
