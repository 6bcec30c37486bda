// The affine normal form of positions: Σ coefficient · atom + constant, where an atom is an interned expression that is not itself
// a sum. Terms are sorted by the number of their atom and have non-zero coefficients, so equal sums are equal lists.

import type { Expr } from '../../core/expr.js'
import type { HashCons } from './hash-cons.js'

export interface Term {
  readonly atom: Expr
  readonly coefficient: number
}
export interface Linear {
  readonly terms: readonly Term[]
  readonly constant: number
}

export const constantForm = (value: number): Linear => ({ terms: [], constant: value + 0 })
export const atomForm = (atom: Expr): Linear => ({ terms: [{ atom, coefficient: 1 }], constant: 0 })

export const scale = (f: Linear, by: number): Linear =>
  by === 1
    ? f
    : by === 0
      ? constantForm(0)
      : {
          terms: f.terms.map(({ atom, coefficient }) => ({ atom, coefficient: coefficient * by })),
          constant: f.constant * by + 0,
        }

/** The quotient by a number that divides every coefficient and the constant. */
export const divideExactly = (f: Linear, by: number): Linear => ({
  terms: f.terms.map(({ atom, coefficient }) => ({ atom, coefficient: coefficient / by })),
  constant: f.constant / by + 0,
})

export const shift = (f: Linear, by: number): Linear => (by === 0 ? f : { terms: f.terms, constant: f.constant + by })

/** `f + by · g` */
export function addScaled(f: Linear, g: Linear, by: number, { id }: HashCons): Linear {
  const terms: Term[] = []
  let i = 0
  let j = 0
  while (i < f.terms.length || j < g.terms.length) {
    const p = f.terms[i]
    const q = g.terms[j]
    if (p !== undefined && (q === undefined || id(p.atom) < id(q.atom))) {
      terms.push(p)
      i++
    } else if (q !== undefined) {
      const same = p !== undefined && p.atom === q.atom
      const coefficient = q.coefficient * by + (same ? p.coefficient : 0)
      if (coefficient !== 0) terms.push({ atom: q.atom, coefficient })
      if (same) i++
      j++
    }
  }
  return { terms, constant: f.constant + g.constant * by + 0 }
}

/** The greatest common divisor; `gcd(a, 0) = |a|`. */
export const gcd = (a: number, b: number): number => {
  let [p, q] = [Math.abs(a), Math.abs(b)]
  while (q !== 0) [p, q] = [q, p % q]
  return p
}

/** The greatest common divisor of the coefficients; 0 without terms. */
export const content = (f: Linear): number => f.terms.reduce((g, term) => gcd(g, term.coefficient), 0)

/** The terms as text, equal for equal lists only. */
export const keyOf = (f: Linear, { id }: HashCons): string => {
  let key = ''
  for (const { atom, coefficient } of f.terms) key += `${id(atom)}*${coefficient} `
  return key
}
