// Eigenvalues of symmetric tridiagonal matrices by implicit QL steps with Wilkinson's shift, the eigenvectors turned along; and their order.
// Source: Bowdler, Martin, Reinsch, Wilkinson (1968), The QR and QL algorithms for symmetric matrices.

import { add, compare, constant, convert, div, type Expr, index, mul, or, select, sub } from '../../core/expr.js'
import { type CellVariable, countdown, each, loop, type Step, store, type Workspace, when } from '../../core/procedure.js'
import type { DTypeName } from '../../support/dtype.js'
import { nth } from '../operands.js'
import { abs, after, type Matrix, sqrt, square } from './access.js'
import { epsilon, rounding } from './matrices.js'

/** QL steps for one eigenvalue; one or two are usual. */
export const mostSteps = 50

/** Beside a matrix whose largest element is 1, this is nothing. */
export const negligible = (dtype: DTypeName): number => rounding(dtype)(epsilon(dtype) ** 2)

export interface Tridiagonal {
  /** The diagonal, and the elements beside it. */
  readonly d: Workspace
  readonly e: Workspace
  /** The eigenvectors as rows, of `width` numbers each: what the rotations touch is contiguous. */
  readonly z: Matrix
  readonly width: number
}

/** Seven of the dtype, of which the last is nobody's here, three flags and a position. */
export const qlCells = (dtype: DTypeName) => [dtype, dtype, dtype, dtype, dtype, dtype, dtype, 'bool', 'bool', 'bool', 'index'] as const

export interface QlCells {
  readonly numbers: readonly CellVariable[]
  readonly isActive: CellVariable
  readonly isGoing: CellVariable
  /** Whether there are no eigenvalues: set before, and by iterations that do not end. */
  readonly isLost: CellVariable
  readonly end: CellVariable
}

/** The cells of `qlCells`, when they begin at `first`. */
export const qlCellsIn = (cells: readonly CellVariable[], first: number): QlCells => ({
  numbers: cells.slice(first, first + 6),
  isActive: nth(cells, first + 7),
  isGoing: nth(cells, first + 8),
  isLost: nth(cells, first + 9),
  end: nth(cells, first + 10),
})

/** One QL step on rows l … m; `isGoing` tells whether it reached the end. */
function step(n: number, { d, e, z, width }: Tridiagonal, l: Expr, m: Expr, cells: QlCells, dtype: DTypeName): readonly Step[] {
  const [s, c, p] = [nth(cells.numbers, 0), nth(cells.numbers, 1), nth(cells.numbers, 2)]
  const [g, r, b] = [nth(cells.numbers, 3), nth(cells.numbers, 4), nth(cells.numbers, 5)]
  const going = cells.isGoing
  const [zero, one, two] = [0, 1, 2].map(value => constant(dtype, value)) as [Expr, Expr, Expr]
  return [
    g.set(div(sub(d.at(after(l)), d.at(l)), mul(two, e.at(l)))),
    r.set(sqrt(add(square(g.value), one))),
    g.set(add(sub(d.at(m), d.at(l)), div(e.at(l), add(g.value, select(compare('lt', g.value, zero), sub(zero, r.value), r.value))))),
    s.set(one),
    c.set(one),
    p.set(zero),
    going.set(constant('bool', 1)),
    countdown('i', l, m, n, i => [
      when(going.value, [
        b.set(mul(c.value, e.at(i))),
        s.set(mul(s.value, e.at(i))),
        r.set(sqrt(add(square(s.value), square(g.value)))),
        store(e.put([after(i)], r.value)),
        when(
          compare('eq', r.value, zero),
          [store(d.put([after(i)], sub(d.at(after(i)), p.value)), e.put([m], zero)), going.set(constant('bool', 0))],
          [
            s.set(div(s.value, r.value)),
            c.set(div(g.value, r.value)),
            g.set(sub(d.at(after(i)), p.value)),
            r.set(add(mul(sub(d.at(i), g.value), s.value), mul(mul(two, c.value), b.value))),
            p.set(mul(s.value, r.value)),
            store(d.put([after(i)], add(g.value, p.value))),
            g.set(sub(mul(c.value, r.value), b.value)),
            each('j', 0, width, width, j => [
              z.put(after(i), j, add(mul(s.value, z.at(i, j)), mul(c.value, z.at(after(i), j)))),
              z.put(i, j, sub(mul(c.value, z.at(i, j)), mul(s.value, z.at(after(i), j)))),
            ]),
          ],
        ),
      ]),
    ]),
    when(going.value, [store(d.put([l], sub(d.at(l), p.value)), e.put([l], g.value)), store(e.put([m], zero))]),
  ]
}

/** Makes the matrix diagonal, unless it is lost before: its eigenvalues are in d. */
export function diagonalize(n: number, t: Tridiagonal, cells: QlCells, dtype: DTypeName): readonly Step[] {
  const { d, e } = t
  const { isActive, isLost, end } = cells
  const [no, yes] = [constant('bool', 0), constant('bool', 1)]
  const least = constant(dtype, epsilon(dtype))
  const isSmall = (i: Expr): Expr =>
    compare('le', abs(e.at(i)), add(mul(least, add(abs(d.at(i)), abs(d.at(after(i))))), constant(dtype, negligible(dtype))))
  return [
    loop('l', 0, n, n, l => [
      isActive.set(select(isLost.value, no, yes)),
      loop('step', 0, mostSteps, mostSteps, () => [
        when(isActive.value, [
          end.set(index(n - 1)),
          countdown('i', l, n - 1, n, i => [when(isSmall(i), [end.set(i)])]),
          when(compare('eq', end.value, l), [isActive.set(no)], step(n, t, l, end.value, cells, dtype)),
        ]),
      ]),
      isLost.set(or(isLost.value, isActive.value)),
    ]),
  ]
}

/** The positions of numbers in ascending order, by selection. */
export function ascending(n: number, value: (i: Expr) => Expr, order: Workspace, least: CellVariable): readonly Step[] {
  const position = (i: Expr): Expr => convert('index', order.at(i))
  return [
    each('i', 0, n, n, i => order.put([i], convert('int32', i))),
    loop('i', 0, n, n, i => [
      least.set(i),
      loop('j', after(i), n, n, j => [when(compare('lt', value(position(j)), value(position(least.value))), [least.set(j)])]),
      store(order.put([i], order.at(least.value)), order.put([least.value], order.at(i))),
    ]),
  ]
}
