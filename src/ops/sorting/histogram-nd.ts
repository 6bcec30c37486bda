// Counting points of several coordinates in boxes.

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { full } from '../../primitives/structure/broadcast.js'
import { reshape } from '../../primitives/structure/reshape.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { optionsOf } from '../../support/options.js'
import { sameShape } from '../../support/shape.js'
import type { DType, FloatDType, PromoteArgument, PromoteResult, Shape } from '../../types/index.js'
import { within } from '../indexing/positions.js'
import { part } from '../shape/along.js'
import { checkKind, commonDType, floatKind, numberKinds, show } from '../signatures/operands.js'
import { typed } from '../signatures/signatures.js'
import { binsOf, densityOf, edgesOf, tally } from './bins.js'

type Bins = number | Tensor<readonly [number], FloatDType>
type Range = readonly [low: number, high: number]

/** What `histogramdd` and `histogram2d` take. */
export interface HistogramNdOptions<W extends DType = DType, Density extends boolean = boolean> {
  /** How many bins of equal width, or their edges, ascending: for all coordinates, or a list with one for each. Default 10. */
  readonly bins?: Bins | readonly Bins[]
  /** For each coordinate, where the first bin begins and the last one ends. Default: its least and its greatest value. */
  readonly range?: readonly (Range | undefined)[] | undefined
  /** What each point counts, [n]. Default 1. */
  readonly weights?: Tensor<Shape, W> | undefined
  /** Whether counts are divided by their sum and the sizes of the boxes, so that their integral is 1. Default false. */
  readonly density?: Density
}

/** Counts in boxes, and the edges along each coordinate. */
export interface HistogramNd<C extends Shape = Shape, W extends DType = DType, D extends DType = DType> {
  readonly counts: Tensor<C, W>
  readonly edges: readonly Tensor<[number], D>[]
}

function counted(operation: string, coordinates: readonly Tensor[], options: HistogramNdOptions | undefined): HistogramNd {
  const { bins, range, weights, density } = optionsOf<HistogramNdOptions>(operation, options, {
    bins: 10,
    range: undefined,
    weights: undefined,
    density: false,
  })
  const [first] = coordinates
  if (first === undefined) throw new ShapeError(`${operation}: needs at least one coordinate`)
  for (const [name, list] of [
    ['bins', bins],
    ['range', range],
  ] as const)
    if (Array.isArray(list) ? list.length !== coordinates.length : name === 'range' && list !== undefined)
      throw new ArgumentError(
        `${operation}: there must be one of ${name} for each coordinate; expected ${coordinates.length}, got ${show(list)}`,
      )
  const size = first.shape[0] as number
  if (weights !== undefined) {
    checkKind(operation, weights, numberKinds, 'weights')
    if (!sameShape(weights.shape, [size]))
      throw new ShapeError(`${operation}: there must be a weight for each point; expected [${size}], got ${showType(weights)}`)
  }
  const edges = coordinates.map((x, i) => edgesOf(operation, x, Array.isArray(bins) ? bins[i] : bins, range?.[i]))
  const sizes = edges.map(edge => (edge.shape[0] as number) - 1)
  let [place, inside] = [full(0, { shape: [size], dtype: 'int32' }), full(1, { shape: [size], dtype: 'bool' })]
  for (const [i, x] of coordinates.entries()) {
    const bin = binsOf(x, edges[i] as Tensor)
    inside = p.and(inside, within(bin, sizes[i] as number))
    place = p.add(p.mul(place, full(sizes[i] as number, place)), bin)
  }
  // Numbers below 0 are no box.
  const boxes = p.select(inside, place, full(-1, place))
  const total = sizes.reduce((product, count) => product * count, 1)
  const counts = reshape(tally(boxes, weights ?? full(1, place), total), sizes)
  return { counts: density ? densityOf(counts, edges) : counts, edges: edges.map(edge => typed(edge)) }
}

/**
 * How many points fall into boxes: along each coordinate bin k has `edges[k] ≤ x < edges[k + 1]`, the last one its upper edge too. Points
 * outside are left out.
 * @param points floats[n, coordinates]
 * @param options bins: how many of equal width (default 10) or edges, for all coordinates or a list; range: a list of where bins begin and
 *   end; weights[n]; density: whether the integral is 1, default false
 * @returns counts int32[bins, …] (of the dtype of the weights, if given; a density of that of the points), and a list of edges[bins + 1]
 * @throws ShapeError unless a matrix, or when weights or edges do not fit; ArgumentError when bins or ranges make no sense, DTypeError
 *   unless float
 * @example
 * ```
 * histogramdd(tensor([[0, 0], [1, 3], [1, 3]]), { bins: [2, 3] }).counts.toArray() // [[1, 0, 0], [0, 0, 2]]
 * ```
 */
export function histogramdd<D extends FloatDType, W extends DType = 'int32', const Density extends boolean = false>(
  points: Tensor<Shape, D>,
  options?: HistogramNdOptions<W, Density>,
): HistogramNd<Shape, Density extends true ? D : W, D>
export function histogramdd(points: Tensor, options?: HistogramNdOptions): HistogramNd {
  checkKind('histogramdd', points, floatKind)
  const [size, rank] = points.shape
  if (size === undefined || rank === undefined || points.shape.length !== 2)
    throw new ShapeError(`histogramdd: needs a matrix, one point a row; got ${showType(points)}`)
  const coordinates = Array.from({ length: rank }, (_, i) => reshape(part(points, 1, i, i + 1), [size]))
  return counted('histogramdd', coordinates, options)
}

/**
 * How many points of a plane fall into boxes: the first coordinate counts rows, the second columns.
 * @param x floats[n]
 * @param y floats[n]; dtypes promote
 * @param options those of `histogramdd`
 * @returns counts int32[bins, bins] (of the dtype of the weights, if given), and both edges
 * @throws ShapeError unless two vectors of one size, ArgumentError when bins or ranges make no sense, DTypeError unless float
 * @example
 * ```
 * histogram2d(tensor([0, 1, 1]), tensor([0, 3, 3]), { bins: 2 }).counts.toArray() // [[1, 0], [0, 2]]
 * ```
 */
export function histogram2d<DX extends FloatDType, DY extends FloatDType, W extends DType = 'int32', const Density extends boolean = false>(
  x: Tensor<Shape, DX>,
  y: PromoteArgument<DX, DY, Tensor<Shape, DY>>,
  options?: HistogramNdOptions<W, Density>,
): HistogramNd<[number, number], Density extends true ? PromoteResult<DX, DY> : W, PromoteResult<DX, DY>>
export function histogram2d(x: Tensor, y: unknown, options?: HistogramNdOptions): HistogramNd {
  checkKind('histogram2d', x, floatKind)
  checkKind('histogram2d', y, floatKind)
  if (x.shape.length !== 1 || !sameShape(x.shape, y.shape))
    throw new ShapeError(`histogram2d: needs two vectors of one size; got ${showType(x)} and ${showType(y)}`)
  const dtype = commonDType('histogram2d', [x, y])
  return counted('histogram2d', [p.cast(x, dtype), p.cast(y, dtype)], options)
}
