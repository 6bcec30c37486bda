// Householder reflections, as steps of a program and in plain numbers: what QR and the tridiagonal form are made with.
// Each is applied to rows: w = vᵀA first, then A - τ·v·wᵀ, so that all inner loops run along rows. Signs are those of LAPACK.

import { add, compare, constant, div, type Expr, mul, neg, select, sub } from '../../core/expr.js'
import { type CellVariable, each, loop, type Place, type Step, store, type Workspace, when } from '../../core/procedure.js'
import type { DTypeName, TypedArray } from '../../support/dtype.js'
import { abs, after, el, type Matrix, sqrt, square } from './access.js'

export interface ReflectionCells {
  readonly scale: CellVariable
  readonly sum: CellVariable
  readonly norm: CellVariable
  readonly tau: CellVariable
}

/** The sign of a pivot, 1 for zero. */
const signed = (magnitude: Expr, like: Expr): Expr => select(compare('lt', like, constant(like.type, 0)), neg(magnitude), magnitude)

/**
 * The reflection that takes column k from row k on to a multiple of the first unit vector: its vector below the diagonal (with an implied 1
 * on it), its factor τ, and the multiple on the diagonal. The column is scaled by its largest element, so that no square overflows, and a column
 * of what rounding has left of nothing gives as good a reflection as any.
 */
export function reflect(rows: number, a: Matrix, taus: Workspace, k: Expr, cells: ReflectionCells, dtype: DTypeName): readonly Step[] {
  const { scale, sum, norm, tau } = cells
  const zero = constant(dtype, 0)
  const one = constant(dtype, 1)
  const below = (body: (i: Expr) => readonly Step[]): Step => loop('i', after(k), rows, rows, body)
  return [
    scale.set(zero),
    below(i => [when(compare('gt', abs(a.at(i, k)), scale.value), [scale.set(abs(a.at(i, k)))])]),
    tau.set(zero),
    // Nothing to reflect where the column is zero below.
    when(compare('ne', scale.value, zero), [
      when(compare('gt', abs(a.at(k, k)), scale.value), [scale.set(abs(a.at(k, k)))]),
      sum.set(square(div(a.at(k, k), scale.value))),
      below(i => [sum.set(add(sum.value, square(div(a.at(i, k), scale.value))))]),
      norm.set(neg(signed(sqrt(sum.value), a.at(k, k)))),
      tau.set(div(sub(norm.value, div(a.at(k, k), scale.value)), norm.value)),
      sum.set(div(one, sub(div(a.at(k, k), scale.value), norm.value))),
      below(i => [store(a.put(i, k, mul(div(a.at(i, k), scale.value), sum.value)))]),
      store(a.put(k, k, mul(scale.value, norm.value))),
    ]),
    store(taus.put([k], tau.value)),
  ]
}

/** Applies reflection k, whose vector is in `v`, to columns `from …` of a target of as many rows. */
export function applyReflection(
  rows: number,
  columns: number,
  v: Matrix,
  target: Matrix,
  w: Workspace,
  k: Expr,
  tau: Expr,
  from: Place,
): readonly Step[] {
  const across = (stores: (j: Expr) => ReturnType<Matrix['put']>): Step => each('j', from, columns, columns, stores)
  return [
    across(j => w.put([j], target.at(k, j))),
    loop('i', after(k), rows, rows, i => [across(j => w.put([j], add(w.at(j), mul(v.at(i, k), target.at(i, j)))))]),
    across(j => target.put(k, j, sub(target.at(k, j), mul(tau, w.at(j))))),
    loop('i', after(k), rows, rows, i => [across(j => target.put(i, j, sub(target.at(i, j), mul(mul(tau, v.at(i, k)), w.at(j)))))]),
  ]
}

// ---- in plain numbers ----

type Round = (x: number) => number

/** `reflect` for column k of a matrix of `columns`, from row `head` on; gives τ. */
export function reflectInPlace(a: TypedArray, rows: number, columns: number, k: number, head: number, round: Round): number {
  const at = (i: number): number => el(a, i * columns + k)
  let scale = 0
  for (let i = head + 1; i < rows; i++) if (Math.abs(at(i)) > scale) scale = Math.abs(at(i))
  if (scale === 0) return 0
  const first = at(head)
  if (Math.abs(first) > scale) scale = Math.abs(first)
  const scaledSquare = (x: number): number => round(round(x / scale) ** 2)
  let sum = scaledSquare(first)
  for (let i = head + 1; i < rows; i++) sum = round(sum + scaledSquare(at(i)))
  const length = round(Math.sqrt(sum))
  const norm = first < 0 ? length : -length
  const lead = round(first / scale)
  const factor = round(1 / round(lead - norm))
  for (let i = head + 1; i < rows; i++) a[i * columns + k] = round(at(i) / scale) * factor
  a[head * columns + k] = scale * norm
  return round(round(norm - lead) / norm)
}

/** A reflection in plain numbers: its vector is column k of `v`, a matrix of `columns`, from row `head` on. */
export interface Reflection {
  readonly v: TypedArray
  readonly columns: number
  readonly k: number
  readonly head: number
  readonly tau: number
}

/** Applies it to columns `from …` of a target of `width` columns. */
export function applyInPlace(target: TypedArray, rows: number, width: number, from: number, reflection: Reflection, round: Round): void {
  const { v, columns, k, head, tau } = reflection
  for (let j = from; j < width; j++) {
    let w = el(target, head * width + j)
    for (let i = head + 1; i < rows; i++) w = round(w + round(el(v, i * columns + k) * el(target, i * width + j)))
    target[head * width + j] = el(target, head * width + j) - round(tau * w)
    for (let i = head + 1; i < rows; i++) target[i * width + j] = el(target, i * width + j) - round(round(tau * el(v, i * columns + k)) * w)
  }
}
