// Real matrices in triangular form, but for pairs of rows of complex eigenvalues: Hessenberg form by reflections, then implicit QR steps with
// two shifts at once, which may be a complex pair. Zᵀ is turned along by rows.
// Source: Francis (1961), The QR transformation; Golub, Van Loan (2013), Matrix Computations, section 7.5.

import { add, compare, constant, div, type Expr, index, mul, neg, select, sub } from '../../../core/expr.js'
import { type CellVariable, each, loop, type Place, type Step, store, type Workspace, when } from '../../../core/procedure.js'
import type { DTypeName } from '../../../support/dtype.js'
import { nth } from '../../operands.js'
import { abs, after, type Matrix, sqrt, square } from '../access.js'
import { applyReflection, reflect } from '../reflection.js'
import { before, type IterationCells, isExceptional, isNegligible, iterate } from './iteration.js'

/** The matrix without its first row. */
const below = ({ at, put }: Matrix): Matrix => ({
  at: (i, j) => at(after(i as Expr), j),
  put: (i, j, value) => put(after(i as Expr), j, value),
})

export interface RealSchur {
  readonly n: number
  readonly dtype: DTypeName
  readonly h: Matrix
  readonly zt: Matrix
  /** Lines of n numbers. */
  readonly v: Workspace
  readonly p: Workspace
  readonly taus: Workspace
  /** Ten of the dtype. */
  readonly numbers: readonly CellVariable[]
  readonly iteration: IterationCells
}

/** Zeros below the elements beside the diagonal. */
export function hessenberg({ n, dtype, h, zt, v, p, taus, numbers }: RealSchur): readonly Step[] {
  const cells = { scale: nth(numbers, 0), sum: nth(numbers, 1), norm: nth(numbers, 2), tau: nth(numbers, 3) }
  const zero = constant(dtype, 0)
  const [tau, sum] = [cells.tau.value, cells.sum]
  return [
    loop('k', 0, Math.max(0, n - 2), n, k => [
      ...reflect(n - 1, below(h), taus, k, cells, dtype),
      when(compare('ne', tau, zero), [
        each('j', after(k), n, n, j => v.put([j], select(compare('eq', j, after(k)), constant(dtype, 1), h.at(j, k)))),
        ...applyReflection(n - 1, n, below(h), below(h), p, k, tau, after(k)),
        loop('i', 0, n, n, i => [
          sum.set(zero),
          loop('j', after(k), n, n, j => [sum.set(add(sum.value, mul(h.at(i, j), v.at(j))))]),
          sum.set(mul(tau, sum.value)),
          each('j', after(k), n, n, j => h.put(i, j, sub(h.at(i, j), mul(sum.value, v.at(j))))),
        ]),
        ...applyReflection(n - 1, n, below(h), below(zt), p, k, tau, 0),
      ]),
      each('i', add(k, index(2)), n, n, i => h.put(i, k, zero)),
    ]),
  ]
}

/** A rotation of rows p and q of a matrix, and of its columns as far as row `to`. */
function rotate({ n, h, zt }: RealSchur, p: Expr, q: Expr, c: Expr, s: Expr, to: Place): readonly Step[] {
  const rows = (m: Matrix, from: Place): Step =>
    each('j', from, n, n, j => [
      m.put(p, j, add(mul(c, m.at(p, j)), mul(s, m.at(q, j)))),
      m.put(q, j, sub(mul(c, m.at(q, j)), mul(s, m.at(p, j)))),
    ])
  return [
    rows(h, p),
    loop('i', 0, to, n, i => [
      store(h.put(i, p, add(mul(c, h.at(i, p)), mul(s, h.at(i, q)))), h.put(i, q, sub(mul(c, h.at(i, q)), mul(s, h.at(i, p))))),
    ]),
    rows(zt, 0),
  ]
}

/** Two rows with real eigenvalues become triangular; those of a complex pair stay. */
function finishPair(schur: RealSchur): readonly Step[] {
  const { dtype, h, numbers, iteration } = schur
  const [p, q] = [iteration.low.value, after(iteration.low.value)]
  const [half, inside, root, cosine, sine] = [0, 1, 2, 3, 4].map(i => nth(numbers, i)) as [
    CellVariable,
    CellVariable,
    CellVariable,
    CellVariable,
    CellVariable,
  ]
  const zero = constant(dtype, 0)
  return [
    half.set(mul(constant(dtype, 0.5), sub(h.at(p, p), h.at(q, q)))),
    inside.set(add(square(half.value), mul(h.at(p, q), h.at(q, p)))),
    when(compare('ge', inside.value, zero), [
      // An eigenvector of the pair, (root, h[q, p]).
      root.set(sqrt(inside.value)),
      root.set(select(compare('ge', half.value, zero), add(half.value, root.value), sub(half.value, root.value))),
      inside.set(add(abs(root.value), abs(h.at(q, p)))),
      cosine.set(div(root.value, inside.value)),
      sine.set(div(h.at(q, p), inside.value)),
      inside.set(sqrt(add(square(cosine.value), square(sine.value)))),
      cosine.set(div(cosine.value, inside.value)),
      sine.set(div(sine.value, inside.value)),
      ...rotate(schur, p, q, cosine.value, sine.value, after(q)),
      store(h.put(q, p, zero)),
    ]),
  ]
}

