// What dot and conv share: one output element is a sum of products of elements of the left and right input, so that each is
// linear in either operand while the other is held.

import { type ArrayType, showType } from '../../core/array-type.js'
import { pairOf, partsOf } from '../../core/complex.js'
import type { Params, Primitive, Tangent } from '../../core/primitive.js'
import type { Tensor } from '../../core/tensor.js'
import { type DTypeName, dtypeInfo, isFloat, isWide } from '../../support/dtype.js'
import { DTypeError, InternalError } from '../../support/errors.js'
import { add, sub } from '../elementwise/arithmetic.js'
import { notLinear } from '../not-linear.js'
import { nth } from '../operands.js'

/** `x float32[8,3,32,32], weight float32[16,3,3,3]`: the operands as messages name them. */
export const showOperands = (names: readonly string[], types: readonly ArrayType[]): string =>
  types.map((type, i) => `${names[i] ?? ''} ${showType(type)}`).join(', ')

/** @throws DTypeError unless both are of one dtype of numbers */
export function checkNumbers(operation: string, names: readonly string[], types: readonly ArrayType[]): DTypeName {
  const [first, ...rest] = types
  if (first === undefined) throw new InternalError(`${operation}: called without operands`)
  const other = rest.find(type => type.dtype !== first.dtype)
  if (other !== undefined)
    throw new DTypeError(
      `${operation}: dtypes must be equal; expected ${first.dtype}, got ${other.dtype} from ${showOperands(names, types)}; convert one with cast`,
    )
  if (dtypeInfo(first.dtype).kind === 'bool')
    throw new DTypeError(`${operation}: elements must be numbers; got bool from ${showOperands(names, types)}; convert with cast`)
  return first.dtype
}

/** `sum + a·b`: floats in float64, rounded when the sum is stored; integers modulo 2³² (wide ones exactly), further reduced when it is stored. */
export const multiplyAdd = (dtype: DTypeName): ((sum: number, a: number, b: number) => number) =>
  isFloat(dtype) || isWide(dtype) ? (sum, a, b) => sum + a * b : (sum, a, b) => (sum + Math.imul(a, b)) | 0

type Product<P> = (left: Tensor, right: Tensor, params: P) => Tensor

/** A product of complex operands, from four of their parts. */
export const bilinearComplex =
  <P extends Params>(product: Product<P>): Extract<Primitive<P>['complex'], (...args: never) => unknown> =>
  (inputs, params) => {
    const [[a, b], [c, d]] = [partsOf(nth(inputs, 0)), partsOf(nth(inputs, 1))]
    return [pairOf(sub(product(a, c, params), product(b, d, params)), add(product(a, d, params), product(b, c, params)))]
  }

/** d(l·r) = dl·r + l·dr */
export const bilinearJvp =
  <P extends Params>(product: Product<P>): Primitive<P>['jvp'] =>
  ([left, right], [dLeft, dRight], params): readonly Tangent[] => {
    if (left === undefined || right === undefined) throw new InternalError('a product was differentiated without its operands')
    const a = dLeft == null ? null : product(dLeft, right, params)
    const b = dRight == null ? null : product(left, dRight, params)
    return [a === null ? b : b === null ? a : add(a, b)]
  }

export const bilinearTranspose =
  <P extends Params>(
    leftCotangent: (cotangent: Tensor, left: ArrayType, right: Tensor, params: P) => Tensor,
    rightCotangent: (cotangent: Tensor, left: Tensor, right: ArrayType, params: P) => Tensor,
  ): Primitive<P>['transpose'] =>
  ([cotangent], [left, right], params): readonly Tangent[] => {
    if (cotangent == null) return [null, null]
    if (left?.linear && right?.linear === false) return [leftCotangent(cotangent, left.type, right.value, params), null]
    if (left?.linear === false && right?.linear) return [null, rightCotangent(cotangent, left.value, right.type, params)]
    return notLinear('a product of both')
  }
