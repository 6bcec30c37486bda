// Makes the functions of a family from primitives: the checks, messages and types are written once.

import { isComplex } from '../../core/complex.js'
import type { Tensor } from '../../core/tensor.js'
import type { Kind } from '../../support/dtype.js'
import { computed, rounded } from './halves.js'
import { align, checkKind, floatKind, inexactKinds } from './operands.js'
import { type FloatBinaryFunction, type FloatFunction, type InexactFunction, typed, type UnaryFunction } from './signatures.js'

type OfOne = (x: Tensor) => Tensor
type OfTwo = (a: Tensor, b: Tensor) => Tensor

/** An elementwise function of tensors of some kinds. */
export const unaryFunction =
  (operation: string, kinds: readonly Kind[], apply: OfOne): UnaryFunction =>
  x => {
    checkKind(operation, x, kinds)
    return typed(rounded(apply(computed(x)), x.dtype))
  }

/** How halves are computed: in float32 and rounded at the end, or as they are where the result depends on the format. */
export type Halves = 'in float32' | 'as they are'

/** An elementwise function of float tensors. */
export const floatFunction =
  (operation: string, apply: OfOne, halves: Halves = 'in float32'): FloatFunction =>
  x => {
    checkKind(operation, x, floatKind)
    return typed(halves === 'as they are' ? apply(x) : rounded(apply(computed(x)), x.dtype))
  }

/** An elementwise function of float and of complex tensors. */
export const inexactFunction =
  (operation: string, ofFloats: OfOne, ofComplex: OfOne): InexactFunction =>
  x => {
    checkKind(operation, x, inexactKinds)
    return typed(isComplex(x) ? ofComplex(x) : rounded(ofFloats(computed(x)), x.dtype))
  }

/** An elementwise function of two operands of some kinds, untyped: the caller names its signature. */
export const ofTwo =
  (operation: string, kinds: readonly Kind[], apply: OfTwo, halves: Halves = 'in float32') =>
  (a: unknown, b: unknown): Tensor => {
    const [left, right] = align(operation, [a, b])
    checkKind(operation, left, kinds)
    checkKind(operation, right, kinds)
    return halves === 'as they are' ? apply(left, right) : rounded(apply(computed(left), computed(right)), left.dtype)
  }

/** An elementwise function of two float operands. */
export const floatBinary = (operation: string, apply: OfTwo, halves: Halves = 'in float32'): FloatBinaryFunction => {
  const run = ofTwo(operation, floatKind, apply, halves)
  return (a, b) => typed(run(a, b))
}
