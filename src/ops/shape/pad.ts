// Surroundings: elements of one value, or the tensor itself continued beyond its ends.

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import { concat } from '../../primitives/structure/join.js'
import { pad as padWith } from '../../primitives/structure/slice.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import type { Add, Argument, DType, List, Mismatch, Shape, ShapeResult, Show } from '../../types/index.js'
import { checkInteger, checkTensor, literalOf, show, stretch } from '../signatures/operands.js'
import type { WeakNumber } from '../signatures/signatures.js'
import { part, reversedPart } from './along.js'

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
 * How a tensor goes on beyond its ends, shown for `a b c`: 'reflect' `c b | a b c | b a`, 'symmetric' `b a | a b c | c b`,
 * 'replicate' `a a | a b c | c c`, 'circular' `b c | a b c | a b`.
 */
export type PadMode = 'reflect' | 'symmetric' | 'replicate' | 'circular'

const modes: readonly unknown[] = ['reflect', 'symmetric', 'replicate', 'circular']

/** What goes before and after along an axis, as far as one copy of it reaches: the rest is continued from the result. */
function continued(x: Tensor, axis: number, before: number, after: number, mode: PadMode, period: number): Tensor {
  const size = x.shape[axis] as number
  const edge = (at: number, width: number): Tensor => stretch(part(x, axis, at, at + 1), x.shape.with(axis, width))
  const reach = mode === 'reflect' ? size - 1 : mode === 'circular' ? period : size
  // There is nothing to reflect in one element but itself.
  if (mode === 'replicate' || reach === 0)
    return concat(
      [edge(0, before), x, edge(size - 1, after)].filter(piece => piece.shape[axis] !== 0),
      axis,
    )
  const [left, right] = [Math.min(before, reach), Math.min(after, reach)]
  const skip = mode === 'reflect' ? 1 : 0
  const pieces =
    mode === 'circular'
      ? [part(x, axis, period - left, period), x, part(x, axis, size - period, size - period + right)]
      : [reversedPart(x, axis, skip, skip + left), x, reversedPart(x, axis, size - skip - right, size - skip)]
  const grown = concat(
    pieces.filter(piece => piece.shape[axis] !== 0),
    axis,
  )
  return left === before && right === after ? grown : continued(grown, axis, before - left, after - right, mode, period)
}

/**
 * With elements around it: of one value, or the tensor itself continued.
 * @param x any[…]
 * @param widths how many before and after along each axis; one number for everywhere
 * @param fill a value, 0 (or false) unless given; or 'reflect', 'symmetric', 'replicate' or 'circular', the way x goes on
 * @returns any, the sizes grown by the widths
 * @throws ShapeError unless there is a pair of widths for each axis, or when an axis without elements should go on; ArgumentError unless
 *   the widths are non-negative integers and the fill is one of these; DTypeError when the value is no element of the dtype
 * @example
 * ```
 * pad(tensor([1, 2]), [[1, 2]]).toArray() // [0, 1, 2, 0, 0]
 * pad(tensor([1, 2, 3]), 2, 'reflect').toArray() // [3, 2, 1, 2, 3, 2, 1]
 * pad(tensor([1, 2, 3]), 2, 'circular').toArray() // [2, 3, 1, 2, 3, 1, 2]
 * ```
 * @deviation from PyTorch: any width goes, as in NumPy, also beyond one reflection. NumPy calls 'replicate' edge and 'circular' wrap.
 */
export function pad<S extends Shape, D extends DType, const Widths extends PadWidths>(
  x: Tensor<S, D>,
  widths: Argument<Pad<S, Widths>, Widths>,
  fill?: WeakNumber | boolean | PadMode,
): Tensor<ShapeResult<Pad<S, Widths>>, D>
export function pad(x: Tensor, widths: PadWidths, fill?: WeakNumber | boolean | PadMode): Tensor {
  checkTensor('pad', x)
  const pairs = typeof widths === 'number' ? x.shape.map(() => [widths, widths] as const) : widths
  if (!Array.isArray(pairs) || pairs.length !== x.shape.length || pairs.some(pair => !Array.isArray(pair) || pair.length !== 2))
    throw new ShapeError(`pad: needs a pair of widths for each axis; got ${show(widths)} for x ${showType(x)}`)
  for (const width of pairs.flat()) checkInteger('pad', 'a width', width, 0)
  if (typeof fill === 'string') return goingOn(x, pairs, fill)
  return padWith(
    x,
    pairs.map(([before]) => before),
    pairs.map(([, after]) => after),
    x.shape.map(() => 0),
    literalOf('pad', fill ?? (x.dtype === 'bool' ? false : 0), x.dtype),
  )
}

/** @throws ShapeError, ArgumentError */
function goingOn(x: Tensor, pairs: readonly (readonly [number, number])[], mode: PadMode): Tensor {
  if (!modes.includes(mode))
    throw new ArgumentError(`pad: fill must be a value, 'reflect', 'symmetric', 'replicate' or 'circular'; got ${show(mode)}`)
  return pairs.reduce<Tensor>((padded, [before, after], axis) => {
    const size = padded.shape[axis] as number
    if (before === 0 && after === 0) return padded
    if (size === 0) throw new ShapeError(`pad: an axis must have elements to go on; got size 0 (axis ${axis}) from x ${showType(x)}`)
    return continued(padded, axis, before, after, mode, size)
  }, x)
}
