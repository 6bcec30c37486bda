// svd: `A = U · diag(s) · Vᵀ` of matrices with no fewer rows than columns, reduced: U [m, n], s [n] descending, Vᵀ [n, n].
// One-sided Jacobi (Hestenes 1958): the columns are rotated in pairs until all are orthogonal; their lengths are the singular values, to
// within about n·ε of the largest. Of those that are as small as that, the columns of U are completed to an orthonormal set. A matrix with NaN or infinities gives NaN everywhere.
// Its derivative divides by differences of squared singular values, and for U by those of zero: where they are equal (or zero) singular
// vectors are not determined and have none: see svd-tangent.ts.

import { arrayType, type HostArray, showType } from '../../core/array-type.js'
import type { Expr } from '../../core/expr.js'
import type { Params, Primitive, Sample } from '../../core/primitive.js'
import type { Tensor } from '../../core/tensor.js'
import { bind } from '../../core/trace.js'
import type { DTypeName, TypedArray } from '../../support/dtype.js'
import { ShapeError } from '../../support/errors.js'
import type { Dims } from '../../support/shape.js'
import { three } from '../operands.js'
import { only } from '../single.js'
import { countOf, el, inputMatrix, largestIn, matrixOf, partOf, sumOf } from './access.js'
import { complexSvd } from './complex/svd.js'
import { batchInFront, checkMatrix, matrixShape, rounding } from './matrices.js'
import { mostSweeps, rotationOf } from './rotation.js'
import { partials, share, svdCells, svdProgram, svdScratch } from './svd-program.js'
import { svdTangents } from './svd-tangent.js'

const sample = (shape: Dims, dtype: 'float32' | 'float64' = 'float32'): Sample<Params> => ({
  inputs: [{ shape, dtype, range: [-1, 1], diagonal: [1, 6] }],
  params: {},
})

function completeColumn(u: TypedArray, m: number, n: number, i: number, round: (x: number) => number): void {
  let [start, least] = [0, 2]
  for (let j = 0; j < m; j++) {
    let sum = 0
    for (let c = 0; c < i; c++) sum += el(u, j * n + c) ** 2
    if (sum < least) {
      least = sum
      start = j
    }
  }
  for (let j = 0; j < m; j++) u[j * n + i] = j === start ? 1 : 0
  for (let pass = 0; pass < 2; pass++)
    for (let c = 0; c < i; c++) {
      let sum = 0
      for (let j = 0; j < m; j++) sum += el(u, j * n + c) * el(u, j * n + i)
      for (let j = 0; j < m; j++) u[j * n + i] = round(el(u, j * n + i) - sum * el(u, j * n + c))
    }
  let sum = 0
  for (let j = 0; j < m; j++) sum += el(u, j * n + i) ** 2
  for (let j = 0; j < m; j++) u[j * n + i] = el(u, j * n + i) / Math.sqrt(sum)
}

