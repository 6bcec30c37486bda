// Products of matrices and vectors.

import type { Tensor } from '../../core/tensor.js'
import { cast } from '../../primitives/elementwise/index.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { axisList, broadcastShapes, type Dims, showShape } from '../../support/shape.js'
import type { Argument, DType, Is, MatMul, Mismatch, PromoteArgument, PromoteResult, Shape, ShapeResult, Show } from '../../types/index.js'
import { arithmeticKinds, checkInteger, checkKind, commonDType, show, showOperands } from '../signatures/operands.js'
import { contract, dropLabel, type Labelled } from './contract.js'

/** Both as numbers of one dtype. */
function factors(operation: string, a: unknown, b: unknown): readonly [Tensor, Tensor] {
  checkKind(operation, a, arithmeticKinds)
  checkKind(operation, b, arithmeticKinds)
  const dtype = commonDType(operation, [a, b])
  return [cast(a, dtype), cast(b, dtype)]
}

/** The batch axes of a matrix, counted from the last: `b0` stands before the rows. */
const batchLabels = (rank: number): string[] => Array.from({ length: Math.max(0, rank - 2) }, (_, i) => `b${rank - 3 - i}`)

/** Batch axes of size 1 that the other repeats along are dropped: the product is the same for all of them. */
const withoutStretched = (x: Labelled, other: Labelled): Labelled =>
  x.labels.reduce<Labelled>((kept, label) => {
    const size = x.tensor.shape[x.labels.indexOf(label)]
    const against = other.tensor.shape[other.labels.indexOf(label)]
    return label.startsWith('b') && size === 1 && against !== undefined && against !== 1 ? dropLabel(kept, label) : kept
  }, x)

/**
 * The matrix product: `out[…, i, j] = Σ_k a[…, i, k] · b[…, k, j]`. A vector is a row on the left and a column on the right, and its
 * axis is gone from the result; axes before the last two broadcast.
 * @param a numbers[…, rows, inner] or numbers[inner]
 * @param b numbers[…, inner, columns] or numbers[inner]; dtypes promote
 * @returns numbers[…, rows, columns], of the promoted dtype
 * @throws ShapeError when the inner sizes differ, the batch axes do not broadcast or one is a scalar; DTypeError when the dtypes do not
 *   promote or are bool
 * @example
 * ```
 * matmul(tensor([[1, 2], [3, 4]]), tensor([[5, 6], [7, 8]])).toArray() // [[19, 22], [43, 50]]
 * matmul(tensor([[1, 2], [3, 4]]), tensor([1, 1])).toArray() // [3, 7]
 * ```
 */
export function matmul<A extends Shape, DA extends DType, B extends Shape, DB extends DType>(
  a: Tensor<A, DA>,
  b: Argument<MatMul<A, B>, PromoteArgument<DA, DB, Tensor<B, DB>>>,
): Tensor<ShapeResult<MatMul<A, B>>, PromoteResult<DA, DB>>
export function matmul(a: unknown, b: unknown): Tensor {
  const [x, y] = factors('matmul', a, b)
  const [p, q] = [x.shape.length, y.shape.length]
  const got = `got ${showOperands([x, y])}`
  if (p === 0 || q === 0) throw new ShapeError(`matmul: operands must have an axis to contract; ${got}; use mul for a scalar`)
  const [inner, other] = [x.shape[p - 1], y.shape[Math.max(0, q - 2)]]
  if (inner !== other)
    throw new ShapeError(
      `matmul: inner sizes must match; expected ${inner} (last axis of a), got ${other} (axis ${Math.max(0, q - 2)} of b) from ${showOperands([x, y])}`,
    )
  if (broadcastShapes(x.shape.slice(0, -2), y.shape.slice(0, -2)) === undefined)
    throw new ShapeError(`matmul: batch axes must broadcast; ${got}`)
  const left: Labelled = { tensor: x, labels: [...batchLabels(p), ...(p > 1 ? ['i', 'k'] : ['k'])] }
  const right: Labelled = { tensor: y, labels: [...batchLabels(q), ...(q > 1 ? ['k', 'j'] : ['k'])] }
  const out = [...batchLabels(Math.max(p, q)), ...(p > 1 ? ['i'] : []), ...(q > 1 ? ['j'] : [])]
  return contract(withoutStretched(left, right), withoutStretched(right, left), out)
}

/** What `dot` takes beside a vector of shape A. */
export type DotProduct<A extends Shape, B extends Shape> = number extends A['length'] | B['length']
  ? []
  : Is<[A['length'], B['length']], [1, 1]> extends true
    ? MatMul<A, B>
    : Mismatch<`dot: operands must be vectors, got ${Show<A>} and ${Show<B>}; use matmul`>

/**
 * The inner product of two vectors: `Σ_i a[i] · b[i]`.
 * @param a numbers[n]
 * @param b numbers[n]; dtypes promote
 * @returns numbers[], of the promoted dtype
 * @throws ShapeError unless both are vectors of one size, DTypeError when the dtypes do not promote or are bool
 * @example
 * ```
 * dot(tensor([1, 2]), tensor([3, 4])).item() // 11
 * ```
 * @deviation from NumPy: vectors only, as in PyTorch; matmul is for matrices.
 */
