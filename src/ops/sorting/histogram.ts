// Counting: how often integers occur, and how many values fall between edges. Weights are differentiable; counts are not.

import { showType } from '../../core/array-type.js'
import { contentOf, type Tensor } from '../../core/tensor.js'
import { outsideTraces } from '../../core/trace.js'
import { reduceMax, reduceMin } from '../../primitives/reduction/reduce.js'
import { full } from '../../primitives/structure/broadcast.js'
import { ArgumentError, TraceError } from '../../support/errors.js'
import { checkChoice, optionsOf } from '../../support/options.js'
import { sizeOf } from '../../support/shape.js'
import type { DType, FloatDType, IntDType, Shape } from '../../types/index.js'
import { elementsOf } from '../signatures/concrete.js'
import { checkInteger, checkKind, floatKind, integerKinds } from '../signatures/operands.js'
import { type BinRule, binCount, binRules } from './bin-rules.js'
import { binsOf, densityOf, edgesOf, flat, tally, weightsFor } from './bins.js'

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
export interface HistogramOptions<W extends DType = DType, Density extends boolean = boolean> {
  /** How many bins of equal width, a rule that finds how many from the elements, or their edges, ascending. Default 10. */
  readonly bins?: number | BinRule | Tensor<readonly [number], FloatDType>
  /** Where the first bin begins and the last one ends. Default: the least and the greatest element. */
  readonly range?: readonly [low: number, high: number] | undefined
  /** What each element counts, of the shape of x. Default 1. */
  readonly weights?: Tensor<Shape, W> | undefined
  /** Whether counts are divided by their sum and the widths, so that their integral is 1. Default false. */
  readonly density?: Density
}

/** Bins as a number or edges: a rule looks at the elements. @throws TraceError where they are not known */
function settledBins(operation: string, x: Tensor, bins: unknown, range: unknown): unknown {
  if (typeof bins !== 'string') return bins
  checkChoice(operation, 'bins', bins, binRules)
  // What is wrong with a range is said when edges are made of it.
  const [low, high] = Array.isArray(range) && range.length === 2 ? range : []
  const ends = Number.isFinite(low) && Number.isFinite(high) ? ([Number(low), Number(high)] as const) : undefined
  return binCount(operation, bins as BinRule, elementsOf(operation, x, 'say how many bins'), ends)
}

/**
 * How many elements fall between edges: bin k counts `edges[k] ≤ x < edges[k + 1]`, the last one its upper edge too. What lies outside
 * is left out, and so is NaN.
 * @param x floats[…]
 * @param options bins: how many of equal width (default 10), their edges, or a rule: 'auto', 'fd', 'doane', 'scott', 'stone', 'rice', 'sturges',
 *   'sqrt'; range: from where to where; weights: what each element counts; density: whether the integral is 1, default false
 * @returns counts int32[bins] (of the dtype of the weights, if given; a density of the dtype of x) and edges[bins + 1], of the dtype of x
 * @throws ArgumentError when bins or range make no sense, or a rule is to count weights; TraceError for a rule inside of transforms; ShapeError when weights
 *   or edges have no fitting shape, DTypeError unless float
 * @example
 * ```
 * histogram(tensor([0, 1, 1, 2, 5]), { bins: 2, range: [0, 4] }).counts.toArray() // [3, 1]
 * histogram(tensor([0, 1, 1, 2, 5]), { bins: tensor([0, 1, 5]) }).counts.toArray() // [1, 4]
 * histogram(tensor([0, 0, 1, 4]), { bins: 2, density: true }).counts.toArray() // [0.375, 0.125]
 * ```
 */
export function histogram<D extends FloatDType, W extends DType = 'int32', const Density extends boolean = false>(
  x: Tensor<Shape, D>,
  options?: HistogramOptions<W, Density>,
): { readonly counts: Tensor<[number], Density extends true ? D : W>; readonly edges: Tensor<[number], D> }
export function histogram(x: Tensor, options?: HistogramOptions): { readonly counts: Tensor; readonly edges: Tensor } {
  const { bins, range, weights, density } = optionsOf<HistogramOptions>('histogram', options, {
    bins: 10,
    range: undefined,
    weights: undefined,
    density: false,
  })
  checkKind('histogram', x, floatKind)
  if (typeof bins === 'string' && weights !== undefined)
    throw new ArgumentError(`histogram: a rule for bins counts elements, not weights; got '${bins}' and weights; say how many bins`)
  const counted = weightsFor('histogram', x, weights)
  const edges = edgesOf('histogram', x, settledBins('histogram', x, bins, range), range)
  const counts = tally(binsOf(flat(x), edges), counted, (edges.shape[0] as number) - 1)
  return { counts: density ? densityOf(counts, [edges]) : counts, edges }
}

/**
 * The edges of bins of equal width, as `histogram` has them.
 * @param x floats[…]
 * @param options bins: how many, default 10, a rule that finds how many, or the edges themselves; range: from where to where, by default from the
 *   least element to the greatest
 * @returns floats[bins + 1], of the dtype of x
 * @throws ArgumentError when bins or range make no sense, TraceError for a rule inside of transforms, DTypeError unless float
 * @example
 * ```
 * histogramBinEdges(tensor([0, 1, 4]), { bins: 2 }).toArray() // [0, 2, 4]
 * histogramBinEdges(tensor([0, 1, 2, 2, 3, 3, 3, 4]), { bins: 'auto' }).toArray() // [0, 1, 2, 3, 4]
 * ```
 */
export function histogramBinEdges<D extends FloatDType>(
  x: Tensor<Shape, D>,
  options?: Pick<HistogramOptions, 'bins' | 'range'>,
): Tensor<[number], D>
export function histogramBinEdges(x: Tensor, options?: Pick<HistogramOptions, 'bins' | 'range'>): Tensor {
  const { bins, range } = optionsOf<Pick<HistogramOptions, 'bins' | 'range'>>('histogramBinEdges', options, { bins: 10, range: undefined })
  checkKind('histogramBinEdges', x, floatKind)
  return edgesOf('histogramBinEdges', x, settledBins('histogramBinEdges', x, bins, range), range)
}
