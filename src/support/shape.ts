// Shape arithmetic: sizes, strides, broadcasting, axes. Pure functions over `readonly number[]`, row-major throughout.

import { ShapeError } from './errors.js'
import { show } from './show.js'

export type Dims = readonly number[]

export const sizeOf = (shape: Dims): number => {
  let size = 1
  for (const d of shape) size *= d
  return size
}

/** Row-major strides, in elements. */
export function stridesOf(shape: Dims): number[] {
  const strides = new Array<number>(shape.length)
  for (let axis = shape.length - 1, stride = 1; axis >= 0; axis--) {
    strides[axis] = stride
    stride *= shape[axis] as number
  }
  return strides
}

export const showShape = (shape: Dims): string => `[${shape.join(',')}]`

/** A loop, for it runs for every input of every operation. */
export function sameShape(a: Dims, b: Dims): boolean {
  if (a === b) return true
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

/** NumPy's broadcasting of two shapes, or `undefined` when a pair of sizes differs and neither is 1. */
export function broadcastShapes(a: Dims, b: Dims): number[] | undefined {
  const rank = Math.max(a.length, b.length)
  const out = new Array<number>(rank)
  for (let i = 1; i <= rank; i++) {
    const p = a[a.length - i] ?? 1
    const q = b[b.length - i] ?? 1
    if (p !== q && p !== 1 && q !== 1) return undefined
    out[rank - i] = p === 1 ? q : p
  }
  return out
}

/** The axis counted from the front. @throws ShapeError when it is not an integer in `-rank … rank-1`. */
export function normalizeAxis(axis: number, rank: number, operation: string): number {
  if (rank === 0) throw new ShapeError(`${operation}: a scalar has no axes; got axis ${show(axis)}`)
  if (!Number.isInteger(axis) || axis < -rank || axis >= rank)
    throw new ShapeError(`${operation}: axis must be an integer from ${-rank} to ${rank - 1}; got ${show(axis)}`)
  return axis < 0 ? axis + rank : axis
}

/** The axes of a list, or the one axis, in the order given. @throws ShapeError on an invalid axis, or where it is neither */
export function axisList(axes: number | Dims, rank: number, operation: string): number[] {
  if (typeof axes !== 'number' && !Array.isArray(axes))
    throw new ShapeError(`${operation}: axes must be a number or an array of numbers; got ${show(axes)}`)
  return (typeof axes === 'number' ? [axes] : [...axes]).map(axis => normalizeAxis(axis, rank, operation))
}

/** Distinct axes in ascending order; `undefined` means all. @throws ShapeError on a repeated or invalid axis. */
export function normalizeAxes(axes: number | Dims | undefined, rank: number, operation: string): number[] {
  if (axes === undefined) return Array.from({ length: rank }, (_, i) => i)
  const list = axisList(axes, rank, operation)
  if (new Set(list).size !== list.length) throw new ShapeError(`${operation}: axes must be distinct; got ${showShape(list)}`)
  return list.toSorted((a, b) => a - b)
}

/** @throws ShapeError unless it is an array, every size is a non-negative integer and the whole size is exactly representable. */
export function checkShape(shape: unknown, operation: string): asserts shape is Dims {
  if (!Array.isArray(shape)) throw new ShapeError(`${operation}: expected a shape, an array of sizes; got ${show(shape)}`)
  for (const d of shape)
    if (!Number.isInteger(d) || d < 0) throw new ShapeError(`${operation}: sizes must be non-negative integers; got ${show(shape)}`)
  if (sizeOf(shape) > Number.MAX_SAFE_INTEGER) throw new ShapeError(`${operation}: shape ${showShape(shape)} has too many elements`)
}

/** Calls `visit` with every index of the shape in row-major order; the array is reused between calls. */
export function forEachIndex(shape: Dims, visit: (index: readonly number[], linear: number) => void): void {
  const size = sizeOf(shape)
  const index = new Array<number>(shape.length).fill(0)
  for (let linear = 0; linear < size; linear++) {
    visit(index, linear)
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const next = (index[axis] as number) + 1
      if (next < (shape[axis] as number)) {
        index[axis] = next
        break
      }
      index[axis] = 0
    }
  }
}
