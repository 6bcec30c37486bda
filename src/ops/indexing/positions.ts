// Positions that tensors tell, made fit for a gather: counted from the front, as index vectors, and what becomes of those out of range.

import { showType } from '../../core/array-type.js'
import { isComplex, pairOf, partsOf } from '../../core/complex.js'
import type { Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import type { GatherParams } from '../../primitives/gather/geometry.js'
import { broadcast, full } from '../../primitives/structure/broadcast.js'
import { reshape } from '../../primitives/structure/reshape.js'
import { dtypeInfo, isFloat } from '../../support/dtype.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { optionsOf } from '../../support/options.js'
import { type Dims, sizeOf } from '../../support/shape.js'
import { show } from '../signatures/operands.js'

/** What becomes of positions out of range when elements are read. */
export type TakeMode = 'fill' | 'clip' | 'wrap'

/** What `take` and its relatives take beside positions. */
export interface TakeOptions {
  /** Positions out of range: 'fill', the default, gives NaN (0, false); 'clip' the nearest element; 'wrap' starts again at the other end. */
  readonly mode?: TakeMode
}

export function checkMode(operation: string, options: TakeOptions | undefined): TakeMode {
  const { mode } = optionsOf(operation, options, { mode: 'fill' })
  if (mode !== 'fill' && mode !== 'clip' && mode !== 'wrap')
    throw new ArgumentError(`${operation}: mode must be 'fill', 'clip' or 'wrap'; got ${show(mode)}`)
  return mode
}

const isSigned = (indices: Tensor): boolean => dtypeInfo(indices.dtype).kind === 'int'

/** Positions counted from the front, if they are in range; with 'wrap' they all are. */
export function fromFront(indices: Tensor, size: number, mode: TakeMode = 'fill'): Tensor {
  // The size must be a number of their dtype.
  const wide = dtypeInfo(indices.dtype).bits < 32 ? p.cast(indices, 'int32') : indices
  const count = full(size, wide)
  const position = mode === 'wrap' && size > 0 ? p.rem(wide, count) : wide
  return isSigned(position) ? p.select(p.lt(position, full(0, position)), p.add(position, count), position) : position
}

/** Positions counted from the front as int32; those out of range stay so, however great. */
export function narrowed(position: Tensor, size: number): Tensor {
  if (position.dtype === 'int32') return position
  const below = p.min(position, full(size, position))
  return p.cast(isSigned(below) ? p.max(below, full(-1, below)) : below, 'int32')
}

/** Index vectors of one component. */
export const vectors = (indices: Tensor): Tensor => reshape(indices, [...indices.shape, 1])

/** Whether positions are from 0 to below the size. */
export function within(position: Tensor, size: number): Tensor {
  const below = p.lt(position, full(size, position))
  return isSigned(position) ? p.and(below, p.ge(position, full(0, position))) : below
}

/** The gathered elements, NaN where the position was out of range. */
export function loud(gathered: Tensor, inside: Tensor, axes: Dims): Tensor {
  if (isComplex(gathered)) {
    const [re, im] = partsOf(gathered)
    // The imaginary part is 0 there, as JAX has it: one NaN makes a complex number one.
    return pairOf(loud(re, inside, axes), im)
  }
  if (!isFloat(gathered.dtype)) return gathered
  const isInside = broadcast(inside, gathered.shape, axes)
  // Not written down as NaN, which would be meant: 0/0 is made where a position is out of range, and `checkFinite` sees it.
  const nothing = p.div(full(0, gathered), p.cast(isInside, gathered.dtype))
  return p.select(isInside, gathered, nothing)
}

/** A gather of whole slices at positions along an axis: the axes of the indices take the place of the axis. */
export function alongAxis(shape: Dims, indices: Dims, axis: number, mode: TakeMode): GatherParams {
  const others = shape.map((_, i) => i).filter(i => i !== axis)
  return {
    offsetAxes: others.map(i => (i < axis ? i : i - 1 + indices.length)),
    collapsedAxes: [axis],
    startMap: [axis],
    operandBatchAxes: [],
    indicesBatchAxes: [],
    sliceSizes: shape.with(axis, 1),
    mode: mode === 'fill' ? 'fill' : 'clip',
  }
}

/** A gather of elements, each line along the axis with its own positions. */
export function eachAlongAxis(shape: Dims, axis: number, mode: TakeMode): GatherParams {
  const others = shape.map((_, i) => i).filter(i => i !== axis)
  return {
    offsetAxes: [],
    collapsedAxes: [axis],
    startMap: [axis],
    operandBatchAxes: others,
    indicesBatchAxes: others,
    sliceSizes: shape.map((size, i) => (i === axis ? 1 : Math.min(1, size))),
    mode: mode === 'fill' ? 'fill' : 'clip',
  }
}

/** @throws ShapeError when elements are wanted where there are none */
export function checkSome(operation: string, x: Tensor, axis: number, indices: Tensor): void {
  if (x.shape[axis] === 0 && sizeOf(indices.shape) > 0)
    throw new ShapeError(`${operation}: the axis must have elements; got size 0 (axis ${axis}) from x ${showType(x)}`)
}
