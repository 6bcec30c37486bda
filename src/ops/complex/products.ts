// Products of many complex numbers, whose parts do not multiply each for itself: by halves, in an order that the length alone decides.

import type { Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { full } from '../../primitives/structure/broadcast.js'
import { concat } from '../../primitives/structure/join.js'
import { moveAxis, transpose } from '../../primitives/structure/permute.js'
import { reshape } from '../../primitives/structure/reshape.js'
import { reverse as turned } from '../../primitives/structure/reverse.js'
import { slice } from '../../primitives/structure/slice.js'
import { type Dims, sizeOf } from '../../support/shape.js'

/** `from … to - 1` of the last axis. */
const stretch = (x: Tensor, from: number, to: number): Tensor =>
  slice(
    x,
    x.shape.map((_, axis) => (axis === x.shape.length - 1 ? from : 0)),
    x.shape.with(-1, to),
  )

/** The product along axes, which disappear; 1 of nothing. */
export function product(x: Tensor, axes: Dims): Tensor {
  const kept = x.shape.map((_, axis) => axis).filter(axis => !axes.includes(axis))
  const sizes = kept.map(axis => x.shape[axis] as number)
  let length = sizeOf(axes.map(axis => x.shape[axis] as number))
  if (length === 0) return full(1, { shape: sizes, dtype: x.dtype })
  let rest = reshape(transpose(x, [...kept, ...axes]), [...sizes, length])
  while (length > 1) {
    const half = Math.floor(length / 2)
    const multiplied = p.mul(stretch(rest, 0, half), stretch(rest, half, 2 * half))
    rest = length % 2 === 0 ? multiplied : concat([multiplied, stretch(rest, 2 * half, length)], rest.shape.length - 1)
    length -= half
  }
  return reshape(rest, sizes)
}

/** The running product along an axis, by doubling: each round multiplies by what lies so many places before. Hillis and Steele, 1986. */
export function runningProduct(x: Tensor, axis: number, reverse: boolean): Tensor {
  if (reverse) return turned(runningProduct(turned(x, [axis]), axis, false), [axis])
  let running = moveAxis(x, axis, x.shape.length - 1)
  const length = x.shape[axis] as number
  for (let reach = 1; reach < length; reach *= 2) {
    const later = p.mul(stretch(running, 0, length - reach), stretch(running, reach, length))
    running = concat([stretch(running, 0, reach), later], running.shape.length - 1)
  }
  return moveAxis(running, x.shape.length - 1, axis)
}
