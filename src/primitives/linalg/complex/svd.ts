// svd of complex matrices with no fewer rows than columns, on the two parts: `A = U·diag(s)·Vᴴ`, the largest element of each column of V real and
// positive. The program is that of svd.

import { arrayType, showType } from '../../../core/array-type.js'
import { pairOf, partsOf } from '../../../core/complex.js'
import type { Expr } from '../../../core/expr.js'
import type { ProcedureLowering } from '../../../core/lowering.js'
import type { Params, Primitive, Sample } from '../../../core/primitive.js'
import { runProcedure } from '../../../core/run-procedure.js'
import type { Tensor } from '../../../core/tensor.js'
import { bind } from '../../../core/trace.js'
import { ShapeError } from '../../../support/errors.js'
import type { Dims } from '../../../support/shape.js'
import { nth } from '../../operands.js'
import { inputMatrix } from '../access.js'
import { batchInFront, checkParts, matrixShape } from '../matrices.js'
import { svdCells, svdProgram, svdScratch } from '../svd-program.js'
import { svdTangents } from '../svd-tangent.js'
import { complexMatrix } from './expressions.js'
import { tangentPair } from './tangents.js'

const sample = (shape: Dims, dtype: 'float32' | 'float64' = 'float32'): Sample<Params> => ({
  inputs: [
    { shape, dtype, range: [-1, 1], diagonal: [1, 6] },
    { shape, dtype, range: [-1, 1] },
  ],
  params: {},
})

const lower = (inputs: Parameters<Primitive['lower']>[0]): ProcedureLowering => {
  const { dtype } = nth(inputs, 0)
  const { batch, rows: m, columns: n } = matrixShape(nth(inputs, 0))
  return {
    kind: 'procedure',
    batch,
    scratch: svdScratch(m, n, dtype, 2),
    cells: svdCells(dtype),
    body(w) {
      const places = {
        a: inputMatrix(w, 0),
        imaginary: inputMatrix(w, 1),
        u: complexMatrix(nth(w.outputs, 0), nth(w.outputs, 1), w.batch),
        s: (i: Expr, value: Expr) => nth(w.outputs, 2).put([...w.batch, i], value),
        vt: complexMatrix(nth(w.outputs, 3), nth(w.outputs, 4), w.batch),
      }
      return svdProgram(w, places, m, n, dtype)
    },
    cost: 40 * m * n * n + 80 * m * n,
  }
}

export const complexSvdP: Primitive = Object.freeze({
  name: 'complexSvd',
  domain: [
    sample([3, 3]),
    sample([2, 4, 3]),
    sample([5, 2], 'float64'),
    sample([1, 1]),
    sample([4, 1]),
    sample([0, 0]),
    sample([3, 0]),
    sample([9, 4]),
  ],
  typeOf(inputs) {
    const x = checkParts('svd', inputs)
    const { batch, rows, columns } = matrixShape(x)
    if (rows < columns) throw new ShapeError(`svd: there must be no fewer rows than columns; got a ${showType(x)}`)
    const vt = arrayType([...batch, columns, columns], x.dtype)
    return [x, x, arrayType([...batch, columns], x.dtype), vt, vt]
  },
  reference: (inputs, _params, outputs) => runProcedure(lower(inputs), inputs, outputs),
  jvp(_primals, tangents, _params, outputs) {
    const da = tangentPair(tangents)
    if (da === null) return outputs.map(() => null)
    const [u, s, vt] = factorsOf(outputs)
    const [du, ds, dvt] = svdTangents(da, u, s, vt)
    return [...partsOf(du), ds, ...partsOf(dvt)]
  },
  transpose: 'nonlinear',
  batch: (inputs, axes, size, params) => batchInFront(complexSvdP, inputs, axes, size, params),
  lower: inputs => lower(inputs),
  complex: 'none',
} satisfies Primitive)

const factorsOf = (outputs: readonly Tensor[]): readonly [u: Tensor, s: Tensor, vt: Tensor] => [
  pairOf(nth(outputs, 0), nth(outputs, 1)),
  nth(outputs, 2),
  pairOf(nth(outputs, 3), nth(outputs, 4)),
]

/** `A = U·diag(s)·Vᴴ` of complex matrices with no fewer rows than columns. */
export const complexSvd = (a: Tensor): readonly [u: Tensor, s: Tensor, vt: Tensor] => factorsOf(bind(complexSvdP, partsOf(a), {}))
