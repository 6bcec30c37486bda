// The order of sorting: numbers by value, zeros of either sign equal, NaN after everything else. In scalar expressions and in plain numbers.

import { and, compare, type Expr, isFloatType, or, widened } from '../../core/expr.js'

/** Whether `a` comes before `b` and is not equal to it. */
export function precedes(x: Expr, y: Expr): Expr {
  const [a, b] = [widened(x), widened(y)]
  const less = compare('lt', a, b)
  return isFloatType(a.type) ? or(less, and(compare('eq', a, a), compare('ne', b, b))) : less
}

/** The same for numbers: negative, zero or positive, as `sort` takes it. */
export function compareInOrder(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b))
  return a < b ? -1 : a > b ? 1 : 0
}
