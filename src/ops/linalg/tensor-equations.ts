// Linear equations between arrays of any rank: tensorinv and tensorsolve, which see them as matrices.

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import { identityLike } from '../../primitives/linalg/matrices.js'
import { transpose } from '../../primitives/structure/permute.js'
import { reshape } from '../../primitives/structure/reshape.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { optionsOf } from '../../support/options.js'
import { normalizeAxis, sizeOf } from '../../support/shape.js'
import type { InexactDType, PromoteArgument, PromoteResult, Shape } from '../../types/index.js'
import { checkInteger, show, showOperands } from '../signatures/operands.js'
import { solve } from './by-halves.js'
import { aligned, checkElements } from './operands.js'

/** What `tensorinv` takes. */
export interface TensorinvOptions {
  /** How many axes in front are those of the rows. Default 2. */
  readonly ind?: number
}

/**
 * The inverse of an array as a linear map: `tensordot(tensorinv(a), b, rank of b)` solves `tensordot(a, x, rank of x) = b`.
 * @param a floats or complex, whose first `ind` axes have as many elements together as the others
 * @param options ind: how many axes in front are those of the rows, default 2
 * @returns of the same dtype, the axes behind first; infinities and NaN where the map is singular
 * @throws ShapeError when the axes do not have as many elements, ArgumentError unless ind is an integer of at least 1, DTypeError unless float32,
 *   float64 or complex
 * @example
 * ```
 * linalg.tensorinv(tensor([[2, 0], [0, 4]]), { ind: 1 }).toArray() // [[0.5, 0], [0, 0.25]]
 * ```
 * @deviation from NumPy and PyTorch: nothing is thrown for a singular map.
 */
export function tensorinv<D extends InexactDType>(a: Tensor<Shape, D>, options?: TensorinvOptions): Tensor<Shape, D>
export function tensorinv(a: unknown, options?: TensorinvOptions): Tensor {
  const { ind } = optionsOf('linalg.tensorinv', options, { ind: 2 })
  checkElements('linalg.tensorinv', a)
  checkInteger('linalg.tensorinv', 'ind', ind)
  if (ind < 1) throw new ArgumentError(`linalg.tensorinv: ind must be at least 1; got ${show(ind)}`)
  const [rows, columns] = [a.shape.slice(0, ind), a.shape.slice(ind)]
  const size = sizeOf(rows)
  if (a.shape.length < ind || size !== sizeOf(columns))
    throw new ShapeError(
      `linalg.tensorinv: the first ${ind} axes must have as many elements as the others; expected ${size}, got ${sizeOf(columns)} from ${showType(a)}`,
    )
  const matrix = reshape(a, [size, size])
  return reshape(solve(matrix, identityLike(matrix)), [...columns, ...rows])
}

/** What `tensorsolve` takes. */
export interface TensorsolveOptions {
  /** Axes of a that are moved to its end first. Default none. */
  readonly axes?: readonly number[] | undefined
}

/**
 * The solution x of `tensordot(a, x, rank of x) = b`.
 * @param a floats or complex: after `axes` have been moved to the end, the first axes, as many as b has, have as many elements together as b, and
 *   so have the others, those of x
 * @param b floats or complex; dtypes promote
 * @param options axes: axes of a that are moved to its end first
 * @returns x; infinities and NaN where the equations are singular
 * @throws ShapeError when the shapes do not fit or an axis does not exist, ArgumentError unless the axes are a list of different integers,
 *   DTypeError unless float32, float64 or complex
 * @example
 * ```
 * linalg.tensorsolve(tensor([[2, 0], [0, 4]]), tensor([2, 8])).toArray() // [1, 2]
 * ```
 * @deviation from NumPy and PyTorch: nothing is thrown for singular equations.
 */
export function tensorsolve<DA extends InexactDType, DB extends InexactDType>(
  a: Tensor<Shape, DA>,
  b: PromoteArgument<DA, DB, Tensor<Shape, DB>>,
  options?: TensorsolveOptions,
): Tensor<Shape, PromoteResult<DA, DB>>
export function tensorsolve(a: unknown, b: unknown, options?: TensorsolveOptions): Tensor {
  const operation = 'linalg.tensorsolve'
  const { axes } = optionsOf(operation, options, { axes: undefined })
  checkElements(operation, a)
  checkElements(operation, b)
  const moved = axes === undefined ? a : atEnd(operation, a, axes)
  const unknowns = moved.shape.slice(b.shape.length)
  const size = sizeOf(b.shape)
  if (size !== sizeOf(unknowns) || size * size !== sizeOf(moved.shape))
    throw new ShapeError(
      `${operation}: the first axes of a must have as many elements as b, and so must the others; got ${showOperands([moved, b])}`,
    )
  const [matrix, right] = aligned(operation, reshape(moved, [size, size]), reshape(b, [size, 1]))
  return reshape(solve(matrix, right), unknowns)
}

function atEnd(operation: string, a: Tensor, axes: unknown): Tensor {
  if (!Array.isArray(axes)) throw new ArgumentError(`${operation}: axes must be a list of integers; got ${show(axes)}`)
  const last = [...axes].map((axis: unknown) => {
    checkInteger(operation, 'an axis', axis)
    return normalizeAxis(axis, a.shape.length, operation)
  })
  if (new Set(last).size !== last.length) throw new ArgumentError(`${operation}: axes must differ; got ${show(axes)}`)
  return transpose(a, [...a.shape.map((_, i) => i).filter(i => !last.includes(i)), ...last])
}
