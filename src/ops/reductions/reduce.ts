// Reductions over axes: one axis, several, or all of them; `keepDims` leaves them behind with size 1.

import { showType } from '../../core/array-type.js'
import { isComplex } from '../../core/complex.js'
import type { Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import * as r from '../../primitives/reduction/reduce.js'
import { full, reduceSum } from '../../primitives/structure/broadcast.js'
import { reshape } from '../../primitives/structure/reshape.js'
import { dtypeInfo, type Kind } from '../../support/dtype.js'
import { ArgumentError, DTypeError, ShapeError } from '../../support/errors.js'
import { optionsOf } from '../../support/options.js'
import { type Dims, normalizeAxes, sizeOf } from '../../support/shape.js'
import type { DType, InexactDType } from '../../types/index.js'
import { product } from '../complex/products.js'
import { computed, rounded } from '../signatures/halves.js'
import { arithmeticKinds, boolKind, checkKind, inexactKinds, numberKinds, show } from '../signatures/operands.js'
import { type BoolReduction, type ReduceOptions, type Reduction, typed } from '../signatures/signatures.js'

/** The sizes at some axes. */
export const sizesAt = (shape: Dims, axes: Dims): number[] => axes.map(axis => shape[axis] as number)

/** Puts reduced axes back with size 1. */
export const keepAxes = (reduced: Tensor, x: Tensor, axes: Dims): Tensor =>
  reshape(
    reduced,
    x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size)),
  )

/** An untyped reduction, as `reduction` makes it. */
export type UntypedReduction = (x: unknown, axis?: unknown, options?: ReduceOptions) => Tensor

/** The axes that a reduction is over, ascending. @throws ShapeError, ArgumentError */
export function reducedAxes(operation: string, axis: unknown, rank: number): number[] {
  const legal = axis === undefined || typeof axis === 'number' || Array.isArray(axis)
  if (!legal) throw new ArgumentError(`${operation}: axis must be a number, an array of numbers or left out; got ${show(axis)}`)
  return normalizeAxes(axis, rank, operation)
}

/** A reduction: checks its arguments, reduces, keeps the axes if asked to. */
export const reduction =
  (operation: string, kinds: readonly Kind[], apply: (x: Tensor, axes: Dims) => Tensor): UntypedReduction =>
  (x, axis, options) => {
    const { keepDims } = optionsOf(operation, options, { keepDims: false })
    checkKind(operation, x, kinds)
    const axes = reducedAxes(operation, axis, x.shape.length)
    const reduced = rounded(apply(computed(x), axes), x.dtype)
    return keepDims ? keepAxes(reduced, x, axes) : reduced
  }

/** Gives a reduction to the dtype of its input its static type. */
export const sameDType =
  <In extends DType>(run: UntypedReduction): Reduction<In> =>
  (x, axis, options) =>
    typed(run(x, axis, options))

/** Gives a reduction of bools its static type. */
const ofBools =
  (run: UntypedReduction): BoolReduction =>
  (x, axis, options) =>
    typed(run(x, axis, options))

/** @throws DTypeError for integers narrower than 32 bits, of which any real sum or product would wrap */
export function checkWide(operation: string, x: Tensor): void {
  const { kind, bits } = dtypeInfo(x.dtype)
  if ((kind === 'int' || kind === 'uint') && bits < 32)
    throw new DTypeError(`${operation}: elements must have at least 32 bits, or the result wraps; got ${showType(x)}; cast it first`)
}

/** @throws ShapeError when there is nothing to choose from */
export function checkSome(operation: string, x: Tensor, axes: Dims): void {
  if (sizesAt(x.shape, axes).includes(0))
    throw new ShapeError(`${operation}: needs at least one element; got ${showType(x)} over axes [${axes}]`)
}

/**
 * The sum over axes: `Σ x`; 0 of nothing.
 * @param x numbers[…] of at least 32 bits
 * @param axis one axis or several, negative ones counting from the end; all unless given
 * @param options keepDims: leaves the axes behind with size 1
 * @returns the other axes, of the same dtype; integers wrap
 * @throws ShapeError when an axis does not exist or is repeated, DTypeError on bool (cast it to count) and on bytes, whose sums would wrap
 * @example
 * ```
 * sum(tensor([[1, 2], [3, 4]])).item() // 10
 * sum(tensor([[1, 2], [3, 4]]), 0).toArray() // [4, 6]
 * sum(tensor([[1, 2], [3, 4]]), -1, { keepDims: true }).toArray() // [[3], [7]]
 * ```
 */
