// qr: `A = Q · R` with orthonormal columns of Q and R upper triangular, by Householder reflections, signs as LAPACK has them.
// Reduced: Q [m, k], R [k, n] with k the smaller size; full: Q [m, m], R [m, n].

import { arrayType, type HostArray } from '../../core/array-type.js'
import { compare, constant, index, select } from '../../core/expr.js'
import type { ProcedureLowering } from '../../core/lowering.js'
import type { Primitive, Sample } from '../../core/primitive.js'
import { countdown, each, loop, when } from '../../core/procedure.js'
import type { Tensor } from '../../core/tensor.js'
import { bind } from '../../core/trace.js'
import type { DTypeName, TypedArray } from '../../support/dtype.js'
import type { Dims } from '../../support/shape.js'
import { nth, two } from '../operands.js'
import { only } from '../single.js'
import { after, countOf, el, inputMatrix, matrixOf, partOf } from './access.js'
import { complexQr } from './complex/qr.js'
import { batchInFront, checkMatrix, matrixShape, rounding } from './matrices.js'
import { qrTangents } from './qr-tangent.js'
import { applyInPlace, applyReflection, type Reflection, reflect, reflectInPlace } from './reflection.js'

export type QrParams = { readonly full: boolean }

const sample = (shape: Dims, full = false, dtype: 'float32' | 'float64' = 'float32'): Sample<QrParams> => ({
  inputs: [{ shape, dtype, range: [-1, 1], diagonal: [2, 4] }],
  params: { full },
})

function lower({ batch, rows: m, columns: n }: ReturnType<typeof matrixShape>, dtype: DTypeName, full: boolean): ProcedureLowering {
  const least = Math.min(m, n)
  const width = full ? m : least
  return {
    kind: 'procedure',
    batch,
    scratch: [
      { dtype, shape: [m, n] },
      { dtype, shape: [Math.max(m, n)] },
      { dtype, shape: [least] },
    ],
    cells: [dtype, dtype, dtype, dtype],
    body(w) {
      const [work, row, taus] = [matrixOf(nth(w.scratch, 0)), nth(w.scratch, 1), nth(w.scratch, 2)]
      const [a, q, r] = [inputMatrix(w, 0), matrixOf(nth(w.outputs, 0), w.batch), matrixOf(nth(w.outputs, 1), w.batch)]
      const cells = { scale: nth(w.cells, 0), sum: nth(w.cells, 1), norm: nth(w.cells, 2), tau: nth(w.cells, 3) }
      const [zero, one] = [constant(dtype, 0), constant(dtype, 1)]
      return [
        loop('i', 0, m, m, i => [each('j', 0, n, n, j => work.put(i, j, a(i, j)))]),
        loop('k', 0, least, least, k => [
          ...reflect(m, work, taus, k, cells, dtype),
          when(compare('ne', cells.tau.value, zero), applyReflection(m, n, work, work, row, k, cells.tau.value, after(k))),
        ]),
        loop('i', 0, width, width, i => {
          // Rows behind the last column have no diagonal.
          const start = select(compare('lt', i, index(n)), i, index(n))
          return [each('j', 0, start, n, j => r.put(i, j, zero)), each('j', start, n, n, j => r.put(i, j, work.at(i, j)))]
        }),
        loop('i', 0, m, m, i => [each('j', 0, width, width, j => q.put(i, j, select(compare('eq', i, j), one, zero)))]),
        countdown('k', 0, least, least, k => [
          cells.tau.set(taus.at(k)),
          when(compare('ne', cells.tau.value, zero), applyReflection(m, width, work, q, row, k, cells.tau.value, k)),
        ]),
      ]
    },
    cost: 0.5 * m * n * least + 0.5 * m * width * least + 4 * m * (n + width),
  }
}

function factorize(
  a: TypedArray,
  m: number,
  n: number,
  [q, r]: readonly [TypedArray, TypedArray],
  width: number,
  round: (x: number) => number,
): void {
  const work = a.slice()
  const least = Math.min(m, n)
  const reflections = Array.from({ length: least }, (_, k): Reflection => {
    const reflection = { v: work, columns: n, k, head: k, tau: reflectInPlace(work, m, n, k, k, round) }
    if (reflection.tau !== 0) applyInPlace(work, m, n, k + 1, reflection, round)
    return reflection
  })
  for (let i = 0; i < width; i++) for (let j = 0; j < n; j++) r[i * n + j] = j < i ? 0 : el(work, i * n + j)
  for (let i = 0; i < m; i++) for (let j = 0; j < width; j++) q[i * width + j] = i === j ? 1 : 0
  for (const reflection of reflections.reverse()) if (reflection.tau !== 0) applyInPlace(q, m, width, reflection.k, reflection, round)
}

export const qrP: Primitive<QrParams> = Object.freeze({
  name: 'qr',
  // Full factors of tall matrices have no derivative: see qr-tangent.ts.
  domain: [
    sample([3, 3]),
    sample([2, 4, 3]),
    sample([3, 5]),
    sample([3, 5], true),
    sample([4, 4], true, 'float64'),
    sample([1, 1]),
    sample([5, 1]),
    sample([1, 4]),
    sample([0, 0]),
    sample([0, 3]),
    sample([9, 8]),
  ],
  typeOf(inputs, { full }) {
    const x = only(inputs)
    const { batch, rows, columns } = checkMatrix('qr', 'a', x)
    const width = full ? rows : Math.min(rows, columns)
    return [arrayType([...batch, rows, width], x.dtype), arrayType([...batch, width, columns], x.dtype)]
  },
  reference(inputs, { full }, outputs) {
    const [a, [q, r]] = [only(inputs), two<HostArray>(outputs)]
    const { rows: m, columns: n } = matrixShape(a)
    for (let matrix = 0; matrix < countOf(a); matrix++)
      factorize(partOf(a, matrix), m, n, [partOf(q, matrix), partOf(r, matrix)], full ? m : Math.min(m, n), rounding(a.dtype))
  },
  jvp(_primals, [da], _params, [q, r]) {
    if (da == null || q === undefined || r === undefined) return [null, null]
    return qrTangents(da, q, r)
  },
  transpose: 'nonlinear',
  batch: (inputs, axes, size, params) => batchInFront(qrP, inputs, axes, size, params),
  lower: (inputs, { full }) => lower(matrixShape(only(inputs)), only(inputs).dtype, full),
  complex: (inputs, { full }) => complexQr(only(inputs), full),
} satisfies Primitive<QrParams>)

/** `A = Q · R`, reduced or full. @throws ShapeError, DTypeError */
export const qr = (a: Tensor, full: boolean): readonly [q: Tensor, r: Tensor] => two(bind(qrP, [a], { full }))
