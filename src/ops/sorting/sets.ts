// Tensors as sets of numbers. Which elements are in a set is a question like others; the sets themselves have sizes that depend on
// values, and are there outside of transforms only.

import type { Tensor } from '../../core/tensor.js'
import { outsideTraces } from '../../core/trace.js'
import * as p from '../../primitives/elementwise/index.js'
import { searchSorted, sort as sortP } from '../../primitives/sorting/index.js'
import { full } from '../../primitives/structure/broadcast.js'
import { concat } from '../../primitives/structure/join.js'
import { reshape } from '../../primitives/structure/reshape.js'
import { sizeOf } from '../../support/shape.js'
import type { DType, PromoteArgument, PromoteResult, Shape } from '../../types/index.js'
import { compress } from '../indexing/places.js'
import { take } from '../indexing/take.js'
import { checkKind, commonDType, numberKinds } from '../signatures/operands.js'
import { typed } from '../signatures/signatures.js'
import { sort } from './sort.js'
import { checkKnown, distinct } from './unique.js'

const orderedKinds = ['bool', ...numberKinds] as const

const flat = (x: Tensor): Tensor => reshape(x, [sizeOf(x.shape)])

/** Both in the dtype they promote to. @throws DTypeError */
function alike(operation: string, a: unknown, b: unknown): readonly [Tensor, Tensor] {
  checkKind(operation, a, orderedKinds)
  checkKind(operation, b, orderedKinds)
  const dtype = commonDType(operation, [a, b])
  return [p.cast(a, dtype), p.cast(b, dtype)]
}

/** Whether elements of a vector are among those of another. */
function among(x: Tensor, values: Tensor): Tensor {
  const count = values.shape[0] as number
  if (count === 0 || sizeOf(x.shape) === 0) return full(0, { shape: x.shape, dtype: 'bool' })
  // Booleans are searched as numbers.
  const [a, b] = x.dtype === 'bool' ? [p.cast(x, 'uint8'), p.cast(values, 'uint8')] : [x, values]
  const [sorted] = sortP(b, 0, false)
  const place = searchSorted(sorted, a, 'left')
  return p.eq(take(sorted, typed(place), 0, { mode: 'clip' }), a)
}

/**
 * Whether each element is one of some values. NaN is none.
 * @param x any[…] but complex
 * @param values any[…] but complex; dtypes promote
 * @returns bool, of the shape of x
 * @throws DTypeError when the dtypes do not promote or are complex
 * @example
 * ```
 * isin(tensor([1, 2, 3, 4]), tensor([2, 4, 6])).toArray() // [false, true, false, true]
 * ```
 */
export function isin<S extends Shape, D extends DType, DV extends DType>(
  x: Tensor<S, D>,
  values: PromoteArgument<D, DV, Tensor<Shape, DV>>,
): Tensor<S, 'bool'>
export function isin(x: unknown, values: unknown): Tensor {
  const [a, b] = alike('isin', x, values)
  return reshape(among(flat(a), flat(b)), a.shape)
}

/** A set made of two. */
type SetFunction = <DA extends DType, DB extends DType>(
  a: Tensor<Shape, DA>,
  b: PromoteArgument<DA, DB, Tensor<Shape, DB>>,
) => Tensor<[number], PromoteResult<DA, DB>>

const setFunction =
  (operation: string, make: (a: Tensor, b: Tensor) => Tensor): SetFunction =>
  (a, b) => {
    const [x, y] = alike(operation, a, b)
    checkKnown(operation, x)
    checkKnown(operation, y)
    return typed(outsideTraces(() => make(distinct(operation, x).values, distinct(operation, y).values)))
  }

const without = (a: Tensor, b: Tensor): Tensor => compress(p.not(among(a, b)) as Tensor<[number], 'bool'>, a, 0)

/**
 * The elements of both, each once, ascending.
 * @param a any[…] but complex
 * @param b likewise; dtypes promote
 * @returns any[n], of the promoted dtype
 * @throws DTypeError when the dtypes do not promote or are complex, TraceError inside of transforms
 * @example
 * ```
 * union1d(tensor([3, 1]), tensor([2, 1])).toArray() // [1, 2, 3]
 * ```
 */
export const union1d: SetFunction = setFunction('union1d', (a, b) => distinct('union1d', concat([a, b], 0)).values)

/**
 * The elements that are in both, each once, ascending; NaN is in none.
 * @param a any[…] but complex
 * @param b likewise; dtypes promote
 * @returns any[n], of the promoted dtype
 * @throws DTypeError when the dtypes do not promote or are complex, TraceError inside of transforms
 * @example
 * ```
 * intersect1d(tensor([3, 1, 2, 1]), tensor([2, 1])).toArray() // [1, 2]
 * ```
 */
export const intersect1d: SetFunction = setFunction('intersect1d', (a, b) => compress(among(a, b) as Tensor<[number], 'bool'>, a, 0))

/**
 * The elements of the first that are not in the second, each once, ascending.
 * @param a any[…] but complex
 * @param b likewise; dtypes promote
 * @returns any[n], of the promoted dtype
 * @throws DTypeError when the dtypes do not promote or are complex, TraceError inside of transforms
 * @example
 * ```
 * setdiff1d(tensor([3, 1, 2, 1]), tensor([2])).toArray() // [1, 3]
 * ```
 */
export const setdiff1d: SetFunction = setFunction('setdiff1d', without)

/**
 * The elements that are in one of the two only, each once, ascending.
 * @param a any[…] but complex
 * @param b likewise; dtypes promote
 * @returns any[n], of the promoted dtype
 * @throws DTypeError when the dtypes do not promote or are complex, TraceError inside of transforms
 * @example
 * ```
 * setxor1d(tensor([3, 1, 2, 1]), tensor([2, 4])).toArray() // [1, 3, 4]
 * ```
 */
export const setxor1d: SetFunction = setFunction('setxor1d', (a, b) => sort(concat([without(a, b), without(b, a)], 0), 0))
