// Complex matrices in triangular form: `T = Zᴴ·A·Z`, by Hessenberg form and QR steps with Wilkinson's shift; and pairs of rows of a real matrix that
// stand for complex eigenvalues made triangular. Zᴴ is turned along by rows.

import { add, compare, constant, div, type Expr, index, mul, neg, or, select, sub } from '../../../core/expr.js'
import { type CellVariable, each, loop, type Place, type Step, store, type Workspace, when } from '../../../core/procedure.js'
import type { DTypeName } from '../../../support/dtype.js'
import { nth } from '../../operands.js'
import { after, sqrt, square } from '../access.js'
import {
  at,
  type Complex,
  type ComplexMatrix,
  complexCell,
  conj,
  conjTimes,
  divisorIn,
  minus,
  plus,
  put,
  scaled,
  squaredLength,
  taxicab,
  times,
} from '../complex/expressions.js'
import { applyReflector, reflectorIn } from '../complex/reflection.js'
import { before, type IterationCells, isExceptional, isNegligible, iterate } from './iteration.js'

export interface ComplexSchur {
  readonly n: number
  readonly dtype: DTypeName
  readonly t: ComplexMatrix
  readonly zh: ComplexMatrix
  /** Lines of n numbers. */
  readonly row: readonly [re: Workspace, im: Workspace]
  readonly v: readonly [re: Workspace, im: Workspace]
  /** [n, 3]: the rotations of a step. */
  readonly turns: ComplexMatrix
  /** Those of `reflectionCells`, then eight more of the dtype. */
  readonly cells: readonly CellVariable[]
  readonly iteration: IterationCells
}

/** Rows p and q times `[[conj a, conj b], [-b, a]]`, where |a|² + |b|² = 1. */
const turnRows = (m: ComplexMatrix, p: Expr, q: Expr, a: Complex, b: Complex, from: Place, n: number): Step =>
  each('j', from, n, n, j => {
    const [x, y] = [at(m, p, j), at(m, q, j)]
    return [...put(m, p, j, plus(conjTimes(a, x), conjTimes(b, y))), ...put(m, q, j, minus(times(a, y), times(b, x)))]
  })

/** Columns p and q of rows 0 … to - 1 times the conjugate transpose of that. */
const turnColumns = (m: ComplexMatrix, p: Expr, q: Expr, a: Complex, b: Complex, to: Place, n: number): Step =>
  loop('i', 0, to, n, i => {
    const [x, y] = [at(m, i, p), at(m, i, q)]
    return [store(...put(m, i, p, plus(times(x, a), times(y, b))), ...put(m, i, q, minus(conjTimes(a, y), conjTimes(b, x))))]
  })

function hessenberg({ n, dtype, t, zh, row, v, cells }: ComplexSchur): readonly Step[] {
  const [zero, one] = [constant(dtype, 0), constant(dtype, 1)]
  const { tau, reflect } = reflectorIn(cells, dtype)
  const sum = complexCell(cells, 10)
  const own = (j: Expr): Complex => ({ re: v[0].at(j), im: v[1].at(j) })
  return [
    loop('k', 0, Math.max(0, n - 2), n, k => {
      const head = after(k)
      return [
        ...reflect(n, t, k, head),
        when(or(compare('ne', tau.value.re, zero), compare('ne', tau.value.im, zero)), [
          each('j', head, n, n, j => {
            const isHead = compare('eq', j, head)
            return [v[0].put([j], select(isHead, one, at(t, j, k).re)), v[1].put([j], select(isHead, zero, at(t, j, k).im))]
          }),
          ...applyReflector(n, n, t, t, row, k, head, conj(tau.value), head),
          loop('i', 0, n, n, i => [
            ...sum.set({ re: zero, im: zero }),
            loop('j', head, n, n, j => sum.set(plus(sum.value, times(at(t, i, j), own(j))))),
            store(row[0].put([i], times(tau.value, sum.value).re), row[1].put([i], times(tau.value, sum.value).im)),
            each('j', head, n, n, j => put(t, i, j, minus(at(t, i, j), conjTimes(own(j), { re: row[0].at(i), im: row[1].at(i) })))),
          ]),
          ...applyReflector(n, n, t, zh, row, k, head, conj(tau.value), 0),
        ]),
        each('i', add(k, index(2)), n, n, i => put(t, i, k, { re: zero, im: zero })),
      ]
    }),
  ]
}

/** The eigenvalue of the last two rows that is nearest to the last element; in a cell. */
function shift({ dtype, t, cells, iteration }: ComplexSchur): readonly Step[] {
  const [found, half, product, root] = [complexCell(cells, 0), complexCell(cells, 2), complexCell(cells, 4), complexCell(cells, 10)]
  const divisor = divisorIn(cells, 7, 9)
  const size = nth(cells, 6)
  const q = before(iteration.size.value)
  const p = before(q)
  const [zero, number] = [constant(dtype, 0), (value: number): Expr => constant(dtype, value)]
  const turnedRoot = (): Complex => {
    // The root that does not cancel.
    const isAlong = compare('ge', add(mul(half.value.re, root.value.re), mul(half.value.im, root.value.im)), zero)
    return {
      re: select(isAlong, add(half.value.re, root.value.re), sub(half.value.re, root.value.re)),
      im: select(isAlong, add(half.value.im, root.value.im), sub(half.value.im, root.value.im)),
    }
  }
  return [
    ...half.set(scaled(minus(at(t, p, p), at(t, q, q)), number(0.5))),
    ...product.set(times(at(t, p, q), at(t, q, p))),
    ...found.set(plus(times(half.value, half.value), product.value)),
    // The square root, by the larger of its parts.
    size.set(
      sqrt(
        mul(
          number(0.5),
          add(sqrt(squaredLength(found.value)), select(compare('lt', found.value.re, zero), neg(found.value.re), found.value.re)),
        ),
      ),
    ),
    when(compare('eq', size.value, zero), root.set({ re: zero, im: zero }), [
      when(
        compare('ge', found.value.re, zero),
        root.set({ re: size.value, im: div(mul(number(0.5), found.value.im), size.value) }),
        root.set({ re: div(mul(number(0.5), found.value.im), size.value), im: size.value }),
      ),
    ]),
    ...found.set(at(t, q, q)),
    size.set(taxicab(turnedRoot())),
    when(compare('ne', size.value, zero), [
      ...divisor.set(turnedRoot()),
      ...root.set(divisor.divide(product.value)),
      ...found.set(minus(found.value, root.value)),
    ]),
    when(isExceptional(iteration), [...found.set({ re: add(at(t, q, q).re, taxicab(at(t, q, p))), im: at(t, q, q).im })]),
  ]
}

