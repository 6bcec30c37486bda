// Tensors whose elements are functions of their place.

import { showType } from '../../core/array-type.js'
import { isTensor, type Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { broadcast, full } from '../../primitives/structure/broadcast.js'
import { iota } from '../../primitives/structure/constant.js'
import type { DTypeName } from '../../support/dtype.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { optionsOf } from '../../support/options.js'
import { checkShape, type Dims } from '../../support/shape.js'
import { vmap } from '../../transforms/index.js'
import type { DType, List, Mut, Shape } from '../../types/index.js'
import { checkDType, checkInteger, checkTensor, show } from '../signatures/operands.js'

/**
 * A lower triangle of ones: `out[i, j] = (j ≤ i + offset)`.
 * @param rows how many
 * @param columns as many as rows unless given
 * @param offset how far above the main diagonal the ones reach; below it if negative. Default 0
 * @param dtype float32 unless given
 * @returns dtype[rows, columns]
 * @throws ArgumentError when a size is not a non-negative integer or the offset not an integer
 * @example
 * ```
 * tri(2).toArray() // [[1, 0], [1, 1]]
 * ```
 */
export function tri<N extends number, M extends number = N, D extends DType = 'float32'>(
  rows: N,
  columns?: M,
  offset?: number,
  dtype?: D,
): Tensor<[N, M], D>
export function tri(rows: number, columns: number = rows, offset = 0, dtype: DTypeName = 'float32'): Tensor {
  checkInteger('tri', 'rows', rows, 0)
  checkInteger('tri', 'columns', columns, 0)
  checkInteger('tri', 'offset', offset)
  checkDType('tri', dtype)
  const count = (axis: number): Tensor => iota({ shape: [rows, columns], axis, dtype: 'int32' })
  const difference = p.sub(count(1), count(0))
  return p.cast(p.le(difference, full(offset, difference)), dtype)
}

/** Which axis the first vector runs along. */
export interface MeshgridOptions<I extends 'xy' | 'ij' = 'xy' | 'ij'> {
  /** 'xy', the default: the second axis, as in pictures; 'ij': the first. */
  readonly indexing?: I
}

type SizesOf<Ts extends List> = { -readonly [K in keyof Ts]: Ts[K] extends { readonly shape: readonly [infer N] } ? N : number }
type Swapped<Sizes extends List> = Sizes extends readonly [infer X, infer Y, ...infer Rest] ? [Y, X, ...Rest] : Sizes
type GridShape<Ts extends List, I> = number extends Ts['length']
  ? Shape
  : (I extends 'ij' ? SizesOf<Ts> : Swapped<SizesOf<Ts>>) extends infer R extends Shape
    ? R
    : Shape

/**
 * The grid that vectors span: for each vector a tensor that runs along its axis and repeats along the others.
 * @param vectors any[n], one for each axis
 * @param options indexing: the first vector runs along the second axis with 'xy', the default, along the first with 'ij'
 * @returns as many tensors, each of its dtype, of one shape
 * @throws ShapeError unless all are vectors, ArgumentError when there is no such indexing
 * @example
 * ```
 * meshgrid([tensor([1, 2, 3]), tensor([4, 5])])[0].toArray() // [[1, 2, 3], [1, 2, 3]]
 * meshgrid([tensor([1, 2, 3]), tensor([4, 5])], { indexing: 'ij' })[1].toArray() // [[4, 5], [4, 5], [4, 5]]
 * ```
 */
export function meshgrid<const Ts extends readonly Tensor[], I extends 'xy' | 'ij' = 'xy'>(
  vectors: Ts,
  options?: MeshgridOptions<I>,
): { -readonly [K in keyof Ts]: Tensor<GridShape<Ts, I>, Ts[K]['dtype']> }
export function meshgrid(vectors: readonly Tensor[], options?: MeshgridOptions): Tensor[] {
  const { indexing } = optionsOf('meshgrid', options, { indexing: 'xy' })
  if (indexing !== 'xy' && indexing !== 'ij') throw new ArgumentError(`meshgrid: indexing must be 'xy' or 'ij'; got ${show(indexing)}`)
  if (!Array.isArray(vectors)) throw new ArgumentError(`meshgrid: expected an array of vectors; got ${show(vectors)}`)
  for (const x of vectors) {
    checkTensor('meshgrid', x)
    if (x.shape.length !== 1) throw new ShapeError(`meshgrid: needs vectors; got ${showType(x)}`)
  }
  const axisOf = (i: number): number => (indexing === 'xy' && vectors.length > 1 && i < 2 ? 1 - i : i)
  const shape = vectors.map((_, axis) => vectors[axisOf(axis)]?.shape[0] as number)
  return vectors.map((x, i) => broadcast(x, shape, [axisOf(i)]))
}

/** The index of a place, one scalar for each axis. */
export type PlaceIndex<S extends Shape> = { [K in keyof S]: Tensor<[], 'int32'> }

/**
 * A tensor whose elements are a function of their place: `out[i, j, …] = f(i, j, …)`. The function is called once, with indices that
 * are traced scalars; what it gives, a scalar or a tensor, stands at the last axes.
 * @param shape the sizes of the places
 * @param f what stands at a place, from int32 scalars
 * @returns any[…shape, …]
 * @throws ShapeError when a size is not a non-negative integer, ArgumentError unless the function gives a tensor
 * @example
 * ```
 * tabulate([2, 3], (i, j) => i.mul(10).add(j)).toArray() // [[0, 1, 2], [10, 11, 12]]
 * ```
 */
export function tabulate<const S extends Shape, R extends Shape, D extends DType>(
  shape: S,
  f: (...index: PlaceIndex<Mut<S>>) => Tensor<R, D>,
): Tensor<[...Mut<S>, ...R], D>
export function tabulate(shape: Dims, f: unknown): Tensor {
  checkShape(shape, 'tabulate')
  if (typeof f !== 'function') throw new ArgumentError(`tabulate: expected a function of the indices; got ${show(f)}`)
  // It takes as many indices as the shape has sizes: the declaration says so.
  const elementAt = f as (...index: readonly Tensor[]) => unknown
  const at = (index: readonly Tensor[]): Tensor => {
    const size = shape[index.length]
    if (size === undefined) {
      const value = elementAt(...index)
      if (!isTensor(value)) throw new ArgumentError(`tabulate: the function must give a tensor; got ${show(value)}`)
      return value
    }
    return vmap((i: Tensor) => at([...index, i]))(iota({ shape: [size], axis: 0, dtype: 'int32' }))
  }
  return at([])
}
