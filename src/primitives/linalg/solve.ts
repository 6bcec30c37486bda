// solve: X of `A · X = B` by elimination with partial pivoting. Linear in B. A singular A gives infinities and NaN, as division does.

import { showType } from '../../core/array-type.js'
import { pairOf, partsOf } from '../../core/complex.js'
import { convert, div, type Expr, mul, sub } from '../../core/expr.js'
import type { Params, Primitive, Sample } from '../../core/primitive.js'
import { countdown, each, loop, type Step } from '../../core/procedure.js'
import type { Tensor } from '../../core/tensor.js'
import { DTypeError, ShapeError } from '../../support/errors.js'
import { type Dims, sameShape } from '../../support/shape.js'
import { sub as minus, neg as negative } from '../elementwise/arithmetic.js'
import { nth, two } from '../operands.js'
import { bindOne, only } from '../single.js'
import { concat } from '../structure/join.js'
import { slice } from '../structure/slice.js'
import { after, countOf, el, inputMatrix, matrixOf, partOf } from './access.js'
import { eliminate, eliminateInPlace, rowOrder } from './elimination.js'
import { batchInFront, checkMatrix, checkSquare, matrixShape, mT, product, rounding } from './matrices.js'

const sample = (a: Dims, b: Dims, dtype: 'float32' | 'float64' = 'float32'): Sample<Params> => ({
  inputs: [
    // Diagonally dominant, whatever the size.
    { shape: a, dtype, range: [-2 / (a.at(-1) ?? 1), 2 / (a.at(-1) ?? 1)], diagonal: [2, 4] },
    { shape: b, dtype },
  ],
  params: {},
})

export const solveP: Primitive = Object.freeze({
  name: 'solve',
  domain: [
    sample([3, 3], [3, 2]),
    sample([2, 4, 4], [2, 4, 1]),
    sample([1, 1], [1, 3]),
    sample([4, 4], [4, 4], 'float64'),
    sample([0, 0], [0, 2]),
    sample([2, 2], [2, 0]),
    sample([17, 17], [17, 3]),
  ],
  typeOf(inputs) {
    const [a, b] = two(inputs)
    const from = `from a ${showType(a)}, b ${showType(b)}`
    const { batch, rows } = checkSquare('solve', 'a', a)
    const right = checkMatrix('solve', 'b', b)
    if (a.dtype !== b.dtype) throw new DTypeError(`solve: dtypes must be equal; expected ${a.dtype}, got ${b.dtype} ${from}`)
    if (rows !== right.rows) throw new ShapeError(`solve: rows must match; expected ${rows}, got ${right.rows} ${from}`)
    if (!sameShape(batch, right.batch)) throw new ShapeError(`solve: batch axes must be equal ${from}`)
    return [b]
  },
  reference(inputs, _params, outputs) {
    const [[a, b], x] = [two(inputs), only(outputs)]
    const { rows: n, columns } = matrixShape(b)
    const round = rounding(b.dtype)
    for (let matrix = 0; matrix < countOf(b); matrix++) {
      const packed = partOf(a, matrix).slice()
      const order = Int32Array.from({ length: n }, (_, i) => i)
      eliminateInPlace(n, n, packed, order, round)
      const [right, solution] = [partOf(b, matrix), partOf(x, matrix)]
      const eliminateRow = (i: number, from: number, to: number): void => {
        for (let k = from; k < to; k++)
          for (let j = 0; j < columns; j++)
            solution[i * columns + j] = el(solution, i * columns + j) - round(el(packed, i * n + k) * el(solution, k * columns + j))
      }
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < columns; j++) solution[i * columns + j] = el(right, el(order, i) * columns + j)
        eliminateRow(i, 0, i)
      }
      for (let i = n - 1; i >= 0; i--) {
        eliminateRow(i, i + 1, n)
        for (let j = 0; j < columns; j++) solution[i * columns + j] = el(solution, i * columns + j) / el(packed, i * n + i)
      }
    }
  },
  // A · dX = dB - dA · X
  jvp([a], [da = null, db = null], _params, [x]) {
    if (a === undefined || x === undefined) return [null]
    const fromA = da && product(da, x)
    const right = db === null ? fromA && negative(fromA) : fromA === null ? db : minus(db, fromA)
    return [right && solve(a, right)]
  },
  transpose([ct], [a]) {
    if (ct == null || a?.linear !== false) return [null, null]
    return [null, solve(mT(a.value), ct)]
  },
  batch: (inputs, axes, size, params) => batchInFront(solveP, inputs, axes, size, params),
  lower(inputs) {
    const [, b] = two(inputs)
    const { batch, rows: n, columns } = matrixShape(b)
    return {
      kind: 'procedure',
      batch,
      scratch: [
        { dtype: b.dtype, shape: [n, n] },
        { dtype: 'int32', shape: [n] },
      ],
      cells: [b.dtype, b.dtype, 'index'],
      body(w) {
        const [factors, order] = two(w.scratch)
        const packed = matrixOf(factors)
        const [a, right, x] = [inputMatrix(w, 0), inputMatrix(w, 1), matrixOf(only(w.outputs), w.batch)]
        const permutation = rowOrder(
          row => order.at(row),
          (row, value) => order.put([row], value),
        )
        const across = (i: Expr, value: (j: Expr) => Expr): Step => each('j', 0, columns, columns, j => x.put(i, j, value(j)))
        const without =
          (i: Expr) =>
          (k: Expr): readonly Step[] => [across(i, j => sub(x.at(i, j), mul(packed.at(i, k), x.at(k, j))))]
        return [
          loop('i', 0, n, n, i => [each('j', 0, n, n, j => packed.put(i, j, a(i, j)))]),
          each('i', 0, n, n, i => order.put([i], convert('int32', i))),
          eliminate(n, n, packed, permutation, { best: nth(w.cells, 0), factor: nth(w.cells, 1), pivot: nth(w.cells, 2) }),
          loop('i', 0, n, n, i => [across(i, j => right(permutation.at(i), j)), loop('k', 0, i, n, without(i))]),
          countdown('i', 0, n, n, i => [loop('k', after(i), n, n, without(i)), across(i, j => div(x.at(i, j), packed.at(i, i)))]),
        ]
      },
      cost: 0.2 * n ** 3 + 0.5 * n * n * columns + 4 * n * n,
    }
  },
  // The real system of twice the size: [[A, -B], [B, A]] · [X, Y] = [C, D].
  complex(inputs) {
    const [[a, b], [c, d]] = [partsOf(nth(inputs, 0)), partsOf(nth(inputs, 1))]
    const [rowAxis, columnAxis] = [a.shape.length - 2, a.shape.length - 1]
    const system = concat([concat([a, negative(b)], columnAxis), concat([b, a], columnAxis)], rowAxis)
    const found = solve(system, concat([c, d], rowAxis))
    const { rows, columns } = matrixShape(c)
    const part = (from: number): Tensor =>
      slice(
        found,
        found.shape.map((_, axis) => (axis === rowAxis ? from : 0)),
        [...found.shape.slice(0, -2), from + rows, columns],
      )
    return [pairOf(part(0), part(rows))]
  },
} satisfies Primitive)

/**
 * X of `A · X = B`.
 * @param a floats[…, n, n]
 * @param b floats[…, n, m]
 * @throws ShapeError, DTypeError
 */
export const solve = (a: Tensor, b: Tensor): Tensor => bindOne(solveP, [a, b], {})
