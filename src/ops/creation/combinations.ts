// Choices of elements: of one vector, and one of each of several.

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import { reshape } from '../../primitives/structure/reshape.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { optionsOf } from '../../support/options.js'
import { sizeOf } from '../../support/shape.js'
import type { DType, List, Multiply, Shape } from '../../types/index.js'
import { take } from '../indexing/take.js'
import { stack } from '../shape/join.js'
import { checkInteger, checkTensor, show } from '../signatures/operands.js'
import { typed } from '../signatures/signatures.js'
import { meshgrid } from './grids.js'
import { table } from './table.js'

/** What `combinations` takes. */
export interface CombinationOptions {
  /** Whether an element may be chosen again. Default false. */
  readonly replacement?: boolean
}

/** Places of `size` out of `count`, ascending, in the order of words in a dictionary. */
function chosenPlaces(count: number, size: number, again: boolean): number[][] {
  const found: number[][] = []
  const extend = (chosen: readonly number[], from: number): void => {
    if (chosen.length === size) {
      found.push([...chosen])
      return
    }
    // Enough must be left for the rest.
    const last = again ? count : count - (size - chosen.length) + 1
    for (let i = from; i < last; i++) extend([...chosen, i], again ? i : i + 1)
  }
  extend([], 0)
  return found
}

/**
 * All ways to choose some elements of a vector, in the order they have there, one a row.
 * @param x any[n]
 * @param size how many are chosen. Default 2
 * @param options replacement: whether an element may be chosen again, default false
 * @returns any[n! / (size! (n - size)!), size]; with replacement any[(n + size - 1)! / (size! (n - 1)!), size]
 * @throws ShapeError unless a vector, ArgumentError unless the size is a non-negative integer
 * @example
 * ```
 * combinations(tensor([1, 2, 3])).toArray() // [[1, 2], [1, 3], [2, 3]]
 * combinations(tensor([1, 2]), 2, { replacement: true }).toArray() // [[1, 1], [1, 2], [2, 2]]
 * ```
 */
export function combinations<D extends DType, const K extends number = 2>(
  x: Tensor<readonly [number], D>,
  size?: K,
  options?: CombinationOptions,
): Tensor<[number, K], D>
export function combinations(x: Tensor, size = 2, options?: CombinationOptions): Tensor {
  checkTensor('combinations', x)
  const { replacement } = optionsOf('combinations', options, { replacement: false })
  checkInteger('combinations', 'size', size, 0)
  const [count] = x.shape
  if (count === undefined || x.shape.length !== 1) throw new ShapeError(`combinations: needs a vector; got ${showType(x)}`)
  const places = chosenPlaces(count, size, replacement)
  const shape = [places.length, size]
  if (sizeOf(shape) === 0) return take(x, typed(table([], [0], 'int32'))).reshape(shape)
  return take(x, typed(table(places.flat(), shape, 'int32')))
}

type SizeProduct<Ts extends List, Done = 1> = Ts extends readonly [infer First, ...infer Rest]
  ? SizeProduct<Rest, Multiply<Done, First extends { readonly shape: readonly [infer N] } ? N : number>>
  : Done

/**
 * All ways to choose one element of each of several vectors, one a row: the last vector runs fastest.
 * @param vectors any[n] each, at least one; dtypes promote
 * @returns any[Π n, vectors]
 * @throws ShapeError unless all are vectors, ArgumentError of none, DTypeError when the dtypes do not promote
 * @example
 * ```
 * cartesianProd([tensor([1, 2]), tensor([3, 4])]).toArray() // [[1, 3], [1, 4], [2, 3], [2, 4]]
 * ```
 * @deviation from PyTorch: of a single vector it gives rows of one element, as of several.
 */
export function cartesianProd<D extends DType, const Ts extends readonly Tensor<Shape, D>[]>(
  vectors: Ts,
): Tensor<number extends Ts['length'] ? [number, number] : [SizeProduct<Ts> & number, Ts['length']], Ts[number]['dtype']>
export function cartesianProd(vectors: readonly Tensor[]): Tensor {
  if (!Array.isArray(vectors) || vectors.length === 0)
    throw new ArgumentError(`cartesianProd: expected an array of at least one vector; got ${show(vectors)}`)
  for (const x of vectors) {
    checkTensor('cartesianProd', x)
    if (x.shape.length !== 1) throw new ShapeError(`cartesianProd: needs vectors; got ${showType(x)}`)
  }
  const grids: readonly Tensor[] = meshgrid(vectors, { indexing: 'ij' })
  return stack(
    grids.map(x => reshape(x, [sizeOf(x.shape)])),
    1,
  )
}