/** One step with two shifts on rows `low … size - 1`, at least three. */
function francis({ n, dtype, h, zt, numbers, iteration }: RealSchur): readonly Step[] {
  const [p, q, r, s, x, y, z, scale, t] = Array.from({ length: 9 }, (_, i) => nth(numbers, i)) as [
    CellVariable,
    CellVariable,
    CellVariable,
    CellVariable,
    CellVariable,
    CellVariable,
    CellVariable,
    CellVariable,
    CellVariable,
  ]
  const { low, size } = iteration
  const [l, last] = [low.value, before(size.value)]
  const zero = constant(dtype, 0)
  const first = h.at(l, l)
  const number = (value: number): Expr => constant(dtype, value)
  const isThree = (k: Expr): Expr => compare('lt', add(k, index(2)), size.value)
  const two = index(2)
  /** Row k, row k + 1 and, if there is one, row k + 2 less multiples of `t`. */
  const rows = (m: Matrix, k: Expr, from: Place, weights: readonly [Expr, Expr], shares: readonly Expr[], lead: Expr | null): Step => {
    const at = (i: number, j: Expr): Expr => m.at(i === 0 ? k : add(k, index(i)), j)
    const count = shares.length
    return each('j', from, n, n, j => {
      const head = lead === null ? at(0, j) : mul(lead, at(0, j))
      const sum = count === 3 ? add(add(head, mul(weights[0], at(1, j))), mul(weights[1], at(2, j))) : add(head, mul(weights[0], at(1, j)))
      return shares.map((share, i) => m.put(i === 0 ? k : add(k, index(i)), j, sub(at(i, j), mul(sum, share))))
    })
  }
  const one = number(1)
  const apply = (k: Expr, count: 2 | 3): readonly Step[] => {
    const [left, right] = [[x.value, y.value, z.value].slice(0, count), [one, q.value, r.value].slice(0, count)]
    const reach = select(compare('lt', add(k, index(3)), last), add(k, index(4)), size.value)
    return [
      rows(h, k, k, [q.value, r.value], left, null),
      loop('i', 0, reach, n, i => [
        t.set(add(mul(x.value, h.at(i, k)), mul(y.value, h.at(i, after(k))))),
        ...(count === 3 ? [t.set(add(t.value, mul(z.value, h.at(i, add(k, two)))))] : []),
        store(
          ...right.map((share, c) => {
            const column = c === 0 ? k : add(k, index(c))
            return h.put(i, column, sub(h.at(i, column), mul(t.value, share)))
          }),
        ),
      ]),
      rows(zt, k, 0, [y.value, z.value], right, x.value),
    ]
  }
  return [
    // The shifts are the eigenvalues of the last two rows: x and y on the diagonal, s the product beside it.
    x.set(h.at(last, last)),
    y.set(h.at(before(last), before(last))),
    s.set(mul(h.at(last, before(last)), h.at(before(last), last))),
    when(isExceptional(iteration), [
      t.set(add(abs(h.at(last, before(last))), abs(h.at(before(last), sub(last, two))))),
      x.set(add(h.at(last, last), mul(number(0.75), t.value))),
      y.set(x.value),
      s.set(mul(number(-0.4375), square(t.value))),
    ]),
    // The first column of the product of both shifted matrices, over the element below the diagonal.
    p.set(sub(x.value, first)),
    q.set(sub(y.value, first)),
    r.set(add(div(sub(mul(p.value, q.value), s.value), h.at(after(l), l)), h.at(l, after(l)))),
    q.set(sub(sub(sub(h.at(after(l), after(l)), first), p.value), q.value)),
    p.set(r.value),
    r.set(h.at(add(l, two), after(l))),
    loop('k', l, last, n, k => [
      when(compare('gt', k, l), [
        p.set(h.at(k, before(k))),
        q.set(h.at(after(k), before(k))),
        when(isThree(k), [r.set(h.at(add(k, two), before(k)))], [r.set(zero)]),
      ]),
      scale.set(add(add(abs(p.value), abs(q.value)), abs(r.value))),
      when(compare('ne', scale.value, zero), [
        p.set(div(p.value, scale.value)),
        q.set(div(q.value, scale.value)),
        r.set(div(r.value, scale.value)),
        s.set(sqrt(add(add(square(p.value), square(q.value)), square(r.value)))),
        s.set(select(compare('lt', p.value, zero), neg(s.value), s.value)),
        when(compare('gt', k, l), [
          store(h.put(k, before(k), neg(mul(s.value, scale.value))), h.put(after(k), before(k), zero)),
          when(isThree(k), [store(h.put(add(k, two), before(k), zero))]),
        ]),
        p.set(add(p.value, s.value)),
        x.set(div(p.value, s.value)),
        y.set(div(q.value, s.value)),
        z.set(div(r.value, s.value)),
        q.set(div(q.value, p.value)),
        r.set(div(r.value, p.value)),
        when(isThree(k), apply(k, 3), apply(k, 2)),
      ]),
    ]),
  ]
}

/** Triangular but for pairs of complex eigenvalues. */
export function realSchur(schur: RealSchur): readonly Step[] {
  const { n, dtype, h } = schur
  return [
    ...hessenberg(schur),
    ...iterate(n, schur.iteration, {
      isSplit: i => isNegligible(abs(h.at(i, before(i))), abs(h.at(before(i), before(i))), abs(h.at(i, i)), dtype),
      clear: i => store(h.put(i, before(i), constant(dtype, 0))),
      finishPair: finishPair(schur),
      step: francis(schur),
    }),
  ]
}
