// What operations on matrices share: stacks of matrices along the last two axes, their checks, products and triangles, and arithmetic in
// plain numbers that rounds as the dtype does.

import { type ArrayType, showType } from '../../core/array-type.js'
import type { BatchAxis, Batched, Params, Primitive } from '../../core/primitive.js'
import type { Tensor } from '../../core/tensor.js'
import { bind } from '../../core/trace.js'
import type { DTypeName } from '../../support/dtype.js'
import { DTypeError, ShapeError } from '../../support/errors.js'
import type { Dims } from '../../support/shape.js'
import { dot } from '../contraction/dot.js'
import { select } from '../elementwise/choose.js'
import { eq, gt, lt } from '../elementwise/logic.js'
import { full } from '../structure/broadcast.js'
import { iota } from '../structure/constant.js'
import { transpose } from '../structure/permute.js'
import { mappedAt } from '../structure/regroup.js'

/** Factorisations compute in these; narrower floats lose too much on the way. */
export const matrixDTypes: readonly DTypeName[] = ['float32', 'float64']

/** The batch axes, and the sizes of the matrices. */
export interface MatrixShape {
  readonly batch: Dims
  readonly rows: number
  readonly columns: number
}

export const matrixShape = ({ shape }: ArrayType): MatrixShape => ({
  batch: shape.slice(0, -2),
  rows: shape.at(-2) ?? 0,
  columns: shape.at(-1) ?? 0,
})

/** @throws ShapeError, DTypeError unless it is a stack of matrices of float32 or float64 */
export function checkMatrix(operation: string, name: string, x: ArrayType): MatrixShape {
  if (!matrixDTypes.includes(x.dtype))
    throw new DTypeError(
      `${operation}: unsupported dtype; expected ${matrixDTypes.join(' or ')}, got ${name} ${showType(x)}; convert with cast`,
    )
  if (x.shape.length < 2) throw new ShapeError(`${operation}: expected a matrix or a stack of them; got ${name} ${showType(x)}`)
  return matrixShape(x)
}

/** @throws ShapeError, DTypeError unless it is a stack of square matrices of float32 or float64 */
export function checkSquare(operation: string, name: string, x: ArrayType): MatrixShape {
  const found = checkMatrix(operation, name, x)
  if (found.rows !== found.columns)
    throw new ShapeError(
      `${operation}: matrices must be square; got ${found.rows} rows and ${found.columns} columns from ${name} ${showType(x)}`,
    )
  return found
}

/** Batches by one more axis in front of all inputs. */
export function batchInFront<P extends Params>(
  primitive: Primitive<P>,
  inputs: readonly Tensor[],
  axes: readonly BatchAxis[],
  size: number,
  params: P,
): Batched {
  const moved = inputs.map((x, i) => mappedAt(x, axes[i] ?? null, 0, size))
  const outputs = bind(primitive, moved, params)
  return { outputs, axes: outputs.map(() => 0) }
}

/** Rounds as an element of the dtype is stored. */
export const rounding = (dtype: DTypeName): ((x: number) => number) => (dtype === 'float32' ? Math.fround : x => x)

/** The distance from 1 to the next larger element of the dtype. */
export const epsilon = (dtype: DTypeName): number => (dtype === 'float32' ? 2 ** -23 : 2 ** -52)

// ---- products and triangles of tensors ----

/** The matrices transposed. */
export function mT(x: Tensor): Tensor {
  const rank = x.shape.length
  return transpose(x, [...x.shape.slice(0, -2).map((_, i) => i), rank - 1, rank - 2])
}

/** The products of two stacks of matrices with equal batch axes. */
export function product(a: Tensor, b: Tensor): Tensor {
  const batch = a.shape.slice(0, -2).map((_, i) => i)
  const rank = a.shape.length
  return dot(a, b, { contract: [[rank - 1], [rank - 2]], batch: [batch, batch] })
}

/** `column - row` of each place is below, at or above `offset`. */
function where(x: Tensor, relation: (rows: Tensor, columns: Tensor) => Tensor): Tensor {
  const [shape, rank] = [x.shape, x.shape.length]
  return relation(iota({ shape, axis: rank - 2, dtype: 'int32' }), iota({ shape, axis: rank - 1, dtype: 'int32' }))
}

/** The elements below the diagonal, zeros elsewhere. */
export const strictlyLower = (x: Tensor): Tensor => select(where(x, gt), x, full(0, x))
/** The elements above the diagonal, zeros elsewhere. */
export const strictlyUpper = (x: Tensor): Tensor => select(where(x, lt), x, full(0, x))
/** The elements on and below the diagonal, zeros elsewhere. */
export const lowerPart = (x: Tensor): Tensor => select(where(x, lt), full(0, x), x)
/** The elements on and above the diagonal, zeros elsewhere. */
export const upperPart = (x: Tensor): Tensor => select(where(x, gt), full(0, x), x)
/** The elements on the diagonal, zeros elsewhere. */
export const diagonalPart = (x: Tensor): Tensor => select(where(x, eq), x, full(0, x))
/** Ones on the diagonal, zeros elsewhere. */
export const identityLike = (x: Tensor): Tensor => diagonalPart(full(1, x))
/** The matrix whose lower triangle it is, symmetric. */
export const symmetricFromLower = (x: Tensor): Tensor => select(where(x, lt), mT(x), x)
