// Undoes divisions that a sum puts together again, as the linearisation of a multi-index does with those of a delinearisation.
// Every rule leaves fewer terms than it found.

import type { Expr } from '../../core/expr.js'
import { type Division, divisionOf, quotient, remainder, separate } from './divide.js'
import { addScaled, type Linear, scale, type Term } from './linear.js'
import { formOf, rangeOf, type Scope, toExpr } from './scope.js'

/** The sum with its divisions recombined as far as they can be. */
export function recombine(f: Linear, scope: Scope): Linear {
  for (const term of f.terms) {
    const low = divisionOf(term.atom)
    if (low?.name !== 'rem') continue
    const fewer = withQuotient(f, term, low, scope) ?? withNext(f, term, low, scope) ?? withLower(f, term, low, scope)
    if (fewer !== null) return recombine(fewer, scope)
  }
  return f
}

const without = (f: Linear, ...atoms: readonly Expr[]): Linear => ({
  terms: f.terms.filter(term => !atoms.includes(term.atom)),
  constant: f.constant,
})

const coefficientOf = (f: Linear, atom: Expr): number => f.terms.find(term => term.atom === atom)?.coefficient ?? 0

/** The atom that the sum is, alone. */
const loneAtom = (f: Linear): Expr | null => {
  const [term] = f.terms
  return term !== undefined && f.terms.length === 1 && f.constant === 0 && term.coefficient === 1 ? term.atom : null
}

/** `k · (x div k) + x rem k = x` */
function withQuotient(f: Linear, { atom, coefficient }: Term, { dividend, divisor }: Division, scope: Scope): Linear | null {
  const x = formOf(dividend, scope)
  const high = loneAtom(quotient(x, divisor, scope))
  if (high === null || coefficientOf(f, high) !== coefficient * divisor) return null
  return addScaled(without(f, atom, high), x, coefficient, scope.interner)
}

/** `k · ((x div k) rem m) + x rem k = x rem (k · m)` */
function withNext(f: Linear, { atom, coefficient }: Term, { dividend, divisor }: Division, scope: Scope): Linear | null {
  const x = formOf(dividend, scope)
  const quotientOfX = toExpr(quotient(x, divisor, scope), scope)
  for (const term of f.terms) {
    const high = divisionOf(term.atom)
    if (term.coefficient !== coefficient * divisor || high?.name !== 'rem' || high.dividend !== quotientOfX) continue
    return addScaled(without(f, atom, term.atom), remainder(x, divisor * high.divisor, scope), coefficient, scope.interner)
  }
  return null
}

/**
 * `q · (y rem m) + s = (q · y + s) rem (q · m)` when `0 ≤ s < q` and `q · y + s` recombines. The quotient of the same sum by `q · m`
 * takes up the remainder at once if it is there.
 */
function withLower(f: Linear, { atom, coefficient: q }: Term, { dividend, divisor }: Division, scope: Scope): Linear | null {
  if (q < 2) return null
  const y = formOf(dividend, scope)
  const { low } = separate(without(f, atom), q, scope)
  const [lo, hi] = rangeOf(low, scope)
  if (low.terms.length === 0 || lo < 0 || hi >= q || rangeOf(y, scope)[0] < 0) return null
  const whole = recombine(addScaled(scale(y, q), low, 1, scope.interner), scope)
  if (whole.terms.length >= y.terms.length + low.terms.length) return null
  const rest = addScaled(without(f, atom), low, -1, scope.interner)
  const high = loneAtom(quotient(whole, q * divisor, scope))
  if (high !== null && coefficientOf(rest, high) === q * divisor) return addScaled(without(rest, high), whole, 1, scope.interner)
  const merged = remainder(whole, q * divisor, scope)
  return merged.terms.length <= low.terms.length ? addScaled(rest, merged, 1, scope.interner) : null
}
