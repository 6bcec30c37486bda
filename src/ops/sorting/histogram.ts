// Counting: how often integers occur, and how many values fall between edges. Weights are differentiable; counts are not.

import { showType } from '../../core/array-type.js'
import { contentOf, type Tensor } from '../../core/tensor.js'
import { outsideTraces } from '../../core/trace.js'
import * as p from '../../primitives/elementwise/index.js'
import { scatterAdd } from '../../primitives/gather/gather.js'
import { reduceMax, reduceMin } from '../../primitives/reduction/reduce.js'
import { searchSorted } from '../../primitives/sorting/index.js'
import { broadcast, full } from '../../primitives/structure/broadcast.js'
import { constant, iota } from '../../primitives/structure/constant.js'
import { concat } from '../../primitives/structure/join.js'
import { reshape } from '../../primitives/structure/reshape.js'
import { slice } from '../../primitives/structure/slice.js'
import { ArgumentError, ShapeError, TraceError } from '../../support/errors.js'
import { optionsOf } from '../../support/options.js'
import { sameShape, sizeOf } from '../../support/shape.js'
import type { DType, FloatDType, IntDType, Shape } from '../../types/index.js'
import { checkInteger, checkKind, floatKind, integerKinds, numberKinds, show } from '../signatures/operands.js'

const flat = (x: Tensor): Tensor => reshape(x, [sizeOf(x.shape)])

/** The weights added up in `length` bins; positions elsewhere are left out. */
const tally = (positions: Tensor, weights: Tensor, length: number): Tensor =>
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
function weightsFor(operation: string, x: Tensor, weights: unknown): Tensor {
  if (weights === undefined) return full(1, { shape: [sizeOf(x.shape)], dtype: 'int32' })
  checkKind(operation, weights, numberKinds, 'weights')
  if (!sameShape(weights.shape, x.shape))
    throw new ShapeError(`${operation}: there must be a weight for each element; got x ${showType(x)}, weights ${showType(weights)}`)
  return flat(weights)
}

/** What `bincount` takes. */
export interface BincountOptions<W extends DType = DType> {
  /** What each element counts, of the shape of x. Default 1. */
  readonly weights?: Tensor<Shape, W> | undefined
  /** The size of the result, which drops larger elements. Default: one more than the largest element. */
  readonly length?: number | undefined
}

/**
 * How often each of 0, 1, 2, … occurs: `out[k] = Σ_i [x_i = k] · weights_i`.
 * @param x integers[…], none negative; negative ones are left out where they cannot be seen
 * @param options weights: what each element counts; length: the size of the result, needed inside of transforms
 * @returns int32[length], or of the dtype of the weights
 * @throws ArgumentError when an element is negative; TraceError inside of transforms without a length; ShapeError when the weights do not
 *   have the shape of x; DTypeError unless x is of integers
 * @example
 * ```
 * bincount(tensor([0, 1, 1, 3], 'int32')).toArray() // [1, 2, 0, 1]
 * bincount(tensor([0, 2], 'int32'), { weights: tensor([0.5, 2]), length: 4 }).toArray() // [0.5, 0, 2, 0]
 * ```
 */
export function bincount<W extends DType = 'int32'>(x: Tensor<Shape, IntDType>, options?: BincountOptions<W>): Tensor<[number], W>
export function bincount(x: Tensor, options?: BincountOptions): Tensor {
  const { weights, length } = optionsOf('bincount', options, { weights: undefined, length: undefined })
  checkKind('bincount', x, integerKinds)
  const counted = weightsFor('bincount', x, weights)
  if (length !== undefined) {
    checkInteger('bincount', 'length', length, 0)
    if (sizeOf(x.shape) === 0 || length === 0) return full(0, { shape: [length], dtype: counted.dtype })
    return tally(flat(x), counted, length)
  }
  if (contentOf(x).kind === 'traced')
    throw new TraceError(
      'bincount: the size of the result depends on the largest element, which a transform (jit, grad, vmap, …) does not know; say the length',
    )
  if (sizeOf(x.shape) === 0) return full(0, { shape: [0], dtype: counted.dtype })
  const [least, most] = outsideTraces(() => [reduceMin(flat(x), [0]).item(), reduceMax(flat(x), [0]).item()].map(Number)) as [
    number,
    number,
  ]
  if (least < 0) throw new ArgumentError(`bincount: elements must not be negative; got ${least} in x ${showType(x)}`)
  return tally(flat(x), counted, most + 1)
}

