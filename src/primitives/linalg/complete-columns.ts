// Orthonormal columns completed: what the program of svd does for singular values that are zero, to which no column of A points.

import { add, compare, constant, convert, div, type Expr, mul, select, sub } from '../../core/expr.js'
import { loop, type Step, store, type Workplace, when } from '../../core/procedure.js'
import type { DTypeName } from '../../support/dtype.js'
import { type Matrix, sqrt, square } from './access.js'

/** An expression in float64. */
export const wide = (e: Expr): Expr => convert('float64', e)

/** Sums are in float64; numbers are rounded to the dtype where they are stored. */
export interface Sums {
  readonly p: Workplace['cells'][number]
  readonly q: Workplace['cells'][number]
  readonly both: Workplace['cells'][number]
  /** The imaginary part of it. */
  readonly turned: Workplace['cells'][number]
}

/** A matrix by its parts; the imaginary one is missing where it is real. */
export interface Parts {
  readonly re: Matrix
  readonly im: Matrix | null
}

const zero = constant('float64', 0)

/** Makes column `i` of U a unit vector that is orthogonal to those before it. */
export function complete(
  m: number,
  { re, im }: Parts,
  i: Expr,
  sums: Sums,
  best: Workplace['cells'][number],
  dtype: DTypeName,
): readonly Step[] {
  const rows = (body: (j: Expr) => readonly Step[]): Step => loop('j', 0, m, m, body)
  const before = (body: (c: Expr) => readonly Step[]): Step => loop('c', 0, i, m, body)
  const parts = im === null ? [re] : [re, im]
  const share = ({ put, at }: Matrix, j: Expr, value: (own: Expr) => Expr) => put(j, i, convert(dtype, value(wide(at(j, i)))))
  const squares = (j: Expr, column: Expr): Expr => parts.map(x => square(wide(x.at(j, column)))).reduce(add)
  /** Without what column c explains: `conj(u_c)·u_i` of it. */
  const without = (): Step =>
    before(c => [
      sums.both.set(zero),
      sums.turned.set(zero),
      rows(j => {
        const [a, x] = [wide(re.at(j, c)), wide(re.at(j, i))]
        if (im === null) return [sums.both.set(add(sums.both.value, mul(a, x)))]
        const [b, y] = [wide(im.at(j, c)), wide(im.at(j, i))]
        return [
          sums.both.set(add(sums.both.value, add(mul(a, x), mul(b, y)))),
          sums.turned.set(add(sums.turned.value, sub(mul(a, y), mul(b, x)))),
        ]
      }),
      rows(j => {
        const a = wide(re.at(j, c))
        if (im === null) return [store(share(re, j, x => sub(x, mul(sums.both.value, a))))]
        const b = wide(im.at(j, c))
        return [
          store(
            share(re, j, x => sub(x, sub(mul(sums.both.value, a), mul(sums.turned.value, b)))),
            share(im, j, x => sub(x, add(mul(sums.both.value, b), mul(sums.turned.value, a)))),
          ),
        ]
      }),
    ])
  return [
    // From the unit vector that the columns before explain least.
    best.set(constant('index', 0)),
    sums.q.set(constant('float64', 2)),
    rows(j => [
      sums.p.set(zero),
      before(c => [sums.p.set(add(sums.p.value, squares(j, c)))]),
      when(compare('lt', sums.p.value, sums.q.value), [sums.q.set(sums.p.value), best.set(j)]),
    ]),
    rows(j => [
      store(re.put(j, i, select(compare('eq', j, best.value), constant(dtype, 1), constant(dtype, 0)))),
      ...(im === null ? [] : [store(im.put(j, i, constant(dtype, 0)))]),
    ]),
    // Twice is enough (Kahan).
    without(),
    without(),
    sums.p.set(zero),
    rows(j => [sums.p.set(add(sums.p.value, squares(j, i)))]),
    rows(j => [store(...parts.map(x => share(x, j, own => div(own, sqrt(sums.p.value)))))]),
  ]
}
