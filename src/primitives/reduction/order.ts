// How reductions are laid out, and so in which order their terms are combined: a function of the logical shape alone.
// - Reduced axes that end the shape and follow one another count as one while the last extent is below 64: [N, C, 7, 7] over its last
//   two axes runs along lanes of 49. The row-major order of the elements is the same.
// - 'lanes' when the last axis is reduced and the last extent is then at least 16; 'sequence' otherwise.
// A mapped axis must change neither: it goes to the front where it would.

import type { Expr } from '../../core/expr.js'
import { index, widened } from '../../core/expr.js'
import type { Read, ReduceLowering, ReductionOrder } from '../../core/lowering.js'
import type { Tensor } from '../../core/tensor.js'
import { type Dims, sizeOf } from '../../support/shape.js'
import { moveAxis } from '../structure/permute.js'
import { multiIndex } from '../structure/row-major.js'

const mergeBelow = 64
const fewestLanes = 16

export interface ReductionPlan {
  readonly extents: Dims
  readonly order: ReductionOrder
  /** How many of the reduced axes are merged into the last extent. */
  readonly merged: number
}

/** How many of the reduced axes follow one another at the end of the shape. */
function trailing(rank: number, axes: Dims): number {
  let count = 0
  while (count < axes.length && axes[axes.length - 1 - count] === rank - 1 - count) count++
  return count
}

export function planReduction(shape: Dims, axes: Dims): ReductionPlan {
  const sizes = axes.map(axis => shape[axis] as number)
  const run = trailing(shape.length, axes)
  if (run === 0) return { extents: sizes, order: 'sequence', merged: Math.min(1, axes.length) }
  let merged = 1
  let last = sizes.at(-1) as number
  while (merged < run && last < mergeBelow) {
    merged++
    last *= sizes[sizes.length - merged] as number
  }
  return { extents: [...sizes.slice(0, -merged), last], order: last >= fewestLanes ? 'lanes' : 'sequence', merged }
}

/** Where the input element for an output place `at` and a reduction index `over` is. */
export function reductionPlace(shape: Dims, axes: Dims, plan: ReductionPlan, at: readonly Expr[], over: readonly Expr[]): readonly Expr[] {
  const last = over.at(-1)
  const mergedSizes = axes.slice(axes.length - plan.merged).map(axis => shape[axis] as number)
  const reduced = last === undefined ? [] : [...over.slice(0, -1), ...multiIndex(last, mergedSizes)]
  let [kept, taken] = [0, 0]
  return shape.map((_, axis) => (axes.includes(axis) ? reduced[taken++] : at[kept++]) ?? index(0))
}

/** The lowering of a reduction of input 0. */
export function lowerReduction(combiner: ReduceLowering['combiner'], shape: Dims, axes: Dims): ReduceLowering {
  const plan = planReduction(shape, axes)
  return {
    kind: 'reduce',
    combiner,
    extents: plan.extents,
    order: plan.order,
    body: (at: readonly Expr[], over: readonly Expr[], read: Read) => widened(read(0, reductionPlace(shape, axes, plan, at, over))),
  }
}

/** A reduction of a mapped input: the input with the mapped axis where it does not change the order, what to reduce, and its place in the output. */
export function batchReduction(x: Tensor, axis: number, axes: Dims): { readonly x: Tensor; readonly axes: Dims; readonly axis: number } {
  const rank = x.shape.length - 1
  const run = trailing(rank, axes)
  const at = run === 0 || axis <= rank - run ? axis : 0
  const shifted = axes.map(reduced => (reduced < at ? reduced : reduced + 1))
  return { x: moveAxis(x, axis, at), axes: shifted, axis: at - shifted.filter(reduced => reduced < at).length }
}

/** How many elements each output element combines. */
export const reducedSize = (shape: Dims, axes: Dims): number => sizeOf(axes.map(axis => shape[axis] as number))
