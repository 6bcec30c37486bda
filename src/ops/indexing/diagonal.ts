// Diagonals and triangles of matrices, which are the last two axes unless told otherwise.

import { showType } from '../../core/array-type.js'
import { isTensor, type Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { broadcast, full } from '../../primitives/structure/broadcast.js'
import { iota } from '../../primitives/structure/constant.js'
import { transpose } from '../../primitives/structure/permute.js'
import { reshape } from '../../primitives/structure/reshape.js'
import { pad, slice } from '../../primitives/structure/slice.js'
import { ShapeError } from '../../support/errors.js'
import { optionsOf } from '../../support/options.js'
import { normalizeAxis } from '../../support/shape.js'
import type { Argument, DType, List, Mismatch, Shape, ShapeResult, Show } from '../../types/index.js'
import { checkInteger, checkTensor, commonDType, literalOf, stretchTo } from '../signatures/operands.js'
import { typed } from '../signatures/signatures.js'

/** Which diagonal, and of which axes. */
export interface DiagonalOptions {
  /** How far above the main diagonal; below it if negative. Default 0. */
  readonly offset?: number
  /** The axis of the rows. Default 0. */
  readonly axis1?: number
  /** The axis of the columns. Default 1. */
  readonly axis2?: number
}

/** The diagonal of the last two axes: every (columns + 1)-th element of the two in one. */
export function lastDiagonal(x: Tensor, offset: number): Tensor {
  const [rows, columns] = x.shape.slice(-2) as [number, number]
  const rest = x.shape.slice(0, -2)
  const count = Math.max(0, Math.min(rows + Math.min(offset, 0), columns - Math.max(offset, 0)))
  const start = count === 0 ? 0 : offset < 0 ? -offset * columns : offset
  const zeros = rest.map(() => 0)
  const flat = reshape(x, [...rest, rows * columns])
  const limit = count === 0 ? 0 : start + (count - 1) * (columns + 1) + 1
  return slice(flat, [...zeros, start], [...rest, limit], [...rest.map(() => 1), columns + 1])
}

/**
 * A diagonal of two axes, as the last axis: `out[…, i] = x[…, i, i + offset]`.
 * @param x any[…], of at least two axes
 * @param options offset above the main diagonal, default 0; axis1 and axis2, the rows and columns, default the first two axes
 * @returns any, without the two axes and with the diagonal as the last
 * @throws ShapeError unless the axes are two different ones, ArgumentError unless the offset is an integer
 * @example
 * ```
 * diagonal(tensor([[1, 2], [3, 4]])).toArray() // [1, 4]
 * diagonal(tensor([[1, 2], [3, 4]]), { offset: 1 }).toArray() // [2]
 * ```
 */
export function diagonal<S extends Shape, D extends DType>(x: Argument<Diagonal<S>, Tensor<S, D>>): Tensor<ShapeResult<Diagonal<S>>, D>
export function diagonal<D extends DType>(x: Tensor<Shape, D>, options: DiagonalOptions): Tensor<Shape, D>
export function diagonal(x: unknown, options?: DiagonalOptions): Tensor {
  checkTensor('diagonal', x)
  const { offset, axis1, axis2 } = optionsOf('diagonal', options, { offset: 0, axis1: 0, axis2: 1 })
  checkInteger('diagonal', 'offset', offset)
  if (x.shape.length < 2) throw new ShapeError(`diagonal: needs two axes; got ${showType(x)}`)
  const [rows, columns] = [normalizeAxis(axis1, x.shape.length, 'diagonal'), normalizeAxis(axis2, x.shape.length, 'diagonal')]
  if (rows === columns) throw new ShapeError(`diagonal: needs two different axes; got ${axis1} and ${axis2} for x ${showType(x)}`)
  const others = x.shape.map((_, axis) => axis).filter(axis => axis !== rows && axis !== columns)
  return lastDiagonal(transpose(x, [...others, rows, columns]), offset)
}

/** The shape of `diagonal(x)`. */
export type Diagonal<S extends List> = number extends S['length']
  ? Shape
  : S extends readonly [unknown, unknown, ...infer Rest]
    ? [...Rest, number]
    : Mismatch<`diagonal: needs two axes, got ${Show<S>}`>

/** The shape of `diag(x)`. */
export type Diag<S extends List> = number extends S['length']
  ? Shape
  : S['length'] extends 1
    ? [number, number]
    : S['length'] extends 2
      ? [number]
      : Mismatch<`diag: needs a vector or a matrix, got ${Show<S>}`>

/**
 * A matrix with a vector on a diagonal, or a diagonal of a matrix.
 * @param x any[n] or any[rows, columns]
 * @param offset how far above the main diagonal; below it if negative. Default 0
 * @returns any[n + |offset|, n + |offset|], zeros elsewhere; or the diagonal
 * @throws ShapeError unless a vector or a matrix, ArgumentError unless the offset is an integer
 * @example
 * ```
 * diag(tensor([1, 2])).toArray() // [[1, 0], [0, 2]]
 * diag(tensor([[1, 2], [3, 4]]), -1).toArray() // [3]
 * ```
 */
export function diag<S extends Shape, D extends DType>(x: Argument<Diag<S>, Tensor<S, D>>, offset?: number): Tensor<ShapeResult<Diag<S>>, D>
export function diag(x: unknown, offset = 0): Tensor {
  checkTensor('diag', x)
  checkInteger('diag', 'offset', offset)
  if (x.shape.length === 2) return lastDiagonal(x, offset)
  const [count] = x.shape
  if (count === undefined || x.shape.length !== 1) throw new ShapeError(`diag: needs a vector or a matrix; got ${showType(x)}`)
  const size = count + Math.abs(offset)
  const start = offset < 0 ? -offset * size : offset
  const covered = count === 0 ? 0 : (count - 1) * (size + 1) + 1
  return reshape(pad(x, [count === 0 ? 0 : start], [size * size - covered - (count === 0 ? 0 : start)], [size]), [size, size])
}

const triangle =
  (operation: string, holds: (difference: Tensor, offset: Tensor) => Tensor) =>
  (x: Tensor, offset: number): Tensor => {
    checkTensor(operation, x)
    checkInteger(operation, 'offset', offset)
    const [rows, columns] = x.shape.slice(-2)
    if (rows === undefined || columns === undefined) throw new ShapeError(`${operation}: needs two axes; got ${showType(x)}`)
    const count = (axis: number): Tensor => iota({ shape: [rows, columns], axis, dtype: 'int32' })
    const difference = p.sub(count(1), count(0))
    const kept = holds(difference, full(offset, difference))
    return p.select(broadcast(kept, x.shape, [x.shape.length - 2, x.shape.length - 1]), x, full(0, x))
  }

const lower = triangle('tril', p.le)
const upper = triangle('triu', p.ge)

/**
 * The lower triangle of matrices, zeros above a diagonal.
 * @param x any[…, rows, columns]
 * @param offset how far that diagonal is above the main one; below it if negative. Default 0
 * @returns any, of the shape of x
 * @throws ShapeError unless there are two axes, ArgumentError unless the offset is an integer
 * @example
 * ```
 * tril(tensor([[1, 2], [3, 4]])).toArray() // [[1, 0], [3, 4]]
 * ```
 */
export const tril = <S extends Shape, D extends DType>(x: Tensor<S, D>, offset = 0): Tensor<S, D> => typed(lower(x, offset))

/**
 * The upper triangle of matrices, zeros below a diagonal.
 * @param x any[…, rows, columns]
 * @param offset how far that diagonal is above the main one; below it if negative. Default 0
 * @returns any, of the shape of x
 * @throws ShapeError unless there are two axes, ArgumentError unless the offset is an integer
 * @example
 * ```
 * triu(tensor([[1, 2], [3, 4]])).toArray() // [[1, 2], [0, 4]]
 * ```
 */
export const triu = <S extends Shape, D extends DType>(x: Tensor<S, D>, offset = 0): Tensor<S, D> => typed(upper(x, offset))

/**
 * x with its main diagonal, `x[…, i, i]` of the last two axes, replaced.
 * @param x any[…, rows, columns]
 * @param value a number or boolean, or any[min(rows, columns)], which stretches and promotes with x
 * @returns any, of the shape of x
 * @throws ShapeError unless there are two axes and the values fit, DTypeError when the value is no element of the dtype
 * @example
 * ```
 * fillDiagonal(tensor([[1, 2], [3, 4]]), 0).toArray() // [[0, 2], [3, 0]]
 * ```
 * @deviation from NumPy: gives a new tensor, and takes the last two axes of more than two.
 */
export function fillDiagonal<S extends Shape, D extends DType>(x: Tensor<S, D>, value: number | boolean | Tensor<Shape, D>): Tensor<S, D> {
  checkTensor('fillDiagonal', x)
  const [rows, columns] = x.shape.slice(-2)
  if (rows === undefined || columns === undefined) throw new ShapeError(`fillDiagonal: needs two axes; got ${showType(x)}`)
  const size = Math.min(rows, columns)
  if (isTensor(value)) commonDType('fillDiagonal', [x, value])
  const given = isTensor(value) ? p.cast(value, x.dtype) : full(literalOf('fillDiagonal', value, x.dtype), { shape: [], dtype: x.dtype })
  const values = stretchTo('fillDiagonal', 'value', given, [size])
  const ends = [columns - size]
  const across = broadcast(pad(values, [0], ends, [0]), x.shape, [x.shape.length - 1])
  const count = (axis: number): Tensor => iota({ shape: [rows, columns], axis, dtype: 'int32' })
  const on = broadcast(p.eq(count(0), count(1)), x.shape, [x.shape.length - 2, x.shape.length - 1])
  return typed(p.select(on, across, x))
}
