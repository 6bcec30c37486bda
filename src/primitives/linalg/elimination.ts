// Gaussian elimination with partial pivoting, in place: of lu and solve, as steps of a program and in plain numbers.
// Of the largest elements of a column the first is the pivot; a column of zeros is left as it is.

import { compare, constant, convert, div, type Expr, mul, sub } from '../../core/expr.js'
import { type CellVariable, each, loop, type Place, type Step, store, when } from '../../core/procedure.js'
import type { TypedArray } from '../../support/dtype.js'
import { abs, after, el, type Matrix } from './access.js'

export interface EliminationCells {
  /** Of the dtype of the matrix. */
  readonly best: CellVariable
  readonly factor: CellVariable
  /** Positions. */
  readonly pivot: CellVariable
}

/** What is carried along with the rows: which row of the original each is. */
export interface RowOrder {
  readonly at: (row: Place) => Expr
  readonly swap: (a: Expr, b: Expr) => Step
}

const zeroOf = ({ type }: Expr): Expr => constant(type, 0)

/** The matrix becomes L below and U on and above its diagonal. */
export function eliminate(rows: number, columns: number, a: Matrix, order: RowOrder, cells: EliminationCells): Step {
  const { best, factor, pivot } = cells
  const last = Math.min(rows, columns)
  return loop('k', 0, last, last, k => [
    best.set(abs(a.at(k, k))),
    pivot.set(k),
    loop('i', after(k), rows, rows, i => [when(compare('gt', abs(a.at(i, k)), best.value), [best.set(abs(a.at(i, k))), pivot.set(i)])]),
    when(compare('ne', pivot.value, k), [
      each('j', 0, columns, columns, j => [a.put(k, j, a.at(pivot.value, j)), a.put(pivot.value, j, a.at(k, j))]),
      order.swap(k, pivot.value),
    ]),
    when(compare('ne', a.at(k, k), zeroOf(a.at(k, k))), [
      loop('i', after(k), rows, rows, i => [
        factor.set(div(a.at(i, k), a.at(k, k))),
        store(a.put(i, k, factor.value)),
        each('j', after(k), columns, columns, j => a.put(i, j, sub(a.at(i, j), mul(factor.value, a.at(k, j))))),
      ]),
    ]),
  ])
}

/** The same in plain numbers; `order` is permuted with the rows. */
export function eliminateInPlace(rows: number, columns: number, a: TypedArray, order: Int32Array, round: (x: number) => number): void {
  for (let k = 0; k < Math.min(rows, columns); k++) {
    let pivot = k
    for (let i = k + 1; i < rows; i++) if (Math.abs(el(a, i * columns + k)) > Math.abs(el(a, pivot * columns + k))) pivot = i
    if (pivot !== k) {
      for (let j = 0; j < columns; j++) {
        const held = el(a, k * columns + j)
        a[k * columns + j] = el(a, pivot * columns + j)
        a[pivot * columns + j] = held
      }
      const held = el(order, k)
      order[k] = el(order, pivot)
      order[pivot] = held
    }
    const head = el(a, k * columns + k)
    if (head === 0) continue
    for (let i = k + 1; i < rows; i++) {
      const factor = round(el(a, i * columns + k) / head)
      a[i * columns + k] = factor
      for (let j = k + 1; j < columns; j++) a[i * columns + j] = el(a, i * columns + j) - round(factor * el(a, k * columns + j))
    }
  }
}

/** A row order kept in an array of int32. */
export const rowOrder = (at: (row: Place) => Expr, put: (row: Expr, value: Expr) => ReturnType<Matrix['put']>): RowOrder => ({
  at: row => convert('index', at(row)),
  swap: (a, b) => store(put(a, at(b)), put(b, at(a))),
})
