// The program of eig: triangular form of a real or complex matrix, eigenvectors by substitution, their order and their direction.

import { add, and, compare, constant, convert, div, type Expr, mul, neg, or, select } from '../../../core/expr.js'
import { countdown, each, loop, type Step, store, type Workplace, when } from '../../../core/procedure.js'
import type { DTypeName } from '../../../support/dtype.js'
import { four, nth } from '../../operands.js'
import { after, inputMatrix, sqrt } from '../access.js'
import {
  at,
  type Complex,
  complexCell,
  complexInput,
  complexMatrix,
  conjTimes,
  divisorIn,
  filling,
  largerPart,
  minus,
  plus,
  put,
  squaredLength,
  taxicab,
  times,
  upright,
} from '../complex/expressions.js'
import { reflectionCells } from '../complex/reflection.js'
import { epsilon } from '../matrices.js'
import { complexSchur, splitPairs } from './complex-schur.js'
import { realSchur } from './real-schur.js'

/** Numbers larger than this are scaled down on the way, so that those of defective matrices do not overflow. */
const large = (dtype: DTypeName): number => (dtype === 'float32' ? 2 ** 30 : 2 ** 300)

export const eigScratch = (n: number, dtype: DTypeName) => {
  const [square, line] = [
    { dtype, shape: [n, n] },
    { dtype, shape: [n] },
  ]
  return [
    square,
    square,
    square,
    square,
    line,
    line,
    line,
    line,
    line,
    line,
    { dtype, shape: [n, 2] },
    { dtype, shape: [n, 2] },
    { dtype: 'int32', shape: [n] },
  ] as const
}

/** Ten of a reflection, eight numbers, a position, and those of the iteration. */
export const eigCells = (dtype: DTypeName) =>
  [...reflectionCells(dtype), ...Array.from({ length: 8 }, () => dtype), 'index', 'index', 'index', 'index', 'bool'] as const

