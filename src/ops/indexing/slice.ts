// Parts of a tensor by entries that are known when the program is written.

import { showType } from '../../core/array-type.js'
import { isTensor, type Tensor } from '../../core/tensor.js'
import { reshape } from '../../primitives/structure/reshape.js'
import { ArgumentError } from '../../support/errors.js'
import type { Argument, DType, Shape, ShapeResult, Slice, SliceEntry } from '../../types/index.js'
import { checkTensor } from '../signatures/operands.js'
import { type Item, readEntries } from './entries.js'
import { partOf, rangesOf } from './ranges.js'

/** The sizes that entries without arrays leave. */
export const sizesLeft = (items: readonly Item[]): number[] =>
  items.flatMap(item => (item.kind === 'range' ? [item.range.count] : item.kind === 'newAxis' ? [1] : []))

/**
 * A part of a tensor, one entry an axis: an index drops its axis, a range keeps a part of it, `null` adds an axis of size 1, `'...'`
 * stands for all axes that the others do not name. Axes without an entry are kept whole.
 * @param x any[…]
 * @param entries an index; `[]` (all), `[start]`, `[start, stop]`, `[start, stop, step]`, where `stop` is exclusive, negative bounds count
 *   from the end, a negative step goes backwards and `null` is the end it comes from or goes to; `null`; `'...'`
 * @returns any, the part
 * @throws ShapeError when a bound is out of range or there are more entries than axes, ArgumentError when an entry is none of these
 * @example
 * ```
 * slice(tensor([[1, 2, 3], [4, 5, 6]]), 0, [1]).toArray() // [2, 3]
 * slice(tensor([[1, 2, 3], [4, 5, 6]]), '...', -1).toArray() // [3, 6]
 * slice(tensor([1, 2, 3]), [null, null, -2], null).toArray() // [[3], [1]]
 * ```
 * @deviation from NumPy: bounds beyond the axis are an error, not cut off.
 */
export function slice<S extends Shape, D extends DType, const Entries extends readonly SliceEntry[]>(
  x: Argument<Slice<S, Entries>, Tensor<S, D>>,
  ...entries: Entries
): Tensor<ShapeResult<Slice<S, Entries>>, D>
export function slice(x: unknown, ...entries: readonly SliceEntry[]): Tensor {
  checkTensor('slice', x)
  for (const entry of entries as readonly unknown[])
    if (isTensor(entry)) throw new ArgumentError(`slice: entries must be known numbers; got ${showType(entry)}; use x.at(…).get()`)
  const items = readEntries('slice', x, entries)
  return reshape(partOf(x, rangesOf(items, x)), sizesLeft(items))
}
