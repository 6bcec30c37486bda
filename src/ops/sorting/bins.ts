// Bins and what is counted in them: edges, the bin of each value, and weights added up.

import { showType } from '../../core/array-type.js'
import { isTensor, type Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { scatterAdd } from '../../primitives/gather/gather.js'
import { reduceMax, reduceMin } from '../../primitives/reduction/reduce.js'
import { searchSorted } from '../../primitives/sorting/index.js'
import { broadcast, full, reduceSum } from '../../primitives/structure/broadcast.js'
import { constant, iota } from '../../primitives/structure/constant.js'
import { concat } from '../../primitives/structure/join.js'
import { reshape } from '../../primitives/structure/reshape.js'
import { slice } from '../../primitives/structure/slice.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { sameShape, sizeOf } from '../../support/shape.js'
import { computed } from '../signatures/halves.js'
import { checkInteger, checkKind, floatKind, numberKinds, show } from '../signatures/operands.js'

export const flat = (x: Tensor): Tensor => reshape(x, [sizeOf(x.shape)])

/** The weights added up in `length` bins; positions elsewhere are left out. */
export const tally = (positions: Tensor, weights: Tensor, length: number): Tensor =>
  scatterAdd(full(0, { shape: [length], dtype: weights.dtype }), reshape(positions, [sizeOf(positions.shape), 1]), weights, {
    offsetAxes: [],
    collapsedAxes: [0],
    startMap: [0],
    operandBatchAxes: [],
    indicesBatchAxes: [],
    sliceSizes: [Math.min(1, length)],
    mode: 'fill',
  })

/** One weight for each element, flat: those given, or ones. */
export function weightsFor(operation: string, x: Tensor, weights: unknown): Tensor {
  if (weights === undefined) return full(1, { shape: [sizeOf(x.shape)], dtype: 'int32' })
  checkKind(operation, weights, numberKinds, 'weights')
  if (!sameShape(weights.shape, x.shape))
    throw new ShapeError(`${operation}: there must be a weight for each element; got x ${showType(x)}, weights ${showType(weights)}`)
  return flat(weights)
}

/** Edges of bins of equal width over the range, as NumPy's linspace has them. */
function evenEdges(x: Tensor, bins: number, range: readonly [number, number] | undefined): Tensor {
  const scalar = (value: number): Tensor => constant({ value, dtype: x.dtype })
  const empty = sizeOf(x.shape) === 0
  const axes = x.shape.map((_, axis) => axis)
  const [low, high] =
    range === undefined && !empty ? [reduceMin(x, axes), reduceMax(x, axes)] : [scalar(range?.[0] ?? 0), scalar(range?.[1] ?? 1)]
  // A range of no width is widened to 1.
  const narrow = p.eq(low, high)
  const half = scalar(0.5)
  const [first, last] = [p.select(narrow, p.sub(low, half), low), p.select(narrow, p.add(high, half), high)]
  const along = (a: Tensor): Tensor => broadcast(a, [bins], [])
  const steps = iota({ shape: [bins], axis: 0, dtype: x.dtype })
  const width = p.div(p.sub(last, first), scalar(bins))
  return concat([p.add(p.mul(steps, along(width)), along(first)), reshape(last, [1])], 0)
}

/** @throws ArgumentError unless there are bins, and a finite range from low to high */
function evenBins(operation: string, x: Tensor, bins: number, range: unknown): Tensor {
  checkInteger(operation, 'bins', bins, 1)
  if (range === undefined) return evenEdges(x, bins, range)
  const [low, high] = Array.isArray(range) && range.length === 2 ? range : []
  if (!Number.isFinite(low) || !Number.isFinite(high) || low > high)
    throw new ArgumentError(`${operation}: range must be two finite numbers, the lower first; got ${show(range)}`)
  return evenEdges(x, bins, [low, high])
}

function givenEdges(operation: string, x: Tensor, edges: unknown): Tensor {
  if (!isTensor(edges)) throw new ArgumentError(`${operation}: bins must be a number or a vector of edges; got ${show(edges)}`)
  checkKind(operation, edges, floatKind, 'edges')
  if (edges.shape.length !== 1 || edges.shape[0] === 0)
    throw new ShapeError(`${operation}: edges must be a vector of at least one; got ${showType(edges)}`)
  return p.cast(edges, x.dtype)
}

/** The edges of the bins: of so many of equal width, or those given. @throws ArgumentError, ShapeError, DTypeError */
export const edgesOf = (operation: string, x: Tensor, bins: unknown, range: unknown): Tensor =>
  typeof bins === 'number' ? evenBins(operation, x, bins, range) : givenEdges(operation, x, bins)

/** Counts as the share of all for each unit of width along every axis, so that its integral is 1. */
export function densityOf(counts: Tensor, edges: readonly Tensor[]): Tensor {
  const [first] = edges
  const dtype = computed(first as Tensor).dtype
  const axes = counts.shape.map((_, axis) => axis)
  const wide = p.cast(counts, dtype)
  const volumes = edges.map((edge, axis) => {
    const [from, count] = [p.cast(edge, dtype), counts.shape[axis] as number]
    return broadcast(p.sub(slice(from, [1], [count + 1]), slice(from, [0], [count])), counts.shape, [axis])
  })
  const share = p.div(wide, broadcast(reduceSum(wide, axes), counts.shape, []))
  return p.cast(p.div(share, volumes.reduce(p.mul)), (first as Tensor).dtype)
}

/** The number of the bin of each element of a vector, out of range where there is none; the last bin has its upper edge too. */
export function binsOf(values: Tensor, edges: Tensor): Tensor {
  const count = (edges.shape[0] as number) - 1
  const last = slice(edges, [count], [count + 1])
  // The position behind the last edge that is not greater; NaN is sorted behind the last edge, where there is no bin.
  const behind = searchSorted(edges, values, 'right')
  const one = full(1, behind)
  return p.sub(p.select(p.eq(values, broadcast(reshape(last, []), values.shape, [])), full(count, behind), behind), one)
}
