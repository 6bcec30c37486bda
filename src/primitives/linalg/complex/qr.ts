// qr of complex matrices, on the two parts: `A = Q·R` with orthonormal columns of Q, R upper triangular with a real diagonal, as in LAPACK.

import { arrayType } from '../../../core/array-type.js'
import { pairOf, partsOf } from '../../../core/complex.js'
import { compare, constant, or, select } from '../../../core/expr.js'
import type { ProcedureLowering } from '../../../core/lowering.js'
import type { Primitive, Sample } from '../../../core/primitive.js'
import { countdown, loop, store, when } from '../../../core/procedure.js'
import { runProcedure } from '../../../core/run-procedure.js'
import type { Tensor } from '../../../core/tensor.js'
import { bind } from '../../../core/trace.js'
import type { Dims } from '../../../support/shape.js'
import { four, nth } from '../../operands.js'
import { after } from '../access.js'
import { batchInFront, checkParts, matrixShape } from '../matrices.js'
import { qrTangents } from '../qr-tangent.js'
import { at, type Complex, complexInput, complexMatrix, conj, filling } from './expressions.js'
import { applyReflector, reflectionCells, reflectorIn } from './reflection.js'
import { tangentPair } from './tangents.js'

export type ComplexQrParams = { readonly full: boolean }

const sample = (shape: Dims, full = false, dtype: 'float32' | 'float64' = 'float32'): Sample<ComplexQrParams> => ({
  inputs: [
    { shape, dtype, range: [-1, 1], diagonal: [2, 4] },
    { shape, dtype, range: [-1, 1] },
  ],
  params: { full },
})

function lower(inputs: Parameters<Primitive['lower']>[0], { full }: ComplexQrParams): ProcedureLowering {
  const { dtype } = nth(inputs, 0)
  const { batch, rows: m, columns: n } = matrixShape(nth(inputs, 0))
  const least = Math.min(m, n)
  const width = full ? m : least
  return {
    kind: 'procedure',
    batch,
    scratch: [[m, n], [m, n], [Math.max(m, n)], [Math.max(m, n)], [least], [least]].map(shape => ({ dtype, shape })),
    cells: reflectionCells(dtype),
    body(w) {
      const [zero, one] = [constant(dtype, 0), constant(dtype, 1)]
      const [qre, qim, rre, rim] = four(w.outputs)
      const [q, r] = [complexMatrix(qre, qim, w.batch), complexMatrix(rre, rim, w.batch)]
      const work = complexMatrix(nth(w.scratch, 0), nth(w.scratch, 1))
      const row = [nth(w.scratch, 2), nth(w.scratch, 3)] as const
      const [tre, tim] = [nth(w.scratch, 4), nth(w.scratch, 5)]
      const { tau, reflect } = reflectorIn(w.cells, dtype)
      const isSome = or(compare('ne', tau.value.re, zero), compare('ne', tau.value.im, zero))
      const none: Complex = { re: zero, im: zero }
      return [
        filling(work, m, n, complexInput(w)),
        loop('k', 0, least, least, k => [
          ...reflect(m, work, k, k),
          store(tre.put([k], tau.value.re), tim.put([k], tau.value.im)),
          when(isSome, applyReflector(m, n, work, work, row, k, k, conj(tau.value), after(k))),
        ]),
        filling(r, width, n, (i, j) => {
          const isBelow = compare('gt', i, j)
          const value = at(work, i, j)
          return { re: select(isBelow, zero, value.re), im: select(isBelow, zero, value.im) }
        }),
        filling(q, m, width, (i, j) => ({ ...none, re: select(compare('eq', i, j), one, zero) })),
        countdown('k', 0, least, least, k => [
          ...tau.set({ re: tre.at(k), im: tim.at(k) }),
          when(isSome, applyReflector(m, width, work, q, row, k, k, tau.value, k)),
        ]),
      ]
    },
    cost: 2 * m * n * least + 2 * m * width * least + 8 * m * (n + width),
  }
}

export const complexQrP: Primitive<ComplexQrParams> = Object.freeze({
  name: 'complexQr',
  domain: [
    sample([3, 3]),
    sample([2, 4, 3]),
    sample([3, 5]),
    sample([3, 4], true, 'float64'),
    sample([1, 1]),
    sample([4, 1]),
    sample([0, 0]),
    sample([0, 3]),
  ],
  typeOf(inputs, { full }) {
    const x = checkParts('qr', inputs)
    const { batch, rows, columns } = matrixShape(x)
    const width = full ? rows : Math.min(rows, columns)
    const [q, r] = [arrayType([...batch, rows, width], x.dtype), arrayType([...batch, width, columns], x.dtype)]
    return [q, q, r, r]
  },
  reference: (inputs, params, outputs) => runProcedure(lower(inputs, params), inputs, outputs),
  jvp(_primals, tangents, _params, outputs) {
    const da = tangentPair(tangents)
    if (da === null) return [null, null, null, null]
    const [qre, qim, rre, rim] = four(outputs)
    return qrTangents(da, pairOf(qre, qim), pairOf(rre, rim)).flatMap(partsOf)
  },
  transpose: 'nonlinear',
  batch: (inputs, axes, size, params) => batchInFront(complexQrP, inputs, axes, size, params),
  lower,
  complex: 'none',
} satisfies Primitive<ComplexQrParams>)

/** `A = Q·R` of complex matrices. */
export function complexQr(a: Tensor, full: boolean): readonly [q: Tensor, r: Tensor] {
  const [qre, qim, rre, rim] = four(bind(complexQrP, partsOf(a), { full }))
  return [pairOf(qre, qim), pairOf(rre, rim)]
}
