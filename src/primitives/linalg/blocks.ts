// Large matrices in blocks: factorisations split them in halves until they are small, so that most of the work is in products of matrices, which run
// at the speed of the machine. A block is what a procedure takes by itself.
// Source: Gustavson (1997), Recursion leads to automatic variable blocking for dense linear-algebra algorithms.

import type { Tensor } from '../../core/tensor.js'
import { concat } from '../structure/join.js'
import { slice } from '../structure/slice.js'

/** Up to this size a procedure is as fast, and a program of one step compiles sooner than one of many. */
const block = 64

export const isLarge = (n: number): boolean => n > 2 * block

/** Where to split so that the first part is made of whole blocks: about a half. */
export const half = (n: number): number => block * Math.ceil(n / block / 2)

/** Whether to split once more. */
export const isDivisible = (n: number): boolean => n > block

/** A stretch of one of the last two axes (counted from the end). */
export function part(x: Tensor, axis: -1 | -2, from: number, to: number): Tensor {
  const at = x.shape.length + axis
  return slice(
    x,
    x.shape.map((_, i) => (i === at ? from : 0)),
    x.shape.with(at, to),
  )
}

/** Rows `from … to - 1` of columns `left … right - 1`. */
export const blockOf = (x: Tensor, [from, to]: readonly [number, number], [left, right]: readonly [number, number]): Tensor =>
  part(part(x, -2, from, to), -1, left, right)

/** Under each other, and side by side. */
export const stacked = (...parts: readonly Tensor[]): Tensor => concat(parts, (parts[0]?.shape.length ?? 2) - 2)
export const beside = (...parts: readonly Tensor[]): Tensor => concat(parts, (parts[0]?.shape.length ?? 1) - 1)
