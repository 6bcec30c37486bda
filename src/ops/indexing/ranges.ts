// The part of a tensor that ranges tell, and that part put back.

import type { Tensor } from '../../core/tensor.js'
import { select } from '../../primitives/elementwise/index.js'
import { full } from '../../primitives/structure/broadcast.js'
import { reverse } from '../../primitives/structure/reverse.js'
import { pad, slice } from '../../primitives/structure/slice.js'
import { sizeOf } from '../../support/shape.js'
import type { AxisRange, Item } from './entries.js'

const one = (start: number): AxisRange => ({ start, count: 1, step: 1, reversed: false })

/** A range for each axis: one element for an index, all of it where arrays choose. */
export function rangesOf(items: readonly Item[], x: Tensor): readonly AxisRange[] {
  const ranges = x.shape.map((count): AxisRange => ({ start: 0, count, step: 1, reversed: false }))
  const chosen = items.some(item => item.kind === 'array')
  for (const item of items) {
    if (item.kind === 'range') ranges[item.axis] = item.range
    if (item.kind === 'index' && !chosen) ranges[item.axis] = one(item.at)
  }
  return ranges
}

/** Places that a range covers, gaps included. */
const span = ({ count, step }: AxisRange): number => (count === 0 ? 0 : (count - 1) * step + 1)

const reversedAxes = (ranges: readonly AxisRange[]): number[] => ranges.flatMap(({ reversed }, axis) => (reversed ? [axis] : []))

const turned = (x: Tensor, ranges: readonly AxisRange[]): Tensor => {
  const axes = reversedAxes(ranges)
  return axes.length === 0 ? x : reverse(x, axes)
}

export const partOf = (x: Tensor, ranges: readonly AxisRange[]): Tensor =>
  turned(
    slice(
      x,
      ranges.map(range => range.start),
      ranges.map(range => range.start + span(range)),
      ranges.map(range => range.step),
    ),
    ranges,
  )

/** x with the elements of the ranges replaced by those of `inside`. */
export function replaced(x: Tensor, ranges: readonly AxisRange[], inside: Tensor): Tensor {
  if (sizeOf(inside.shape) === 0) return x
  const whole = ranges.every(({ count, reversed }, axis) => !reversed && count === x.shape[axis])
  if (whole) return inside
  const low = ranges.map(range => range.start)
  const high = ranges.map((range, axis) => (x.shape[axis] as number) - range.start - span(range))
  const gaps = ranges.map(range => range.step - 1)
  const mask = pad(full(1, { shape: inside.shape, dtype: 'bool' }), low, high, gaps)
  return select(mask, pad(turned(inside, ranges), low, high, gaps), x)
}
