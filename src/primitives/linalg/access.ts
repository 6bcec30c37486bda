// How matrix operations reach elements: in programs a matrix by row and column, in plain numbers each matrix of a stack by itself.

import type { ArrayType, HostArray } from '../../core/array-type.js'
import { add, type Expr, index, mul, unary } from '../../core/expr.js'
import type { ElementStore, Place, Workplace, Workspace } from '../../core/procedure.js'
import type { TypedArray } from '../../support/dtype.js'
import { sizeOf } from '../../support/shape.js'

/** A matrix that a program writes and reads. */
export interface Matrix {
  readonly at: (row: Place, column: Place) => Expr
  readonly put: (row: Place, column: Place, value: Expr) => ElementStore
}

/** The matrix of a workspace at some place of the batch. */
export const matrixOf = (space: Workspace, batch: readonly Expr[] = []): Matrix => ({
  at: (row, column) => space.at(...batch, row, column),
  put: (row, column, value) => space.put([...batch, row, column], value),
})

/** The transpose, read and written in place. */
export const transposed = ({ at, put }: Matrix): Matrix => ({
  at: (row, column) => at(column, row),
  put: (row, column, value) => put(column, row, value),
})

/** Input number `i` at the place of the batch. */
export const inputMatrix =
  (w: Workplace, i: number, batch: readonly Expr[] = w.batch) =>
  (row: Place, column: Place): Expr =>
    w.input(i, ...batch, row, column)

export const abs = (e: Expr): Expr => unary('abs', e)
export const sqrt = (e: Expr): Expr => unary('sqrt', e)
export const after = (i: Expr): Expr => add(i, index(1))
export const square = (e: Expr): Expr => mul(e, e)

// ---- in plain numbers ----

/** The part of an array that belongs to matrix (or vector) number `i` of its stack, whose last `rank` axes are its own. */
export function partOf({ data, shape }: HostArray, i: number, rank = 2): TypedArray {
  const size = sizeOf(shape.slice(shape.length - rank))
  return data.subarray(i * size, (i + 1) * size)
}

/** How many matrices a stack has. */
export const countOf = ({ shape }: ArrayType): number => sizeOf(shape.slice(0, -2))

/** The largest magnitude; 0 of nothing, and of NaN alone. */
export function largestIn(data: ArrayLike<number>): number {
  let most = 0
  for (let i = 0; i < data.length; i++) if (Math.abs(el(data, i)) > most) most = Math.abs(el(data, i))
  return most
}

/** The terms added one after the other, each sum rounded. */
export function sumOf(data: ArrayLike<number>, term: (x: number) => number, round: (x: number) => number): number {
  let sum = 0
  for (let i = 0; i < data.length; i++) sum = round(sum + term(el(data, i)))
  return sum
}

/** An element that is known to be there. */
export const el = (data: ArrayLike<number>, i: number): number => data[i] as number