/** One QR step on rows `low … size - 1`; the rest of the matrix turns along. */
function step(schur: ComplexSchur): readonly Step[] {
  const { n, t, zh, turns, cells, iteration } = schur
  const { low, size } = iteration
  const [by, length] = [complexCell(cells, 0), nth(cells, 2)]
  const [a, b] = [complexCell(cells, 3), complexCell(cells, 5)]
  const zero = constant(schur.dtype, 0)
  const diagonal = (value: (x: Complex) => Complex): Step =>
    loop('k', low.value, size.value, n, k => [store(...put(t, k, k, value(at(t, k, k))))])
  return [
    ...shift(schur),
    diagonal(x => minus(x, by.value)),
    loop('k', low.value, before(size.value), n, k => [
      ...a.set(at(t, k, k)),
      ...b.set(at(t, after(k), k)),
      length.set(sqrt(add(squaredLength(a.value), squaredLength(b.value)))),
      when(
        compare('eq', length.value, zero),
        [...a.set({ re: constant(schur.dtype, 1), im: zero }), ...b.set({ re: zero, im: zero })],
        [
          ...a.set({ re: div(a.value.re, length.value), im: div(a.value.im, length.value) }),
          ...b.set({ re: div(b.value.re, length.value), im: div(b.value.im, length.value) }),
        ],
      ),
      store(...put(turns, k, 0, a.value), ...put(turns, k, 1, b.value)),
      turnRows(t, k, after(k), a.value, b.value, k, n),
      store(...put(t, after(k), k, { re: zero, im: zero })),
      turnRows(zh, k, after(k), a.value, b.value, 0, n),
    ]),
    loop('k', low.value, before(size.value), n, k => [
      ...a.set(at(turns, k, 0)),
      ...b.set(at(turns, k, 1)),
      turnColumns(t, k, after(k), a.value, b.value, add(k, index(2)), n),
    ]),
    diagonal(x => plus(x, by.value)),
  ]
}

/** A complex matrix becomes triangular. */
export function complexSchur(schur: ComplexSchur): readonly Step[] {
  const { n, dtype, t } = schur
  const zero = constant(dtype, 0)
  return [
    ...hessenberg(schur),
    ...iterate(n, schur.iteration, {
      isSplit: i => isNegligible(taxicab(at(t, i, before(i))), taxicab(at(t, before(i), before(i))), taxicab(at(t, i, i)), dtype),
      clear: i => store(...put(t, i, before(i), { re: zero, im: zero })),
      finishPair: null,
      step: step(schur),
    }),
  ]
}

/** The pairs of rows that a real matrix has left become triangular; both eigenvalues of each are then conjugates to the bit. */
export function splitPairs({ n, dtype, t, zh, cells }: ComplexSchur): readonly Step[] {
  const [middle, half, im, length] = [0, 1, 2, 3].map(i => nth(cells, i)) as [CellVariable, CellVariable, CellVariable, CellVariable]
  const [a, b] = [complexCell(cells, 4), complexCell(cells, 6)]
  const [zero, number] = [constant(dtype, 0), (value: number): Expr => constant(dtype, value)]
  return [
    loop('p', 0, Math.max(0, n - 1), n, p => {
      const q = after(p)
      return [
        when(compare('ne', at(t, q, p).re, zero), [
          half.set(mul(number(0.5), sub(at(t, p, p).re, at(t, q, q).re))),
          middle.set(add(at(t, q, q).re, half.value)),
          im.set(neg(add(square(half.value), mul(at(t, p, q).re, at(t, q, p).re)))),
          im.set(sqrt(select(compare('gt', im.value, zero), im.value, zero))),
          // The eigenvector of the pair, (half + i·im, t[q, p]).
          length.set(sqrt(add(add(square(half.value), square(im.value)), square(at(t, q, p).re)))),
          ...a.set({ re: div(half.value, length.value), im: div(im.value, length.value) }),
          ...b.set({ re: div(at(t, q, p).re, length.value), im: zero }),
          turnRows(t, p, q, a.value, b.value, p, n),
          turnColumns(t, p, q, a.value, b.value, add(p, index(2)), n),
          turnRows(zh, p, q, a.value, b.value, 0, n),
          store(
            ...put(t, p, p, { re: middle.value, im: im.value }),
            ...put(t, q, q, { re: middle.value, im: neg(im.value) }),
            ...put(t, q, p, { re: zero, im: zero }),
          ),
        ]),
      ]
    }),
  ]
}