export const sum: Reduction<DType> = sameDType(
  reduction('sum', arithmeticKinds, (x, axes) => {
    checkWide('sum', x)
    return reduceSum(x, axes)
  }),
)

/**
 * The product over axes: `Π x`; 1 of nothing.
 * @param x numbers[…] of at least 32 bits
 * @param axis one axis or several, negative ones counting from the end; all unless given
 * @param options keepDims: leaves the axes behind with size 1
 * @returns the other axes, of the same dtype; integers wrap
 * @throws ShapeError when an axis does not exist or is repeated, DTypeError on bool and on bytes, whose products would wrap
 * @example
 * ```
 * prod(tensor([2, 3, 4])).item() // 24
 * ```
 */
export const prod: Reduction<DType> = sameDType(
  reduction('prod', arithmeticKinds, (x, axes) => {
    checkWide('prod', x)
    return isComplex(x) ? product(x, axes) : r.reduceProduct(x, axes)
  }),
)

/** The mean, untyped, for other reductions. */
export const meanOver = (x: Tensor, axes: Dims): Tensor => {
  const total = reduceSum(x, axes)
  return p.div(total, full(sizeOf(sizesAt(x.shape, axes)), total))
}

/**
 * The arithmetic mean over axes: `1/n · Σ x`; NaN of nothing.
 * @param x floats[…] or complex[…]
 * @param axis one axis or several, negative ones counting from the end; all unless given
 * @param options keepDims: leaves the axes behind with size 1
 * @returns the other axes, of the same dtype
 * @throws ShapeError when an axis does not exist or is repeated, DTypeError unless float or complex
 * @example
 * ```
 * mean(tensor([[1, 2], [3, 4]]), 0).toArray() // [2, 3]
 * ```
 */
export const mean: Reduction<InexactDType> = sameDType(reduction('mean', inexactKinds, meanOver))

/**
 * The largest element over axes; NaN if there is one. Elements that attain it share the derivative.
 * @param x numbers[…]
 * @param axis one axis or several, negative ones counting from the end; all unless given
 * @param options keepDims: leaves the axes behind with size 1
 * @returns the other axes, of the same dtype
 * @throws ShapeError when an axis does not exist, is repeated or has size 0; DTypeError on bool
 * @example
 * ```
 * max(tensor([[1, 5], [3, 4]]), 1).toArray() // [5, 4]
 * ```
 */
export const max: Reduction<DType> = sameDType(
  reduction('max', numberKinds, (x, axes) => {
    checkSome('max', x, axes)
    return r.reduceMax(x, axes)
  }),
)

/**
 * The smallest element over axes; NaN if there is one. Elements that attain it share the derivative.
 * @param x numbers[…]
 * @param axis one axis or several, negative ones counting from the end; all unless given
 * @param options keepDims: leaves the axes behind with size 1
 * @returns the other axes, of the same dtype
 * @throws ShapeError when an axis does not exist, is repeated or has size 0; DTypeError on bool
 * @example
 * ```
 * min(tensor([[1, 5], [3, 4]]), 1).toArray() // [1, 3]
 * ```
 */
export const min: Reduction<DType> = sameDType(
  reduction('min', numberKinds, (x, axes) => {
    checkSome('min', x, axes)
    return r.reduceMin(x, axes)
  }),
)

/**
 * Whether one element over axes holds; false of nothing.
 * @param x bool[…]
 * @param axis one axis or several, negative ones counting from the end; all unless given
 * @param options keepDims: leaves the axes behind with size 1
 * @returns bool, the other axes
 * @throws ShapeError when an axis does not exist or is repeated, DTypeError unless bool
 * @example
 * ```
 * any(tensor([[true, false], [false, false]]), 1).toArray() // [true, false]
 * ```
 */
export const any: BoolReduction = ofBools(reduction('any', boolKind, r.reduceAny))

/**
 * Whether all elements over axes hold; true of nothing.
 * @param x bool[…]
 * @param axis one axis or several, negative ones counting from the end; all unless given
 * @param options keepDims: leaves the axes behind with size 1
 * @returns bool, the other axes
 * @throws ShapeError when an axis does not exist or is repeated, DTypeError unless bool
 * @example
 * ```
 * all(tensor([[true, false], [true, true]]), 1).toArray() // [false, true]
 * ```
 */
export const all: BoolReduction = ofBools(reduction('all', boolKind, r.reduceAll))
