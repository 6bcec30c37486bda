// Equality up to a tolerance.

import { isComplex } from '../../core/complex.js'
import type { Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { full } from '../../primitives/structure/broadcast.js'
import { isFloat } from '../../support/dtype.js'
import { ArgumentError } from '../../support/errors.js'
import { optionsOf } from '../../support/options.js'
import type { BroadcastArgument, BroadcastResult, DType, PromoteArgument, Shape } from '../../types/index.js'
import { magnitude } from '../complex/magnitude.js'
import { all } from '../reductions/reduce.js'
import { computed } from '../signatures/halves.js'
import { align, arithmeticKinds, checkKind, show } from '../signatures/operands.js'
import { typed } from '../signatures/signatures.js'

/** How far apart equal numbers may be. */
export interface ClosenessOptions {
  /** Relative to the magnitude of the second operand. Default 1e-5. */
  readonly rtol?: number
  /** In addition. Default 1e-8. */
  readonly atol?: number
  /** Whether NaN is close to NaN. Default false. */
  readonly equalNaN?: boolean
}

type ClosenessFunction<All extends 'each' | 'all'> = <
  A extends Shape = [],
  DA extends DType = never,
  B extends Shape = [],
  DB extends DType = never,
>(
  a: number | Tensor<A, DA>,
  b: number | BroadcastArgument<A, B, PromoteArgument<DA, DB, Tensor<B, DB>>>,
  options?: ClosenessOptions,
) => Tensor<All extends 'all' ? [] : BroadcastResult<A, B>, 'bool'>

function closeness(operation: string, operands: readonly [unknown, unknown], options?: ClosenessOptions): Tensor {
  const { rtol, atol, equalNaN } = optionsOf(operation, options, { rtol: 1e-5, atol: 1e-8, equalNaN: false })
  for (const [name, value] of Object.entries({ rtol, atol }))
    if (typeof value !== 'number' || !(value >= 0))
      throw new ArgumentError(`${operation}: ${name} must be a number of at least 0; got ${show(value)}`)
  const aligned = align(operation, operands)
  for (const operand of aligned) checkKind(operation, operand, arithmeticKinds)
  // Differences of integers would wrap.
  const [a, b] = aligned.map(x => (isFloat(x.dtype) || isComplex(x) ? computed(x) : p.cast(x, 'float64'))) as [Tensor, Tensor]
  const size = magnitude(b)
  const bound = p.add(full(atol, size), p.mul(full(rtol, size), size))
  const near = p.and(p.le(magnitude(p.sub(a, b)), bound), p.lt(size, full(Number.POSITIVE_INFINITY, size)))
  const close = p.or(near, p.eq(a, b))
  return equalNaN ? p.or(close, p.and(p.ne(a, a), p.ne(b, b))) : close
}

/**
 * Whether two numbers are equal up to a tolerance: `|a - b| ≤ atol + rtol · |b|`, or the same infinity.
 * @param a numbers[…], or a JavaScript number, which takes the dtype of b
 * @param b likewise; shapes broadcast, dtypes promote
 * @param options the tolerances, and whether NaN is close to NaN
 * @returns bool, of the broadcast shape
 * @throws ShapeError when the shapes do not broadcast, DTypeError when the dtypes do not promote or are bool, ArgumentError when a tolerance is negative
 * @example
 * ```
 * isClose(tensor([1, 1.1]), 1.000001).toArray() // [true, false]
 * ```
 */
export const isClose: ClosenessFunction<'each'> = (a, b, options) => typed(closeness('isClose', [a, b], options))

/**
 * Whether all numbers are equal up to a tolerance: see `isClose`.
 * @param a numbers[…], or a JavaScript number, which takes the dtype of b
 * @param b likewise; shapes broadcast, dtypes promote
 * @param options the tolerances, and whether NaN is close to NaN
 * @returns bool[]
 * @throws ShapeError when the shapes do not broadcast, DTypeError when the dtypes do not promote or are bool, ArgumentError when a tolerance is negative
 * @example
 * ```
 * allClose(tensor([1, 2]), tensor([1, 2.1]), { rtol: 0.1 }).item() // true
 * ```
 */
export const allClose: ClosenessFunction<'all'> = (a, b, options) =>
  typed(all(closeness('allClose', [a, b], options) as Tensor<Shape, 'bool'>))
