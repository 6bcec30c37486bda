// lu: `A[order] = L · U` with partial pivoting, L (unit diagonal, not stored) below and U on and above the diagonal of one matrix.
// Matrices of any size. Of a singular matrix U has zeros on its diagonal.

import { arrayType } from '../../core/array-type.js'
import { convert } from '../../core/expr.js'
import type { Params, Primitive, Sample } from '../../core/primitive.js'
import { each, loop } from '../../core/procedure.js'
import type { Tensor } from '../../core/tensor.js'
import { bind } from '../../core/trace.js'
import type { Dims } from '../../support/shape.js'
import { add } from '../elementwise/arithmetic.js'
import { gatherAlong } from '../gather/along.js'
import { nth, two } from '../operands.js'
import { only } from '../single.js'
import { broadcast, full } from '../structure/broadcast.js'
import { pad, slice } from '../structure/slice.js'
import { countOf, inputMatrix, matrixOf, partOf } from './access.js'
import { eliminate, eliminateInPlace, rowOrder } from './elimination.js'
import { batchInFront, checkMatrix, identityLike, matrixShape, mT, product, rounding, strictlyLower, upperPart } from './matrices.js'
import { triangularSolve } from './triangular-solve.js'

const sample = (shape: Dims, dtype: 'float32' | 'float64' = 'float32'): Sample<Params> => ({
  inputs: [{ shape, dtype, range: [-1, 1], diagonal: [2, 4] }],
  params: {},
})

/** The rows of stacked matrices in another order: `out[…, i, j] = x[…, order[…, i], j]`. */
export function permuteRows(x: Tensor, order: Tensor): Tensor {
  const rank = x.shape.length
  const along = broadcast(
    order,
    [...order.shape, x.shape[rank - 1] as number],
    order.shape.map((_, i) => i),
  )
  return gatherAlong(x, along, rank - 2)
}

/** A matrix padded with a part of the identity to a square one. */
function squared(x: Tensor): Tensor {
  const { batch, rows, columns } = matrixShape(x)
  const size = Math.max(rows, columns)
  const none = batch.map(() => 0)
  const padded = pad(x, [...none, 0, 0], [...none, size - rows, size - columns])
  const least = Math.min(rows, columns)
  const rest = full(1, { shape: [...batch, size - least, size - least], dtype: x.dtype })
  return add(padded, pad(identityLike(rest), [...none, least, least], [...none, 0, 0]))
}

/** The unit lower factor, [rows, least], and the upper one, [least, columns], of what lu gives. */
export function luFactors(packed: Tensor): readonly [lower: Tensor, upper: Tensor] {
  const { batch, rows, columns } = matrixShape(packed)
  const least = Math.min(rows, columns)
  const none = batch.map(() => 0)
  const left = slice(packed, [...none, 0, 0], [...batch, rows, least])
  return [add(strictlyLower(left), identityLike(left)), upperPart(slice(packed, [...none, 0, 0], [...batch, least, columns]))]
}

export const luP: Primitive = Object.freeze({
  name: 'lu',
  domain: [
    sample([3, 3]),
    sample([2, 4, 4]),
    sample([5, 3]),
    sample([3, 5]),
    sample([1, 1]),
    sample([4, 4], 'float64'),
    sample([0, 0]),
    sample([3, 0]),
    sample([20, 20]),
  ],
  typeOf(inputs) {
    const x = only(inputs)
    const { batch, rows } = checkMatrix('lu', 'a', x)
    return [x, arrayType([...batch, rows], 'int32')]
  },
  reference(inputs, _params, outputs) {
    const [a, [packed, order]] = [only(inputs), two(outputs)]
    const { rows, columns } = matrixShape(a)
    packed.data.set(a.data)
    for (let matrix = 0; matrix < countOf(a); matrix++) {
      const permutation = Int32Array.from({ length: rows }, (_, i) => i)
      eliminateInPlace(rows, columns, partOf(packed, matrix), permutation, rounding(a.dtype))
      partOf(order, matrix, 1).set(permutation)
    }
  },
  // P dA = dL U + L dU: L⁻¹ P dA U⁻¹ is L⁻¹ dL below the diagonal, and dU U⁻¹ on and above it.
  jvp(_primals, [da], _params, [packed, order]) {
    if (da == null || packed === undefined || order === undefined) return [null, null]
    const [l, u] = luFactors(packed).map(squared) as [Tensor, Tensor]
    const left = triangularSolve(l, permuteRows(da, order), { lower: true, transposed: false, unit: true })
    const inner = mT(triangularSolve(u, mT(left), { lower: false, transposed: true, unit: false }))
    return [add(product(l, strictlyLower(inner)), product(upperPart(inner), u)), null]
  },
  transpose: 'nonlinear',
  batch: (inputs, axes, size, params) => batchInFront(luP, inputs, axes, size, params),
  lower(inputs) {
    const a = only(inputs)
    const { batch, rows, columns } = matrixShape(a)
    return {
      kind: 'procedure',
      batch,
      scratch: [],
      cells: [a.dtype, a.dtype, 'index'],
      body(w) {
        const [packed, order] = two(w.outputs)
        const [source, target] = [inputMatrix(w, 0), matrixOf(packed, w.batch)]
        const permutation = rowOrder(
          row => order.at(...w.batch, row),
          (row, value) => order.put([...w.batch, row], value),
        )
        return [
          loop('i', 0, rows, rows, i => [each('j', 0, columns, columns, j => target.put(i, j, source(i, j)))]),
          each('i', 0, rows, rows, i => order.put([...w.batch, i], convert('int32', i))),
          eliminate(rows, columns, target, permutation, { best: nth(w.cells, 0), factor: nth(w.cells, 1), pivot: nth(w.cells, 2) }),
        ]
      },
      cost: 0.2 * rows * columns * Math.min(rows, columns) + 4 * rows * columns,
    }
  },
  complex: 'none',
} satisfies Primitive)

/**
 * `A[order] = L · U`: both factors in one matrix (see luFactors), and the order of the rows, int32.
 * @throws ShapeError, DTypeError
 */
export const lu = (a: Tensor): readonly [packed: Tensor, order: Tensor] => two(bind(luP, [a], {}))
