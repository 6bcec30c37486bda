// The same elements under other axes: reshape and its special cases, axes of size 1, broadcasting.

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import { reshape as reshapeTo } from '../../primitives/structure/reshape.js'
import { ShapeError } from '../../support/errors.js'
import { checkShape, type Dims, normalizeAxes, showShape, sizeOf } from '../../support/shape.js'
import type {
  Argument,
  BroadcastTo,
  DType,
  ExpandDims,
  Flatten,
  Ravel,
  ReductionAxis,
  Reshape,
  Shape,
  ShapeResult,
  Squeeze,
} from '../../types/index.js'
import { checkTensor, stretchTo } from '../signatures/operands.js'
import { typed } from '../signatures/signatures.js'

/** The target with its -1 worked out. */
function inferSize(x: Tensor, target: Dims): Dims {
  const known = target.filter(size => size !== -1)
  checkShape(known, 'reshape')
  const missing = target.length - known.length
  if (missing > 1) throw new ShapeError(`reshape: only one size can be -1; got ${showShape(target)}`)
  const [from, to] = [sizeOf(x.shape), sizeOf(known)]
  if (missing === 0) {
    if (from !== to)
      throw new ShapeError(
        `reshape: the number of elements must stay; expected ${from}, got ${to} from x ${showType(x)} to ${showShape(target)}`,
      )
    return target
  }
  if (to === 0 || from % to !== 0)
    throw new ShapeError(`reshape: the elements must divide evenly; got ${from} over ${to} from x ${showType(x)} to ${showShape(target)}`)
  return target.map(size => (size === -1 ? from / to : size))
}

/**
 * The same elements, in row-major order, in another shape.
 * @param x any[…]
 * @param shape the new sizes; one may be -1, to be worked out
 * @returns any[shape]
 * @throws ShapeError when the number of elements would change, or more than one size is -1
 * @example
 * ```
 * reshape(tensor([1, 2, 3, 4]), [2, -1]).toArray() // [[1, 2], [3, 4]]
 * ```
 */
export function reshape<S extends Shape, D extends DType, const N extends Shape>(
  x: Tensor<S, D>,
  shape: Argument<Reshape<S, N>, N>,
): Tensor<ShapeResult<Reshape<S, N>>, D>
export function reshape(x: Tensor, shape: Dims): Tensor {
  checkTensor('reshape', x)
  if (!Array.isArray(shape)) checkShape(shape, 'reshape')
  return reshapeTo(x, inferSize(x, shape))
}

/**
 * All elements along one axis, in row-major order.
 * @param x any[…]
 * @returns any[size]
 * @example
 * ```
 * ravel(tensor([[1, 2], [3, 4]])).toArray() // [1, 2, 3, 4]
 * ```
 */
export function ravel<S extends Shape, D extends DType>(x: Tensor<S, D>): Tensor<Ravel<S>, D> {
  checkTensor('ravel', x)
  return typed(reshapeTo(x, [sizeOf(x.shape)]))
}

/**
 * All axes but the first, the batch, as one.
 * @param x any[batch, …]
 * @returns any[batch, size]
 * @throws ShapeError on a scalar
 * @example
 * ```
 * flatten(zeros([2, 3, 4])).shape // [2, 12]
 * ```
 */
export function flatten<S extends Shape, D extends DType>(x: Argument<Flatten<S>, Tensor<S, D>>): Tensor<ShapeResult<Flatten<S>>, D>
export function flatten(x: unknown): Tensor {
  checkTensor('flatten', x)
  const [batch, ...rest] = x.shape
  if (batch === undefined) throw new ShapeError(`flatten: a scalar has no batch axis; got ${showType(x)}; use ravel`)
  return reshapeTo(x, [batch, sizeOf(rest)])
}

/**
 * Without axes of size 1.
 * @param x any[…]
 * @param axis one axis or several, negative ones counting from the end; all of size 1 unless given
 * @returns any, the other axes
 * @throws ShapeError when an axis does not exist, is repeated or is not of size 1
 * @example
 * ```
 * squeeze(tensor([[1, 2]]), 0).toArray() // [1, 2]
 * squeeze(zeros([1, 2, 1])).shape // [2]
 * ```
 */
export function squeeze<S extends Shape, D extends DType, const Axis extends ReductionAxis = undefined>(
  x: Tensor<S, D>,
  axis?: Argument<Squeeze<S, Axis>, Axis>,
): Tensor<ShapeResult<Squeeze<S, Axis>>, D>
export function squeeze(x: Tensor, axis?: number | Dims): Tensor {
  checkTensor('squeeze', x)
  const axes = axis === undefined ? x.shape.flatMap((size, i) => (size === 1 ? [i] : [])) : normalizeAxes(axis, x.shape.length, 'squeeze')
  for (const at of axes)
    if (x.shape[at] !== 1)
      throw new ShapeError(`squeeze: the axis must be of size 1; got ${x.shape[at]} (axis ${at}) from x ${showType(x)}`)
  return reshapeTo(
    x,
    x.shape.filter((_, i) => !axes.includes(i)),
  )
}

/**
 * With new axes of size 1.
 * @param x any[…]
 * @param axis where, in the result: one place or several; negative ones count from its end
 * @returns any, as many axes more
 * @throws ShapeError when an axis does not exist in the result or is repeated
 * @example
 * ```
 * expandDims(tensor([1, 2]), -1).toArray() // [[1], [2]]
 * expandDims(tensor([1, 2]), [0, 2]).shape // [1, 2, 1]
 * ```
 */
export function expandDims<S extends Shape, D extends DType, const Axis extends number | Shape>(
  x: Tensor<S, D>,
  axis: Argument<ExpandDims<S, Axis>, Axis>,
): Tensor<ShapeResult<ExpandDims<S, Axis>>, D>
export function expandDims(x: Tensor, axis: number | Dims): Tensor {
  checkTensor('expandDims', x)
  const count = Array.isArray(axis) ? axis.length : 1
  const axes = normalizeAxes(axis, x.shape.length + count, 'expandDims')
  return reshapeTo(
    x,
    axes.reduce<Dims>((shape, at) => shape.toSpliced(at, 0, 1), x.shape),
  )
}

/**
 * Stretched to a shape: axes missing in front are added, axes of size 1 repeated.
 * @param x any[…]
 * @param shape what to stretch to
 * @returns any[shape]
 * @throws ShapeError when x does not stretch to the shape
 * @example
 * ```
 * broadcastTo(tensor([1, 2]), [2, 2]).toArray() // [[1, 2], [1, 2]]
 * ```
 */
export function broadcastTo<S extends Shape, D extends DType, const N extends Shape>(
  x: Tensor<S, D>,
  shape: Argument<BroadcastTo<S, N>, N>,
): Tensor<ShapeResult<BroadcastTo<S, N>>, D>
export function broadcastTo(x: Tensor, shape: Dims): Tensor {
  checkTensor('broadcastTo', x)
  checkShape(shape, 'broadcastTo')
  return stretchTo('broadcastTo', 'x', x, shape)
}
