// Places of a shape by number and back.

import { showType } from '../../core/array-type.js'
import { isTensor, type Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { full } from '../../primitives/structure/broadcast.js'
import { iota } from '../../primitives/structure/constant.js'
import { concat } from '../../primitives/structure/join.js'
import { reshape } from '../../primitives/structure/reshape.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { optionsOf } from '../../support/options.js'
import { checkShape, type Dims, showShape, sizeOf, stridesOf } from '../../support/shape.js'
import type { IntDType, Mut, Shape } from '../../types/index.js'
import { checkInteger, checkKind, commonShape, integerKinds, show, stretch } from '../signatures/operands.js'
import { fromFront } from './positions.js'

/**
 * The positions of all places of a shape, along each axis: `out[axis, i…] = i[axis]`.
 * @param shape its sizes
 * @returns int32[rank, …shape]
 * @throws ShapeError when a size is not a non-negative integer
 * @example
 * ```
 * indices([2, 2]).toArray() // [[[0, 0], [1, 1]], [[0, 1], [0, 1]]]
 * ```
 */
export function indices<const S extends Shape>(shape: S): Tensor<[S['length'], ...Mut<S>], 'int32'>
export function indices(shape: Dims): Tensor {
  checkShape(shape, 'indices')
  if (shape.length === 0) return full(0, { shape: [0], dtype: 'int32' })
  return concat(
    shape.map((_, axis) => reshape(iota({ shape, axis, dtype: 'int32' }), [1, ...shape])),
    0,
  )
}

/** What becomes of positions out of range. */
export interface RavelOptions {
  /** 'clip', the default, means the nearest place; 'wrap' starts again at the other end. */
  readonly mode?: 'clip' | 'wrap'
}

/**
 * Numbers of places in row-major order: `Σ_k index[k] · stride[k]`.
 * @param index integers[…] or a number for each axis; shapes broadcast
 * @param shape the sizes that the places are of
 * @param options mode: positions out of range mean the nearest place with 'clip', the default; with 'wrap' they start again at the other end
 * @returns int32, of the broadcast shape
 * @throws ShapeError unless there is an index for each axis, DTypeError unless they are integers
 * @example
 * ```
 * ravelMultiIndex([tensor([1, 0], 'int32'), 2], [2, 3]).toArray() // [5, 2]
 * ```
 * @deviation from NumPy: what is out of range is known only when it is computed, so it is no error; negative positions count from the end.
 */
export function ravelMultiIndex(
  index: readonly (number | Tensor<Shape, IntDType>)[],
  shape: Shape,
  options?: RavelOptions,
): Tensor<Shape, 'int32'>
export function ravelMultiIndex(index: unknown, shape: Dims, options?: RavelOptions): Tensor {
  checkShape(shape, 'ravelMultiIndex')
  const { mode } = optionsOf('ravelMultiIndex', options, { mode: 'clip' })
  if (mode !== 'clip' && mode !== 'wrap') throw new ArgumentError(`ravelMultiIndex: mode must be 'clip' or 'wrap'; got ${show(mode)}`)
  if (!Array.isArray(index) || index.length !== shape.length)
    throw new ShapeError(`ravelMultiIndex: needs an index for each axis of ${showShape(shape)}; got ${show(index)}`)
  const separate = index.map((given, axis) => {
    if (!isTensor(given)) checkInteger('ravelMultiIndex', 'an index', given)
    else checkKind('ravelMultiIndex', given, integerKinds, 'index')
    const x = isTensor(given) ? p.cast(given, 'int32') : full(given, { shape: [], dtype: 'int32' })
    const size = shape[axis] as number
    const position = fromFront(x, size, mode)
    return mode === 'wrap' ? position : p.clamp(full(0, position), position, full(Math.max(0, size - 1), position))
  })
  const common = commonShape('ravelMultiIndex', separate)
  const strides = stridesOf(shape)
  return separate
    .map((x, axis) => p.mul(stretch(x, common), full(strides[axis] as number, { shape: common, dtype: 'int32' })))
    .reduce(p.add, full(0, { shape: common, dtype: 'int32' }))
}

/**
 * Places from their numbers in row-major order: the positions along each axis.
 * @param index integers[…], from 0 to the number of places; negative ones count from the end
 * @param shape the sizes that the places are of
 * @returns for each axis int32, of the shape of the numbers
 * @throws ShapeError on a shape without places, DTypeError unless the numbers are integers
 * @example
 * ```
 * unravelIndex(tensor([5, 2], 'int32'), [2, 3]).map(x => x.toArray()) // [[1, 0], [2, 2]]
 * ```
 */
export function unravelIndex<I extends Shape, const S extends Shape>(
  index: Tensor<I, IntDType>,
  shape: S,
): { -readonly [K in keyof S]: Tensor<I, 'int32'> }
export function unravelIndex(index: Tensor, shape: Dims): readonly Tensor[] {
  checkKind('unravelIndex', index, integerKinds, 'index')
  checkShape(shape, 'unravelIndex')
  if (sizeOf(shape) === 0) throw new ShapeError(`unravelIndex: ${showShape(shape)} has no places; got index ${showType(index)}`)
  const position = p.cast(fromFront(p.cast(index, 'int32'), sizeOf(shape)), 'int32')
  const constant = (value: number): Tensor => full(value, position)
  return stridesOf(shape).map((stride, axis) => p.rem(p.div(position, constant(stride)), constant(shape[axis] as number)))
}
