// Products of vectors along an axis, of last axes, and of Kronecker.

import type { Tensor } from '../../core/tensor.js'
import { cast } from '../../primitives/elementwise/index.js'
import { reshape } from '../../primitives/structure/reshape.js'
import { ShapeError } from '../../support/errors.js'
import { normalizeAxis, sizeOf } from '../../support/shape.js'
import type {
  Argument,
  Broadcast,
  DType,
  Init,
  Is,
  LastBox,
  List,
  Mismatch,
  Multiply,
  NoBox,
  PromoteArgument,
  PromoteResult,
  Shape,
  ShapeResult,
  Show,
  UnifyBoxes,
} from '../../types/index.js'
import { conjugate } from '../complex/parts.js'
import { align, arithmeticKinds, checkKind, commonDType, showOperands } from '../signatures/operands.js'
import { contract } from './contract.js'

/** The shape of `vecdot(a, b)`: the last axis of the broadcast shape is summed away. */
export type VectorDots<A extends List, B extends List> =
  Broadcast<A, B> extends infer R
    ? R extends List
      ? number extends R['length']
        ? Shape
        : R extends readonly []
          ? Mismatch<`vecdot: needs an axis, got ${Show<A>} and ${Show<B>}`>
          : Init<R>
      : R
    : never

/**
 * The inner products of vectors along an axis: `Σ_i a[…, i, …] · b[…, i, …]`.
 * @param a numbers[…]
 * @param b numbers[…]; shapes broadcast, dtypes promote
 * @param axis of the broadcast shape; negative ones count from the end. Default -1
 * @returns numbers, the other axes, of the promoted dtype
 * @throws ShapeError when the shapes do not broadcast or the axis does not exist, DTypeError when the dtypes do not promote or are bool
 * @example
 * ```
 * vecdot(tensor([[1, 2], [3, 4]]), tensor([1, 10])).toArray() // [21, 43]
 * ```
 */
export function vecdot<A extends Shape, DA extends DType, B extends Shape, DB extends DType>(
  a: Tensor<A, DA>,
  b: Argument<VectorDots<A, B>, PromoteArgument<DA, DB, Tensor<B, DB>>>,
): Tensor<ShapeResult<VectorDots<A, B>>, PromoteResult<DA, DB>>
export function vecdot<DA extends DType, DB extends DType>(
  a: Tensor<Shape, DA>,
  b: PromoteArgument<DA, DB, Tensor<Shape, DB>>,
  axis: number,
): Tensor<Shape, PromoteResult<DA, DB>>
export function vecdot(a: unknown, b: unknown, axis = -1): Tensor {
  checkKind('vecdot', a, arithmeticKinds)
  checkKind('vecdot', b, arithmeticKinds)
  const [x, y] = align('vecdot', [a, b])
  const at = normalizeAxis(axis, x.shape.length, 'vecdot')
  const labels = x.shape.map((_, i) => `${i}`)
  return contract({ tensor: conjugate(x), labels }, { tensor: y, labels }, labels.toSpliced(at, 1))
}

/**
 * The inner product of all elements of two tensors of as many: `Σ a · b`; of complex numbers `Σ conj(a) · b`.
 * @param a numbers[…]
 * @param b numbers[…], of as many elements; dtypes promote
 * @returns numbers[], of the promoted dtype
 * @throws ShapeError unless they have as many elements, DTypeError when the dtypes do not promote or are bool
 * @example
 * ```
 * vdot(tensor([[1, 2], [3, 4]]), tensor([1, 10, 100, 1000])).item() // 4321
 * ```
 */
export function vdot<DA extends DType, DB extends DType>(
  a: Tensor<Shape, DA>,
  b: PromoteArgument<DA, DB, Tensor<Shape, DB>>,
): Tensor<[], PromoteResult<DA, DB>>
export function vdot(a: unknown, b: unknown): Tensor {
  checkKind('vdot', a, arithmeticKinds)
  checkKind('vdot', b, arithmeticKinds)
  if (sizeOf(a.shape) !== sizeOf(b.shape)) throw new ShapeError(`vdot: needs as many elements of both; got ${showOperands([a, b])}`)
  const dtype = commonDType('vdot', [a, b])
  const flat = (x: Tensor) => ({ tensor: reshape(cast(x, dtype), [sizeOf(x.shape)]), labels: ['k'] })
  return contract(flat(conjugate(a)), flat(b), [])
}

