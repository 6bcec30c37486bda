// Elimination with partial pivoting of complex matrices: lu on the two parts. Pivots are chosen by |re| + |im|, as LAPACK does.

import { arrayType } from '../../../core/array-type.js'
import { pairOf, partsOf } from '../../../core/complex.js'
import { compare, constant, convert, type Expr, or } from '../../../core/expr.js'
import type { ProcedureLowering } from '../../../core/lowering.js'
import type { Params, Primitive, Sample } from '../../../core/primitive.js'
import { each, loop, store, when } from '../../../core/procedure.js'
import { runProcedure } from '../../../core/run-procedure.js'
import type { Tensor } from '../../../core/tensor.js'
import { bind } from '../../../core/trace.js'
import type { Dims } from '../../../support/shape.js'
import { nth, three } from '../../operands.js'
import { after } from '../access.js'
import { luTangent } from '../lu-tangent.js'
import { batchInFront, checkParts, matrixShape } from '../matrices.js'
import { at, complexCell, complexInput, complexMatrix, divisorIn, filling, minus, put, taxicab, times } from './expressions.js'
import { tangentPair } from './tangents.js'

const sample = (shape: Dims, dtype: 'float32' | 'float64' = 'float32'): Sample<Params> => ({
  inputs: [
    { shape, dtype, range: [-1, 1], diagonal: [3, 5] },
    { shape, dtype, range: [-1, 1] },
  ],
  params: {},
})

export const complexLuP: Primitive = Object.freeze({
  name: 'complexLu',
  domain: [sample([3, 3]), sample([2, 4, 3], 'float64'), sample([2, 3]), sample([1, 1]), sample([0, 0]), sample([3, 0])],
  typeOf(inputs) {
    const x = checkParts('lu', inputs)
    const { batch, rows } = matrixShape(x)
    return [x, x, arrayType([...batch, rows], 'int32')]
  },
  reference: (inputs, params, outputs) => runProcedure(lower(inputs, params), inputs, outputs),
  jvp(_primals, tangents, _params, outputs) {
    const da = tangentPair(tangents)
    if (da === null) return [null, null, null]
    const [re, im, order] = three(outputs)
    return [...partsOf(luTangent(da, pairOf(re, im), order)), null]
  },
  transpose: 'nonlinear',
  batch: (inputs, axes, size, params) => batchInFront(complexLuP, inputs, axes, size, params),
  lower: (inputs, params) => lower(inputs, params),
  complex: 'none',
} satisfies Primitive)

const lower = (inputs: Parameters<Primitive['lower']>[0], _params: Params): ProcedureLowering => {
  const { dtype } = nth(inputs, 0)
  const { batch, rows, columns } = matrixShape(nth(inputs, 0))
  const last = Math.min(rows, columns)
  return {
    kind: 'procedure',
    batch,
    scratch: [],
    cells: [dtype, dtype, dtype, dtype, dtype, 'bool', 'index'],
    body(w) {
      const [re, im, order] = three(w.outputs)
      const a = complexMatrix(re, im, w.batch)
      const [best, pivot] = [nth(w.cells, 0), nth(w.cells, 6)]
      const factor = complexCell(w.cells, 1)
      const divisor = divisorIn(w.cells, 3, 5)
      const row = (i: Expr): Expr => order.at(...w.batch, i)
      const zero = constant(dtype, 0)
      return [
        filling(a, rows, columns, complexInput(w)),
        each('i', 0, rows, rows, i => order.put([...w.batch, i], convert('int32', i))),
        loop('k', 0, last, last, k => [
          best.set(taxicab(at(a, k, k))),
          pivot.set(k),
          loop('i', after(k), rows, rows, i => [
            when(compare('gt', taxicab(at(a, i, k)), best.value), [best.set(taxicab(at(a, i, k))), pivot.set(i)]),
          ]),
          when(compare('ne', pivot.value, k), [
            each('j', 0, columns, columns, j => [...put(a, k, j, at(a, pivot.value, j)), ...put(a, pivot.value, j, at(a, k, j))]),
            store(order.put([...w.batch, k], row(pivot.value)), order.put([...w.batch, pivot.value], row(k))),
          ]),
          // A column of zeros is left as it is.
          when(or(compare('ne', at(a, k, k).re, zero), compare('ne', at(a, k, k).im, zero)), [
            ...divisor.set(at(a, k, k)),
            loop('i', after(k), rows, rows, i => [
              ...factor.set(divisor.divide(at(a, i, k))),
              store(...put(a, i, k, factor.value)),
              each('j', after(k), columns, columns, j => put(a, i, j, minus(at(a, i, j), times(factor.value, at(a, k, j))))),
            ]),
          ]),
        ]),
      ]
    },
    cost: 0.8 * rows * columns * last + 8 * rows * columns,
  }
}

/** Both factors of complex matrices in one, and the order of the rows: see lu. */
export function complexLu(a: Tensor): readonly [packed: Tensor, order: Tensor] {
  const [re, im, order] = three(bind(complexLuP, partsOf(a), {}))
  return [pairOf(re, im), order]
}