/** What `histogram` takes. */
export interface HistogramOptions<W extends DType = DType> {
  /** How many bins of equal width, or their edges, ascending. Default 10. */
  readonly bins?: number | Tensor<readonly [number], FloatDType>
  /** Where the first bin begins and the last one ends. Default: the least and the greatest element. */
  readonly range?: readonly [low: number, high: number] | undefined
  /** What each element counts, of the shape of x. Default 1. */
  readonly weights?: Tensor<Shape, W> | undefined
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
function evenBins(x: Tensor, bins: number, range: unknown): Tensor {
  checkInteger('histogram', 'bins', bins, 1)
  if (range === undefined) return evenEdges(x, bins, range)
  const [low, high] = Array.isArray(range) && range.length === 2 ? range : []
  if (!Number.isFinite(low) || !Number.isFinite(high) || low > high)
    throw new ArgumentError(`histogram: range must be two finite numbers, the lower first; got ${show(range)}`)
  return evenEdges(x, bins, [low, high])
}

function givenEdges(x: Tensor, edges: unknown): Tensor {
  checkKind('histogram', edges, floatKind, 'edges')
  if (edges.shape.length !== 1 || edges.shape[0] === 0)
    throw new ShapeError(`histogram: edges must be a vector of at least one; got ${showType(edges)}`)
  return p.cast(edges, x.dtype)
}

/**
 * How many elements fall between edges: bin k counts `edges[k] ≤ x < edges[k + 1]`, the last one its upper edge too. What lies outside
 * is left out, and so is NaN.
 * @param x floats[…]
 * @param options bins: how many of equal width (default 10) or their edges; range: from where to where; weights: what each element counts
 * @returns counts int32[bins] (of the dtype of the weights, if given) and edges[bins + 1], of the dtype of x
 * @throws ArgumentError when bins or range make no sense, ShapeError when weights or edges have no fitting shape, DTypeError unless float
 * @example
 * ```
 * histogram(tensor([0, 1, 1, 2, 5]), { bins: 2, range: [0, 4] }).counts.toArray() // [3, 1]
 * histogram(tensor([0, 1, 1, 2, 5]), { bins: tensor([0, 1, 5]) }).counts.toArray() // [1, 4]
 * ```
 * @deviation from NumPy: for a density, divide the counts by their sum and the widths.
 */
export function histogram<D extends FloatDType, W extends DType = 'int32'>(
  x: Tensor<Shape, D>,
  options?: HistogramOptions<W>,
): { readonly counts: Tensor<[number], W>; readonly edges: Tensor<[number], D> }
export function histogram(x: Tensor, options?: HistogramOptions): { readonly counts: Tensor; readonly edges: Tensor } {
  const { bins, range, weights } = optionsOf('histogram', options, { bins: 10, range: undefined, weights: undefined })
  checkKind('histogram', x, floatKind)
  const counted = weightsFor('histogram', x, weights)
  const edges = typeof bins === 'number' ? evenBins(x, bins, range) : givenEdges(x, bins)
  const count = (edges.shape[0] as number) - 1
  const values = flat(x)
  const last = slice(edges, [count], [count + 1])
  // The position behind the last edge that is not greater; what equals the last one belongs to the last bin.
  const behind = searchSorted(edges, values, 'right')
  const one = full(1, behind)
  const position = p.sub(p.select(p.eq(values, broadcast(reshape(last, []), values.shape, [])), full(count, behind), behind), one)
  // NaN is sorted behind the last edge, where there is no bin.
  return { counts: tally(position, counted, count), edges }
}
