// Windows along an axis laid out side by side, and their adjoint, windows added where they overlap. Both are views: a line repeated as
// rows, each of which begins `dilation` elements further in the line, is the line repeated and cut into rows that are so much longer.

import type { Tensor } from '../../core/tensor.js'
import { broadcast, reduceSum } from '../../primitives/structure/broadcast.js'
import { reshape } from '../../primitives/structure/reshape.js'
import { pad } from '../../primitives/structure/slice.js'
import { part } from '../shape/along.js'

/** Windows along one axis; at least one of them fits. */
export interface Sliding {
  readonly window: number
  readonly step: number
  readonly dilation: number
}

/** How many windows an axis has: none where not one fits. */
export const windowCount = (size: number, { window, step, dilation }: Sliding): number =>
  Math.max(0, Math.floor((size - dilation * (window - 1) - 1) / step) + 1)

/** How often a line is repeated, and the length of the rows it is then cut into. */
function layout(size: number, { window, dilation }: Sliding): { readonly row: number; readonly repeats: number } {
  const row = size + dilation
  return { row, repeats: Math.ceil((window * row) / size) }
}

/** `out[…, k, w, …] = x[…, w · step + k · dilation, …]`: the axis becomes two, the place in the window and the window. */
export function windowsAlong(x: Tensor, axis: number, sliding: Sliding): Tensor {
  const size = x.shape[axis] as number
  const { window, step } = sliding
  const { row, repeats } = layout(size, sliding)
  const repeated = broadcast(
    x,
    x.shape.toSpliced(axis, 0, repeats),
    x.shape.map((_, i) => (i < axis ? i : i + 1)),
  )
  const line = part(reshape(repeated, x.shape.with(axis, repeats * size)), axis, 0, window * row)
  const rows = reshape(line, x.shape.toSpliced(axis, 1, window, row)) // […, window, row, …]
  return part(rows, axis + 1, 0, (windowCount(size, sliding) - 1) * step + 1, step)
}

/** The adjoint: `out[…, i, …] = Σ x[…, k, w, …]` over the places `i = w · step + k · dilation`; the two axes become one of `size`. */
export function overlapsAdded(x: Tensor, axis: number, size: number, sliding: Sliding): Tensor {
  const { window, step } = sliding
  const { row, repeats } = layout(size, sliding)
  const none = x.shape.map(() => 0)
  const covered = ((x.shape[axis + 1] as number) - 1) * step + 1
  const rows = pad(x, none, none.with(axis + 1, row - covered), none.with(axis + 1, step - 1))
  const line = reshape(rows, x.shape.toSpliced(axis, 2, window * row))
  const ends = line.shape.map(() => 0)
  const filled = pad(line, ends, ends.with(axis, repeats * size - window * row), ends)
  return reduceSum(reshape(filled, x.shape.toSpliced(axis, 2, repeats, size)), [axis])
}
