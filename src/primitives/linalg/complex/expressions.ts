// Complex numbers in programs: pairs of expressions, and matrices of them, whose parts lie in two arrays.

import { add, compare, constant, div, type Expr, index, mul, neg, select, sub } from '../../../core/expr.js'
import {
  type CellVariable,
  type ElementStore,
  each,
  loop,
  type Place,
  type Step,
  store,
  type Workplace,
  type Workspace,
  when,
} from '../../../core/procedure.js'
import { nth } from '../../operands.js'
import { abs, inputMatrix, type Matrix, matrixOf, sqrt, square } from '../access.js'

export interface Complex {
  readonly re: Expr
  readonly im: Expr
}

export const plus = (a: Complex, b: Complex): Complex => ({ re: add(a.re, b.re), im: add(a.im, b.im) })
export const minus = (a: Complex, b: Complex): Complex => ({ re: sub(a.re, b.re), im: sub(a.im, b.im) })
export const conj = ({ re, im }: Complex): Complex => ({ re, im: neg(im) })
export const scaled = ({ re, im }: Complex, by: Expr): Complex => ({ re: mul(re, by), im: mul(im, by) })
export const times = (a: Complex, b: Complex): Complex => ({
  re: sub(mul(a.re, b.re), mul(a.im, b.im)),
  im: add(mul(a.re, b.im), mul(a.im, b.re)),
})
/** `conj(a)·b` */
export const conjTimes = (a: Complex, b: Complex): Complex => ({
  re: add(mul(a.re, b.re), mul(a.im, b.im)),
  im: sub(mul(a.re, b.im), mul(a.im, b.re)),
})
export const squaredLength = ({ re, im }: Complex): Expr => add(square(re), square(im))
/** `|re| + |im|`: what LAPACK chooses pivots by. */
export const taxicab = ({ re, im }: Complex): Expr => add(abs(re), abs(im))
/** The larger of the magnitudes of the parts; never NaN where one is a number. */
export const largerPart = ({ re, im }: Complex): Expr => select(compare('gt', abs(im), abs(re)), abs(im), abs(re))

/** Two cells that hold a complex number. */
export interface ComplexCell {
  readonly value: Complex
  readonly set: (value: Complex) => readonly Step[]
}

/** Cells `first` and `first + 1`; the real part is set first, and the imaginary part must not be computed from the old one. */
export const complexCell = (cells: readonly CellVariable[], first: number): ComplexCell => {
  const [re, im] = [nth(cells, first), nth(cells, first + 1)]
  return { value: { re: re.value, im: im.value }, set: value => [re.set(value.re), im.set(value.im)] }
}

/** Dividing by one number again and again without overflow on the way. Source: Smith (1962), Algorithm 116: complex division. */
export interface Divisor {
  readonly set: (divisor: Complex) => readonly Step[]
  readonly divide: (a: Complex) => Complex
}

/** Cells of the dtype at `first` and the next one, and one of bool. */
export function divisorIn(cells: readonly CellVariable[], first: number, flag: number): Divisor {
  const [ratio, size, isWide] = [nth(cells, first), nth(cells, first + 1), nth(cells, flag)]
  return {
    set: ({ re, im }) => [
      isWide.set(compare('ge', abs(re), abs(im))),
      ratio.set(select(isWide.value, div(im, re), div(re, im))),
      size.set(select(isWide.value, add(re, mul(im, ratio.value)), add(im, mul(re, ratio.value)))),
    ],
    divide: ({ re, im }) => ({
      re: div(select(isWide.value, add(re, mul(im, ratio.value)), add(mul(re, ratio.value), im)), size.value),
      im: div(select(isWide.value, sub(im, mul(re, ratio.value)), sub(mul(im, ratio.value), re)), size.value),
    }),
  }
}

/** A matrix of complex numbers that a program writes and reads. */
export interface ComplexMatrix {
  readonly re: Matrix
  readonly im: Matrix
}

export const at = ({ re, im }: ComplexMatrix, row: Place, column: Place): Complex => ({ re: re.at(row, column), im: im.at(row, column) })
export const put = ({ re, im }: ComplexMatrix, row: Place, column: Place, value: Complex) => [
  re.put(row, column, value.re),
  im.put(row, column, value.im),
]

export const complexMatrix = (re: Workspace, im: Workspace, batch: readonly Expr[] = []): ComplexMatrix => ({
  re: matrixOf(re, batch),
  im: matrixOf(im, batch),
})

/** The matrix whose parts are inputs 0 and 1, at the place of the batch. */
export const complexInput =
  (w: Workplace) =>
  (row: Place, column: Place): Complex => ({ re: inputMatrix(w, 0)(row, column), im: inputMatrix(w, 1)(row, column) })

/** `target[i, j] = value(i, j)` everywhere. */
export const filling = (target: ComplexMatrix, rows: number, columns: number, value: (i: Expr, j: Expr) => Complex): Step =>
  loop('i', 0, rows, rows, i => [each('j', 0, columns, columns, j => put(target, i, j, value(i, j)))])

/** A vector of complex numbers that a program writes and reads. */
export interface ComplexVector {
  readonly at: (i: Expr) => Complex
  readonly put: (i: Expr, value: Complex) => readonly ElementStore[]
}

/**
 * Turns a vector of n elements so that its first largest one is real and positive. The position is an index; `best` and the direction are of the
 * dtype, and the direction is then what the vector was turned back by.
 */
export function upright(n: number, v: ComplexVector, best: CellVariable, direction: ComplexCell, position: CellVariable): readonly Step[] {
  const { type } = best.value
  const length = best.value
  return [
    best.set(constant(type, 0)),
    position.set(index(0)),
    ...direction.set({ re: constant(type, 1), im: constant(type, 0) }),
    loop('j', 0, n, n, j => [
      when(compare('gt', squaredLength(v.at(j)), best.value), [
        best.set(squaredLength(v.at(j))),
        position.set(j),
        ...direction.set(v.at(j)),
      ]),
    ]),
    when(compare('gt', best.value, constant(type, 0)), [
      best.set(sqrt(best.value)),
      ...direction.set({ re: div(direction.value.re, length), im: div(direction.value.im, length) }),
      each('j', 0, n, n, j => v.put(j, conjTimes(direction.value, v.at(j)))),
      store(...v.put(position.value, { re: length, im: constant(type, 0) })),
    ]),
  ]
}
