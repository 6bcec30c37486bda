// Complex matrices as real ones of twice the size: each element x + iy stands as [[x, -y], [y, x]]. Sums, products, inverses and transposes (of
// the conjugate) of such matrices are of the same kind, and so are triangles with a real diagonal; what is uniquely determined by equations between
// them is therefore found by the real operation.

import { pairOf, partsOf } from '../../../core/complex.js'
import type { Tensor } from '../../../core/tensor.js'
import { neg } from '../../elementwise/arithmetic.js'
import { concat } from '../../structure/join.js'
import { reshape } from '../../structure/reshape.js'
import { slice } from '../../structure/slice.js'
import { matrixShape } from '../matrices.js'

/** Side by side, element by element, along one of the last two axes (counted from the end). */
function interleaved(a: Tensor, b: Tensor, axis: -1 | -2): Tensor {
  const rank = a.shape.length
  const at = rank + axis + 1
  const apart = (x: Tensor): Tensor => reshape(x, x.shape.toSpliced(at, 0, 1))
  return reshape(concat([apart(a), apart(b)], at), a.shape.with(rank + axis, 2 * (a.shape[rank + axis] as number)))
}

/** complex[…, m, n] as floats[…, 2m, n]: the parts of each row under each other. */
export const rowsOfParts = (x: Tensor): Tensor => interleaved(...partsOf(x), -2)

/** complex[…, m, n] as floats[…, 2m, 2n]. */
export function embedded(x: Tensor): Tensor {
  const [re, im] = partsOf(x)
  return interleaved(interleaved(re, neg(im), -1), interleaved(im, re, -1), -2)
}

/** The complex matrix whose parts are the even and the odd rows. */
export function fromRowsOfParts(x: Tensor): Tensor {
  const { batch, rows, columns } = matrixShape(x)
  const apart = reshape(x, [...batch, rows / 2, 2, columns])
  const none = batch.map(() => 0)
  const part = (i: 0 | 1): Tensor =>
    reshape(slice(apart, [...none, 0, i, 0], [...batch, rows / 2, i + 1, columns]), [...batch, rows / 2, columns])
  return pairOf(part(0), part(1))
}

/** The complex matrix that a real one stands for: its even columns. */
export function extracted(x: Tensor): Tensor {
  const { batch, rows, columns } = matrixShape(x)
  const none = batch.map(() => 0)
  const even = slice(reshape(x, [...batch, rows, columns / 2, 2]), [...none, 0, 0, 0], [...batch, rows, columns / 2, 1])
  return fromRowsOfParts(reshape(even, [...batch, rows, columns / 2]))
}
