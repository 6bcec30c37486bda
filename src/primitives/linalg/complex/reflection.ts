// Householder reflections of complex columns, `H = 1 - τ·v·vᴴ`, that take them to real multiples of the first unit vector: `Hᴴ·x = β·e₁`.
// As LAPACK's zlarfg: β has the sign that the real part of the first element has not.

import { add, compare, constant, div, type Expr, mul, neg, or, select, sub } from '../../../core/expr.js'
import { type CellVariable, each, loop, type Place, type Step, store, type Workspace, when } from '../../../core/procedure.js'
import type { DTypeName } from '../../../support/dtype.js'
import { nth } from '../../operands.js'
import { after, sqrt } from '../access.js'
import {
  at,
  type Complex,
  type ComplexCell,
  type ComplexMatrix,
  complexCell,
  conjTimes,
  divisorIn,
  largerPart,
  minus,
  plus,
  put,
  squaredLength,
  times,
} from './expressions.js'

/** The first cells of a program that reflects. */
export const reflectionCells = (dtype: DTypeName): readonly DTypeName[] => [...Array.from({ length: 9 }, () => dtype), 'bool']

export interface Reflector {
  readonly tau: ComplexCell
  /** Makes column k from row `head` on a multiple of the first unit vector; its vector, whose first element is 1, stays below. */
  readonly reflect: (rows: number, a: ComplexMatrix, k: Expr, head: Expr) => readonly Step[]
}

export function reflectorIn(cells: readonly CellVariable[], dtype: DTypeName): Reflector {
  const [scale, sum, norm] = [nth(cells, 0), nth(cells, 1), nth(cells, 2)]
  const [tau, factor] = [complexCell(cells, 3), complexCell(cells, 5)]
  const divisor = divisorIn(cells, 7, 9)
  const zero = constant(dtype, 0)
  return {
    tau,
    reflect(rows, a, k, head) {
      const below = (body: (i: Expr) => readonly Step[]): Step => loop('i', after(head), rows, rows, body)
      const alpha = at(a, head, k)
      const shrunk = ({ re, im }: Complex): Complex => ({ re: div(re, scale.value), im: div(im, scale.value) })
      const scaledSquare = (x: Complex): Expr => squaredLength(shrunk(x))
      const widen = (x: Complex): Step => when(compare('gt', largerPart(x), scale.value), [scale.set(largerPart(x))])
      return [
        scale.set(zero),
        below(i => [widen(at(a, i, k))]),
        ...tau.set({ re: zero, im: zero }),
        // Nothing to reflect where the column is zero below and real above.
        when(or(compare('ne', scale.value, zero), compare('ne', alpha.im, zero)), [
          widen(alpha),
          sum.set(scaledSquare(alpha)),
          below(i => [sum.set(add(sum.value, scaledSquare(at(a, i, k))))]),
          norm.set(sqrt(sum.value)),
          norm.set(select(compare('lt', alpha.re, zero), norm.value, neg(norm.value))),
          ...tau.set({ re: div(sub(norm.value, shrunk(alpha).re), norm.value), im: div(neg(shrunk(alpha).im), norm.value) }),
          ...divisor.set({ re: sub(shrunk(alpha).re, norm.value), im: shrunk(alpha).im }),
          below(i => [...factor.set(divisor.divide(shrunk(at(a, i, k)))), store(...put(a, i, k, factor.value))]),
          store(...put(a, head, k, { re: mul(scale.value, norm.value), im: zero })),
        ]),
      ]
    },
  }
}

/** `target ← (1 - τ·v·vᴴ)·target` in columns `from …`; v is column k of `vectors` from row `head` on, with an implied 1 there. */
export function applyReflector(
  rows: number,
  columns: number,
  vectors: ComplexMatrix,
  target: ComplexMatrix,
  row: readonly [re: Workspace, im: Workspace],
  k: Expr,
  head: Expr,
  tau: Complex,
  from: Place,
): readonly Step[] {
  const across = (stores: (j: Expr) => ReturnType<typeof put>): Step => each('j', from, columns, columns, stores)
  const w = (j: Expr): Complex => ({ re: row[0].at(j), im: row[1].at(j) })
  const keep = (j: Expr, { re, im }: Complex) => [row[0].put([j], re), row[1].put([j], im)]
  return [
    across(j => keep(j, at(target, head, j))),
    loop('i', after(head), rows, rows, i => [across(j => keep(j, plus(w(j), conjTimes(at(vectors, i, k), at(target, i, j)))))]),
    across(j => keep(j, times(tau, w(j)))),
    across(j => put(target, head, j, minus(at(target, head, j), w(j)))),
    loop('i', after(head), rows, rows, i => [across(j => put(target, i, j, minus(at(target, i, j), times(at(vectors, i, k), w(j)))))]),
  ]
}
