// svd: `A = U · diag(s) · Vᵀ` of matrices with no fewer rows than columns, reduced: U [m, n], s [n] descending, Vᵀ [n, n].
// One-sided Jacobi (Hestenes 1958): the columns are rotated in pairs until all are orthogonal; their lengths are the singular values, to
// within about n·ε of the largest. Of those that are as small as that, the columns of U are completed to an orthonormal set. A matrix with NaN or infinities gives NaN everywhere.
// Its derivative divides by differences of squared singular values, and for U by those of zero: where they are equal (or zero) singular
// vectors are not determined and have none. Source: Townsend (2016), Differentiating the singular value decomposition.

import { arrayType, type HostArray, showType } from '../../core/array-type.js'
import type { Expr } from '../../core/expr.js'
import type { Params, Primitive, Sample } from '../../core/primitive.js'
import type { Tensor } from '../../core/tensor.js'
import { bind } from '../../core/trace.js'
import type { DTypeName, TypedArray } from '../../support/dtype.js'
import { ShapeError } from '../../support/errors.js'
import type { Dims } from '../../support/shape.js'
import { sub as minus, div as over, add as plus, mul as times } from '../elementwise/arithmetic.js'
import { three } from '../operands.js'
import { only } from '../single.js'
import { broadcast, full, reduceSum } from '../structure/broadcast.js'
import { countOf, el, inputMatrix, largestIn, matrixOf, partOf, sumOf } from './access.js'
import { batchInFront, checkMatrix, diagonalPart, identityLike, matrixShape, mT, product, rounding } from './matrices.js'
import { mostSweeps, rotationOf } from './rotation.js'
import { partials, share, svdCells, svdProgram, svdScratch } from './svd-program.js'

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

/** `1 / x`, 0 on the diagonal, where x is 0. */
const reciprocalBeside = (x: Tensor): Tensor => {
  const one = identityLike(x)
  return minus(over(full(1, x), plus(x, one)), one)
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
    const { rows: m, columns: n } = matrixShape(da)
    const batch = da.shape.slice(0, -2).map((_, i) => i)
    const along = (x: Tensor, axis: number): Tensor => broadcast(s, x.shape, [...batch, batch.length + axis])
    const ut = mT(u)
    // dA in the bases of the singular vectors: the changes of the singular values on its diagonal.
    const applied = product(da, mT(vt))
    const inner = product(ut, applied)
    const [left, right] = [along(inner, 0), along(inner, 1)]
    const ratios = reciprocalBeside(times(plus(right, left), minus(right, left)))
    const [byColumn, byRow] = [times(inner, right), times(left, inner)]
    const du = product(u, times(ratios, plus(byColumn, mT(byColumn))))
    const dv = product(mT(vt), times(ratios, plus(byRow, mT(byRow))))
    // What leaves the space of U.
    const outside = m > n ? over(minus(applied, product(u, inner)), along(applied, 1)) : null
    return [outside === null ? du : plus(du, outside), reduceSum(diagonalPart(inner), [batch.length + 1]), mT(dv)]
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
          u: matrixOf(u, w.batch),
          s: (i: Expr, value: Expr) => s.put([...w.batch, i], value),
          vt: matrixOf(vt, w.batch),
        }
        return svdProgram(w, places, m, n, dtype)
      },
      cost: 12 * m * n * n + 20 * m * n,
    }
  },
  complex: 'none',
} satisfies Primitive)

/** `A = U · diag(s) · Vᵀ`, reduced, of matrices with no fewer rows than columns. @throws ShapeError, DTypeError */
export const svd = (a: Tensor): readonly [u: Tensor, s: Tensor, vt: Tensor] => three(bind(svdP, [a], {}))
