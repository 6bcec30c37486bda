// Negative log-likelihoods of counts and of normal numbers, and the divergence of two distributions.

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import { add, div, mul, square, sub } from '../../ops/elementwise/arithmetic.js'
import { where } from '../../ops/elementwise/choose.js'
import { greater, less } from '../../ops/elementwise/comparison.js'
import { exp, log } from '../../ops/elementwise/float-functions.js'
import { xlogy } from '../../ops/elementwise/logarithmic.js'
import { sum } from '../../ops/reductions/reduce.js'
import { reshape } from '../../ops/shape/reshape.js'
import { stretch } from '../../ops/signatures/operands.js'
import { DTypeError, ShapeError } from '../../support/errors.js'
import { checkOptions } from '../../support/options.js'
import { sameShape } from '../../support/shape.js'
import { stopGradient } from '../../transforms/index.js'
import type { FloatDType, Shape } from '../../types/index.js'
import {
  checkAbove,
  checkAlike,
  checkBoolean,
  type ElementwiseLoss,
  elementwiseLoss,
  type Floats,
  finished,
  floats,
  type LossOptions,
  type LossReduction,
  type LossShape,
  reduceLoss,
} from './reduction.js'

export interface KlDivOptions<R extends LossReduction | 'batchMean' = LossReduction | 'batchMean'> extends LossOptions<R> {
  /** Whether the target holds logarithms of probabilities. Default false. */
  readonly logTarget?: boolean
}

/**
 * Kullback and Leibler's divergence of a target from log-probabilities: `target · (ln target - input)`.
 * @param input floats[…]: logarithms of probabilities
 * @param target floats of the same shape: probabilities, or their logarithms with `logTarget`
 * @param options logTarget, default false; reduction: `'mean'`, the default, over all elements; `'batchMean'`, which is the divergence itself: the sum
 *   over the first size; `'sum'` or `'none'`
 * @returns floats[], or of the shape of the input with reduction `'none'`
 * @throws ShapeError when the shapes differ, DTypeError unless both are of one float dtype
 * @example
 * ```
 * klDiv(tensor([[-1, -1]]), tensor([[0, -1]]), { logTarget: true, reduction: 'batchMean' }).item() // 1
 * ```
 * @source Kullback and Leibler, "On information and sufficiency", 1951; as in PyTorch
 */
export function klDiv<S extends Shape, D extends FloatDType, R extends LossReduction | 'batchMean' = 'mean'>(
  input: Tensor<S, D>,
  target: Tensor<NoInfer<S>, NoInfer<D>>,
  options?: KlDivOptions<R>,
): Tensor<LossShape<S, R>, D>
export function klDiv(input: Tensor, target: Tensor, options: KlDivOptions = {}): Tensor {
  checkOptions('klDiv', options, ['reduction', 'logTarget'])
  const { reduction, logTarget = false } = options
  checkBoolean('klDiv', 'logTarget', logTarget)
  const x = floats('klDiv', 'input', input)
  checkAlike('klDiv', 'input', input, 'target', target)
  const t = floats('klDiv', 'target', target)
  const losses = logTarget ? mul(exp(t), sub(t, x)) : sub(xlogy(t, t), mul(t, x))
  if (reduction !== 'batchMean') return finished(reduceLoss('klDiv', losses, reduction), input)
  const [batch] = x.shape
  if (batch === undefined) throw new ShapeError(`klDiv: batchMean needs a batch axis; expected [n,…], got ${showType(input)}`)
  return finished(div(sum(losses), batch), input)
}

export interface PoissonNllOptions {
  /** Whether the input is the logarithm of the expected count. Default true. */
  readonly logInput?: boolean
  /** Whether to add Stirling's approximation of `ln target!`, for targets above 1. Default false. */
  readonly full?: boolean
  /** Added to the expected count before its logarithm is taken. Default 1e-8. */
  readonly eps?: number
}

/**
 * The negative log-likelihood of counts: `eˣ - target · x` of the logarithm x of the expected count, or `x - target · ln(x + eps)` of the count itself;
 * up to `ln target!`, which `full` approximates by `t ln t - t + ln(2πt) / 2`.
 * @param input floats[…]
 * @param target floats of the same shape: counts
 * @param options logInput, default true; full, default false; eps, default 1e-8; reduction: `'mean'`, the default, `'sum'` or `'none'`
 * @returns floats[], or of the shape of the input with reduction `'none'`
 * @throws ShapeError when the shapes differ, DTypeError unless both are of one float dtype, ArgumentError when eps is negative
 * @example
 * ```
 * poissonNllLoss(tensor([0, 0]), tensor([1, 3])).item() // 1
 * ```
 * @source as in PyTorch
 */
