// The program of svd: one-sided Jacobi on the columns of a matrix, kept as rows; see svd.ts. Of complex columns one is turned first, so that
// their product is real, and in the end the largest element of each column of V is made real and positive.

import { add, and, compare, constant, convert, div, type Expr, index, mul, neg, select, sub } from '../../core/expr.js'
import { type ElementStore, each, loop, type Step, store, type Workplace, when } from '../../core/procedure.js'
import type { DTypeName } from '../../support/dtype.js'
import { nth } from '../operands.js'
import { abs, after, type Matrix, matrixOf, sqrt, square } from './access.js'
import { complete, type Parts, type Sums, wide } from './complete-columns.js'
import { type ComplexVector, complexCell, conjTimes, upright } from './complex/expressions.js'
import { epsilon } from './matrices.js'
import { mostSweeps, type Rotation, setRotation } from './rotation.js'

/**
 * Two columns are orthogonal when their product is no larger than this share of that of their lengths. A column that is shorter than this
 * share of another is what rounding left of nothing: it is not turned against that, and has no direction.
 */
export const share = (dtype: DTypeName, m: number): number => epsilon(dtype) * (2 + Math.sqrt(m))

const zero = constant('float64', 0)

/** Sums that run side by side in a product of columns. */
export const partials = 16

/** Where the program reads the matrix, and puts its factors. */
export interface SvdPlaces {
  readonly a: (row: Expr, column: Expr) => Expr
  /** The imaginary part, if there is one. */
  readonly imaginary: ((row: Expr, column: Expr) => Expr) | null
  readonly u: Parts
  readonly s: (i: Expr, value: Expr) => ElementStore
  readonly vt: Parts
}

/** @param parts 2 for complex matrices, whose rows have the real parts in front of the imaginary ones */
export const svdScratch = (m: number, n: number, dtype: DTypeName, parts: 1 | 2 = 1) =>
  [
    { dtype, shape: [n, parts * m] },
    { dtype, shape: [n, parts * n] },
    { dtype: 'float64', shape: [n] },
    { dtype: 'int32', shape: [n] },
    { dtype: 'float64', shape: [partials] },
  ] as const

export const svdCells = (dtype: DTypeName) =>
  [
    ...Array.from({ length: 6 }, () => 'float64' as const),
    dtype,
    'float64',
    'bool',
    'index',
    'float64',
    dtype,
    dtype,
    dtype,
    'index',
  ] as const

