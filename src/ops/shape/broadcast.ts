// Broadcasting as a question, and of several tensors at once.

import type { Tensor } from '../../core/tensor.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { checkShape, broadcastShapes as common, type Dims, showShape } from '../../support/shape.js'
import type { Argument, Broadcast, List, Shape, ShapeResult, ShapesOf } from '../../types/index.js'
import { checkTensor, commonShape, show, stretch } from '../signatures/operands.js'

/** The shape that several shapes broadcast to. */
export type BroadcastAll<Shapes extends List, Done extends List = []> = number extends Shapes['length']
  ? Shape
  : Shapes extends readonly [infer First extends List, ...infer Rest]
    ? Broadcast<Done, First> extends infer R
      ? R extends List
        ? BroadcastAll<Rest, R>
        : R
      : never
    : Done

/**
 * The shape that shapes broadcast to: aligned at their last axes, sizes of 1 stretch.
 * @param shapes any number of them
 * @returns the common shape
 * @throws ShapeError when they do not broadcast
 * @example
 * ```
 * broadcastShapes([2, 1], [3]) // [2, 3]
 * ```
 */
export function broadcastShapes<const Shapes extends readonly Shape[]>(
  ...shapes: Argument<BroadcastAll<Shapes>, Shapes> extends infer A extends readonly Shape[] ? A : Shapes
): ShapeResult<BroadcastAll<Shapes>>
export function broadcastShapes(...shapes: readonly Dims[]): Dims {
  for (const shape of shapes) checkShape(shape, 'broadcastShapes')
  return shapes.reduce<Dims>((done, shape) => {
    const next = common(done, shape)
    if (next === undefined) throw new ShapeError(`broadcastShapes: shapes must broadcast; got ${shapes.map(showShape).join(' and ')}`)
    return next
  }, [])
}

/**
 * Tensors stretched to the shape that they broadcast to.
 * @param tensors any[…]
 * @returns as many, each of its dtype
 * @throws ShapeError when they do not broadcast
 * @example
 * ```
 * broadcastArrays([tensor([1, 2]), tensor([[3]])]).map(x => x.shape) // [[1, 2], [1, 2]]
 * ```
 */
export function broadcastArrays<const Ts extends readonly Tensor[]>(
  tensors: Argument<BroadcastAll<ShapesOf<Ts>>, Ts>,
): { -readonly [I in keyof Ts]: Tensor<ShapeResult<BroadcastAll<ShapesOf<Ts>>>, Ts[I]['dtype']> }
export function broadcastArrays(tensors: readonly Tensor[]): readonly Tensor[] {
  if (!Array.isArray(tensors)) throw new ArgumentError(`broadcastArrays: expected an array of tensors; got ${show(tensors)}`)
  for (const x of tensors) checkTensor('broadcastArrays', x)
  const shape = commonShape('broadcastArrays', tensors)
  return tensors.map(x => stretch(x, shape))
}
