// Parts along one axis, the others whole.

import type { Tensor } from '../../core/tensor.js'
import { reverse } from '../../primitives/structure/reverse.js'
import { slice } from '../../primitives/structure/slice.js'

/** The elements `start`, `start + step`, … below `stop` along an axis, which counts from the front; the range must lie in it. */
export const part = (x: Tensor, axis: number, start: number, stop: number, step = 1): Tensor =>
  slice(
    x,
    x.shape.map((_, i) => (i === axis ? start : 0)),
    x.shape.with(axis, stop),
    x.shape.map((_, i) => (i === axis ? step : 1)),
  )

/** The same from the last to the first. */
export const reversedPart = (x: Tensor, axis: number, start: number, stop: number): Tensor => reverse(part(x, axis, start, stop), [axis])
