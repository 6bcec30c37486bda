// Order along an axis: sort, argsort, lexsort, topK. Stable; NaN counts as greater than every number; zeros of either sign are equal.

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import { gatherAlong } from '../../primitives/gather/along.js'
import { sort as sortAlong } from '../../primitives/sorting/index.js'
import { iota } from '../../primitives/structure/constant.js'
import { slice } from '../../primitives/structure/slice.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { optionsOf } from '../../support/options.js'
import { normalizeAxis, sameShape } from '../../support/shape.js'
import type { Argument, AxisOutOfRange, DType, List, NormalizeAxis, ReplaceAxes, Shape, ShapeResult } from '../../types/index.js'
import { checkInteger, checkTensor, show, showOperands } from '../signatures/operands.js'
import { typed } from '../signatures/signatures.js'

/** What sorting takes. */
export interface SortOptions {
  /** Whether the largest comes first. Default false. */
  readonly descending?: boolean
}

/** The shape of what is sorted along an axis: unchanged, if there is that axis. */
export type AlongAxis<S extends List, Axis> = number extends S['length']
  ? Shape
  : number extends Axis
    ? S
    : [NormalizeAxis<S['length'], Axis>] extends [never]
      ? AxisOutOfRange<S, Axis>
      : S

export type SortFunction = <S extends Shape, D extends DType, const Axis extends number = -1>(
  x: Tensor<S, D>,
  axis?: Argument<AlongAxis<S, Axis>, Axis>,
  options?: SortOptions,
) => Tensor<S, D>
export type SortMethod = <A extends Shape, DA extends DType, const Axis extends number = -1>(
  this: Tensor<A, DA>,
  axis?: Argument<AlongAxis<A, Axis>, Axis>,
  options?: SortOptions,
) => Tensor<A, DA>
export type ArgsortFunction = <S extends Shape, const Axis extends number = -1>(
  x: Tensor<S>,
  axis?: Argument<AlongAxis<S, Axis>, Axis>,
  options?: SortOptions,
) => Tensor<S, 'int32'>
export type ArgsortMethod = <A extends Shape, const Axis extends number = -1>(
  this: Tensor<A>,
  axis?: Argument<AlongAxis<A, Axis>, Axis>,
  options?: SortOptions,
) => Tensor<A, 'int32'>

/** Both results of a sort, checked. */
export function sorted(operation: string, x: unknown, axis: unknown, descending: boolean): readonly [Tensor, Tensor, number] {
  checkTensor(operation, x)
  const at = normalizeAxis((axis ?? -1) as number, x.shape.length, operation)
  return [...sortAlong(x, at, descending), at]
}

const isDescending = (operation: string, options: SortOptions | undefined): boolean =>
  optionsOf(operation, options, { descending: false }).descending

/**
 * The elements along an axis in ascending order; NaN last. Equal elements keep their order. The derivative goes with the elements.
 * @param x any[…]
 * @param axis which; negative ones count from the end. Default -1
 * @param options descending: the largest first, and before it NaN
 * @returns any, of the shape and dtype of x
 * @throws ShapeError when the axis does not exist
 * @example
 * ```
 * sort(tensor([3, 1, NaN, 2])).toArray() // [1, 2, 3, NaN]
 * sort(tensor([[3, 1], [1, 2]]), 0).toArray() // [[1, 1], [3, 2]]
 * sort(tensor([3, 1, 2]), 0, { descending: true }).toArray() // [3, 2, 1]
 * ```
 */
export const sort: SortFunction = (x, axis, options) => typed(sorted('sort', x, axis, isDescending('sort', options))[0])

/**
 * Where the elements stand that sort would put in each place: `sort(x) = takeAlongAxis(x, argsort(x), -1)`. Stable.
 * @param x any[…]
 * @param axis which; negative ones count from the end. Default -1
 * @param options descending: the largest first, and before it NaN; equal elements keep their order all the same
 * @returns int32, of the shape of x
 * @throws ShapeError when the axis does not exist
 * @example
 * ```
 * argsort(tensor([3, 1, 2])).toArray() // [1, 2, 0]
 * argsort(tensor([1, 2, 1]), 0, { descending: true }).toArray() // [1, 0, 2]
 * ```
 */
export const argsort: ArgsortFunction = (x, axis, options) => typed(sorted('argsort', x, axis, isDescending('argsort', options))[1])

