// Norms of vectors and matrices of every order, and condition numbers.

import { showType } from '../../core/array-type.js'
import { isComplex } from '../../core/complex.js'
import type { Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { identityLike, realPart, squaredMagnitude } from '../../primitives/linalg/matrices.js'
import { reduceMax, reduceMin } from '../../primitives/reduction/reduce.js'
import { full, reduceSum } from '../../primitives/structure/broadcast.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { optionsOf } from '../../support/options.js'
import type { Dims } from '../../support/shape.js'
import type {
  Argument,
  InexactDType,
  MatrixArgument,
  MatrixBatch,
  RealOf,
  Reduce,
  ReductionAxis,
  Shape,
  ShapeResult,
} from '../../types/index.js'
import { magnitude } from '../complex/magnitude.js'
import { checkSome, keepAxes, reducedAxes } from '../reductions/reduce.js'
import { computed, rounded } from '../signatures/halves.js'
import { checkKind, inexactKinds, show } from '../signatures/operands.js'
import type { ReduceOptions } from '../signatures/signatures.js'
import { solve } from './by-halves.js'
import { reducedSvd } from './factorizations.js'
import { checkMatrix, checkSquare } from './operands.js'

/** `√Σ x²`, with the derivative 0 at 0. */
function euclidean(x: Tensor, axes: Dims): Tensor {
  const squares = reduceSum(squaredMagnitude(x), axes)
  const zero = full(0, squares)
  const isZero = p.eq(squares, zero)
  // The root never sees a 0, where its derivative is infinite.
  return p.select(isZero, zero, p.sqrt(p.select(isZero, full(1, squares), squares)))
}

/** `(Σ |x|ᵖ)^(1/p)`, with the derivative 0 where x is 0, and where the norm is. */
function general(x: Tensor, axes: Dims, order: number): Tensor {
  const magnitude = p.abs(x)
  const [zero, one] = [full(0, x), full(1, x)]
  const isZero = p.eq(x, zero)
  // The powers never see a 0, where their derivative may be infinite.
  const powers = p.pow(p.select(isZero, one, magnitude), full(order, x))
  const sum = reduceSum(p.select(isZero, zero, powers), axes)
  const none = full(0, sum)
  const isNothing = p.eq(sum, none)
  const root = p.pow(p.select(isNothing, full(1, sum), sum), full(1 / order, sum))
  if (order > 0) return p.select(isNothing, none, root)
  // A single 0 makes a sum of negative powers infinite, and its root 0; of no elements at all it is infinite.
  const zeros = reduceSum(p.cast(isZero, x.dtype), axes)
  return p.select(p.gt(zeros, none), none, p.select(isNothing, full(Number.POSITIVE_INFINITY, sum), root))
}

function normOver(operation: string, elements: Tensor, axes: Dims, order: number): Tensor {
  if (order === 2) return euclidean(elements, axes)
  const x = isComplex(elements) ? magnitude(elements) : elements
  switch (order) {
    case 1:
      return reduceSum(p.abs(x), axes)
    case 0:
      return reduceSum(p.cast(p.ne(x, full(0, x)), x.dtype), axes)
    case Number.POSITIVE_INFINITY:
      checkSome(operation, x, axes)
      return reduceMax(p.abs(x), axes)
    case Number.NEGATIVE_INFINITY:
      checkSome(operation, x, axes)
      return reduceMin(p.abs(x), axes)
    default:
      return general(x, axes, order)
  }
}

/** What `vectorNorm` takes. */
export interface VectorNormOptions<Keep extends boolean = boolean> extends ReduceOptions<Keep> {
  /** The order p of `(Σ |x|ᵖ)^(1/p)`; Infinity for the largest magnitude, -Infinity for the least, 0 for how many are not 0. Default 2. */
  readonly ord?: number
}

/**
 * The norm of the elements over axes: `(Σ |x|ᵖ)^(1/p)`. The derivative is 0 at elements that are 0, and
 * where the norm is, as in PyTorch.
 * @param x floats[…] or complex[…]
 * @param axis one axis or several, negative ones counting from the end; all unless given
 * @param options ord: the order p, default 2; Infinity for the largest magnitude, -Infinity for the least, 0 for how many are not 0;
 *   keepDims: leaves the axes behind with size 1
 * @returns the other axes, floats of the same precision
 * @throws ShapeError when an axis does not exist, is repeated, or has size 0 where a largest or least is asked for; ArgumentError unless ord
 *   is a number; DTypeError unless float or complex
 * @example
 * ```
 * linalg.vectorNorm(tensor([3, 4])).item() // 5
 * linalg.vectorNorm(tensor([[3, -4], [1, 0]]), 1, { ord: 1 }).toArray() // [7, 1]
 * ```
 */
export function vectorNorm<
  S extends Shape,
  D extends InexactDType,
  const Axis extends ReductionAxis = undefined,
  Keep extends boolean = false,
>(
  x: Tensor<S, D>,
  axis?: Argument<Reduce<S, Axis, Keep>, Axis>,
  options?: VectorNormOptions<Keep>,
): Tensor<ShapeResult<Reduce<S, Axis, Keep>>, RealOf<D>>
export function vectorNorm(x: unknown, axis?: unknown, options?: VectorNormOptions): Tensor {
  const operation = 'linalg.vectorNorm'
  const { ord, keepDims } = optionsOf(operation, options, { ord: 2, keepDims: false })
  checkKind(operation, x, inexactKinds)
  if (typeof ord !== 'number' || Number.isNaN(ord)) throw new ArgumentError(`${operation}: ord must be a number; got ${show(ord)}`)
  const axes = reducedAxes(operation, axis, x.shape.length)
  const found = rounded(normOver(operation, computed(x), axes, ord), realPart(x).dtype)
  return keepDims ? keepAxes(found, x, axes) : found
}

/** 'fro': the root of the sum of squares; 'nuc': the sum of singular values; ±2: the largest, least one; ±1, ±Infinity: of columns, rows. */
export type MatrixOrder = 'fro' | 'nuc' | 1 | -1 | 2 | -2 | typeof Number.POSITIVE_INFINITY | typeof Number.NEGATIVE_INFINITY

/** What `matrixNorm` takes. */
export interface MatrixNormOptions {
  /** Default 'fro'. */
  readonly ord?: MatrixOrder
}

function matrixNormOf(operation: string, x: Tensor, ord: unknown): Tensor {
  const rank = x.shape.length
  const [rows, columns] = [rank - 2, rank - 1]
  const extreme = (sums: Tensor, axis: number, most: boolean): Tensor => {
    checkSome(operation, sums, [axis])
    return most ? reduceMax(sums, [axis]) : reduceMin(sums, [axis])
  }
  switch (ord) {
    case 'fro':
      return euclidean(x, [rows, columns])
    case 'nuc': {
      const s = reducedSvd(x)[1]
      return reduceSum(s, [s.shape.length - 1])
    }
    case 2:
    case -2: {
      const s = reducedSvd(x)[1]
      return extreme(s, s.shape.length - 1, ord === 2)
    }
    // Without the rows, the columns are the last axis but one.
    case 1:
    case -1:
      return extreme(reduceSum(magnitude(x), [rows]), rank - 2, ord === 1)
    case Number.POSITIVE_INFINITY:
    case Number.NEGATIVE_INFINITY:
      return extreme(reduceSum(magnitude(x), [columns]), rank - 2, ord === Number.POSITIVE_INFINITY)
    default:
      throw new ArgumentError(`${operation}: ord must be 'fro', 'nuc', 1, -1, 2, -2, Infinity or -Infinity; got ${show(ord)}`)
  }
}

/**
 * The norm of matrices.
 * @param a floats[…, m, n] or complex[…, m, n]
 * @param options ord: 'fro' (default), the root of the sum of squares; 'nuc', the sum of the singular values; 2 and -2, the largest and
 *   least of them; 1 and -1, the largest and least sum of magnitudes in a column; Infinity and -Infinity, in a row
 * @returns floats[…]
 * @throws ShapeError unless there are two axes, or without elements where a largest or least is asked for; ArgumentError on another ord;
 *   DTypeError unless float32, float64 or complex
 * @example
 * ```
 * linalg.matrixNorm(tensor([[1, -2], [3, 4]]), { ord: 1 }).item() // 6
 * linalg.matrixNorm(tensor([[1, -2], [3, 4]]), { ord: Infinity }).item() // 7
 * ```
 */
export function matrixNorm<S extends Shape, D extends InexactDType>(
  a: Argument<MatrixArgument<S, 'matrixNorm'>, Tensor<S, D>>,
  options?: MatrixNormOptions,
): Tensor<ShapeResult<MatrixBatch<S>>, RealOf<D>>
export function matrixNorm(a: unknown, options?: MatrixNormOptions): Tensor {
  const { ord } = optionsOf('linalg.matrixNorm', options, { ord: 'fro' })
  checkMatrix('linalg.matrixNorm', a)
  return matrixNormOf('linalg.matrixNorm', a, ord)
}

/**
 * The condition number: how much larger the relative error of a solution may be than that of what it is computed from.
 * `‖a‖ · ‖a⁻¹‖`; for order 2, the largest singular value over the least.
 * @param a floats[…, m, n] or complex[…, m, n]; square unless the order is 2 or -2
 * @param options ord: an order of matrixNorm, default 2
 * @returns floats[…], ∞ where a is singular
 * @throws ShapeError unless there are two axes and a is square where it must be; ArgumentError on another ord; DTypeError unless float32,
 *   float64 or complex
 * @example
 * ```
 * linalg.cond(tensor([[4, 0], [0, 2]])).item() // 2
 * ```
 */
export function cond<S extends Shape, D extends InexactDType>(
  a: Argument<MatrixArgument<S, 'cond'>, Tensor<S, D>>,
  options?: MatrixNormOptions,
): Tensor<ShapeResult<MatrixBatch<S>>, RealOf<D>>
export function cond(a: unknown, options?: MatrixNormOptions): Tensor {
  const operation = 'linalg.cond'
  const { ord } = optionsOf(operation, options, { ord: 2 })
  checkMatrix(operation, a)
  if (a.shape.slice(-2).includes(0)) throw new ShapeError(`${operation}: needs at least one element; got ${showType(a)}`)
  if (ord === 2 || ord === -2) {
    const s = reducedSvd(a)[1]
    const last = [s.shape.length - 1]
    const [most, least] = [reduceMax(s, last), reduceMin(s, last)]
    return ord === 2 ? p.div(most, least) : p.div(least, most)
  }
  checkSquare(operation, a)
  const product = p.mul(matrixNormOf(operation, a, ord), matrixNormOf(operation, solve(a, identityLike(a)), ord))
  // The inverse of a singular matrix is not a number.
  return p.select(p.eq(product, product), product, full(Number.POSITIVE_INFINITY, product))
}
