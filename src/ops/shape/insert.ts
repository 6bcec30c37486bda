// Slices put into a tensor and taken out of it, which changes its size: always a new tensor, of a shape known when it is written.

import { showType } from '../../core/array-type.js'
import { isTensor, type Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { full } from '../../primitives/structure/broadcast.js'
import { concat } from '../../primitives/structure/join.js'
import { reshape } from '../../primitives/structure/reshape.js'
import { ShapeError } from '../../support/errors.js'
import { checkChoice } from '../../support/options.js'
import { type Dims, normalizeAxis, sizeOf } from '../../support/shape.js'
import type { DType, Shape } from '../../types/index.js'
import { elementsOf } from '../signatures/concrete.js'
import { checkTensor, commonDType, integerList, literalOf, stretchTo } from '../signatures/operands.js'
import { typed } from '../signatures/signatures.js'
import { part } from './along.js'

/** A tensor and an axis of it: all elements in one row, unless an axis is given. */
function along(operation: string, x: unknown, axis: number | undefined): readonly [Tensor, number] {
  checkTensor(operation, x)
  if (axis === undefined) return [reshape(x, [sizeOf(x.shape)]), 0]
  return [x, normalizeAxis(axis, x.shape.length, operation)]
}

/** Positions counted from the front. @throws ShapeError when one is out of range */
function positionsOf(operation: string, given: unknown, x: Tensor, axis: number, last: number): Dims {
  const size = x.shape[axis] as number
  return integerList(operation, 'positions', given).map(at => {
    if (at < -size || at > last)
      throw new ShapeError(`${operation}: positions must be in range; got ${at} for axis ${axis} of x ${showType(x)}`)
    return at < 0 ? at + size : at
  })
}

/**
 * Slices put before positions along an axis.
 * @param x any[…]
 * @param positions one or several, counted in x; negative ones count from the end; the size of the axis is behind its last slice
 * @param values a number or boolean, or any, which stretches to x with as many slices as positions (any number for one position), and
 *   promotes with x
 * @param axis which; negative ones count from the end. All elements in one row unless given
 * @returns any, the dtypes promoted
 * @throws ShapeError when a position is out of range or the values do not stretch, DTypeError when they do not promote
 * @example
 * ```
 * insert(tensor([1, 2, 3]), 1, 9).toArray() // [1, 9, 2, 3]
 * insert(tensor([[1, 2], [3, 4]]), [0, 2], tensor([8, 9]), 1).toArray() // [[8, 1, 2, 9], [8, 3, 4, 9]]
 * ```
 */
export function insert<D extends DType>(
  x: Tensor<Shape, D>,
  positions: number | readonly number[],
  values: number | boolean | Tensor<Shape, D>,
  axis?: number,
): Tensor<Shape, D>
export function insert(operand: unknown, positions: unknown, values: unknown, axis?: number): Tensor {
  const [given, at] = along('insert', operand, axis)
  const size = given.shape[at] as number
  const places = positionsOf('insert', positions, given, at, size)
  const dtype = isTensor(values) ? commonDType('insert', [given, values]) : given.dtype
  const x = p.cast(given, dtype)
  const value = isTensor(values) ? p.cast(values, dtype) : full(literalOf('insert', values, dtype), { shape: [], dtype })
  // One position takes as many slices as there are values.
  const several = places.length === 1 && value.shape.length === x.shape.length ? (value.shape[at] as number) : places.length
  const inserted = stretchTo('insert', 'values', value, x.shape.with(at, several))
  const slices = (places.length === 1 ? Array.from({ length: several }, () => places[0] as number) : places).map((place, i) => ({
    place,
    i,
  }))
  const pieces: Tensor[] = []
  let done = 0
  for (const { place, i } of slices.toSorted((a, b) => a.place - b.place)) {
    if (place > done) pieces.push(part(x, at, done, place))
    pieces.push(part(inserted, at, i, i + 1))
    done = place
  }
  if (done < size || pieces.length === 0) pieces.push(part(x, at, done, size))
  return concat(pieces, at)
}

/**
 * Without the slices at positions along an axis: NumPy's delete, which is no name in JavaScript.
 * @param x any[…]
 * @param positions one or several; negative ones count from the end
 * @param axis which; negative ones count from the end. All elements in one row unless given
 * @returns any, so many slices fewer
 * @throws ShapeError when a position is out of range, ArgumentError unless positions are integers
 * @example
 * ```
 * remove(tensor([1, 2, 3]), 1).toArray() // [1, 3]
 * remove(tensor([[1, 2, 3], [4, 5, 6]]), [0, -1], 1).toArray() // [[2], [5]]
 * ```
 */
export function remove<D extends DType>(x: Tensor<Shape, D>, positions: number | readonly number[], axis?: number): Tensor<Shape, D>
export function remove(operand: unknown, positions: unknown, axis?: number): Tensor {
  const [x, at] = along('remove', operand, axis)
  const size = x.shape[at] as number
  const gone = [...new Set(positionsOf('remove', positions, x, at, size - 1))].toSorted((a, b) => a - b)
  const pieces = [...gone, size].map((stop, i) => part(x, at, i === 0 ? 0 : (gone[i - 1] as number) + 1, stop))
  const [first] = pieces
  const filled = pieces.filter(piece => piece.shape[at] !== 0)
  return filled.length === 0 ? (first as Tensor) : concat(filled, at)
}

/**
 * Values behind the last slice along an axis.
 * @param x any[…]
 * @param values any[…], with the sizes of x off the axis; dtypes promote
 * @param axis which; negative ones count from the end. All elements of both in one row unless given
 * @returns any, the sizes along the axis added up
 * @throws ShapeError when sizes differ off the axis, DTypeError when the dtypes do not promote
 * @example
 * ```
 * append(tensor([1, 2]), tensor([3])).toArray() // [1, 2, 3]
 * ```
 */
export function append<D extends DType>(x: Tensor<Shape, D>, values: Tensor<Shape, D>, axis?: number): Tensor<Shape, D>
export function append(operand: unknown, values: unknown, axis?: number): Tensor {
  const [a, at] = along('append', operand, axis)
  const [b] = along('append', values, axis)
  const rest = (x: Tensor): string => `${x.shape.toSpliced(at, 1)}`
  if (a.shape.length !== b.shape.length || rest(a) !== rest(b))
    throw new ShapeError(`append: sizes must agree off axis ${at}; expected those of x ${showType(a)}, got values ${showType(b)}`)
  const dtype = commonDType('append', [a, b])
  return concat([p.cast(a, dtype), p.cast(b, dtype)], at)
}

/**
 * A vector without the zeros at its ends.
 * @param x any[n]
 * @param ends 'both' (the default), 'front' or 'back'
 * @returns any[m]
 * @throws ShapeError unless a vector, TraceError inside of transforms, where m is not known
 * @example
 * ```
 * trimZeros(tensor([0, 0, 1, 0, 2, 0])).toArray() // [1, 0, 2]
 * ```
 */
export function trimZeros<D extends DType>(x: Tensor<readonly [number], D>, ends: 'both' | 'front' | 'back' = 'both'): Tensor<[number], D> {
  checkTensor('trimZeros', x)
  checkChoice('trimZeros', 'ends', ends, ['both', 'front', 'back'])
  const [size] = x.shape
  if (x.shape.length !== 1 || size === undefined) throw new ShapeError(`trimZeros: needs a vector; got ${showType(x)}`)
  const elements = elementsOf('trimZeros', p.ne(x, full(0, x)), 'call it outside')
  const first = elements.findIndex(element => element !== 0)
  const last = elements.findLastIndex(element => element !== 0)
  const [start, stop] = first < 0 ? [0, 0] : [ends === 'back' ? 0 : first, ends === 'front' ? size : last + 1]
  return typed(part(x, 0, start, stop))
}
