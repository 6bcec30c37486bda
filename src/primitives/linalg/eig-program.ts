// The program of eig: Hessenberg form by rotations, QR steps with real shifts until the matrix is triangular, eigenvectors by substitution.
// The rotations are kept as rows of Zᵀ, so that what they turn is contiguous.

import { add, compare, constant, convert, div, type Expr, index, mul, neg, or, select, sub } from '../../core/expr.js'
import { type CellVariable, countdown, each, loop, type Place, type Step, store, type Workplace, when } from '../../core/procedure.js'
import type { DTypeName } from '../../support/dtype.js'
import { nth } from '../operands.js'
import { abs, after, inputMatrix, type Matrix, matrixOf, sqrt, square } from './access.js'
import { epsilon } from './matrices.js'

/** QR steps, all eigenvalues together: two or three for each are usual. Those of a complex pair never end. */
export const mostSteps = (n: number): number => 30 * n
/** After as many steps without success the shift is changed, once. */
export const exceptional = 10

const before = (i: Expr): Expr => sub(i, index(1))

interface Turn {
  readonly cosine: CellVariable
  readonly sine: CellVariable
  readonly radius: CellVariable
}

/** The rotation that takes (a, b) to (r, 0). */
const aim = ({ cosine, sine, radius }: Turn, a: Expr, b: Expr): readonly Step[] => {
  const [zero, one] = [constant(a.type, 0), constant(a.type, 1)]
  return [
    radius.set(sqrt(add(square(a), square(b)))),
    cosine.set(one),
    sine.set(zero),
    when(compare('ne', radius.value, zero), [cosine.set(div(a, radius.value)), sine.set(div(b, radius.value))]),
  ]
}

/** Rows p and q at column j. */
const turnRows = (m: Matrix, p: Expr, q: Expr, c: Expr, s: Expr) => (j: Expr) => [
  m.put(p, j, add(mul(c, m.at(p, j)), mul(s, m.at(q, j)))),
  m.put(q, j, sub(mul(c, m.at(q, j)), mul(s, m.at(p, j)))),
]

/** Columns p and q of rows 0 … to - 1. */
const turnColumns = (m: Matrix, n: number, to: Place, p: Expr, q: Expr, c: Expr, s: Expr): Step =>
  loop('i', 0, to, n, i => [
    store(m.put(i, p, add(mul(c, m.at(i, p)), mul(s, m.at(i, q)))), m.put(i, q, sub(mul(c, m.at(i, q)), mul(s, m.at(i, p))))),
  ])

export const eigScratch = (n: number, dtype: DTypeName) =>
  [
    { dtype, shape: [n, n] },
    { dtype, shape: [n, n] },
    { dtype, shape: [n, 2] },
    { dtype, shape: [n] },
    { dtype, shape: [n] },
    { dtype: 'int32', shape: [n] },
  ] as const

export const eigCells = (dtype: DTypeName) => [dtype, dtype, dtype, dtype, dtype, 'index', 'index', 'index'] as const

/** The trailing elements that the shift is taken from: `a b / c d`, of which it is the eigenvalue nearest to d, or d where that is none. */
function shiftOf(h: Matrix, size: Expr, tries: Expr): Expr {
  const [p, q] = [sub(size, index(2)), before(size)]
  const [a, b, c, d] = [h.at(p, p), h.at(p, q), h.at(q, p), h.at(q, q)]
  const [zero, half] = [constant(a.type, 0), constant(a.type, 0.5)]
  const middle = mul(half, sub(a, d))
  const product = mul(b, c)
  const inside = add(square(middle), product)
  const root = sqrt(select(compare('ge', inside, zero), inside, zero))
  const divisor = select(compare('ge', middle, zero), add(middle, root), sub(middle, root))
  const isReal = compare('ge', inside, zero)
  const nearest = select(compare('ne', divisor, zero), sub(d, div(product, divisor)), d)
  return select(compare('eq', tries, index(exceptional)), add(d, abs(c)), select(isReal, nearest, d))
}

/** One QR step on the active block, rows and columns `low … size - 1`; the rest of the matrix turns along. */
function step(w: Workplace, n: number, h: Matrix, zt: Matrix, turn: Turn, shift: Expr, low: Expr, size: Expr): readonly Step[] {
  const turns = matrixOf(nth(w.scratch, 2))
  return [
    loop('k', low, size, n, k => [store(h.put(k, k, sub(h.at(k, k), shift)))]),
    loop('k', low, before(size), n, k => [
      ...aim(turn, h.at(k, k), h.at(after(k), k)),
      store(turns.put(k, 0, turn.cosine.value), turns.put(k, 1, turn.sine.value)),
      each('j', k, n, n, turnRows(h, k, after(k), turn.cosine.value, turn.sine.value)),
      each('j', 0, n, n, turnRows(zt, k, after(k), turn.cosine.value, turn.sine.value)),
    ]),
    loop('k', low, before(size), n, k => [
      turn.cosine.set(turns.at(k, 0)),
      turn.sine.set(turns.at(k, 1)),
      turnColumns(h, n, add(k, index(2)), k, after(k), turn.cosine.value, turn.sine.value),
    ]),
    loop('k', low, size, n, k => [store(h.put(k, k, add(h.at(k, k), shift)))]),
  ]
}