/** The shape of `inner(a, b)`. */
export type InnerProduct<A extends List, B extends List> = number extends A['length'] | B['length']
  ? Shape
  : A extends readonly []
    ? { -readonly [I in keyof B]: B[I] }
    : B extends readonly []
      ? { -readonly [I in keyof A]: A[I] }
      : Is<UnifyBoxes<LastBox<A>, LastBox<B>>, NoBox> extends true
        ? Mismatch<`inner: last axes of ${Show<A>} and ${Show<B>} differ`>
        : [...Init<A>, ...Init<B>]

/**
 * The inner products of last axes: `out[i…, j…] = Σ_k a[i…, k] · b[j…, k]`; with a scalar the product of all elements with it.
 * @param a numbers[…, n]
 * @param b numbers[…, n]; dtypes promote
 * @returns numbers, the other axes of a, then those of b, of the promoted dtype
 * @throws ShapeError when the last axes differ, DTypeError when the dtypes do not promote or are bool
 * @example
 * ```
 * inner(tensor([[1, 2], [3, 4]]), tensor([1, 10])).toArray() // [21, 43]
 * ```
 */
export function inner<A extends Shape, DA extends DType, B extends Shape, DB extends DType>(
  a: Tensor<A, DA>,
  b: Argument<InnerProduct<A, B>, PromoteArgument<DA, DB, Tensor<B, DB>>>,
): Tensor<ShapeResult<InnerProduct<A, B>>, PromoteResult<DA, DB>>
export function inner(a: unknown, b: unknown): Tensor {
  checkKind('inner', a, arithmeticKinds)
  checkKind('inner', b, arithmeticKinds)
  const dtype = commonDType('inner', [a, b])
  const [p, q] = [a.shape.length, b.shape.length]
  const scalar = p === 0 || q === 0
  if (!scalar && a.shape[p - 1] !== b.shape[q - 1])
    throw new ShapeError(
      `inner: last axes must match; expected ${a.shape[p - 1]} (of a), got ${b.shape[q - 1]} (of b) from ${showOperands([a, b])}`,
    )
  const labels = (x: Tensor, name: string): string[] => x.shape.map((_, i) => (!scalar && i === x.shape.length - 1 ? 'k' : `${name}${i}`))
  const [left, right] = [labels(a, 'i'), labels(b, 'j')]
  return contract(
    { tensor: cast(a, dtype), labels: left },
    { tensor: cast(b, dtype), labels: right },
    [...left, ...right].filter(label => label !== 'k'),
  )
}

// Missing axes in front count as 1.
type KroneckerSizes<A extends List, B extends List, Done extends List = []> = A extends readonly []
  ? [...B, ...Done]
  : B extends readonly []
    ? [...A, ...Done]
    : [LastBox<A>, LastBox<B>] extends [[infer P], [infer Q]]
      ? KroneckerSizes<Init<A>, Init<B>, [Multiply<P, Q>, ...Done]>
      : never

/** The shape of `kron(a, b)`. */
export type KroneckerProduct<A extends List, B extends List> = number extends A['length'] | B['length'] ? Shape : KroneckerSizes<A, B>

/**
 * The Kronecker product: b times each element of a, in its place: `out[i·m + k, j·n + l] = a[i, j] · b[k, l]`.
 * @param a numbers[…]
 * @param b numbers[…], axes missing in front of one of them count as size 1; dtypes promote
 * @returns numbers, the sizes multiplied, of the promoted dtype
 * @throws DTypeError when the dtypes do not promote or are bool
 * @example
 * ```
 * kron(tensor([1, 10]), tensor([[1, 2]])).toArray() // [[1, 2, 10, 20]]
 * ```
 */
export function kron<A extends Shape, DA extends DType, B extends Shape, DB extends DType>(
  a: Tensor<A, DA>,
  b: PromoteArgument<DA, DB, Tensor<B, DB>>,
): Tensor<ShapeResult<KroneckerProduct<A, B>>, PromoteResult<DA, DB>>
export function kron(a: unknown, b: unknown): Tensor {
  checkKind('kron', a, arithmeticKinds)
  checkKind('kron', b, arithmeticKinds)
  const dtype = commonDType('kron', [a, b])
  const rank = Math.max(a.shape.length, b.shape.length)
  const padded = (x: Tensor): Tensor => reshape(cast(x, dtype), [...Array<number>(rank - x.shape.length).fill(1), ...x.shape])
  const [x, y] = [padded(a), padded(b)]
  const [left, right] = [x.shape.map((_, i) => `i${i}`), y.shape.map((_, i) => `j${i}`)]
  const product = contract(
    { tensor: x, labels: left },
    { tensor: y, labels: right },
    left.flatMap((label, i) => [label, right[i] as string]),
  )
  return reshape(
    product,
    x.shape.map((size, i) => size * (y.shape[i] as number)),
  )
}
