// The program of eigh: tridiagonal form by reflections, then QL steps (tridiagonal.ts) until it is diagonal.
// The eigenvectors are kept as rows while they are turned, so that what the rotations touch is contiguous.
// Source: Bowdler, Martin, Reinsch, Wilkinson (1968), The QR and QL algorithms for symmetric matrices.

import { add, compare, constant, convert, div, type Expr, index, mul, or, select, sub } from '../../core/expr.js'
import { countdown, each, loop, type Step, store, type Workplace, when } from '../../core/procedure.js'
import type { DTypeName } from '../../support/dtype.js'
import { nth } from '../operands.js'
import { abs, after, inputMatrix, type Matrix, matrixOf } from './access.js'
import { applyReflection, reflect } from './reflection.js'
import { ascending, diagonalize, qlCells, qlCellsIn } from './tridiagonal.js'

export const eighScratch = (n: number, dtype: DTypeName) =>
  [
    { dtype, shape: [n, n] },
    { dtype, shape: [n, n] },
    { dtype, shape: [n, n] },
    { dtype, shape: [n] },
    { dtype, shape: [n] },
    { dtype, shape: [n] },
    { dtype, shape: [n] },
    { dtype, shape: [n] },
    { dtype: 'int32', shape: [n] },
  ] as const

export const eighCells = qlCells

/** The matrix without its first row. */
const below = ({ at, put }: Matrix): Matrix => ({
  at: (i, j) => at(after(i as Expr), j),
  put: (i, j, value) => put(after(i as Expr), j, value),
})

/** A becomes tridiagonal, its diagonals in d and e; the vectors of the reflections stay below. */
function tridiagonalize(w: Workplace, n: number, a: Matrix, dtype: DTypeName): readonly Step[] {
  const [d, e, v, p, taus] = [nth(w.scratch, 3), nth(w.scratch, 4), nth(w.scratch, 5), nth(w.scratch, 6), nth(w.scratch, 7)]
  const cells = { scale: nth(w.cells, 0), sum: nth(w.cells, 1), norm: nth(w.cells, 2), tau: nth(w.cells, 3) }
  const [zero, half] = [constant(dtype, 0), constant(dtype, 0.5)]
  return [
    loop('k', 0, Math.max(0, n - 2), n, k => [
      ...reflect(n - 1, below(a), taus, k, cells, dtype),
      when(compare('ne', cells.tau.value, zero), [
        each('i', after(k), n, n, i => v.put([i], select(compare('eq', i, after(k)), constant(dtype, 1), a.at(i, k)))),
        // p = τ·A·v, less what keeps A symmetric.
        each('j', after(k), n, n, j => p.put([j], a.at(after(k), j))),
        loop('i', add(k, index(2)), n, n, i => [each('j', after(k), n, n, j => p.put([j], add(p.at(j), mul(v.at(i), a.at(i, j)))))]),
        each('j', after(k), n, n, j => p.put([j], mul(cells.tau.value, p.at(j)))),
        cells.sum.set(zero),
        loop('i', after(k), n, n, i => [cells.sum.set(add(cells.sum.value, mul(p.at(i), v.at(i))))]),
        cells.sum.set(mul(mul(half, cells.tau.value), cells.sum.value)),
        each('j', after(k), n, n, j => p.put([j], sub(p.at(j), mul(cells.sum.value, v.at(j))))),
        loop('i', after(k), n, n, i => [
          each('j', after(k), n, n, j => a.put(i, j, sub(a.at(i, j), add(mul(v.at(i), p.at(j)), mul(p.at(i), v.at(j)))))),
        ]),
      ]),
    ]),
    loop('i', 0, n, n, i => [store(d.put([i], a.at(i, i)), e.put([i], zero))]),
    loop('i', 0, Math.max(0, n - 1), n, i => [store(e.put([i], a.at(after(i), i)))]),
  ]
}

export function eighProgram(w: Workplace, n: number, dtype: DTypeName): readonly Step[] {
  const [a, q, z] = [matrixOf(nth(w.scratch, 0)), matrixOf(nth(w.scratch, 1)), matrixOf(nth(w.scratch, 2))]
  const [d, e, p, taus, order] = [nth(w.scratch, 3), nth(w.scratch, 4), nth(w.scratch, 6), nth(w.scratch, 7), nth(w.scratch, 8)]
  const [source, values, vectors] = [inputMatrix(w, 0), nth(w.outputs, 0), matrixOf(nth(w.outputs, 1), w.batch)]
  const [tau, scale] = [nth(w.cells, 3), nth(w.cells, 6)]
  const cells = qlCellsIn(w.cells, 0)
  const { isLost } = cells
  const tridiagonal = { d, e, z, width: n }
  const [zero, one, nan] = [0, 1, Number.NaN].map(value => constant(dtype, value)) as [Expr, Expr, Expr]
  const no = constant('bool', 0)
  const position = (i: Expr): Expr => convert('index', order.at(i))
  const known = (x: Expr): Expr => select(isLost.value, nan, x)
  const everywhere = (body: (i: Expr, j: Expr) => Step): Step => loop('i', 0, n, n, i => [loop('j', 0, n, n, j => [body(i, j)])])
  return [
    loop('i', 0, n, n, i => [
      each('j', 0, after(i), n, j => a.put(i, j, source(i, j))),
      each('j', after(i), n, n, j => a.put(i, j, source(j, i))),
      each('j', 0, n, n, j => q.put(i, j, select(compare('eq', i, j), one, zero))),
    ]),
    // Scaled by the largest element, so that no square overflows; infinities become NaN.
    scale.set(zero),
    everywhere((i, j) => when(compare('gt', abs(a.at(i, j)), scale.value), [scale.set(abs(a.at(i, j)))])),
    when(compare('ne', scale.value, zero), [loop('i', 0, n, n, i => [each('j', 0, n, n, j => a.put(i, j, div(a.at(i, j), scale.value)))])]),
    isLost.set(no),
    everywhere((i, j) => isLost.set(or(isLost.value, compare('ne', a.at(i, j), a.at(i, j))))),
    ...tridiagonalize(w, n, a, dtype),
    // The product of the reflections, then its transpose.
    countdown('k', 0, Math.max(0, n - 2), n, k => [
      tau.set(taus.at(k)),
      when(compare('ne', tau.value, zero), applyReflection(n - 1, n, below(a), below(q), p, k, tau.value, after(k))),
    ]),
    loop('i', 0, n, n, i => [each('j', 0, n, n, j => z.put(i, j, q.at(j, i)))]),
    ...diagonalize(n, tridiagonal, cells, dtype),
    ...ascending(n, i => d.at(i), order, cells.end),
    loop('i', 0, n, n, i => [
      store(values.put([...w.batch, i], known(mul(d.at(position(i)), scale.value)))),
      each('j', 0, n, n, j => vectors.put(j, i, known(z.at(position(i), j)))),
    ]),
  ]
}
