// Logic on bools, and bits of integers.

import type { Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { dtypeInfo, type Kind } from '../../support/dtype.js'
import type { Shape } from '../../types/index.js'
import { ofTwo, unaryFunction } from '../signatures/families.js'
import { boolKind, checkKind, integerKinds } from '../signatures/operands.js'
import { type BinaryFunction, type BitwiseFunction, type LogicalFunction, typed, type UnaryFunction } from '../signatures/signatures.js'

const bitKinds: readonly Kind[] = ['bool', 'int', 'uint']

const logical = (operation: string, apply: (a: Tensor, b: Tensor) => Tensor): LogicalFunction => {
  const run = ofTwo(operation, boolKind, apply)
  return (a, b) => typed(run(a, b))
}

const bitwise = (operation: string, apply: (a: Tensor, b: Tensor) => Tensor): BitwiseFunction => {
  const run = ofTwo(operation, bitKinds, apply)
  return (a, b) => typed(run(a, b))
}

const shift = (operation: string, apply: (x: Tensor, by: Tensor) => Tensor): BinaryFunction => {
  const run = ofTwo(operation, integerKinds, apply)
  return (a, b) => typed(run(a, b))
}

/**
 * Whether both hold.
 * @param a bool[…], or a JavaScript boolean
 * @param b likewise; shapes broadcast
 * @returns bool, of the broadcast shape
 * @throws ShapeError when the shapes do not broadcast, DTypeError unless bool
 * @example
 * ```
 * logicalAnd(tensor([true, true]), tensor([true, false])).toArray() // [true, false]
 * ```
 */
export const logicalAnd: LogicalFunction = logical('logicalAnd', p.and)

/**
 * Whether one of them holds, or both.
 * @param a bool[…], or a JavaScript boolean
 * @param b likewise; shapes broadcast
 * @returns bool, of the broadcast shape
 * @throws ShapeError when the shapes do not broadcast, DTypeError unless bool
 * @example
 * ```
 * logicalOr(tensor([false, true]), false).toArray() // [false, true]
 * ```
 */
export const logicalOr: LogicalFunction = logical('logicalOr', p.or)

/**
 * Whether exactly one of them holds.
 * @param a bool[…], or a JavaScript boolean
 * @param b likewise; shapes broadcast
 * @returns bool, of the broadcast shape
 * @throws ShapeError when the shapes do not broadcast, DTypeError unless bool
 * @example
 * ```
 * logicalXor(tensor([false, true]), true).toArray() // [true, false]
 * ```
 */
export const logicalXor: LogicalFunction = logical('logicalXor', p.xor)

/**
 * Whether it does not hold.
 * @param x bool[…]
 * @throws DTypeError unless bool
 * @example
 * ```
 * logicalNot(tensor([false, true])).toArray() // [true, false]
 * ```
 */
export function logicalNot<S extends Shape>(x: Tensor<S, 'bool'>): Tensor<S, 'bool'> {
  checkKind('logicalNot', x, boolKind)
  return typed(p.not(x))
}

/**
 * The bits that both have.
 * @param a integers[…] or bool[…], or a JavaScript number or boolean, which takes the dtype of b
 * @param b likewise; shapes broadcast, dtypes promote
 * @returns the broadcast shape, of the promoted dtype
 * @throws ShapeError when the shapes do not broadcast, DTypeError when the dtypes do not promote or are float
 * @example
 * ```
 * bitwiseAnd(tensor([12, 10], 'int32'), 6).toArray() // [4, 2]
 * ```
 */
export const bitwiseAnd: BitwiseFunction = bitwise('bitwiseAnd', p.and)

/**
 * The bits that one of them has, or both.
 * @param a integers[…] or bool[…], or a JavaScript number or boolean, which takes the dtype of b
 * @param b likewise; shapes broadcast, dtypes promote
 * @returns the broadcast shape, of the promoted dtype
 * @throws ShapeError when the shapes do not broadcast, DTypeError when the dtypes do not promote or are float
 * @example
 * ```
 * bitwiseOr(tensor([12, 10], 'int32'), 6).toArray() // [14, 14]
 * ```
 */
export const bitwiseOr: BitwiseFunction = bitwise('bitwiseOr', p.or)

/**
 * The bits that exactly one of them has.
 * @param a integers[…] or bool[…], or a JavaScript number or boolean, which takes the dtype of b
 * @param b likewise; shapes broadcast, dtypes promote
 * @returns the broadcast shape, of the promoted dtype
 * @throws ShapeError when the shapes do not broadcast, DTypeError when the dtypes do not promote or are float
 * @example
 * ```
 * bitwiseXor(tensor([12, 10], 'int32'), 6).toArray() // [10, 12]
 * ```
 */
export const bitwiseXor: BitwiseFunction = bitwise('bitwiseXor', p.xor)

/**
 * All bits turned: `-x - 1` for signed integers.
 * @param x integers[…] or bool[…]
 * @throws DTypeError on floats
 * @example
 * ```
 * bitwiseNot(tensor([0, 5], 'int32')).toArray() // [-1, -6]
 * ```
 */
export const bitwiseNot: UnaryFunction = unaryFunction('bitwiseNot', bitKinds, p.not)

/**
 * The bits moved up: `x · 2ⁿ`, wrapping. By as many places as there are bits, or more, gives 0.
 * @param a integers[…], or a JavaScript number, which takes the dtype of b
 * @param b the number of places, likewise; shapes broadcast, dtypes promote
 * @returns the broadcast shape, of the promoted dtype
 * @throws ShapeError when the shapes do not broadcast, DTypeError when the dtypes do not promote or are not integer
 * @example
 * ```
 * leftShift(tensor([1, 3], 'int32'), 4).toArray() // [16, 48]
 * ```
 */
export const leftShift: BinaryFunction = shift('leftShift', p.shiftLeft)

/**
 * The bits moved down: `⌊x / 2ⁿ⌋`. Signed integers keep their sign.
 * @param a integers[…], or a JavaScript number, which takes the dtype of b
 * @param b the number of places, likewise; shapes broadcast, dtypes promote
 * @returns the broadcast shape, of the promoted dtype
 * @throws ShapeError when the shapes do not broadcast, DTypeError when the dtypes do not promote or are not integer
 * @example
 * ```
 * rightShift(tensor([48, -16], 'int32'), 4).toArray() // [3, -1]
 * ```
 */
export const rightShift: BinaryFunction = shift('rightShift', (x, by) =>
  dtypeInfo(x.dtype).kind === 'int' ? p.shiftRightArithmetic(x, by) : p.shiftRightLogical(x, by),
)
