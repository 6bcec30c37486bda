// The integral of the lines through points, up to each of them.

import type { Tensor } from '../../core/tensor.js'
import { cumSum } from '../../primitives/cumulative/index.js'
import type { FloatDType, List, Shape, ShapeResult, Subtract } from '../../types/index.js'
import { computed, rounded } from '../signatures/halves.js'
import { checkKind, floatKind } from '../signatures/operands.js'
import { areas, type TrapezoidOptions } from './differences.js'

/** The shape of `cumulativeTrapezoid(y)`. */
export type RunningIntegral<S extends List> = number extends S['length']
  ? Shape
  : S extends readonly [...infer Rest, infer N]
    ? N extends 0
      ? S
      : [...Rest, Subtract<N, 1>]
    : Shape

/**
 * The integral along an axis of the lines through points, from the first to each later one: `out_i = Σ_{k≤i} (x[k + 1] - x[k]) · (y[k] + y[k + 1]) / 2`.
 * @param y floats[…]
 * @param options axis, default -1; x, floats[n] or of the shape of y, where the points stand; or dx, their distance, default 1
 * @returns floats, one less along the axis
 * @throws ShapeError when the axis does not exist or the places do not fit, DTypeError unless float
 * @example
 * ```
 * cumulativeTrapezoid(tensor([1, 2, 3])).toArray() // [1.5, 4]
 * ```
 */
export function cumulativeTrapezoid<S extends Shape, D extends FloatDType>(
  y: Tensor<S, D>,
  options?: Omit<TrapezoidOptions, 'axis'>,
): Tensor<ShapeResult<RunningIntegral<S>>, D>
export function cumulativeTrapezoid<D extends FloatDType>(y: Tensor<Shape, D>, options: TrapezoidOptions): Tensor<Shape, D>
export function cumulativeTrapezoid(operand: Tensor, options?: TrapezoidOptions): Tensor {
  checkKind('cumulativeTrapezoid', operand, floatKind)
  const { pieces, axis } = areas('cumulativeTrapezoid', computed(operand), options)
  return rounded(cumSum(pieces, { axis, reverse: false }), operand.dtype)
}
