// What an integer expression means at one point: the oracle of the simplifier's tests. Reads take their element from a function.

import type { Expr } from '../../../src/core/expr.js'
import { unreachable } from '../../../src/support/errors.js'

export interface Point {
  readonly variables: ReadonlyMap<Expr, number>
  /** The element of an input; not asked where a guard is false. */
  readonly element: (source: number, at: readonly number[]) => number
}

export function evaluate(e: Expr, point: Point): number {
  const value = (child: Expr): number => evaluate(child, point)
  switch (e.op) {
    case 'constant':
      return Number(e.value)
    case 'variable': {
      const v = point.variables.get(e)
      if (v === undefined) throw new Error(`no value for ${e.name}`)
      return v
    }
    case 'read':
      return e.guard !== null && value(e.guard) === 0 ? 0 : point.element(e.source, e.at.map(value))
    case 'binary': {
      const [a, b] = [value(e.a), value(e.b)]
      switch (e.name) {
        case 'add':
          return a + b
        case 'sub':
          return a - b
        case 'mul':
          return a * b + 0
        case 'div':
          return Math.trunc(a / b) + 0
        case 'rem':
          return (a % b) + 0
        case 'and':
          return a & b
        case 'or':
          return a | b
        default:
          throw new Error(`not evaluated here: ${e.name}`)
      }
    }
    case 'unary':
      if (e.name === 'not') return 1 - value(e.a)
      if (e.name === 'neg') return 0 - value(e.a)
      throw new Error(`not evaluated here: ${e.name}`)
    case 'compare': {
      const [a, b] = [value(e.a), value(e.b)]
      switch (e.name) {
        case 'eq':
          return a === b ? 1 : 0
        case 'ne':
          return a !== b ? 1 : 0
        case 'lt':
          return a < b ? 1 : 0
        case 'le':
          return a <= b ? 1 : 0
        case 'gt':
          return a > b ? 1 : 0
        case 'ge':
          return a >= b ? 1 : 0
        default:
          return unreachable(e)
      }
    }
    case 'select':
      return value(e.condition) !== 0 ? value(e.a) : value(e.b)
    case 'convert':
      return value(e.a)
    case 'argument':
    case 'fma':
    case 'bitcast':
      throw new Error(`not evaluated here: ${e.op}`)
  }
}

/** Calls `visit` with all values of the variables. */
export function forAllPoints(
  variables: readonly (Expr & { op: 'variable' })[],
  element: Point['element'],
  visit: (point: Point) => void,
): void {
  const values = new Map<Expr, number>()
  const walk = (i: number): void => {
    const v = variables[i]
    if (v === undefined) {
      visit({ variables: values, element })
      return
    }
    for (let x = 0; x < v.extent; x++) {
      values.set(v, x)
      walk(i + 1)
    }
  }
  walk(0)
}
