// Which conversions keep every value, so that one may be dropped between two others.

import type { ScalarType } from '../core/expr.js'
import { type DTypeName, dtypeInfo, isDType } from '../support/dtype.js'

/** Whether every value of `from` is a value of `to`. */
export function holdsExactly(to: DTypeName, from: DTypeName): boolean {
  if (to === from || from === 'bool') return true
  const [p, q] = [dtypeInfo(to), dtypeInfo(from)]
  if (q.kind === 'float') return p.kind === 'float' && p.bits > q.bits
  // The ends of an integer type need all of its digits.
  if (p.kind === 'float') return p.store(q.max) === q.max && p.store(q.min) === q.min
  return p.kind !== 'bool' && p.min <= q.min && p.max >= q.max
}

/** Whether `from → through → to` gives the same bits as `from → to`. */
export function conversionsMerge(from: ScalarType, through: ScalarType, to: ScalarType): boolean {
  if (!isDType(from) || !isDType(through) || !isDType(to) || !holdsExactly(through, from)) return false
  // An integer made a float saturates on its way to another integer, where it would have wrapped.
  const turnsFloat = dtypeInfo(from).kind !== 'float' && dtypeInfo(through).kind === 'float'
  return !turnsFloat || to === from || dtypeInfo(to).kind === 'float' || holdsExactly(to, from)
}
