// Makes the functions of a family from primitives: the checks, messages and types are written once.

import type { Tensor } from '../../core/tensor.js'
import type { Kind } from '../../support/dtype.js'
import { computed, rounded } from './halves.js'
import { align, checkKind, floatKind } from './operands.js'
import { type FloatBinaryFunction, type FloatFunction, typed, type UnaryFunction } from './signatures.js'

type OfOne = (x: Tensor) => Tensor
type OfTwo = (a: Tensor, b: Tensor) => Tensor

/** An elementwise function of tensors of some kinds. */
export const unaryFunction =
  (operation: string, kinds: readonly Kind[], apply: OfOne): UnaryFunction =>
  x => {
    checkKind(operation, x, kinds)
    return typed(rounded(apply(computed(x)), x.dtype))
  }

/** An elementwise function of float tensors. */
export const floatFunction =
  (operation: string, apply: OfOne): FloatFunction =>
  x => {
    checkKind(operation, x, floatKind)
    return typed(rounded(apply(computed(x)), x.dtype))
  }

/** An elementwise function of two operands of some kinds, untyped: the caller names its signature. */
export const ofTwo =
  (operation: string, kinds: readonly Kind[], apply: OfTwo) =>
  (a: unknown, b: unknown): Tensor => {
    const [left, right] = align(operation, [a, b])
    checkKind(operation, left, kinds)
    checkKind(operation, right, kinds)
    return rounded(apply(computed(left), computed(right)), left.dtype)
  }

/** An elementwise function of two float operands. */
export const floatBinary = (operation: string, apply: OfTwo): FloatBinaryFunction => {
  const run = ofTwo(operation, floatKind, apply)
  return (a, b) => typed(run(a, b))
}