/** @param isReal whether there is one input, the real parts, or two */
export function eigProgram(w: Workplace, n: number, dtype: DTypeName, isReal: boolean): readonly Step[] {
  const [t, zh] = [complexMatrix(nth(w.scratch, 0), nth(w.scratch, 1)), complexMatrix(nth(w.scratch, 2), nth(w.scratch, 3))]
  const [row, v] = [[nth(w.scratch, 4), nth(w.scratch, 5)] as const, [nth(w.scratch, 6), nth(w.scratch, 7)] as const]
  const [x, turns, order] = [
    [nth(w.scratch, 8), nth(w.scratch, 9)] as const,
    complexMatrix(nth(w.scratch, 10), nth(w.scratch, 11)),
    nth(w.scratch, 12),
  ]
  const [wre, wim, vre, vim] = four(w.outputs)
  const vectors = complexMatrix(vre, vim, w.batch)
  const position = nth(w.cells, 18)
  const iteration = { size: nth(w.cells, 19), low: nth(w.cells, 20), tries: nth(w.cells, 21), isLost: nth(w.cells, 22) }
  // Untouched by what makes the matrix triangular, which uses the cells before.
  const scale = nth(w.cells, 17)
  const [zero, one, nan] = [0, 1, Number.NaN].map(value => constant(dtype, value)) as [Expr, Expr, Expr]
  const none: Complex = { re: zero, im: zero }
  const source = isReal ? (i: Expr, j: Expr): Complex => ({ re: inputMatrix(w, 0)(i, j), im: zero }) : complexInput(w)
  const everywhere = (body: (x: Complex) => Step): Step => loop('i', 0, n, n, i => [loop('j', 0, n, n, j => [body(at(t, i, j))])])
  const schur = { n, dtype, t, zh, row, v, turns, cells: w.cells, iteration }
  const triangular: readonly Step[] = isReal
    ? [
        ...realSchur({
          n,
          dtype,
          h: t.re,
          zt: zh.re,
          v: v[0],
          p: row[0],
          taus: row[1],
          numbers: [...w.cells.slice(0, 9), ...w.cells.slice(10, 16)],
          iteration,
        }),
        when(
          compare('eq', iteration.isLost.value, constant('bool', 0)),
          splitPairs({ ...schur, cells: [...w.cells.slice(0, 9), ...w.cells.slice(10, 16)] }),
        ),
      ]
    : complexSchur(schur)
  return [
    filling(t, n, n, source),
    filling(zh, n, n, (i, j) => ({ re: select(compare('eq', i, j), one, zero), im: zero })),
    // Scaled by the largest part, so that no square overflows; infinities become NaN.
    scale.set(zero),
    everywhere(e => when(compare('gt', largerPart(e), scale.value), [scale.set(largerPart(e))])),
    when(compare('ne', scale.value, zero), [
      filling(t, n, n, (i, j) => ({ re: div(at(t, i, j).re, scale.value), im: div(at(t, i, j).im, scale.value) })),
    ]),
    iteration.isLost.set(constant('bool', 0)),
    everywhere(e => iteration.isLost.set(or(iteration.isLost.value, or(compare('ne', e.re, e.re), compare('ne', e.im, e.im))))),
    ...triangular,
    ...sorted(n, i => at(t, i, i), order, position),
    when(
      iteration.isLost.value,
      [
        loop('i', 0, n, n, i => [
          store(wre.put([...w.batch, i], nan), wim.put([...w.batch, i], nan)),
          each('j', 0, n, n, j => put(vectors, i, j, { re: nan, im: nan })),
        ]),
      ],
      [
        loop('i', 0, n, n, i => {
          const value = at(t, position.value, position.value)
          return [
            position.set(convert('index', order.at(i))),
            store(wre.put([...w.batch, i], mul(value.re, scale.value)), wim.put([...w.batch, i], mul(value.im, scale.value))),
            ...substitute(),
            each('j', 0, n, n, j => put({ re: vectors.re, im: vectors.im }, j, i, { re: v[0].at(j), im: v[1].at(j) })),
          ]
        }),
      ],
    ),
  ]

  /** The eigenvector of the eigenvalue at `position`, in v: `(T - λ)·x = 0` with x = 1 at the eigenvalue's own place and 0 behind it, then Z·x. */
  function substitute(): readonly Step[] {
    const p = position.value
    const [sum, other] = [complexCell(w.cells, 0), complexCell(w.cells, 2)]
    const divisor = divisorIn(w.cells, 7, 9)
    const [size, direction] = [nth(w.cells, 4), complexCell(w.cells, 5)]
    const own = (i: Expr): Complex => ({ re: x[0].at(i), im: x[1].at(i) })
    const keep = (i: Expr, { re, im }: Complex) => [x[0].put([i], re), x[1].put([i], im)]
    const element = (j: Expr): Complex => ({ re: v[0].at(j), im: v[1].at(j) })
    const set = (j: Expr, { re, im }: Complex) => [v[0].put([j], re), v[1].put([j], im)]
    const least = constant(dtype, epsilon(dtype))
    return [
      store(...keep(p, { re: one, im: zero })),
      countdown('r', 0, p, n, r => [
        ...sum.set(none),
        loop('j', after(r), after(p), n, j => sum.set(plus(sum.value, times(at(t, r, j), own(j))))),
        ...other.set(minus(at(t, r, r), at(t, p, p))),
        when(compare('le', taxicab(other.value), least), other.set({ re: least, im: zero })),
        ...divisor.set(other.value),
        ...other.set(divisor.divide({ re: neg(sum.value.re), im: neg(sum.value.im) })),
        store(...keep(r, other.value)),
        size.set(largerPart(other.value)),
        when(compare('gt', size.value, constant(dtype, large(dtype))), [
          each('j', r, after(p), n, j => keep(j, { re: div(own(j).re, size.value), im: div(own(j).im, size.value) })),
        ]),
      ]),
      each('j', 0, n, n, j => set(j, none)),
      // Zᴴ lies by rows.
      loop('r', 0, after(p), n, r => [each('j', 0, n, n, j => set(j, plus(element(j), conjTimes(at(zh, r, j), own(r)))))]),
      size.set(zero),
      loop('j', 0, n, n, j => [size.set(add(size.value, squaredLength(element(j))))]),
      size.set(sqrt(size.value)),
      each('j', 0, n, n, j => set(j, { re: div(element(j).re, size.value), im: div(element(j).im, size.value) })),
      ...upright(n, { at: element, put: set }, size, direction, nth(w.cells, 20)),
    ]
  }
}

/** The positions of complex numbers by their real parts, those with equal ones by their imaginary parts: by selection. */
function sorted(
  n: number,
  value: (i: Expr) => Complex,
  order: Workplace['scratch'][number],
  least: Workplace['cells'][number],
): readonly Step[] {
  const place = (i: Expr): Expr => convert('index', order.at(i))
  const isBefore = (a: Complex, b: Complex): Expr =>
    or(compare('lt', a.re, b.re), and(compare('eq', a.re, b.re), compare('lt', a.im, b.im)))
  return [
    each('i', 0, n, n, i => order.put([i], convert('int32', i))),
    loop('i', 0, n, n, i => [
      least.set(i),
      loop('j', after(i), n, n, j => [when(isBefore(value(place(j)), value(place(least.value))), [least.set(j)])]),
      store(order.put([i], order.at(least.value)), order.put([least.value], order.at(i))),
    ]),
  ]
}
