// triangularSolve: X of `op(T) · X = B` for a triangular T, by substitution; op is the identity or the transpose. The other triangle is
// not read. Linear in B, with its own transpose as adjoint. A zero on the diagonal gives infinities and NaN, as division does.
// Columns of B are independent: they run along lanes, and over tasks.

import { showType } from '../../core/array-type.js'
import { isComplex } from '../../core/complex.js'
import { add, compare, div, type Expr, index, mul, select, sub } from '../../core/expr.js'
import type { ProcedureLowering } from '../../core/lowering.js'
import type { Primitive, Sample } from '../../core/primitive.js'
import { countdown, each, loop, type Step } from '../../core/procedure.js'
import type { Tensor } from '../../core/tensor.js'
import { DTypeError, ShapeError } from '../../support/errors.js'
import { type Dims, sameShape } from '../../support/shape.js'
import { sub as minus, neg as negative, div as over, add as plus } from '../elementwise/arithmetic.js'
import { two } from '../operands.js'
import { bindOne, only } from '../single.js'
import { broadcast, reduceSum } from '../structure/broadcast.js'
import { after, countOf, el, inputMatrix, matrixOf, partOf } from './access.js'
import { blockOf, half, isDivisible, isLarge, part, stacked } from './blocks.js'
import { embedded, fromRowsOfParts, rowsOfParts } from './complex/embedding.js'
import {
  batchInFront,
  checkMatrix,
  checkSquare,
  diagonalPart,
  identityLike,
  lowerPart,
  matrixShape,
  mT,
  product,
  rounding,
  strictlyLower,
  strictlyUpper,
  upperPart,
} from './matrices.js'

export type TriangularParams = {
  /** Whether T is lower triangular. */
  readonly lower: boolean
  /** Whether to solve with the transpose of T. */
  readonly transposed: boolean
  /** Whether the diagonal of T is ones, and not read. */
  readonly unit: boolean
}

const sample = (t: Dims, b: Dims, params: TriangularParams, dtype: 'float32' | 'float64' = 'float32'): Sample<TriangularParams> => ({
  inputs: [
    { shape: t, dtype, range: [-1, 1], diagonal: [1, 2] },
    { shape: b, dtype },
  ],
  params,
})

/** Columns that one instance solves for. */
const columnsTogether = 64

/** Substitution begins at the first row for what is lower triangular in the end. */
const isForward = ({ lower, transposed }: TriangularParams): boolean => lower !== transposed

function lower(batch: Dims, n: number, columns: number, params: TriangularParams): ProcedureLowering {
  const chunks = Math.ceil(columns / columnsTogether)
  const width = Math.min(columns, columnsTogether)
  return {
    kind: 'procedure',
    batch: [...batch, chunks],
    scratch: [],
    cells: [],
    body(w) {
      const [at, chunk] = [w.batch.slice(0, -1), w.batch.at(-1) ?? index(0)]
      const [t, b, x] = [inputMatrix(w, 0, at), inputMatrix(w, 1, at), matrixOf(only(w.outputs), at)]
      const coefficient = (i: Expr, k: Expr): Expr => (params.transposed ? t(k, i) : t(i, k))
      const first = mul(chunk, index(columnsTogether))
      const rest = index(columns - (chunks - 1) * columnsTogether)
      const count = select(compare('lt', after(chunk), index(chunks)), index(columnsTogether), rest)
      const across = (i: Expr, value: (j: Expr) => Expr): Step =>
        each('j', 0, count, width, j => {
          const column = add(first, j)
          return x.put(i, column, value(column))
        })
      const eliminate =
        (i: Expr) =>
        (k: Expr): readonly Step[] => [across(i, j => sub(x.at(i, j), mul(coefficient(i, k), x.at(k, j))))]
      const row = (i: Expr): readonly Step[] => [
        across(i, j => b(i, j)),
        isForward(params) ? loop('k', 0, i, n, eliminate(i)) : loop('k', after(i), n, n, eliminate(i)),
        ...(params.unit ? [] : [across(i, j => div(x.at(i, j), coefficient(i, i)))]),
      ]
      return [isForward(params) ? loop('i', 0, n, n, row) : countdown('i', 0, n, n, row)]
    },
    cost: 0.3 * n * n * width + 10 * n,
  }
}

/** The part of a tangent of T that is read. */
const readPart = (t: Tensor, { lower: isLower, unit }: TriangularParams): Tensor =>
  isLower ? (unit ? strictlyLower(t) : lowerPart(t)) : unit ? strictlyUpper(t) : upperPart(t)

