// Polynomials as vectors of coefficients, the highest power first: sums, products, quotients.

import { showType } from '../../core/array-type.js'
import { isTensor, type Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { broadcast, full } from '../../primitives/structure/broadcast.js'
import { concat } from '../../primitives/structure/join.js'
import { reshape } from '../../primitives/structure/reshape.js'
import { pad } from '../../primitives/structure/slice.js'
import { ShapeError } from '../../support/errors.js'
import type { DType, PromoteArgument, PromoteResult, Shape } from '../../types/index.js'
import { tensor } from '../creation/tensor.js'
import { convolve } from '../series/convolve.js'
import { part } from '../shape/along.js'
import { computed, rounded } from '../signatures/halves.js'
import { arithmeticKinds, checkKind, commonDType, inexactKinds } from '../signatures/operands.js'
import { typed } from '../signatures/signatures.js'

/** Coefficients: numbers, or numbers[n], the highest power first. */
export type Coefficients<D extends DType = DType> = readonly number[] | Tensor<Shape, D>

/** The coefficients as a vector. @throws ShapeError unless a vector with elements, DTypeError on bool */
export function coefficientsOf(operation: string, given: unknown): Tensor {
  const c = Array.isArray(given) && given.every(value => typeof value === 'number') ? (tensor(given as number[]) as Tensor) : given
  checkKind(operation, c, arithmeticKinds, 'coefficients')
  if (c.shape.length !== 1 || c.shape[0] === 0)
    throw new ShapeError(`${operation}: coefficients must be a vector of at least one; got ${showType(c)}`)
  return c
}

/** Two polynomials in one dtype: lists of numbers take that of a tensor beside them. */
function pairOf(operation: string, a: unknown, b: unknown): readonly [Tensor, Tensor] {
  const [x, y] = [coefficientsOf(operation, a), coefficientsOf(operation, b)]
  const dtype = isTensor(a) === isTensor(b) ? commonDType(operation, [x, y]) : (isTensor(a) ? x : y).dtype
  return [p.cast(x, dtype), p.cast(y, dtype)]
}

/** Zeros in front, for the powers that one of them does not have. */
const ofLength = (x: Tensor, count: number): Tensor => pad(x, [count - (x.shape[0] as number)], [0], [0])

/** An operation on two polynomials. */
type PolynomialFunction = <DA extends DType = never, DB extends DType = never>(
  a: readonly number[] | Tensor<Shape, DA>,
  b: readonly number[] | PromoteArgument<DA, DB, Tensor<Shape, DB>>,
) => Tensor<[number], PromoteResult<DA, DB>>

const termwise =
  (operation: string, combine: (a: Tensor, b: Tensor) => Tensor): PolynomialFunction =>
  (a, b) => {
    const [x, y] = pairOf(operation, a, b)
    const count = Math.max(x.shape[0] as number, y.shape[0] as number)
    return typed(combine(ofLength(x, count), ofLength(y, count)))
  }

/**
 * The sum of two polynomials.
 * @param a numbers[n], the highest power first; or JavaScript numbers
 * @param b numbers[m]; dtypes promote
 * @returns numbers[max(n, m)]
 * @throws ShapeError unless both are vectors with elements, DTypeError when the dtypes do not promote or are bool
 * @example
 * ```
 * polyadd([1, 2], [9, 5, 4]).toArray() // [9, 6, 6]
 * ```
 */
export const polyadd: PolynomialFunction = termwise('polyadd', p.add)

/**
 * The difference of two polynomials.
 * @param a numbers[n], the highest power first; or JavaScript numbers
 * @param b numbers[m]; dtypes promote
 * @returns numbers[max(n, m)]
 * @throws ShapeError unless both are vectors with elements, DTypeError when the dtypes do not promote or are bool
 * @example
 * ```
 * polysub([2, 10, -2], [3, 10, -4]).toArray() // [-1, 0, 2]
 * ```
 */
export const polysub: PolynomialFunction = termwise('polysub', p.sub)

/**
 * The product of two polynomials.
 * @param a numbers[n], the highest power first; or JavaScript numbers
 * @param b numbers[m]; dtypes promote
 * @returns numbers[n + m - 1]
 * @throws ShapeError unless both are vectors with elements, DTypeError when the dtypes do not promote or are bool
 * @example
 * ```
 * polymul([1, 2, 3], [9, 5, 1]).toArray() // [9, 23, 38, 17, 3]
 * ```
 */
export const polymul: PolynomialFunction = (a, b) => {
  const [x, y] = pairOf('polymul', a, b)
  return typed(convolve(x, typed<Shape, DType>(y)))
}

/** What `polydiv` gives: `a = quotient · b + remainder`. */
export interface PolynomialQuotient<D extends DType = DType> {
  readonly quotient: Tensor<[number], D>
  readonly remainder: Tensor<[number], D>
}

/**
 * The quotient of two polynomials, and what remains: `a = quotient · b + remainder`.
 * @param a numbers[n], the highest power first; or JavaScript numbers
 * @param b numbers[m], whose first coefficient is not 0; dtypes promote
 * @returns quotient[max(1, n - m + 1)] and remainder[max(1, m - 1)], of the promoted dtype
 * @throws ShapeError unless both are vectors with elements, DTypeError unless float or complex
 * @example
 * ```
 * polydiv([3, 5, 2], [2, 1]).quotient.toArray() // [1.5, 1.75]
 * polydiv([3, 5, 2], [2, 1]).remainder.toArray() // [0.25]
 * ```
 * @deviation from NumPy: the remainder keeps its leading zeros, since its size cannot depend on values.
 */
export function polydiv<DA extends DType = never, DB extends DType = never>(
  a: readonly number[] | Tensor<Shape, DA>,
  b: readonly number[] | PromoteArgument<DA, DB, Tensor<Shape, DB>>,
): PolynomialQuotient<PromoteResult<DA, DB>> {
  const [x, y] = pairOf('polydiv', a, b)
  checkKind('polydiv', x, inexactKinds, 'coefficients')
  const [n, m] = [x.shape[0] as number, y.shape[0] as number]
  const divisor = computed(y)
  let rest = computed(x)
  if (n < m) return { quotient: typed(full(0, { shape: [1], dtype: x.dtype })), remainder: typed(ofLength(x, m - 1)) }
  const lead = part(divisor, 0, 0, 1)
  const quotient: Tensor[] = []
  for (let i = 0; i <= n - m; i++) {
    const factor = p.div(part(rest, 0, 0, 1), lead)
    quotient.push(factor)
    // The first coefficient is gone by construction.
    const size = rest.shape[0] as number
    const taken = p.mul(broadcast(reshape(factor, []), [m - 1], []), part(divisor, 0, 1, m))
    rest = p.sub(part(rest, 0, 1, size), pad(taken, [0], [size - m], [0]))
  }
  const remainder = m === 1 ? full(0, { shape: [1], dtype: rest.dtype }) : rest
  return { quotient: typed(rounded(concat(quotient, 0), x.dtype)), remainder: typed(rounded(remainder, x.dtype)) }
}
