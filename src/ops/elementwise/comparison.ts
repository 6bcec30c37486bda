// Comparisons and questions, elementwise, to bool. NaN equals nothing and is neither less nor greater.

import { isComplex, partsOf } from '../../core/complex.js'
import type { Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { full } from '../../primitives/structure/broadcast.js'
import { dtypeInfo, isFloat, type Kind } from '../../support/dtype.js'
import { ofTwo } from '../signatures/families.js'
import { arithmeticKinds, checkKind, numberKinds } from '../signatures/operands.js'
import { type ComparisonFunction, type PredicateFunction, typed } from '../signatures/signatures.js'

const anyKind: readonly Kind[] = ['bool', ...arithmeticKinds]

const comparison = (operation: string, kinds: readonly Kind[], apply: (a: Tensor, b: Tensor) => Tensor): ComparisonFunction => {
  const run = ofTwo(operation, kinds, apply)
  return (a, b) => typed(run(a, b))
}

type Question = (x: Tensor) => Tensor

/** A question about floats, whose answer for integers is the same for all; of complex numbers from the answers of both parts, or not asked. */
const predicate =
  (operation: string, ofFloats: Question, ofIntegers: boolean, together?: (re: Tensor, im: Tensor) => Tensor): PredicateFunction =>
  x => {
    checkKind(operation, x, together === undefined ? numberKinds : arithmeticKinds)
    if (together !== undefined && isComplex(x)) {
      const [re, im] = partsOf(x)
      return typed(together(ofFloats(re), ofFloats(im)))
    }
    return typed(isFloat(x.dtype) ? ofFloats(x) : full(ofIntegers ? 1 : 0, { shape: x.shape, dtype: 'bool' }))
  }

/**
 * Whether `a = b`.
 * @param a any[…], or a JavaScript number or boolean, which takes the dtype of b
 * @param b likewise; shapes broadcast, dtypes promote
 * @returns bool, of the broadcast shape
 * @throws ShapeError when the shapes do not broadcast, DTypeError when the dtypes do not promote
 * @example
 * ```
 * equal(tensor([1, 2]), 2).toArray() // [false, true]
 * ```
 */
export const equal: ComparisonFunction = comparison('equal', anyKind, p.eq)

/**
 * Whether `a ≠ b`.
 * @param a any[…], or a JavaScript number or boolean, which takes the dtype of b
 * @param b likewise; shapes broadcast, dtypes promote
 * @returns bool, of the broadcast shape
 * @throws ShapeError when the shapes do not broadcast, DTypeError when the dtypes do not promote
 * @example
 * ```
 * notEqual(tensor([1, 2]), 2).toArray() // [true, false]
 * ```
 */
export const notEqual: ComparisonFunction = comparison('notEqual', anyKind, p.ne)

/**
 * Whether `a < b`.
 * @param a numbers[…], or a JavaScript number, which takes the dtype of b
 * @param b likewise; shapes broadcast, dtypes promote
 * @returns bool, of the broadcast shape
 * @throws ShapeError when the shapes do not broadcast, DTypeError when the dtypes do not promote or are bool
 * @example
 * ```
 * less(tensor([1, 2, 3]), 2).toArray() // [true, false, false]
 * ```
 */
export const less: ComparisonFunction = comparison('less', numberKinds, p.lt)

/**
 * Whether `a ≤ b`.
 * @param a numbers[…], or a JavaScript number, which takes the dtype of b
 * @param b likewise; shapes broadcast, dtypes promote
 * @returns bool, of the broadcast shape
 * @throws ShapeError when the shapes do not broadcast, DTypeError when the dtypes do not promote or are bool
 * @example
 * ```
 * lessEqual(tensor([1, 2, 3]), 2).toArray() // [true, true, false]
 * ```
 */
export const lessEqual: ComparisonFunction = comparison('lessEqual', numberKinds, p.le)

/**
 * Whether `a > b`.
 * @param a numbers[…], or a JavaScript number, which takes the dtype of b
 * @param b likewise; shapes broadcast, dtypes promote
 * @returns bool, of the broadcast shape
 * @throws ShapeError when the shapes do not broadcast, DTypeError when the dtypes do not promote or are bool
 * @example
 * ```
 * greater(tensor([1, 2, 3]), 2).toArray() // [false, false, true]
 * ```
 */
export const greater: ComparisonFunction = comparison('greater', numberKinds, p.gt)

/**
 * Whether `a ≥ b`.
 * @param a numbers[…], or a JavaScript number, which takes the dtype of b
 * @param b likewise; shapes broadcast, dtypes promote
 * @returns bool, of the broadcast shape
 * @throws ShapeError when the shapes do not broadcast, DTypeError when the dtypes do not promote or are bool
 * @example
 * ```
 * greaterEqual(tensor([1, 2, 3]), 2).toArray() // [false, true, true]
 * ```
 */
export const greaterEqual: ComparisonFunction = comparison('greaterEqual', numberKinds, p.ge)

/**
 * Whether each element is NaN, or a part of it is; of integers none is.
 * @param x numbers[…]
 * @returns bool[…]
 * @throws DTypeError on bool
 * @example
 * ```
 * isNaN(tensor([1, NaN])).toArray() // [false, true]
 * ```
 */
const notANumber: PredicateFunction = predicate('isNaN', x => p.ne(x, x), false, p.or)

/**
 * Whether each element is neither infinite nor NaN, nor a part of it; every integer is finite.
 * @param x numbers[…]
 * @returns bool[…]
 * @throws DTypeError on bool
 * @example
 * ```
 * isFinite(tensor([1, NaN, -Infinity])).toArray() // [true, false, false]
 * ```
 */
const finite: PredicateFunction = predicate('isFinite', x => p.le(p.abs(x), full(dtypeInfo(x.dtype).max, x)), true, p.and)

/**
 * Whether each element is ∞ or -∞, or a part of it is.
 * @param x numbers[…]
 * @returns bool[…]
 * @throws DTypeError on bool
 * @example
 * ```
 * isInf(tensor([1, NaN, -Infinity])).toArray() // [false, false, true]
 * ```
 */
export const isInf: PredicateFunction = predicate('isInf', x => p.eq(p.abs(x), full(Number.POSITIVE_INFINITY, x)), false, p.or)

/**
 * Whether each element is ∞.
 * @param x numbers[…]
 * @returns bool[…]
 * @throws DTypeError on bool
 * @example
 * ```
 * isPosInf(tensor([Infinity, NaN, -Infinity])).toArray() // [true, false, false]
 * ```
 */
export const isPosInf: PredicateFunction = predicate('isPosInf', x => p.eq(x, full(Number.POSITIVE_INFINITY, x)), false)

/**
 * Whether each element is -∞.
 * @param x numbers[…]
 * @returns bool[…]
 * @throws DTypeError on bool
 * @example
 * ```
 * isNegInf(tensor([Infinity, NaN, -Infinity])).toArray() // [false, false, true]
 * ```
 */
export const isNegInf: PredicateFunction = predicate('isNegInf', x => p.eq(x, full(Number.NEGATIVE_INFINITY, x)), false)

// Inside of this file the names of JavaScript's own functions stay theirs.
export { finite as isFinite, notANumber as isNaN }
