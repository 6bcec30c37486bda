// What reductions over axes have in common: shapes, the reference loop, mapped axes, and the lowering with its order.

import { type ArrayType, type HostArray, showType } from '../core/array-type.js'
import { div, type Expr, index, rem } from '../core/expr.js'
import type { Combiner, ReduceLowering } from '../core/lowering.js'
import { ShapeError } from '../support/errors.js'
import { type Dims, forEachIndex, sizeOf, stridesOf } from '../support/shape.js'

/** @throws ShapeError unless the axes are ascending axes of the input */
export function keptShape(name: string, x: ArrayType, axes: Dims): number[] {
  const legal = axes.every((axis, i) => Number.isInteger(axis) && axis > (axes[i - 1] ?? -1) && axis < x.shape.length)
  if (!legal) throw new ShapeError(`${name}: axes must be ascending axes of the input; got [${axes}] from ${showType(x)}`)
  return x.shape.filter((_, axis) => !axes.includes(axis))
}

export interface Fold {
  readonly initial: number
  readonly step: (soFar: number, x: number, position: number) => number
  readonly finish: (result: number) => number
}

/** Folds in float64, in row-major order of the reduced axes. */
export function reduceReference(x: HostArray, axes: Dims, y: HostArray, { initial, step, finish }: Fold): void {
  const strides = stridesOf(y.shape)
  const keptAxes = x.shape.map((_, axis) => axis).filter(axis => !axes.includes(axis))
  const results = new Float64Array(y.data.length).fill(initial)
  const positions = new Uint32Array(y.data.length)
  forEachIndex(x.shape, (at, linear) => {
    let to = 0
    for (const [i, axis] of keptAxes.entries()) to += (at[axis] ?? 0) * (strides[i] ?? 0)
    const position = positions[to] ?? 0
    results[to] = step(results[to] ?? 0, x.data[linear] ?? 0, position)
    positions[to] = position + 1
  })
  for (const [i, result] of results.entries()) y.data[i] = finish(result)
}

/** The reduced axes when one more axis stands at `mapped`, and where that axis is in the result. */
export function shiftAxes(axes: Dims, mapped: number): { reduced: number[]; out: number } {
  return { reduced: axes.map(axis => (axis >= mapped ? axis + 1 : axis)), out: mapped - axes.filter(axis => axis < mapped).length }
}

/** The last extent from which a reduction runs along lanes; shorter rows are merged with the axis before as long as that is reduced too. */
const shortestLanes = 16
const mergeBelow = 64

/**
 * The lowering, whose order depends on the shape alone: 'lanes' when the last axis is reduced and long enough, else 'sequence'.
 * Neighbouring reduced axes at the end count as one while the last is short, so that the lanes are full.
 */
export function reduceLowering(combiner: Combiner, shape: Dims, axes: Dims): ReduceLowering {
  const rank = shape.length
  // Groups of neighbouring reduced axes, merged from the end.
  const groups = axes.map(axis => [axis])
  for (let last = groups.at(-1), before = groups.at(-2); last !== undefined && before !== undefined; before = groups.at(-2)) {
    const extent = sizeOf(last.map(axis => shape[axis] ?? 1))
    if (last.at(-1) !== rank - 1 || extent >= mergeBelow || before[0] !== (last[0] ?? 0) - 1) break
    last = [...before, ...last]
    groups.splice(groups.length - 2, 2, last)
  }
  const extents = groups.map(group => sizeOf(group.map(axis => shape[axis] ?? 1)))
  const lanes = axes.at(-1) === rank - 1 && (extents.at(-1) ?? 0) >= shortestLanes
  return {
    kind: 'reduce',
    combiner,
    extents,
    order: lanes ? 'lanes' : 'sequence',
    body(at, over, read) {
      const positions = new Map<number, Expr>()
      for (const [g, group] of groups.entries()) {
        const position = over[g] ?? index(0)
        let stride = 1
        for (const axis of group.toReversed()) {
          const extent = shape[axis] ?? 1
          const quotient = stride === 1 ? position : div(position, index(stride))
          positions.set(axis, axis === group[0] ? quotient : rem(quotient, index(Math.max(1, extent))))
          stride *= Math.max(1, extent)
        }
      }
      let next = 0
      return read(
        0,
        shape.map((_, axis) => positions.get(axis) ?? at[next++] ?? index(0)),
      )
    },
  }
}
