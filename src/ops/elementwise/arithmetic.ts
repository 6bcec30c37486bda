// Arithmetic, elementwise, with broadcasting and promotion. Integers wrap. Quotients and remainders follow Python: the quotient is
// rounded down, the remainder has the sign of the divisor.

import { isComplex } from '../../core/complex.js'
import type { Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { full } from '../../primitives/structure/broadcast.js'
import { isFloat, type Kind } from '../../support/dtype.js'
import { DTypeError } from '../../support/errors.js'
import { direction, magnitude } from '../complex/magnitude.js'
import type { PartFunction } from '../complex/parts.js'
import { inexactFunction, ofTwo, unaryFunction } from '../signatures/families.js'
import { computed, rounded } from '../signatures/halves.js'
import { align, arithmeticKinds, checkKind, numberKinds, showOperands } from '../signatures/operands.js'
import {
  type BinaryFunction,
  type InexactBinaryFunction,
  type InexactFunction,
  typed,
  type UnaryFunction,
} from '../signatures/signatures.js'

const binary = (operation: string, apply: (a: Tensor, b: Tensor) => Tensor, kinds: readonly Kind[] = numberKinds): BinaryFunction => {
  const run = ofTwo(operation, kinds, apply)
  return (a, b) => typed(run(a, b))
}

/**
 * The sum: `a + b`.
 * @param a numbers[…], or a JavaScript number, which takes the dtype of b
 * @param b likewise; shapes broadcast, dtypes promote
 * @returns the broadcast shape, of the promoted dtype
 * @throws ShapeError when the shapes do not broadcast, DTypeError when the dtypes do not promote or are bool
 * @example
 * ```
 * add(tensor([1, 2]), tensor([[10], [20]])).toArray() // [[11, 12], [21, 22]]
 * add(1, tensor([1, 2], 'int32')).toArray() // [2, 3]
 * ```
 */
export const add: BinaryFunction = binary('add', p.add, arithmeticKinds)

/**
 * The difference: `a - b`.
 * @param a numbers[…], or a JavaScript number, which takes the dtype of b
 * @param b likewise; shapes broadcast, dtypes promote
 * @returns the broadcast shape, of the promoted dtype
 * @throws ShapeError when the shapes do not broadcast, DTypeError when the dtypes do not promote or are bool
 * @example
 * ```
 * sub(1, tensor([1, 2])).toArray() // [0, -1]
 * ```
 */
export const sub: BinaryFunction = binary('sub', p.sub, arithmeticKinds)

/**
 * The product, element by element: `a · b`.
 * @param a numbers[…], or a JavaScript number, which takes the dtype of b
 * @param b likewise; shapes broadcast, dtypes promote
 * @returns the broadcast shape, of the promoted dtype
 * @throws ShapeError when the shapes do not broadcast, DTypeError when the dtypes do not promote or are bool
 * @example
 * ```
 * mul(tensor([1, 2]), 3).toArray() // [3, 6]
 * ```
 */
export const mul: BinaryFunction = binary('mul', p.mul, arithmeticKinds)

/**
 * The quotient of floats or complex numbers: `a / b`; division by zero gives an infinity or NaN.
 * @param a floats[…] or complex[…], or a JavaScript number, which takes the dtype of b
 * @param b likewise; shapes broadcast, dtypes promote
 * @returns the broadcast shape, of the promoted dtype
 * @throws ShapeError when the shapes do not broadcast, DTypeError when the dtypes do not promote or are not float
 * @example
 * ```
 * div(1, tensor([2, 4])).toArray() // [0.5, 0.25]
 * ```
 * @deviation from NumPy: integers are an error that names floorDivide, since their quotient is no integer.
 */
export const div: InexactBinaryFunction = (a, b) => {
  const [left, right] = align('div', [a, b])
  if (!isFloat(left.dtype) && !isComplex(left))
    throw new DTypeError(
      `div: elements must be float or complex; got ${showOperands([a, b])}; cast first, or use floorDivide for the quotient rounded down`,
    )
  return typed(p.div(left, right))
}

/** Whether Python's remainder is the truncated one plus the divisor: they differ in sign and it is not zero. */
function wrapsRemainder(remainder: Tensor, divisor: Tensor): Tensor {
  const zero = full(0, divisor)
  return p.and(p.ne(remainder, zero), p.ne(p.lt(remainder, zero), p.lt(divisor, zero)))
}

/**
 * The quotient rounded down: `⌊a / b⌋`.
 * @param a numbers[…], or a JavaScript number, which takes the dtype of b
 * @param b likewise; shapes broadcast, dtypes promote
 * @returns the broadcast shape, of the promoted dtype
 * @throws ShapeError when the shapes do not broadcast, DTypeError when the dtypes do not promote or are bool
 * @example
 * ```
 * floorDivide(tensor([7, -7], 'int32'), 2).toArray() // [3, -4]
 * ```
 * @source for floats Python's float_divmod: from the exact remainder, so that it agrees with `remainder`
 * @deviation from NumPy: dividing an integer by zero gives all bits one less the rounding, a float NaN, as in JAX.
 */
export const floorDivide: BinaryFunction = binary('floorDivide', (a, b) => {
  const remainder = p.rem(a, b)
  const wraps = wrapsRemainder(remainder, b)
  const quotient = isFloat(a.dtype) ? p.div(p.sub(a, remainder), b) : p.div(a, b)
  const down = p.select(wraps, p.sub(quotient, full(1, quotient)), quotient)
  return isFloat(a.dtype) ? p.round(down) : down
})

/**
 * The remainder with the sign of the divisor: `a - b · ⌊a / b⌋`.
 * @param a numbers[…], or a JavaScript number, which takes the dtype of b
 * @param b likewise; shapes broadcast, dtypes promote
 * @returns the broadcast shape, of the promoted dtype
 * @throws ShapeError when the shapes do not broadcast, DTypeError when the dtypes do not promote or are bool
 * @example
 * ```
 * remainder(tensor([7, -7], 'int32'), 3).toArray() // [1, 2]
 * ```
 */
export const remainder: BinaryFunction = binary('remainder', (a, b) => {
  const truncated = p.rem(a, b)
  return p.select(wrapsRemainder(truncated, b), p.add(truncated, b), truncated)
})

/**
 * The larger of two, NaN if one is: `max(a, b)`. At ties each side gets half of the derivative.
 * @param a numbers[…], or a JavaScript number, which takes the dtype of b
 * @param b likewise; shapes broadcast, dtypes promote
 * @returns the broadcast shape, of the promoted dtype
 * @throws ShapeError when the shapes do not broadcast, DTypeError when the dtypes do not promote or are bool
 * @example
 * ```
 * maximum(tensor([1, 5]), 3).toArray() // [3, 5]
 * ```
 */
export const maximum: BinaryFunction = binary('maximum', p.max)

/**
 * The smaller of two, NaN if one is: `min(a, b)`. At ties each side gets half of the derivative.
 * @param a numbers[…], or a JavaScript number, which takes the dtype of b
 * @param b likewise; shapes broadcast, dtypes promote
 * @returns the broadcast shape, of the promoted dtype
 * @throws ShapeError when the shapes do not broadcast, DTypeError when the dtypes do not promote or are bool
 * @example
 * ```
 * minimum(tensor([1, 5]), 3).toArray() // [1, 3]
 * ```
 */
export const minimum: BinaryFunction = binary('minimum', p.min)

/**
 * The negative: `-x`.
 * @param x numbers[…]; unsigned integers wrap
 * @throws DTypeError on bool
 * @example
 * ```
 * neg(tensor([1, -2])).toArray() // [-1, 2]
 * ```
 */
export const neg: UnaryFunction = unaryFunction('neg', arithmeticKinds, p.neg)

/**
 * The absolute value: `|x|`, of complex numbers `√(re² + im²)` without overflow on the way. Its derivative at 0 is 0.
 * @param x numbers[…]
 * @returns of the dtype of x, or of its parts where it is complex
 * @throws DTypeError on bool
 * @example
 * ```
 * abs(tensor([1, -2])).toArray() // [1, 2]
 * ```
 */
export const abs: PartFunction = x => {
  checkKind('abs', x, arithmeticKinds)
  return typed(rounded(magnitude(computed(x)), x.dtype))
}

/**
 * The sign: -1, 0 or 1, of complex numbers `z / |z|`, or 0; NaN stays NaN.
 * @param x numbers[…]
 * @throws DTypeError on bool
 * @example
 * ```
 * sign(tensor([3, 0, -2])).toArray() // [1, 0, -1]
 * ```
 */
export const sign: UnaryFunction = unaryFunction('sign', arithmeticKinds, x => (isComplex(x) ? direction(x) : p.sign(x)))

/**
 * The square: `x²`.
 * @param x numbers[…]; integers wrap
 * @throws DTypeError on bool
 * @example
 * ```
 * square(tensor([3, -2])).toArray() // [9, 4]
 * ```
 */
export const square: UnaryFunction = unaryFunction('square', arithmeticKinds, x => p.mul(x, x))

const inverse = (x: Tensor): Tensor => p.div(full(1, x), x)

/**
 * The reciprocal: `1 / x`.
 * @param x floats[…] or complex[…]
 * @throws DTypeError unless float or complex
 * @example
 * ```
 * reciprocal(tensor([2, 4])).toArray() // [0.5, 0.25]
 * ```
 */
export const reciprocal: InexactFunction = inexactFunction('reciprocal', inverse, inverse)