export const poissonNllLoss: ElementwiseLoss<PoissonNllOptions> = elementwiseLoss<PoissonNllOptions>(
  'poissonNllLoss',
  { logInput: true, full: false, eps: 1e-8 },
  (x, t, { logInput, full, eps }) => {
    checkBoolean('poissonNllLoss', 'logInput', logInput)
    checkBoolean('poissonNllLoss', 'full', full)
    checkAbove('poissonNllLoss', 'eps', eps, 0)
    const losses = logInput ? sub(exp(x), mul(t, x)) : sub(x, mul(t, log(add(x, eps))))
    if (!full) return losses
    const many = greater(t, 1)
    // The logarithm never sees what is not counted.
    const count = where(many, t, 1)
    const stirling = add(sub(mul(count, log(count)), count), mul(log(mul(count, 2 * Math.PI)), 0.5))
    return add(losses, where(many, stirling, 0))
  },
)

export interface GaussianNllOptions<R extends LossReduction = LossReduction> extends LossOptions<R> {
  /** Whether to add `ln(2π) / 2`. Default false. */
  readonly full?: boolean
  /** The least variance. Default 1e-6. */
  readonly eps?: number
}

/**
 * The negative log-likelihood of numbers under normal distributions: `(ln v + (input - target)² / v) / 2`, where v is the variance but at least eps, as
 * whose derivative it passes that of the variance on.
 * @param input floats[…]: means
 * @param target floats of the same shape
 * @param variance floats of the same shape, or with 1 as its last size or without its last axis, or floats[]
 * @param options full: adds `ln(2π) / 2`, default false; eps, default 1e-6; reduction: `'mean'`, the default, `'sum'` or `'none'`
 * @returns floats[], or of the shape of the input with reduction `'none'`
 * @throws ShapeError when the shapes do not fit, DTypeError unless all are of one float dtype, ArgumentError unless eps is positive
 * @example
 * ```
 * gaussianNllLoss(tensor([0, 2]), tensor([1, 2]), tensor([1, 1])).item() // 0.25
 * ```
 * @source Nix and Weigend, "Estimating the mean and variance of the target probability distribution", 1994; as in PyTorch
 * @deviation a negative variance counts as eps, where PyTorch throws
 */
export function gaussianNllLoss<S extends Shape, D extends FloatDType, R extends LossReduction = 'mean'>(
  input: Tensor<S, D>,
  target: Tensor<NoInfer<S>, NoInfer<D>>,
  variance: Tensor<Shape, NoInfer<D>>,
  options?: GaussianNllOptions<R>,
): Tensor<LossShape<S, R>, D>
export function gaussianNllLoss(input: Tensor, target: Tensor, variance: Tensor, options: GaussianNllOptions = {}): Tensor {
  checkOptions('gaussianNllLoss', options, ['reduction', 'full', 'eps'])
  const { full = false, eps = 1e-6, reduction } = options
  checkBoolean('gaussianNllLoss', 'full', full)
  checkAbove('gaussianNllLoss', 'eps', eps, 0, 'strictly')
  const x = floats('gaussianNllLoss', 'input', input)
  checkAlike('gaussianNllLoss', 'input', input, 'target', target)
  const given = varianceOf(input, variance)
  const small = less(given, eps)
  // Bounded in value alone.
  const v = where(small, add(sub(given, stopGradient(given)), eps), given)
  const halves = mul(add(log(v), div(square(sub(x, floats('gaussianNllLoss', 'target', target))), v)), 0.5)
  return finished(reduceLoss('gaussianNllLoss', full ? add(halves, 0.5 * Math.log(2 * Math.PI)) : halves, reduction), input)
}

/** The variance for each element. @throws ShapeError, DTypeError */
function varianceOf(input: Tensor, variance: Tensor): Floats {
  const v = floats('gaussianNllLoss', 'variance', variance)
  if (variance.dtype !== input.dtype)
    throw new DTypeError(`gaussianNllLoss: dtypes must be equal; expected ${showType(input)} (input), got ${showType(variance)} (variance)`)
  const [{ shape }, outer] = [input, input.shape.slice(0, -1)]
  if (sameShape(v.shape, shape) || v.shape.length === 0 || sameShape(v.shape, [...outer, 1])) return stretch(v, shape) as Floats
  if (sameShape(v.shape, outer)) return stretch(reshape(v, [...outer, 1]), shape) as Floats
  throw new ShapeError(
    `gaussianNllLoss: the variance must be of the input's shape, or have 1 as its last size or none; expected ${showType(input)}, got ${showType(variance)}`,
  )
}