export const triangularSolveP: Primitive<TriangularParams> = Object.freeze({
  name: 'triangularSolve',
  domain: [
    sample([3, 3], [3, 2], { lower: true, transposed: false, unit: false }),
    sample([2, 4, 4], [2, 4, 1], { lower: false, transposed: false, unit: false }),
    sample([3, 3], [3, 5], { lower: true, transposed: true, unit: true }),
    sample([4, 4], [4, 3], { lower: false, transposed: true, unit: false }),
    sample([2, 2], [2, 70], { lower: false, transposed: false, unit: true }),
    sample([3, 3], [3, 2], { lower: true, transposed: false, unit: true }, 'float64'),
    sample([1, 1], [1, 1], { lower: true, transposed: false, unit: false }),
    sample([0, 0], [0, 2], { lower: true, transposed: false, unit: false }),
    sample([2, 2], [2, 0], { lower: true, transposed: false, unit: false }),
  ],
  typeOf(inputs) {
    const [t, b] = two(inputs)
    const from = `from t ${showType(t)}, b ${showType(b)}`
    const { batch, rows } = checkSquare('triangularSolve', 't', t)
    const right = checkMatrix('triangularSolve', 'b', b)
    if (t.dtype !== b.dtype) throw new DTypeError(`triangularSolve: dtypes must be equal; expected ${t.dtype}, got ${b.dtype} ${from}`)
    if (rows !== right.rows) throw new ShapeError(`triangularSolve: rows must match; expected ${rows}, got ${right.rows} ${from}`)
    if (!sameShape(batch, right.batch)) throw new ShapeError(`triangularSolve: batch axes must be equal ${from}`)
    return [b]
  },
  reference(inputs, params, outputs) {
    const [[t, b], x] = [two(inputs), only(outputs)]
    const { rows: n, columns } = matrixShape(b)
    const round = rounding(b.dtype)
    const rows = Array.from({ length: n }, (_, i) => (isForward(params) ? i : n - 1 - i))
    for (let matrix = 0; matrix < countOf(b); matrix++) {
      const [factor, right, solution] = [partOf(t, matrix), partOf(b, matrix), partOf(x, matrix)]
      const coefficient = (i: number, k: number): number => el(factor, params.transposed ? k * n + i : i * n + k)
      for (const i of rows)
        for (let j = 0; j < columns; j++) {
          let value = el(right, i * columns + j)
          const [from, to] = isForward(params) ? [0, i] : [i + 1, n]
          for (let k = from; k < to; k++) value = round(value - round(coefficient(i, k) * el(solution, k * columns + j)))
          solution[i * columns + j] = params.unit ? value : value / coefficient(i, i)
        }
    }
  },
  // op(T) · dX = dB - op(dT) · X
  jvp([t], [dt = null, db = null], params, [x]) {
    if (t === undefined || x === undefined) return [null]
    const change = dt === null ? null : readPart(dt, params)
    const fromT = change && product(params.transposed ? mT(change) : change, x)
    const right = db === null ? fromT && negative(fromT) : fromT === null ? db : minus(db, fromT)
    return [right && triangularSolve(t, right, params)]
  },
  transpose([ct], [t], params) {
    if (ct == null || t?.linear !== false) return [null, null]
    return [null, triangularSolve(t.value, ct, { ...params, transposed: !params.transposed })]
  },
  batch: (inputs, axes, size, params) => batchInFront(triangularSolveP, inputs, axes, size, params),
  lower(inputs, params) {
    const [, b] = two(inputs)
    const { batch, rows, columns } = matrixShape(b)
    return lower(batch, rows, columns, params)
  },
  complex: (inputs, params) => [complexTriangularSolve(...two(inputs), params)],
} satisfies Primitive<TriangularParams>)

/** By the real form of a matrix with ones on its diagonal, which is triangular: `D·U·X = B` is `U·X = D⁻¹·B`. */
function complexTriangularSolve(t: Tensor, b: Tensor, { lower, transposed, unit }: TriangularParams): Tensor {
  const matrix = transposed ? mT(t) : t
  const isLower = lower !== transposed
  const read = isLower ? strictlyLower(matrix) : strictlyUpper(matrix)
  const rank = matrix.shape.length
  const diagonal = reduceSum(diagonalPart(matrix), [rank - 1])
  const overDiagonal = (x: Tensor): Tensor =>
    unit ? x : over(x, broadcast(diagonal, x.shape, diagonal.shape.map((_, i) => i))) // biome-ignore format: one line
  const scaled = plus(isLower ? strictlyLower(overDiagonal(read)) : strictlyUpper(overDiagonal(read)), identityLike(read))
  const right = rowsOfParts(overDiagonal(b))
  return fromRowsOfParts(triangularSolve(embedded(scaled), right, { lower: isLower, transposed: false, unit: true }))
}

/** The halves of the unknowns one after the other: what the first explain is taken from the right side of the others. */
function byHalves(t: Tensor, b: Tensor, params: TriangularParams): Tensor {
  const n = matrixShape(t).rows
  if (!isDivisible(n)) return bindOne(triangularSolveP, [t, b], params)
  const at = half(n)
  const forward = isForward(params)
  const first = forward ? ([0, at] as const) : ([at, n] as const)
  const second = forward ? ([at, n] as const) : ([0, at] as const)
  const found = byHalves(blockOf(t, first, first), part(b, -2, ...first), params)
  // The block that leads from the first unknowns to the other equations.
  const between = params.transposed ? mT(blockOf(t, first, second)) : blockOf(t, second, first)
  const rest = minus(part(b, -2, ...second), product(between, found))
  const others = byHalves(blockOf(t, second, second), rest, params)
  return forward ? stacked(found, others) : stacked(others, found)
}

/**
 * X of `op(T) · X = B`; of large matrices by blocks.
 * @param t floats[…, n, n], of which one triangle is read
 * @param b floats[…, n, m]
 * @throws ShapeError, DTypeError
 */
export const triangularSolve = (t: Tensor, b: Tensor, params: TriangularParams): Tensor =>
  isLarge(b.shape.at(-2) ?? 0) && !isComplex(t) && !isComplex(b) ? byHalves(t, b, params) : bindOne(triangularSolveP, [t, b], params)
