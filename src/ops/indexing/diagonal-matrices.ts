// Matrices made of what stands on their diagonals: elements or blocks.

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { concat } from '../../primitives/structure/join.js'
import { transpose } from '../../primitives/structure/permute.js'
import { reshape } from '../../primitives/structure/reshape.js'
import { pad } from '../../primitives/structure/slice.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { optionsOf } from '../../support/options.js'
import { normalizeAxis, sizeOf } from '../../support/shape.js'
import type { DType, Shape } from '../../types/index.js'
import { checkInteger, checkTensor, commonDType, show } from '../signatures/operands.js'
import { typed } from '../signatures/signatures.js'
import type { DiagonalOptions } from './diagonal.js'

/** Matrices, the last two axes, with the last axis of x on a diagonal: as one row of n - 1 steps of one row and one column. */
function onDiagonal(x: Tensor, offset: number): Tensor {
  const rest = x.shape.slice(0, -1)
  const count = x.shape.at(-1) as number
  const size = count + Math.abs(offset)
  const start = count === 0 ? 0 : offset < 0 ? -offset * size : offset
  const covered = count === 0 ? 0 : (count - 1) * (size + 1) + 1
  const zeros = rest.map(() => 0)
  return reshape(pad(x, [...zeros, start], [...zeros, size * size - covered - start], [...zeros, size]), [...rest, size, size])
}

/**
 * Matrices with the last axis on a diagonal, zeros elsewhere: `out[…, i, i + offset] = x[…, i]`; the adjoint of `diagonal`.
 * @param x any[…, n]
 * @param options offset above the main diagonal, default 0; axis1 and axis2, where rows and columns stand in the result, default the last two
 * @returns any, one axis more, rows and columns of n + |offset|
 * @throws ShapeError of a scalar or unless the axes are two different ones, ArgumentError unless the offset is an integer
 * @example
 * ```
 * diagEmbed(tensor([[1, 2], [3, 4]])).toArray() // [[[1, 0], [0, 2]], [[3, 0], [0, 4]]]
 * diagEmbed(tensor([5]), { offset: 1 }).toArray() // [[0, 5], [0, 0]]
 * ```
 */
export function diagEmbed<D extends DType>(x: Tensor<Shape, D>, options?: DiagonalOptions): Tensor<Shape, D> {
  checkTensor('diagEmbed', x)
  const { offset, axis1, axis2 } = optionsOf('diagEmbed', options, { offset: 0, axis1: -2, axis2: -1 })
  checkInteger('diagEmbed', 'offset', offset)
  if (x.shape.length === 0) throw new ShapeError(`diagEmbed: needs an axis; got ${showType(x)}`)
  const rank = x.shape.length + 1
  const [rows, columns] = [normalizeAxis(axis1, rank, 'diagEmbed'), normalizeAxis(axis2, rank, 'diagEmbed')]
  if (rows === columns) throw new ShapeError(`diagEmbed: needs two different axes; got ${axis1} and ${axis2} for x ${showType(x)}`)
  const made = onDiagonal(x, offset)
  const order = Array.from({ length: rank }, (_, axis) => axis).filter(axis => axis !== rows && axis !== columns)
  const from = (axis: number): number => (axis === rows ? rank - 2 : axis === columns ? rank - 1 : order.indexOf(axis))
  return typed(
    transpose(
      made,
      Array.from({ length: rank }, (_, axis) => from(axis)),
    ),
  )
}

/**
 * A matrix with all elements, row-major, on a diagonal.
 * @param x any[…]
 * @param offset how far above the main diagonal; below it if negative. Default 0
 * @returns any[size + |offset|, size + |offset|], zeros elsewhere
 * @throws ArgumentError unless the offset is an integer
 * @example
 * ```
 * diagflat(tensor([[1, 2]])).toArray() // [[1, 0], [0, 2]]
 * ```
 */
export function diagflat<D extends DType>(x: Tensor<Shape, D>, offset = 0): Tensor<[number, number], D> {
  checkTensor('diagflat', x)
  checkInteger('diagflat', 'offset', offset)
  return typed(onDiagonal(reshape(x, [sizeOf(x.shape)]), offset))
}

/**
 * Matrices one after the other along the diagonal, zeros elsewhere.
 * @param matrices any[m, n] each, or vectors, which are one row, or scalars; dtypes promote
 * @returns any[Σ m, Σ n]
 * @throws ShapeError when one has more than two axes, DTypeError when the dtypes do not promote, ArgumentError of none
 * @example
 * ```
 * blockDiag([tensor([[1, 2]]), tensor([[3], [4]])]).toArray() // [[1, 2, 0], [0, 0, 3], [0, 0, 4]]
 * ```
 */
export function blockDiag<D extends DType>(matrices: readonly Tensor<Shape, D>[]): Tensor<[number, number], D>
export function blockDiag(matrices: unknown): Tensor {
  if (!Array.isArray(matrices) || matrices.length === 0)
    throw new ArgumentError(`blockDiag: expected an array of at least one matrix; got ${show(matrices)}`)
  const all: readonly Tensor[] = matrices.map((x: unknown) => {
    checkTensor('blockDiag', x)
    if (x.shape.length > 2) throw new ShapeError(`blockDiag: needs matrices; got ${showType(x)}`)
    const [rows, columns] = x.shape.length === 2 ? x.shape : [1, x.shape[0] ?? 1]
    return reshape(x, [rows as number, columns as number])
  })
  const dtype = commonDType('blockDiag', all)
  const widths = all.map(x => x.shape[1] as number)
  const total = widths.reduce((sum, width) => sum + width, 0)
  let before = 0
  const rows = all.map((x, i) => {
    const start = before
    before += widths[i] as number
    return pad(p.cast(x, dtype), [0, start], [0, total - before], [0, 0])
  })
  return concat(rows, 0)
}
