// How a reduction combines: identity, one step, for each combiner. NaN wins in max and min; the first best position in argmax and argmin.

import { add, and, argument, compare, constant, convert, type Expr, mul, or, type ScalarType, select, unary } from '../../core/expr.js'
import type { Combiner } from '../../core/lowering.js'
import { dtypeInfo, isDType } from '../../support/dtype.js'
import { unreachable } from '../../support/errors.js'

const extreme = (type: ScalarType, which: 'min' | 'max'): number => {
  if (!isDType(type)) return 0
  const info = dtypeInfo(type)
  if (info.kind === 'float') return which === 'min' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  return info[which]
}

export function identityOf(combiner: Combiner, type: ScalarType): Expr {
  switch (combiner) {
    case 'sum':
    case 'any':
      return constant(type, 0)
    case 'product':
    case 'all':
      return constant(type, 1)
    case 'max':
    case 'argmax':
      return constant(type, extreme(type, 'min'))
    case 'min':
    case 'argmin':
      return constant(type, extreme(type, 'max'))
    default:
      return unreachable(combiner)
  }
}

/** Whether `next` is strictly better than `best`; NaN is better than any number, and not than NaN. */
function better(combiner: 'max' | 'min', next: Expr, best: Expr): Expr {
  if (dtypeKind(next.type) !== 'float') return compare(combiner === 'max' ? 'gt' : 'lt', next, best)
  // NaN is not at most any number.
  return and(unary('not', compare(combiner === 'max' ? 'le' : 'ge', next, best)), compare('eq', best, best))
}

const dtypeKind = (type: ScalarType): string => (isDType(type) ? dtypeInfo(type).kind : 'int')

/** One step of a reduction of values (not of positions). */
export function combine(combiner: Exclude<Combiner, 'argmax' | 'argmin'>, accumulated: Expr, next: Expr): Expr {
  switch (combiner) {
    case 'sum':
      return add(accumulated, next)
    case 'product':
      return mul(accumulated, next)
    case 'any':
      return or(accumulated, next)
    case 'all':
      return and(accumulated, next)
    case 'max':
    case 'min':
      return select(better(combiner, next, accumulated), next, accumulated)
    default:
      return unreachable(combiner)
  }
}

/** One step of a search: the best value and its position, updated together. `found` tells whether anything has been seen yet. */
export function search(combiner: 'argmax' | 'argmin', best: Expr, position: Expr, next: Expr, at: Expr): { best: Expr; position: Expr } {
  const here = convert('int32', at)
  const first = compare('lt', position, constant('int32', 0))
  const wins = or(first, better(combiner === 'argmax' ? 'max' : 'min', next, best))
  return { best: select(wins, next, best), position: select(wins, here, position) }
}

/** Where the best of all values is. */
export function bestPosition(combiner: 'argmax' | 'argmin', [first, ...others]: readonly Expr[]): Expr {
  if (first === undefined) return constant('int32', -1)
  const start = { best: first, position: constant('int32', 0) }
  return others.reduce((soFar, next, i) => {
    const wins = better(combiner === 'argmax' ? 'max' : 'min', next, soFar.best)
    return { best: select(wins, next, soFar.best), position: select(wins, constant('int32', i + 1), soFar.position) }
  }, start).position
}

export const cellValue = (type: ScalarType, cell: number): Expr => argument(type, cell)