/** The first scratch arrays and cells of the workplace must be those above. */
export function svdProgram(w: Workplace, places: SvdPlaces, m: number, n: number, dtype: DTypeName): readonly Step[] {
  // The columns of A and of V, as rows.
  const [g, v] = [matrixOf(nth(w.scratch, 0)), matrixOf(nth(w.scratch, 1))]
  // The squared lengths of the columns, in the end their lengths.
  const [squares, order, partial] = [nth(w.scratch, 2), nth(w.scratch, 3), nth(w.scratch, 4)]
  const { a, imaginary, u, s, vt } = places
  const [width, turnedWidth] = imaginary === null ? [m, n] : [2 * m, 2 * n]
  const rotation: Rotation = { tangent: nth(w.cells, 0), cosine: nth(w.cells, 1), sine: nth(w.cells, 2) }
  const sums: Sums = { p: nth(w.cells, 3), q: nth(w.cells, 4), both: nth(w.cells, 5), turned: nth(w.cells, 10) }
  const [scale, total, isActive, best] = [nth(w.cells, 6), nth(w.cells, 7), nth(w.cells, 8), nth(w.cells, 9)]
  const direction = complexCell(w.cells, 12)
  const [none, one, nan] = [0, 1, Number.NaN].map(value => constant(dtype, value)) as [Expr, Expr, Expr]
  const position = (i: Expr): Expr => convert('index', order.at(i))
  const length = (i: Expr): Expr => squares.at(position(i))
  const everywhere = (body: (i: Expr, j: Expr) => Step): Step => loop('i', 0, n, n, i => [loop('j', 0, width, width, j => [body(i, j)])])
  const known = (e: Expr): Expr => select(compare('eq', total.value, total.value), e, nan)
  const turned = (x: Matrix, p: Expr, q: Expr) => (j: Expr) => {
    const [c, d] = [convert(dtype, rotation.cosine.value), convert(dtype, rotation.sine.value)]
    return [x.put(p, j, sub(mul(c, x.at(p, j)), mul(d, x.at(q, j)))), x.put(q, j, add(mul(d, x.at(p, j)), mul(c, x.at(q, j))))]
  }
  /** A sum of `count` terms, into a cell: partial sums side by side, what is left behind them one by one. */
  const summed = (count: number, term: (j: Expr) => Expr, into: Workplace['cells'][number]): readonly Step[] => {
    const blocks = Math.floor(count / partials)
    return [
      each('l', 0, partials, partials, l => partial.put([l], zero)),
      loop('block', 0, blocks, blocks, block => [
        each('l', 0, partials, partials, l => partial.put([l], add(partial.at(l), term(add(mul(block, index(partials)), l))))),
      ]),
      into.set(zero),
      loop('l', 0, partials, partials, l => [into.set(add(into.value, partial.at(l)))]),
      loop('j', blocks * partials, count, count, j => [into.set(add(into.value, term(j)))]),
    ]
  }
  /** The product of two columns, in `both`; of complex ones its real part. */
  const inner = (p: Expr, q: Expr): readonly Step[] => summed(width, j => mul(wide(g.at(p, j)), wide(g.at(q, j))), sums.both)
  const imaginaryOf = (j: Expr, size: number): Expr => add(j, index(size))
  /** A row of complex numbers. */
  const row = (x: Matrix, i: Expr, size: number): ComplexVector => ({
    at: j => ({ re: x.at(i, j), im: x.at(i, imaginaryOf(j, size)) }),
    put: (j, { re, im }) => [x.put(i, j, re), x.put(i, imaginaryOf(j, size), im)],
  })
  /** A row turned back by the direction. */
  const turnedBack = (x: Matrix, i: Expr, size: number): Step =>
    each('j', 0, size, size, j => row(x, i, size).put(j, conjTimes(direction.value, row(x, i, size).at(j))))
  /** The product of two complex columns: its length in `both`, where it points to in `direction`. */
  const complexInner = (p: Expr, q: Expr): readonly Step[] => [
    ...inner(p, q),
    ...summed(
      m,
      j => sub(mul(wide(g.at(p, j)), wide(g.at(q, imaginaryOf(j, m)))), mul(wide(g.at(p, imaginaryOf(j, m))), wide(g.at(q, j)))),
      sums.turned,
    ),
    sums.p.set(sqrt(add(square(sums.both.value), square(sums.turned.value)))),
    when(compare('gt', sums.p.value, zero), [
      ...direction.set({
        re: convert(dtype, div(sums.both.value, sums.p.value)),
        im: convert(dtype, div(sums.turned.value, sums.p.value)),
      }),
    ]),
    sums.both.set(sums.p.value),
  ]
  const least = constant('float64', share(dtype, m))
  const isMore = (a: Expr, b: Expr): Expr => compare('gt', a, mul(mul(least, least), b))
  const isOblique = compare('gt', abs(sums.both.value), mul(least, sqrt(mul(sums.p.value, sums.q.value))))
  const pair = (p: Expr, q: Expr): readonly Step[] => [
    ...(imaginary === null ? inner(p, q) : complexInner(p, q)),
    sums.p.set(squares.at(p)),
    sums.q.set(squares.at(q)),
    when(and(and(isMore(sums.p.value, sums.q.value), isMore(sums.q.value, sums.p.value)), isOblique), [
      isActive.set(constant('bool', 1)),
      // Their product becomes real.
      ...(imaginary === null ? [] : [turnedBack(g, q, m), turnedBack(v, q, n)]),
      ...setRotation(rotation, sums.p.value, sums.q.value, sums.both.value),
      sums.both.set(mul(rotation.tangent.value, sums.both.value)),
      store(squares.put([p], sub(sums.p.value, sums.both.value)), squares.put([q], add(sums.q.value, sums.both.value))),
      each('j', 0, width, width, turned(g, p, q)),
      each('j', 0, turnedWidth, turnedWidth, turned(v, p, q)),
    ]),
  ]
  const normalized = (i: Expr, j: Expr): Expr => known(convert(dtype, div(wide(g.at(position(i), j)), length(i))))
  return [
    loop('i', 0, n, n, i => [
      each('j', 0, m, m, j => g.put(i, j, a(j, i))),
      each('j', 0, n, n, j => v.put(i, j, select(compare('eq', i, j), one, none))),
      ...(imaginary === null
        ? []
        : [
            each('j', 0, m, m, j => g.put(i, imaginaryOf(j, m), imaginary(j, i))),
            each('j', 0, n, n, j => v.put(i, imaginaryOf(j, n), none)),
          ]),
    ]),
    // Scaled by the largest element, so that no square overflows; infinities become NaN.
    scale.set(none),
    everywhere((i, j) => when(compare('gt', abs(g.at(i, j)), scale.value), [scale.set(abs(g.at(i, j)))])),
    when(compare('ne', scale.value, none), [
      loop('i', 0, n, n, i => [each('j', 0, width, width, j => g.put(i, j, div(g.at(i, j), scale.value)))]),
    ]),
    total.set(zero),
    everywhere((i, j) => total.set(add(total.value, wide(g.at(i, j))))),
    isActive.set(constant('bool', 1)),
    loop('sweep', 0, mostSweeps, mostSweeps, () => [
      when(isActive.value, [
        isActive.set(constant('bool', 0)),
        // Rotations keep the squared lengths up to rounding, which is undone in each sweep.
        loop('i', 0, n, n, i => [...inner(i, i), store(squares.put([i], sums.both.value))]),
        loop('p', 0, n, n, p => [loop('q', after(p), n, n, q => pair(p, q))]),
      ]),
    ]),
    loop('i', 0, n, n, i => [...inner(i, i), store(squares.put([i], sqrt(sums.both.value)), order.put([i], convert('int32', i)))]),
    // Descending, by selection.
    loop('i', 0, n, n, i => [
      best.set(i),
      loop('j', after(i), n, n, j => [when(compare('gt', length(j), length(best.value)), [best.set(j)])]),
      store(order.put([i], order.at(best.value)), order.put([best.value], order.at(i))),
    ]),
    loop('i', 0, n, n, i => [
      store(s(i, known(convert(dtype, mul(length(i), wide(scale.value)))))),
      ...(imaginary === null
        ? []
        : [...upright(n, row(v, position(i), n), nth(w.cells, 11), direction, nth(w.cells, 14)), turnedBack(g, position(i), m)]),
      each('j', 0, n, n, j => [
        vt.re.put(i, j, known(v.at(position(i), j))),
        ...(vt.im === null ? [] : [vt.im.put(i, j, known(neg(v.at(position(i), imaginaryOf(j, n)))))]),
      ]),
      when(
        compare('gt', length(i), mul(least, length(index(0)))),
        [
          each('j', 0, m, m, j => [
            u.re.put(j, i, normalized(i, j)),
            ...(u.im === null ? [] : [u.im.put(j, i, normalized(i, imaginaryOf(j, m)))]),
          ]),
        ],
        [
          when(compare('eq', total.value, total.value), complete(m, u, i, sums, best, dtype), [
            each('j', 0, m, m, j => [u.re.put(j, i, nan), ...(u.im === null ? [] : [u.im.put(j, i, nan)])]),
          ]),
        ],
      ),
    ]),
  ]
}