export function eigProgram(w: Workplace, n: number, dtype: DTypeName): readonly Step[] {
  const [h, zt] = [matrixOf(nth(w.scratch, 0)), matrixOf(nth(w.scratch, 1))]
  const [x, v, order] = [nth(w.scratch, 3), nth(w.scratch, 4), nth(w.scratch, 5)]
  const [source, values, vectors] = [inputMatrix(w, 0), nth(w.outputs, 0), matrixOf(nth(w.outputs, 1), w.batch)]
  const turn: Turn = { cosine: nth(w.cells, 0), sine: nth(w.cells, 1), radius: nth(w.cells, 2) }
  const [scale, sum, size, low, tries] = [nth(w.cells, 3), nth(w.cells, 4), nth(w.cells, 5), nth(w.cells, 6), nth(w.cells, 7)]
  const [zero, one, nan] = [0, 1, Number.NaN].map(value => constant(dtype, value)) as [Expr, Expr, Expr]
  const least = constant(dtype, epsilon(dtype))
  const position = (i: Expr): Expr => convert('index', order.at(i))
  const eigenvalue = (i: Expr): Expr => h.at(position(i), position(i))
  // Elements left below the diagonal are those of complex pairs, or of what is not a number.
  const known = (e: Expr): Expr => select(compare('le', size.value, index(1)), e, nan)
  return [
    scale.set(zero),
    loop('i', 0, n, n, i => [
      each('j', 0, n, n, j => h.put(i, j, source(i, j))),
      each('j', 0, n, n, j => zt.put(i, j, select(compare('eq', i, j), one, zero))),
      loop('j', 0, n, n, j => [when(compare('gt', abs(h.at(i, j)), scale.value), [scale.set(abs(h.at(i, j)))])]),
    ]),
    // Scaled by the largest element, so that no square overflows; infinities become NaN.
    when(compare('ne', scale.value, zero), [loop('i', 0, n, n, i => [each('j', 0, n, n, j => h.put(i, j, div(h.at(i, j), scale.value)))])]),
    loop('k', 0, Math.max(0, n - 2), n, k => [
      countdown('i', add(k, index(2)), n, n, i => [
        ...aim(turn, h.at(before(i), k), h.at(i, k)),
        each('j', 0, n, n, turnRows(h, before(i), i, turn.cosine.value, turn.sine.value)),
        store(h.put(i, k, zero)),
        turnColumns(h, n, n, before(i), i, turn.cosine.value, turn.sine.value),
        each('j', 0, n, n, turnRows(zt, before(i), i, turn.cosine.value, turn.sine.value)),
      ]),
    ]),
    size.set(index(n)),
    tries.set(index(0)),
    loop('step', 0, mostSteps(n), mostSteps(n), () => [
      when(compare('gt', size.value, index(1)), [
        low.set(index(0)),
        loop('i', 1, size.value, n, i => [
          when(compare('le', abs(h.at(i, before(i))), mul(least, add(abs(h.at(before(i), before(i))), abs(h.at(i, i))))), [
            store(h.put(i, before(i), zero)),
            low.set(i),
          ]),
        ]),
        when(
          compare('eq', after(low.value), size.value),
          [size.set(before(size.value)), tries.set(index(0))],
          [
            tries.set(after(tries.value)),
            sum.set(shiftOf(h, size.value, tries.value)),
            ...step(w, n, h, zt, turn, sum.value, low.value, size.value),
          ],
        ),
      ]),
    ]),
    // A matrix of one element is triangular, but may not be a number.
    ...(n === 1 ? [when(compare('ne', h.at(0, 0), h.at(0, 0)), [size.set(index(2))])] : []),
    // Ascending, by selection.
    each('i', 0, n, n, i => order.put([i], convert('int32', i))),
    loop('i', 0, n, n, i => [
      low.set(i),
      loop('j', after(i), n, n, j => [when(compare('lt', eigenvalue(j), eigenvalue(low.value)), [low.set(j)])]),
      store(order.put([i], order.at(low.value)), order.put([low.value], order.at(i))),
    ]),
    loop('i', 0, n, n, i => [
      low.set(position(i)),
      // (T - λ)·x = 0 with x = 1 at the eigenvalue's own place, and 0 behind it.
      store(x.put([low.value], one)),
      countdown('r', 0, low.value, n, r => [
        sum.set(zero),
        loop('j', after(r), after(low.value), n, j => [sum.set(add(sum.value, mul(h.at(r, j), x.at(j))))]),
        turn.radius.set(sub(h.at(r, r), h.at(low.value, low.value))),
        when(or(compare('le', abs(turn.radius.value), least), compare('ne', turn.radius.value, turn.radius.value)), [
          turn.radius.set(least),
        ]),
        store(x.put([r], div(neg(sum.value), turn.radius.value))),
      ]),
      each('j', 0, n, n, j => v.put([j], zero)),
      loop('r', 0, after(low.value), n, r => [each('j', 0, n, n, j => v.put([j], add(v.at(j), mul(zt.at(r, j), x.at(r)))))]),
      sum.set(zero),
      loop('j', 0, n, n, j => [sum.set(add(sum.value, square(v.at(j))))]),
      sum.set(sqrt(sum.value)),
      store(values.put([...w.batch, i], known(mul(eigenvalue(i), scale.value)))),
      each('j', 0, n, n, j => vectors.put(j, i, known(div(v.at(j), sum.value)))),
    ]),
  ]
}
