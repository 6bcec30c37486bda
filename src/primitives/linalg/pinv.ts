// pinv: the Moore-Penrose inverse of matrices with no fewer rows than columns, from their singular values; those up to `tolerance` times
// the largest count as zero.
// Its derivative needs no distinct singular values, only a rank that stays: Golub, Pereyra (1973), The differentiation of pseudo-inverses
// and nonlinear least squares problems whose variables separate, equation 4.12.

import { arrayType, type HostArray, hostArray, showType } from '../../core/array-type.js'
import { add, compare, constant, div, type Expr, mul, select } from '../../core/expr.js'
import type { Primitive, Sample } from '../../core/primitive.js'
import { each, loop } from '../../core/procedure.js'
import type { Tensor } from '../../core/tensor.js'
import { ShapeError } from '../../support/errors.js'
import type { Dims } from '../../support/shape.js'
import { sub as minus, neg as negative, add as plus } from '../elementwise/arithmetic.js'
import { nth } from '../operands.js'
import { bindOne, only } from '../single.js'
import { countOf, el, inputMatrix, matrixOf, partOf } from './access.js'
import { embedded, extracted } from './complex/embedding.js'
import { batchInFront, checkMatrix, identityLike, matrixShape, mT, product, rounding } from './matrices.js'
import { decomposeSingular } from './svd.js'
import { svdCells, svdProgram, svdScratch } from './svd-program.js'

export type PinvParams = { readonly tolerance: number }

const sample = (shape: Dims, dtype: 'float32' | 'float64' = 'float32'): Sample<PinvParams> => ({
  inputs: [{ shape, dtype, range: [-1, 1], diagonal: [2, 4] }],
  params: { tolerance: 2 ** -20 },
})

export const pinvP: Primitive<PinvParams> = Object.freeze({
  name: 'pinv',
  domain: [sample([3, 3]), sample([2, 4, 2]), sample([5, 3], 'float64'), sample([1, 1]), sample([3, 0]), sample([0, 0])],
  typeOf(inputs) {
    const x = only(inputs)
    const { batch, rows, columns } = checkMatrix('pinv', 'a', x)
    if (rows < columns) throw new ShapeError(`pinv: there must be no fewer rows than columns; got a ${showType(x)}`)
    return [arrayType([...batch, columns, rows], x.dtype)]
  },
  reference(inputs, { tolerance }, outputs) {
    const [a, inverse] = [only(inputs), only<HostArray>(outputs)]
    const { rows: m, columns: n } = matrixShape(a)
    const round = rounding(a.dtype)
    const zeros = (size: number) => hostArray(arrayType([size], a.dtype)).data
    for (let matrix = 0; matrix < countOf(a); matrix++) {
      const [u, s, vt] = [zeros(m * n), zeros(n), zeros(n * n)]
      decomposeSingular(partOf(a, matrix), m, n, a.dtype, u, s, vt)
      const out = partOf(inverse, matrix)
      const least = round(round(tolerance) * el(s, 0))
      for (let j = 0; j < n; j++)
        for (let i = 0; i < m; i++) {
          let sum = 0
          for (let k = 0; k < n; k++) {
            if (el(s, k) <= least) continue
            sum = round(sum + round(round(el(vt, k * n + j) / el(s, k)) * el(u, i * n + k)))
          }
          out[j * m + i] = sum
        }
    }
  },
  // dP = -P·dA·P + P·Pᵀ·dAᵀ·(1 - A·P) + (1 - P·A)·dAᵀ·Pᵀ·P
  jvp([a], [da], _params, [p]) {
    if (a === undefined || p === undefined || da == null) return [null]
    const [pt, dat] = [mT(p), mT(da)]
    const [ap, pa] = [product(a, p), product(p, a)]
    const direct = negative(product(product(p, da), p))
    const fromRows = product(product(p, product(pt, dat)), minus(identityLike(ap), ap))
    const fromColumns = product(product(minus(identityLike(pa), pa), product(dat, pt)), p)
    return [plus(plus(direct, fromRows), fromColumns)]
  },
  transpose: 'nonlinear',
  batch: (inputs, axes, size, params) => batchInFront(pinvP, inputs, axes, size, params),
  lower(inputs, { tolerance }) {
    const { dtype } = only(inputs)
    const { batch, rows: m, columns: n } = matrixShape(only(inputs))
    const own = svdScratch(m, n, dtype)
    return {
      kind: 'procedure',
      batch,
      scratch: [...own, { dtype, shape: [m, n] }, { dtype, shape: [n] }, { dtype, shape: [n, n] }, { dtype, shape: [m] }],
      cells: svdCells(dtype),
      body(w) {
        const [u, s, vt, row] = [5, 6, 7, 8].map(i => nth(w.scratch, i))
        if (u === undefined || s === undefined || vt === undefined || row === undefined) return []
        const [left, right] = [matrixOf(u), matrixOf(vt)]
        const out = matrixOf(only(w.outputs), w.batch)
        const places = {
          a: inputMatrix(w, 0),
          imaginary: null,
          u: { re: left, im: null },
          s: (i: Expr, value: Expr) => s.put([i], value),
          vt: { re: right, im: null },
        }
        const least = (): Expr => mul(constant(dtype, rounding(dtype)(tolerance)), s.at(0))
        // NaN is not left out.
        const term = (k: Expr, j: Expr, i: Expr): Expr =>
          select(compare('le', s.at(k), least()), row.at(i), add(row.at(i), mul(div(right.at(k, j), s.at(k)), left.at(i, k))))
        return [
          ...svdProgram(w, places, m, n, dtype),
          loop('j', 0, n, n, j => [
            each('i', 0, m, m, i => row.put([i], constant(dtype, 0))),
            loop('k', 0, n, n, k => [each('i', 0, m, m, i => row.put([i], term(k, j, i)))]),
            each('i', 0, m, m, i => out.put(j, i, row.at(i))),
          ]),
        ]
      },
      cost: 14 * m * n * n + 20 * m * n,
    }
  },
  // The inverse of the real form is the real form of the inverse, for both are determined by the same four equations.
  complex: (inputs, { tolerance }) => [extracted(pinv(embedded(only(inputs)), tolerance))],
} satisfies Primitive<PinvParams>)

/** The pseudo-inverse of matrices with no fewer rows than columns. @throws ShapeError, DTypeError */
export const pinv = (a: Tensor, tolerance: number): Tensor => bindOne(pinvP, [a], { tolerance })
