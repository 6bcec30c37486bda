// Losses of numbers that should be equal to others: squared and absolute differences, and what lies between.

import type { Tensor } from '../../core/tensor.js'
import { abs, div, mul, square, sub } from '../../ops/elementwise/arithmetic.js'
import { where } from '../../ops/elementwise/choose.js'
import { less, lessEqual } from '../../ops/elementwise/comparison.js'
import { sum } from '../../ops/reductions/reduce.js'
import { checkOptions } from '../../support/options.js'
import type { FloatDType, Shape } from '../../types/index.js'
import {
  checkAbove,
  checkAlike,
  type Floats,
  finished,
  floats,
  type LossOptions,
  type LossReduction,
  type LossShape,
  reduceLoss,
} from './reduction.js'

export interface RegressionOptions<S extends Shape, D extends FloatDType, R extends LossReduction = LossReduction> extends LossOptions<R> {
  /** How much each element counts: floats of the shape of the input. A mean is then `Σ weight · loss / Σ weight`. */
  readonly weight?: Tensor<S, D>
}

/** A loss of differences. */
export type RegressionLoss<O = Record<never, never>> = <S extends Shape, D extends FloatDType, R extends LossReduction = 'mean'>(
  input: Tensor<S, D>,
  target: Tensor<NoInfer<S>, NoInfer<D>>,
  options?: O & RegressionOptions<NoInfer<S>, NoInfer<D>, R>,
) => Tensor<LossShape<S, R>, D>

type Given = RegressionOptions<Shape, FloatDType>

/** @param each of the difference, with the options; checks them too */
const regressionLoss = <O extends object>(
  operation: string,
  defaults: Required<O>,
  each: (difference: Floats, options: Required<O>) => Floats,
): RegressionLoss<O> =>
  ((input: Tensor, target: Tensor, options: O & Given = {} as O) => {
    checkOptions(operation, options, ['reduction', 'weight', ...Object.keys(defaults)])
    const x = floats(operation, 'input', input)
    checkAlike(operation, 'input', input, 'target', target)
    const losses = each(sub(x, floats(operation, 'target', target)), { ...defaults, ...options })
    if (options.weight === undefined) return finished(reduceLoss(operation, losses, options.reduction), input)
    checkAlike(operation, 'input', input, 'weight', options.weight)
    const weight = floats(operation, 'weight', options.weight)
    const weighted = mul(losses, weight)
    const { reduction = 'mean' } = options
    return finished(reduction === 'mean' ? div(sum(weighted), sum(weight)) : reduceLoss(operation, weighted, reduction), input)
  }) as RegressionLoss<O>

/**
 * Squared differences: `(input - target)²`.
 * @param input floats[…]
 * @param target floats of the same shape
 * @param options reduction: `'mean'`, the default, `'sum'` or `'none'`; weight: how much each element counts
 * @returns floats[], or of the shape of the input with reduction `'none'`
 * @throws ShapeError when the shapes differ, DTypeError unless both are of one float dtype
 * @example
 * ```
 * mseLoss(tensor([1, 2]), tensor([1, 4])).item() // 2
 * ```
 * @source as in PyTorch
 * @deviation shapes that differ are an error, where PyTorch broadcasts and warns; so in every loss here
 */
export const mseLoss: RegressionLoss = regressionLoss<Record<never, never>>('mseLoss', {}, difference => square(difference))

/**
 * Absolute differences: `|input - target|`, whose derivative at 0 is 0.
 * @param input floats[…]
 * @param target floats of the same shape
 * @param options reduction: `'mean'`, the default, `'sum'` or `'none'`; weight: how much each element counts
 * @returns floats[], or of the shape of the input with reduction `'none'`
 * @throws ShapeError when the shapes differ, DTypeError unless both are of one float dtype
 * @example
 * ```
 * l1Loss(tensor([1, 2]), tensor([1, 4])).item() // 1
 * ```
 * @source as in PyTorch
 */
export const l1Loss: RegressionLoss = regressionLoss<Record<never, never>>('l1Loss', {}, difference => abs(difference))

export interface SmoothL1Options {
  /** The difference from which on the loss is linear, of the unit of the input. Default 1; 0 makes it the absolute difference. */
  readonly beta?: number
}

/**
 * Squared differences near 0, absolute ones beyond: `d² / (2 beta)` where `|d| < beta`, else `|d| - beta / 2`.
 * @param input floats[…]
 * @param target floats of the same shape
 * @param options beta, default 1; reduction: `'mean'`, the default, `'sum'` or `'none'`; weight: how much each element counts
 * @returns floats[], or of the shape of the input with reduction `'none'`
 * @throws ShapeError when the shapes differ, DTypeError unless both are of one float dtype, ArgumentError when beta is negative
 * @example
 * ```
 * smoothL1Loss(tensor([0, 3]), tensor([0.5, 0]), { reduction: 'none' }).toArray() // [0.125, 2.5]
 * ```
 * @source Girshick, "Fast R-CNN", 2015; as in PyTorch
 */
export const smoothL1Loss: RegressionLoss<SmoothL1Options> = regressionLoss<SmoothL1Options>(
  'smoothL1Loss',
  { beta: 1 },
  (difference, { beta }) => {
    checkAbove('smoothL1Loss', 'beta', beta, 0)
    const size = abs(difference)
    return beta === 0 ? size : where(less(size, beta), mul(square(difference), 0.5 / beta), sub(size, beta / 2))
  },
)

export interface HuberOptions {
  /** The difference from which on the loss is linear, of the unit of the input; positive. Default 1. */
  readonly delta?: number
}

/**
 * Huber's loss: `d² / 2` where `|d| ≤ delta`, else `delta (|d| - delta / 2)`.
 * @param input floats[…]
 * @param target floats of the same shape
 * @param options delta, default 1; reduction: `'mean'`, the default, `'sum'` or `'none'`; weight: how much each element counts
 * @returns floats[], or of the shape of the input with reduction `'none'`
 * @throws ShapeError when the shapes differ, DTypeError unless both are of one float dtype, ArgumentError unless delta is positive
 * @example
 * ```
 * huberLoss(tensor([0, 3]), tensor([0.5, 0]), { reduction: 'none', delta: 2 }).toArray() // [0.125, 4]
 * ```
 * @source Huber, "Robust estimation of a location parameter", 1964; as in PyTorch
 * @deviation a weighted mean is `Σ weight · loss / Σ weight`, as of the other losses; PyTorch divides by the count of elements in this one
 */
export const huberLoss: RegressionLoss<HuberOptions> = regressionLoss<HuberOptions>('huberLoss', { delta: 1 }, (difference, { delta }) => {
  checkAbove('huberLoss', 'delta', delta, 0, 'strictly')
  const size = abs(difference)
  return where(lessEqual(size, delta), mul(square(difference), 0.5), mul(sub(size, delta / 2), delta))
})
