// What operations on matrices share: stacks of matrices along the last two axes, their checks, products and triangles, and arithmetic in
// plain numbers that rounds as the dtype does.

import { type ArrayType, sameType, showType } from '../../core/array-type.js'
import { isComplex, pairOf, partsOf } from '../../core/complex.js'
import type { BatchAxis, Batched, Params, Primitive } from '../../core/primitive.js'
import type { Tensor } from '../../core/tensor.js'
import { bind } from '../../core/trace.js'
import type { DTypeName } from '../../support/dtype.js'
import { DTypeError, ShapeError } from '../../support/errors.js'
import type { Dims } from '../../support/shape.js'
import { dot } from '../contraction/dot.js'
import { add, sub as minus, mul, neg } from '../elementwise/arithmetic.js'
import { select } from '../elementwise/choose.js'
import { eq, gt, lt } from '../elementwise/logic.js'
import { two } from '../operands.js'
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

/** The type of the parts of a stack of complex matrices. @throws ShapeError, DTypeError unless they are alike */
export function checkParts(operation: string, parts: readonly ArrayType[]): ArrayType {
  const [re, im] = two(parts)
  checkMatrix(operation, 'a', re)
  if (!sameType(re, im)) throw new ShapeError(`${operation}: parts must be alike; got ${showType(re)} and ${showType(im)}`)
  return re
}

/** The same of square matrices. @throws ShapeError, DTypeError */
export function checkSquareParts(operation: string, parts: readonly ArrayType[]): ArrayType {
  const found = checkParts(operation, parts)
  checkSquare(operation, 'a', found)
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

/** The distance from 1 to the next larger element of the dtype; of a complex one, of its parts. */
export const epsilon = (dtype: DTypeName): number => (dtype === 'float32' || dtype === 'complex64' ? 2 ** -23 : 2 ** -52)

// ---- products and triangles of tensors ----

/** The matrices transposed. */
export function mT(x: Tensor): Tensor {
  const rank = x.shape.length
  return transpose(x, [...x.shape.slice(0, -2).map((_, i) => i), rank - 1, rank - 2])
}

/** The matrices transposed, and conjugated where they are complex. */
export function mH(x: Tensor): Tensor {
  const flipped = mT(x)
  if (!isComplex(flipped)) return flipped
  const [re, im] = partsOf(flipped)
  return pairOf(re, neg(im))
}

/** `|x|²`, real. */
export function squaredMagnitude(x: Tensor): Tensor {
  if (!isComplex(x)) return mul(x, x)
  const [re, im] = partsOf(x)
  return add(mul(re, re), mul(im, im))
}

/** The real part; a real tensor is its own. */
export const realPart = (x: Tensor): Tensor => (isComplex(x) ? partsOf(x)[0] : x)

/** `x` times real numbers, element by element. */
export function timesReal(x: Tensor, by: Tensor): Tensor {
  if (!isComplex(x)) return mul(x, by)
  const [re, im] = partsOf(x)
  return pairOf(mul(re, by), mul(im, by))
}

/** `x` times a number. */
export const timesNumber = (x: Tensor, by: number): Tensor => timesReal(x, full(by, realPart(x)))

/** A real tensor as one of the dtype of `like`. */
export const asLike = (x: Tensor, like: Tensor): Tensor => (isComplex(like) ? pairOf(x, full(0, x)) : x)

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
/** The same of a complex matrix: Hermitian, with a real diagonal. */
export function hermitianFromLower(x: Tensor): Tensor {
  if (!isComplex(x)) return symmetricFromLower(x)
  const [re, im] = partsOf(select(where(x, lt), mH(x), x))
  return pairOf(re, minus(im, diagonalPart(im)))
}
