// Parts and surroundings of a tensor: slice, flip, pad.

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import { reshape } from '../../primitives/reshape.js'
import { reverse } from '../../primitives/reverse.js'
import { pad as padWith, slice as sliceRange } from '../../primitives/slice.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { normalizeAxes } from '../../support/shape.js'
import type { Add, Argument, DType, List, Mismatch, Shape, ShapeResult, Show, Slice, SliceEntry } from '../../types/index.js'
import { checkInteger, checkTensor, elementOf, show } from '../signatures/operands.js'
import { typed } from '../signatures/signatures.js'

/** Elements `start`, `start + step`, … below `stop` along one axis, and whether the axis stays. */
interface AxisRange {
  readonly start: number
  readonly stop: number
  readonly step: number
  readonly keep: boolean
}

/** One entry, its bounds counted from the front. @throws ShapeError when a bound is out of range */
function rangeOf(entry: SliceEntry, size: number, axis: number, x: Tensor): AxisRange {
  const outOfRange = (bound: unknown): never => {
    throw new ShapeError(`slice: bounds must be in range; got ${String(bound)} for axis ${axis} of x ${showType(x)}`)
  }
  const bound = (at: number, margin: 0 | 1): number => {
    if (!Number.isInteger(at) || at < -size || at > size - margin) outOfRange(at)
    return at < 0 ? at + size : at
  }
  if (typeof entry === 'number') {
    const start = bound(entry, 1)
    return { start, stop: start + 1, step: 1, keep: false }
  }
  if (!Array.isArray(entry) || entry.length > 3)
    throw new ArgumentError(`slice: an entry must be an index or [start, stop, step]; got ${show(entry)} for axis ${axis}`)
  const [first = 0, last = size, step = 1] = entry
  checkInteger('slice', 'a step', step, 1)
  const start = bound(first, 0)
  return { start, stop: Math.max(start, bound(last, 0)), step, keep: true }
}

/**
 * A part of a tensor, one entry an axis: an index drops its axis, a range keeps a part of it. Axes without an entry are kept whole.
 * @param x any[…]
 * @param entries an index, or `[]` (all), `[start]`, `[start, stop]`, `[start, stop, step]` with a positive step; `stop` is exclusive,
 *   negative bounds count from the end
 * @returns any, the part
 * @throws ShapeError when a bound is out of range or there are more entries than axes
 * @example
 * ```
 * slice(tensor([[1, 2, 3], [4, 5, 6]]), 0, [1]).toArray() // [2, 3]
 * slice(tensor([[1, 2, 3], [4, 5, 6]]), [], -1).toArray() // [3, 6]
 * ```
 * @deviation from NumPy: bounds beyond the axis are an error, not cut off.
 */
export function slice<S extends Shape, D extends DType, const Entries extends readonly SliceEntry[]>(
  x: Argument<Slice<S, Entries>, Tensor<S, D>>,
  ...entries: Entries
): Tensor<ShapeResult<Slice<S, Entries>>, D>
export function slice(x: unknown, ...entries: readonly SliceEntry[]): Tensor {
  checkTensor('slice', x)
  if (entries.length > x.shape.length)
    throw new ShapeError(`slice: at most one entry an axis; expected ${x.shape.length}, got ${entries.length} for x ${showType(x)}`)
  const ranges = x.shape.map((size, axis) => rangeOf(entries[axis] ?? [], size, axis, x))
  const part = sliceRange(
    x,
    ranges.map(range => range.start),
    ranges.map(range => range.stop),
    ranges.map(range => range.step),
  )
  return reshape(
    part,
    part.shape.filter((_, axis) => ranges[axis]?.keep),
  )
}

/**
 * The order of the elements along axes reversed.
 * @param x any[…]
 * @param axis one axis or several, negative ones counting from the end; all unless given
 * @returns any, of the shape of x
 * @throws ShapeError when an axis does not exist or is repeated
 * @example
 * ```
 * flip(tensor([1, 2, 3])).toArray() // [3, 2, 1]
 * ```
 */
export function flip<S extends Shape, D extends DType>(x: Tensor<S, D>, axis?: number | Shape): Tensor<S, D> {
  checkTensor('flip', x)
  return typed(reverse(x, normalizeAxes(axis, x.shape.length, 'flip')))
}

/** What to put before and after: the same everywhere, or a pair for each axis. */
export type PadWidths = number | readonly (readonly [before: number, after: number])[]

/** The shape of `pad(x, widths)`. */
export type Pad<S extends List, Widths> = number extends S['length']
  ? Shape
  : Widths extends number
    ? { -readonly [I in keyof S]: Add<S[I], Add<Widths, Widths>> }
    : Widths extends List
      ? number extends Widths['length']
        ? Shape
        : S['length'] extends Widths['length']
          ? { -readonly [I in keyof S]: I extends keyof Widths ? Padded<S[I], Widths[I]> : never }
          : Mismatch<`pad: needs a pair of widths for each axis of ${Show<S>}`>
      : Shape

type Padded<Size, Width> = Width extends readonly [infer Before, infer After] ? Add<Size, Add<Before, After>> : number

/**
 * With elements of one value around it.
 * @param x any[…]
 * @param widths how many before and after along each axis; one number for everywhere
 * @param value of what is added; 0 (or false) unless given
 * @returns any, the sizes grown by the widths
 * @throws ShapeError unless there is a pair of widths for each axis, ArgumentError unless they are non-negative integers,
 *   DTypeError when the value is no element of the dtype
 * @example
 * ```
 * pad(tensor([1, 2]), [[1, 2]]).toArray() // [0, 1, 2, 0, 0]
 * ```
 */
export function pad<S extends Shape, D extends DType, const Widths extends PadWidths>(
  x: Tensor<S, D>,
  widths: Argument<Pad<S, Widths>, Widths>,
  value?: number | boolean,
): Tensor<ShapeResult<Pad<S, Widths>>, D>
export function pad(x: Tensor, widths: PadWidths, value?: number | boolean): Tensor {
  checkTensor('pad', x)
  const pairs = typeof widths === 'number' ? x.shape.map(() => [widths, widths] as const) : widths
  if (!Array.isArray(pairs) || pairs.length !== x.shape.length || pairs.some(pair => !Array.isArray(pair) || pair.length !== 2))
    throw new ShapeError(`pad: needs a pair of widths for each axis; got ${show(widths)} for x ${showType(x)}`)
  for (const width of pairs.flat()) checkInteger('pad', 'a width', width, 0)
  return padWith(
    x,
    pairs.map(([before]) => before),
    pairs.map(([, after]) => after),
    x.shape.map(() => 0),
    elementOf('pad', value ?? (x.dtype === 'bool' ? false : 0), x.dtype),
  )
}