/**
 * The order by several keys, the last of which counts most, as in NumPy: an indirect, stable sort by each in turn.
 * @param keys tensors of one shape
 * @param axis which; negative ones count from the end. Default -1
 * @returns int32, of the shape of the keys
 * @throws ShapeError when the shapes differ or the axis does not exist, ArgumentError without a key
 * @example
 * ```
 * lexsort([tensor([2, 1, 3]), tensor([1, 1, 0])]).toArray() // [2, 1, 0]
 * ```
 */
export function lexsort<S extends Shape, const Axis extends number = -1>(
  keys: readonly Tensor<S>[],
  axis?: Argument<AlongAxis<S, Axis>, Axis>,
): Tensor<S, 'int32'>
export function lexsort(keys: unknown, axis = -1): Tensor {
  if (!Array.isArray(keys)) throw new ArgumentError(`lexsort: expected an array of tensors; got ${show(keys)}`)
  const tensors = keys.map(key => {
    checkTensor('lexsort', key)
    return key
  })
  const [first] = tensors
  if (first === undefined) throw new ArgumentError('lexsort: needs at least one key')
  if (tensors.some(key => !sameShape(key.shape, first.shape)))
    throw new ShapeError(`lexsort: keys must have one shape; got ${showOperands(tensors)}`)
  const at = normalizeAxis(axis, first.shape.length, 'lexsort')
  return tensors.reduce<Tensor>(
    (order, key) => gatherAlong(order, sortAlong(gatherAlong(key, order, at), at, false)[1], at),
    iota({ shape: first.shape, axis: at, dtype: 'int32' }),
  )
}

/** What `topK` takes. */
export interface TopKOptions {
  /** Whether to take the largest, the default, or the smallest. */
  readonly largest?: boolean
}

/** The shape of `topK(x, k, axis)`. */
export type TopK<S extends List, K extends number, Axis> = number extends S['length']
  ? Shape
  : number extends Axis
    ? Shape
    : [NormalizeAxis<S['length'], Axis>] extends [never]
      ? AxisOutOfRange<S, Axis>
      : ReplaceAxes<S, NormalizeAxis<S['length'], Axis>, [K]>

export type TopKMethod = <A extends Shape, DA extends DType, const K extends number, const Axis extends number = -1>(
  this: Tensor<A, DA>,
  k: K,
  axis?: Argument<TopK<A, K, Axis>, Axis>,
  options?: TopKOptions,
) => readonly [values: Tensor<ShapeResult<TopK<A, K, Axis>>, DA>, positions: Tensor<ShapeResult<TopK<A, K, Axis>>, 'int32'>]

/**
 * The k largest elements along an axis, in descending order, and where they stand. Of equal elements the first are taken; NaN counts as
 * largest. The derivative goes with the elements.
 * @param x any[…]
 * @param k how many
 * @param axis which; negative ones count from the end. Default -1
 * @param options largest: false for the k smallest, in ascending order
 * @returns the elements, of the dtype of x, and their positions, int32; both with k in place of the size of the axis
 * @throws ShapeError when the axis does not exist or has fewer than k elements, ArgumentError unless k is a natural number
 * @example
 * ```
 * topK(tensor([3, 1, 4, 1, 5]), 2)[0].toArray() // [5, 4]
 * topK(tensor([3, 1, 4, 1, 5]), 2, 0, { largest: false })[1].toArray() // [1, 3]
 * ```
 */
export function topK<S extends Shape, D extends DType, const K extends number, const Axis extends number = -1>(
  x: Tensor<S, D>,
  k: K,
  axis?: Argument<TopK<S, K, Axis>, Axis>,
  options?: TopKOptions,
): readonly [values: Tensor<ShapeResult<TopK<S, K, Axis>>, D>, positions: Tensor<ShapeResult<TopK<S, K, Axis>>, 'int32'>]
export function topK(x: Tensor, k: number, axis = -1, options?: TopKOptions): readonly [Tensor, Tensor] {
  const { largest } = optionsOf('topK', options, { largest: true })
  checkInteger('topK', 'k', k, 0)
  const [values, positions, at] = sorted('topK', x, axis, largest)
  const size = x.shape[at] as number
  if (k > size)
    throw new ShapeError(`topK: the axis must have k elements; expected at least ${k}, got ${size} (axis ${at}) from x ${showType(x)}`)
  const first = (y: Tensor): Tensor =>
    slice(
      y,
      y.shape.map(() => 0),
      y.shape.with(at, k),
    )
  return [first(values), first(positions)]
}