export function dot<A extends Shape, DA extends DType, B extends Shape, DB extends DType>(
  a: Tensor<A, DA>,
  b: Argument<DotProduct<A, B>, PromoteArgument<DA, DB, Tensor<B, DB>>>,
): Tensor<ShapeResult<DotProduct<A, B>>, PromoteResult<DA, DB>>
export function dot(a: unknown, b: unknown): Tensor {
  const [x, y] = factors('dot', a, b)
  if (x.shape.length !== 1 || y.shape.length !== 1)
    throw new ShapeError(`dot: operands must be vectors; got ${showOperands([x, y])}; use matmul`)
  if (x.shape[0] !== y.shape[0]) throw new ShapeError(`dot: sizes must match; got ${showOperands([x, y])}`)
  return contract({ tensor: x, labels: ['k'] }, { tensor: y, labels: ['k'] }, [])
}

/** The shape of `outer(a, b)`. */
export type OuterProduct<A extends Shape, B extends Shape> = number extends A['length'] | B['length']
  ? [number, number]
  : [A['length'], B['length']] extends [1, 1]
    ? [...A, ...B]
    : Mismatch<`outer: operands must be vectors, got ${Show<A>} and ${Show<B>}`>

/**
 * All products of the elements of two vectors: `out[i, j] = a[i] · b[j]`.
 * @param a numbers[n]
 * @param b numbers[m]; dtypes promote
 * @returns numbers[n, m], of the promoted dtype
 * @throws ShapeError unless both are vectors, DTypeError when the dtypes do not promote or are bool
 * @example
 * ```
 * outer(tensor([1, 2]), tensor([3, 4])).toArray() // [[3, 4], [6, 8]]
 * ```
 * @deviation from NumPy: operands that are no vectors are an error, not flattened.
 */
export function outer<A extends Shape, DA extends DType, B extends Shape, DB extends DType>(
  a: Tensor<A, DA>,
  b: Argument<OuterProduct<A, B>, PromoteArgument<DA, DB, Tensor<B, DB>>>,
): Tensor<ShapeResult<OuterProduct<A, B>>, PromoteResult<DA, DB>>
export function outer(a: unknown, b: unknown): Tensor {
  const [x, y] = factors('outer', a, b)
  if (x.shape.length !== 1 || y.shape.length !== 1) throw new ShapeError(`outer: operands must be vectors; got ${showOperands([x, y])}`)
  return contract({ tensor: x, labels: ['i'] }, { tensor: y, labels: ['j'] }, ['i', 'j'])
}

/** The axes of a `tensordot`: how many (the last of a with the first of b), or which of a with which of b. */
export type ContractedAxes = number | readonly [a: Dims, b: Dims]

function pairsOf(axes: ContractedAxes, p: number, q: number): readonly [Dims, Dims] {
  if (typeof axes === 'number') {
    checkInteger('tensordot', 'axes', axes, 0)
    if (axes > Math.min(p, q)) throw new ShapeError(`tensordot: at most ${Math.min(p, q)} axes can be contracted; got ${axes}`)
    const first = Array.from({ length: axes }, (_, i) => i)
    return [first.map(i => p - axes + i), first]
  }
  if (!Array.isArray(axes) || axes.length !== 2)
    throw new ArgumentError(`tensordot: axes must be a number or a pair of lists; got ${show(axes)}`)
  const [left, right] = [axisList(axes[0], p, 'tensordot'), axisList(axes[1], q, 'tensordot')]
  if (left.length !== right.length || new Set(left).size !== left.length || new Set(right).size !== right.length)
    throw new ShapeError(`tensordot: axes must be distinct and come in pairs; got ${showShape(left)} and ${showShape(right)}`)
  return [left, right]
}

/**
 * The product summed over pairs of axes: what is left of the axes of a, then of those of b.
 * @param a numbers[…]
 * @param b numbers[…]; dtypes promote
 * @param axes how many: the last of a with the first of b; or a list of a's and a list of b's, in pairs. Default 2
 * @returns numbers[…], of the promoted dtype
 * @throws ShapeError when paired sizes differ or an axis does not exist, DTypeError when the dtypes do not promote or are bool
 * @example
 * ```
 * tensordot(tensor([[1, 2], [3, 4]]), tensor([[1, 2], [3, 4]])).item() // 30
 * tensordot(tensor([[1, 2], [3, 4]]), tensor([1, 10]), [[0], [0]]).toArray() // [31, 42]
 * ```
 */
export function tensordot<DA extends DType, DB extends DType>(
  a: Tensor<Shape, DA>,
  b: PromoteArgument<DA, DB, Tensor<Shape, DB>>,
  axes?: ContractedAxes,
): Tensor<Shape, PromoteResult<DA, DB>>
export function tensordot(a: unknown, b: unknown, axes: ContractedAxes = 2): Tensor {
  const [x, y] = factors('tensordot', a, b)
  const [left, right] = pairsOf(axes, x.shape.length, y.shape.length)
  for (const [i, axis] of left.entries())
    if (x.shape[axis] !== y.shape[right[i] ?? -1])
      throw new ShapeError(
        `tensordot: paired sizes must match; expected ${x.shape[axis]} (axis ${axis} of a), got ${y.shape[right[i] ?? -1]} (axis ${right[i]} of b) from ${showOperands([x, y])}`,
      )
  const xLabels = x.shape.map((_, axis) => (left.includes(axis) ? `k${left.indexOf(axis)}` : `i${axis}`))
  const yLabels = y.shape.map((_, axis) => (right.includes(axis) ? `k${right.indexOf(axis)}` : `j${axis}`))
  const out = [...xLabels, ...yLabels].filter(label => !label.startsWith('k'))
  return contract({ tensor: x, labels: xLabels }, { tensor: y, labels: yLabels }, out)
}
