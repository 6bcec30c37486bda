// Entries of an index, read against the axes of a tensor: what each one means, with the ellipsis and masks spelled out.

import { showType } from '../../core/array-type.js'
import { isTensor, type Tensor } from '../../core/tensor.js'
import { dtypeInfo } from '../../support/dtype.js'
import { ArgumentError, DTypeError, ShapeError } from '../../support/errors.js'
import { type Dims, sameShape } from '../../support/shape.js'
import type { IndexEntry, SliceEntry } from '../../types/index.js'
import { table } from '../creation/table.js'
import { elementsOf } from '../signatures/concrete.js'
import { checkInteger, integerKinds, show } from '../signatures/operands.js'

/** `count` elements along an axis, `step` apart from `start` on; in the opposite order if `reversed`. */
export interface AxisRange {
  readonly start: number
  readonly count: number
  readonly step: number
  readonly reversed: boolean
}

/** What an entry means; ranges, indices and arrays belong to an axis each, in order. */
export type Item =
  | { readonly kind: 'range'; readonly axis: number; readonly range: AxisRange }
  | { readonly kind: 'index'; readonly axis: number; readonly at: number }
  | { readonly kind: 'array'; readonly axis: number; readonly positions: Tensor }
  | { readonly kind: 'newAxis' }
  /** Where the ellipsis was: arrays on both sides of it are not neighbours. */
  | { readonly kind: 'ellipsis' }

/** A range, its bounds counted from the front. @throws ShapeError when a bound is out of range */
function rangeOf(operation: string, entry: unknown, size: number, axis: number, x: Tensor): AxisRange {
  if (!Array.isArray(entry) || entry.length > 3)
    throw new ArgumentError(
      `${operation}: an entry must be an index, [start, stop, step], null or '...'; got ${show(entry)} for axis ${axis}`,
    )
  const [first = null, last = null, step = 1] = entry
  checkInteger(operation, 'a step', step)
  if (step === 0) throw new ArgumentError(`${operation}: a step must not be 0; got ${show(entry)} for axis ${axis}`)
  const bound = (at: unknown, margin: 0 | 1): number => positionOf(operation, at, size, margin, axis, x)
  if (step > 0) {
    const start = first === null ? 0 : bound(first, 0)
    const stop = last === null ? size : bound(last, 0)
    return { start, count: Math.max(0, Math.ceil((stop - start) / step)), step, reversed: false }
  }
  const start = first === null ? size - 1 : bound(first, 1)
  const stop = last === null ? -1 : bound(last, 0)
  const count = Math.max(0, Math.ceil((start - stop) / -step))
  return { start: count === 0 ? 0 : start + (count - 1) * step, count, step: -step, reversed: true }
}

/** @throws ShapeError unless the position, or its end `margin` further, lies in the axis */
function positionOf(operation: string, at: unknown, size: number, margin: 0 | 1, axis: number, x: Tensor): number {
  if (!Number.isInteger(at) || (at as number) < -size || (at as number) > size - margin)
    throw new ShapeError(`${operation}: bounds must be in range; got ${show(at)} for axis ${axis} of x ${showType(x)}`)
  return (at as number) < 0 ? (at as number) + size : (at as number)
}

/** The places of the elements that hold, a list of positions for each axis of the mask. */
export function placesOf(operation: string, mask: Tensor, instead: string): readonly Tensor[] {
  const elements = elementsOf(operation, mask, instead)
  const places = mask.shape.map((): number[] => [])
  const at = mask.shape.map(() => 0)
  for (const element of elements) {
    if (element !== 0) for (const [axis, i] of at.entries()) places[axis]?.push(i)
    for (let axis = at.length - 1; axis >= 0; axis--) {
      const next = (at[axis] as number) + 1
      at[axis] = next === mask.shape[axis] ? 0 : next
      if (at[axis] !== 0) break
    }
  }
  return places.map(list => table(list, [list.length], 'int32'))
}

const isMask = (entry: unknown): entry is Tensor => isTensor(entry) && entry.dtype === 'bool'

/** How many axes of x an entry takes. */
const axesTaken = (entry: unknown): number => (entry === null ? 0 : isMask(entry) ? entry.shape.length : 1)

function arraysOf(operation: string, entry: Tensor, axis: number, x: Tensor): Item[] {
  if (entry.dtype !== 'bool') {
    if (!integerKinds.includes(dtypeInfo(entry.dtype).kind))
      throw new DTypeError(`${operation}: an index must be integer or bool; got ${showType(entry)} for axis ${axis}; cast it first`)
    return [{ kind: 'array', axis, positions: entry }]
  }
  const covered: Dims = x.shape.slice(axis, axis + entry.shape.length)
  if (!sameShape(covered, entry.shape))
    throw new ShapeError(
      `${operation}: a mask must have the sizes of its axes; expected [${covered}] (from axis ${axis} of x ${showType(x)}), got ${showType(entry)}`,
    )
  if (entry.shape.length === 0) throw new ShapeError(`${operation}: a mask must have an axis; got ${showType(entry)}`)
  const places = placesOf(operation, entry, 'choose with where(condition, a, b), which keeps the shape')
  return places.map((positions, i) => ({ kind: 'array', axis: axis + i, positions }))
}

/** @throws ShapeError, ArgumentError, DTypeError; TraceError when a mask is traced */
export function readEntries(operation: string, x: Tensor, entries: readonly (IndexEntry | SliceEntry)[]): readonly Item[] {
  const taken = entries.reduce<number>((sum, entry) => sum + (entry === '...' ? 0 : axesTaken(entry)), 0)
  const rank = x.shape.length
  if (taken > rank) throw new ShapeError(`${operation}: at most one entry an axis; expected ${rank}, got ${taken} for x ${showType(x)}`)
  if (entries.filter(entry => entry === '...').length > 1)
    throw new ArgumentError(`${operation}: there can be one '...'; got ${entries.filter(entry => entry === '...').length}`)
  const items: Item[] = []
  let axis = 0
  const whole = (count: number): void => {
    for (let i = 0; i < count; i++, axis++)
      items.push({ kind: 'range', axis, range: { start: 0, count: x.shape[axis] as number, step: 1, reversed: false } })
  }
  for (const entry of entries) {
    if (entry === null) items.push({ kind: 'newAxis' })
    else if (entry === '...') {
      items.push({ kind: 'ellipsis' })
      whole(rank - taken)
    } else if (isTensor(entry)) {
      items.push(...arraysOf(operation, entry, axis, x))
      axis += axesTaken(entry)
    } else {
      const size = x.shape[axis] as number
      if (typeof entry === 'number') items.push({ kind: 'index', axis, at: positionOf(operation, entry, size, 1, axis, x) })
      else items.push({ kind: 'range', axis, range: rangeOf(operation, entry, size, axis, x) })
      axis++
    }
  }
  whole(rank - axis)
  return items
}
