// Axes split and merged: how a mapped axis or a group becomes part of another axis and comes out of it again.

import type { BatchAxis } from '../../core/primitive.js'
import type { Tensor } from '../../core/tensor.js'
import { broadcast } from './broadcast.js'
import { moveAxis } from './permute.js'
import { reshape } from './reshape.js'

/** Axis `axis`, of size `outer · inner`, becomes two. */
export const splitAxis = (x: Tensor, axis: number, outer: number, inner: number): Tensor =>
  reshape(x, x.shape.toSpliced(axis, 1, outer, inner))

/** Axis `axis` and the next one become one. */
export const mergeAxes = (x: Tensor, axis: number): Tensor =>
  reshape(x, x.shape.toSpliced(axis, 2, (x.shape[axis] as number) * (x.shape[axis + 1] as number)))

/** The mapped axis at `to`; an input that is not mapped is repeated along it. */
export function mappedAt(x: Tensor, from: BatchAxis, to: number, size: number): Tensor {
  if (from !== null) return moveAxis(x, from, to)
  const axes = x.shape.map((_, axis) => (axis < to ? axis : axis + 1))
  return broadcast(x, x.shape.toSpliced(to, 0, size), axes)
}
