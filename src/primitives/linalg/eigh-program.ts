// The program of eigh: tridiagonal form by reflections, then implicit QL steps with Wilkinson's shift until it is diagonal.
// The eigenvectors are kept as rows while they are turned, so that what the rotations touch is contiguous.
// Source: Bowdler, Martin, Reinsch, Wilkinson (1968), The QR and QL algorithms for symmetric matrices.

import { add, compare, constant, convert, div, type Expr, index, mul, or, select, sub } from '../../core/expr.js'
import { countdown, each, loop, type Step, store, type Workplace, when } from '../../core/procedure.js'
import type { DTypeName } from '../../support/dtype.js'
import { nth } from '../operands.js'
import { abs, after, inputMatrix, type Matrix, matrixOf, sqrt, square } from './access.js'
import { epsilon, rounding } from './matrices.js'
import { applyReflection, reflect } from './reflection.js'

/** QL steps for one eigenvalue; one or two are usual. */
export const mostSteps = 50

/** Beside a matrix whose largest element is 1, this is nothing. */
export const negligible = (dtype: DTypeName): number => rounding(dtype)(epsilon(dtype) ** 2)

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

export const eighCells = (dtype: DTypeName) => [dtype, dtype, dtype, dtype, dtype, dtype, dtype, 'bool', 'bool', 'bool', 'index'] as const

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

/** One QL step on rows l … m; `going` tells whether it reached the end. */
function step(w: Workplace, n: number, z: Matrix, l: Expr, m: Expr, dtype: DTypeName): readonly Step[] {
  const [d, e] = [nth(w.scratch, 3), nth(w.scratch, 4)]
  const [s, c, p] = [nth(w.cells, 0), nth(w.cells, 1), nth(w.cells, 2)]
  const [g, r, b] = [nth(w.cells, 3), nth(w.cells, 4), nth(w.cells, 5)]
  const going = nth(w.cells, 8)
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
            each('j', 0, n, n, j => [
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

export function eighProgram(w: Workplace, n: number, dtype: DTypeName): readonly Step[] {
  const [a, q, z] = [matrixOf(nth(w.scratch, 0)), matrixOf(nth(w.scratch, 1)), matrixOf(nth(w.scratch, 2))]
  const [d, e, p, taus, order] = [nth(w.scratch, 3), nth(w.scratch, 4), nth(w.scratch, 6), nth(w.scratch, 7), nth(w.scratch, 8)]
  const [source, values, vectors] = [inputMatrix(w, 0), nth(w.outputs, 0), matrixOf(nth(w.outputs, 1), w.batch)]
  const [tau, scale] = [nth(w.cells, 3), nth(w.cells, 6)]
  const [isActive, isLost, m] = [nth(w.cells, 7), nth(w.cells, 9), nth(w.cells, 10)]
  const [zero, one, nan] = [0, 1, Number.NaN].map(value => constant(dtype, value)) as [Expr, Expr, Expr]
  const [no, yes] = [constant('bool', 0), constant('bool', 1)]
  const least = constant(dtype, epsilon(dtype))
  const position = (i: Expr): Expr => convert('index', order.at(i))
  const known = (x: Expr): Expr => select(isLost.value, nan, x)
  const everywhere = (body: (i: Expr, j: Expr) => Step): Step => loop('i', 0, n, n, i => [loop('j', 0, n, n, j => [body(i, j)])])
  const isSmall = (i: Expr): Expr =>
    compare('le', abs(e.at(i)), add(mul(least, add(abs(d.at(i)), abs(d.at(after(i))))), constant(dtype, negligible(dtype))))
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
    loop('l', 0, n, n, l => [
      isActive.set(select(isLost.value, no, yes)),
      loop('step', 0, mostSteps, mostSteps, () => [
        when(isActive.value, [
          m.set(index(n - 1)),
          countdown('i', l, n - 1, n, i => [when(isSmall(i), [m.set(i)])]),
          when(compare('eq', m.value, l), [isActive.set(no)], step(w, n, z, l, m.value, dtype)),
        ]),
      ]),
      isLost.set(or(isLost.value, isActive.value)),
    ]),
    // Ascending, by selection.
    each('i', 0, n, n, i => order.put([i], convert('int32', i))),
    loop('i', 0, n, n, i => [
      m.set(i),
      loop('j', after(i), n, n, j => [when(compare('lt', d.at(position(j)), d.at(position(m.value))), [m.set(j)])]),
      store(order.put([i], order.at(m.value)), order.put([m.value], order.at(i))),
    ]),
    loop('i', 0, n, n, i => [
      store(values.put([...w.batch, i], known(mul(d.at(position(i)), scale.value)))),
      each('j', 0, n, n, j => vectors.put(j, i, known(z.at(position(i), j)))),
    ]),
  ]
}