export function decomposeSingular(
  a: TypedArray,
  m: number,
  n: number,
  dtype: DTypeName,
  u: TypedArray,
  s: TypedArray,
  vt: TypedArray,
): void {
  const round = rounding(dtype)
  const least = share(dtype, m)
  const g = a.slice()
  const v = new Float64Array(n * n)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) g[i * m + j] = el(a, j * n + i)
    v[i * n + i] = 1
  }
  const scale = largestIn(g)
  if (scale !== 0) for (const [i, x] of g.entries()) g[i] = x / scale
  const total = sumOf(
    g,
    x => x,
    x => x,
  )
  const inner = (p: number, q: number): number => {
    const side = new Float64Array(partials)
    const whole = Math.floor(m / partials) * partials
    for (let j = 0; j < whole; j++) side[j % partials] = el(side, j % partials) + el(g, p * m + j) * el(g, q * m + j)
    let sum = side.reduce((total, x) => total + x, 0)
    for (let j = whole; j < m; j++) sum += el(g, p * m + j) * el(g, q * m + j)
    return sum
  }
  for (let sweep = 0, isActive = true; sweep < mostSweeps && isActive; sweep++) {
    isActive = false
    const squares = Array.from({ length: n }, (_, i) => inner(i, i))
    for (let p = 0; p < n; p++)
      for (let q = p + 1; q < n; q++) {
        const [pp, qq, both] = [el(squares, p), el(squares, q), inner(p, q)]
        if (!(pp > least * least * qq && qq > least * least * pp && Math.abs(both) > least * Math.sqrt(pp * qq))) continue
        isActive = true
        const exact = rotationOf(pp, qq, both, x => x)
        squares[p] = pp - exact.tangent * both
        squares[q] = qq + exact.tangent * both
        const [cosine, sine] = [round(exact.cosine), round(exact.sine)]
        const turn = (x: { [i: number]: number; readonly length: number }, width: number): void => {
          for (let j = 0; j < width; j++) {
            const [y, z] = [el(x, p * width + j), el(x, q * width + j)]
            x[p * width + j] = round(round(cosine * y) - round(sine * z))
            x[q * width + j] = round(round(sine * y) + round(cosine * z))
          }
        }
        turn(g, m)
        turn(v, n)
      }
  }
  const lengths = Array.from({ length: n }, (_, i) => Math.sqrt(inner(i, i)))
  const order = Array.from({ length: n }, (_, i) => i)
  const length = (i: number): number => el(lengths, el(order, i))
  for (let i = 0; i < n; i++) {
    let best = i
    for (let j = i + 1; j < n; j++) if (length(j) > length(best)) best = j
    const held = el(order, i)
    order[i] = el(order, best)
    order[best] = held
  }
  const isKnown = !Number.isNaN(total)
  for (let i = 0; i < n; i++) {
    const from = el(order, i)
    s[i] = isKnown ? length(i) * scale : Number.NaN
    for (let j = 0; j < n; j++) vt[i * n + j] = isKnown ? el(v, from * n + j) : Number.NaN
    if (isKnown && !(length(i) > least * length(0))) completeColumn(u, m, n, i, round)
    else for (let j = 0; j < m; j++) u[j * n + i] = isKnown ? el(g, from * m + j) / length(i) : Number.NaN
  }
}

export const svdP: Primitive = Object.freeze({
  name: 'svd',
  domain: [
    sample([3, 3]),
    sample([2, 4, 3]),
    sample([5, 2], 'float64'),
    sample([1, 1]),
    sample([4, 1]),
    sample([0, 0]),
    sample([3, 0]),
    sample([7, 5]),
  ],
  typeOf(inputs) {
    const x = only(inputs)
    const { batch, rows, columns } = checkMatrix('svd', 'a', x)
    if (rows < columns) throw new ShapeError(`svd: there must be no fewer rows than columns; got a ${showType(x)}`)
    return [x, arrayType([...batch, columns], x.dtype), arrayType([...batch, columns, columns], x.dtype)]
  },
  reference(inputs, _params, outputs) {
    const [a, [u, s, vt]] = [only(inputs), three<HostArray>(outputs)]
    const { rows: m, columns: n } = matrixShape(a)
    for (let matrix = 0; matrix < countOf(a); matrix++)
      decomposeSingular(partOf(a, matrix), m, n, a.dtype, partOf(u, matrix), partOf(s, matrix, 1), partOf(vt, matrix))
  },
  jvp(_primals, [da], _params, [u, s, vt]) {
    if (da == null || u === undefined || s === undefined || vt === undefined) return [null, null, null]
    return svdTangents(da, u, s, vt)
  },
  transpose: 'nonlinear',
  batch: (inputs, axes, size, params) => batchInFront(svdP, inputs, axes, size, params),
  lower(inputs) {
    const { dtype } = only(inputs)
    const { batch, rows: m, columns: n } = matrixShape(only(inputs))
    return {
      kind: 'procedure',
      batch,
      scratch: svdScratch(m, n, dtype),
      cells: svdCells(dtype),
      body(w) {
        const [u, s, vt] = three(w.outputs)
        const places = {
          a: inputMatrix(w, 0),
          imaginary: null,
          u: { re: matrixOf(u, w.batch), im: null },
          s: (i: Expr, value: Expr) => s.put([...w.batch, i], value),
          vt: { re: matrixOf(vt, w.batch), im: null },
        }
        return svdProgram(w, places, m, n, dtype)
      },
      cost: 12 * m * n * n + 20 * m * n,
    }
  },
  complex: inputs => complexSvd(only(inputs)),
} satisfies Primitive)

/** `A = U · diag(s) · Vᵀ`, reduced, of matrices with no fewer rows than columns. @throws ShapeError, DTypeError */
export const svd = (a: Tensor): readonly [u: Tensor, s: Tensor, vt: Tensor] => three(bind(svdP, [a], {}))
