// The factors of lu, and how they move: `P·dA = dL·U + L·dU`, of which `L⁻¹·P·dA·U⁻¹` is `L⁻¹·dL` below the diagonal, and `dU·U⁻¹` on and
// above it.

import type { Tensor } from '../../core/tensor.js'
import { add } from '../elementwise/arithmetic.js'
import { gatherAlong } from '../gather/along.js'
import { broadcast, full } from '../structure/broadcast.js'
import { pad, slice } from '../structure/slice.js'
import { identityLike, matrixShape, mT, product, strictlyLower, upperPart } from './matrices.js'
import { triangularSolve } from './triangular-solve.js'

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

/** The tangent of both factors in one matrix. */
export function luTangent(da: Tensor, packed: Tensor, order: Tensor): Tensor {
  const [l, u] = luFactors(packed).map(squared) as [Tensor, Tensor]
  const left = triangularSolve(l, permuteRows(da, order), { lower: true, transposed: false, unit: true })
  const inner = mT(triangularSolve(u, mT(left), { lower: false, transposed: true, unit: false }))
  return add(product(l, strictlyLower(inner)), product(upperPart(inner), u))
}
