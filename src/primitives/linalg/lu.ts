// lu: `A[order] = L · U` with partial pivoting, L (unit diagonal, not stored) below and U on and above the diagonal of one matrix.
// Matrices of any size. Of a singular matrix U has zeros on its diagonal.

import { arrayType } from '../../core/array-type.js'
import { convert } from '../../core/expr.js'
import type { Params, Primitive, Sample } from '../../core/primitive.js'
import { each, loop } from '../../core/procedure.js'
import type { Tensor } from '../../core/tensor.js'
import { bind } from '../../core/trace.js'
import type { Dims } from '../../support/shape.js'
import { sub as minus } from '../elementwise/arithmetic.js'
import { gatherAlong } from '../gather/along.js'
import { nth, two } from '../operands.js'
import { only } from '../single.js'
import { concat } from '../structure/join.js'
import { countOf, inputMatrix, matrixOf, partOf } from './access.js'
import { beside, half, isDivisible, part, stacked } from './blocks.js'
import { complexLu } from './complex/lu.js'
import { eliminate, eliminateInPlace, rowOrder } from './elimination.js'
import { luTangent, permuteRows } from './lu-tangent.js'
import { batchInFront, checkMatrix, matrixShape, product, rounding } from './matrices.js'
import { triangularSolve } from './triangular-solve.js'

const sample = (shape: Dims, dtype: 'float32' | 'float64' = 'float32'): Sample<Params> => ({
  inputs: [{ shape, dtype, range: [-1, 1], diagonal: [2, 4] }],
  params: {},
})

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
  jvp(_primals, [da], _params, [packed, order]) {
    if (da == null || packed === undefined || order === undefined) return [null, null]
    return [luTangent(da, packed, order), null]
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
  complex: inputs => complexLu(only(inputs)),
} satisfies Primitive)

/**
 * Both factors of a large matrix by halves of its columns, for the values alone: the first columns are factored, the others follow, and what is left
 * below is factored in turn. Its derivative is luTangent. Source: Toledo (1997), Locality of reference in LU decomposition with partial pivoting.
 */
export function luByHalves(a: Tensor): readonly [packed: Tensor, order: Tensor] {
  const { rows, columns } = matrixShape(a)
  const least = Math.min(rows, columns)
  if (!isDivisible(least)) return lu(a)
  const at = half(least)
  const [left, order] = luByHalves(part(a, -1, 0, at))
  const right = permuteRows(part(a, -1, at, columns), order)
  const top = triangularSolve(part(left, -2, 0, at), part(right, -2, 0, at), { lower: true, transposed: false, unit: true })
  const below = part(left, -2, at, rows)
  const [rest, again] = luByHalves(minus(part(right, -2, at, rows), product(below, top)))
  const places = gatherAlong(part(order, -1, at, rows), again, order.shape.length - 1)
  return [
    stacked(beside(part(left, -2, 0, at), top), beside(permuteRows(below, again), rest)),
    concat([part(order, -1, 0, at), places], order.shape.length - 1),
  ]
}

/**
 * `A[order] = L · U`: both factors in one matrix (see luFactors in lu-tangent.ts), and the order of the rows, int32.
 * @throws ShapeError, DTypeError
 */
export const lu = (a: Tensor): readonly [packed: Tensor, order: Tensor] => two(bind(luP, [a], {}))
