// Losses of yes and no: the cross-entropy of probabilities, and of logits, to targets from 0 to 1.

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import { softplus } from '../../ops/elementwise/activations.js'
import { add, div, maximum, mul, neg, sub } from '../../ops/elementwise/arithmetic.js'
import { clamp } from '../../ops/elementwise/choose.js'
import { log, log1p } from '../../ops/elementwise/float-functions.js'
import { stretchTo } from '../../ops/signatures/operands.js'
import { DTypeError } from '../../support/errors.js'
import { checkOptions } from '../../support/options.js'
import { customJvp } from '../../transforms/index.js'
import type { FloatDType, Shape } from '../../types/index.js'
import { checkAlike, type Floats, finished, floats, type LossOptions, type LossReduction, type LossShape, reduceLoss } from './reduction.js'

export interface BinaryOptions<D extends FloatDType = FloatDType, R extends LossReduction = LossReduction> extends LossOptions<R> {
  /** How much each element counts: floats that stretch to the shape of the input. A mean is over all elements, whatever they count. */
  readonly weight?: Tensor<Shape, D>
}

export interface LogitsOptions<D extends FloatDType = FloatDType, R extends LossReduction = LossReduction> extends BinaryOptions<D, R> {
  /** How much a target of 1 counts more than one of 0: floats that stretch to the shape of the input. */
  readonly posWeight?: Tensor<Shape, D>
}

/** A weight that stretches to the input, as it is computed with. @throws ShapeError, DTypeError */
export function weightOf(operation: string, name: string, weight: Tensor, input: Tensor): Floats {
  const computed = floats(operation, name, weight)
  if (weight.dtype !== input.dtype)
    throw new DTypeError(`${operation}: dtypes must be equal; expected ${showType(input)} (input), got ${showType(weight)} (${name})`)
  return stretchTo(operation, name, computed, input.shape) as Floats
}

/** Weighs and reduces. */
function weighted(operation: string, losses: Floats, input: Tensor, { weight, reduction }: BinaryOptions): Tensor {
  const all = weight === undefined ? losses : mul(losses, weightOf(operation, 'weight', weight, input))
  return finished(reduceLoss(operation, all, reduction), input)
}

/** Logarithms are at least this, so that the loss of a certain mistake is finite. */
const least = -100

/** Its derivative with respect to p has this below it, where p is 0 or 1. */
const eps = 1e-12

const logOf = (x: Floats): Floats => maximum(log(x), least)
const logOfOther = (x: Floats): Floats => maximum(log1p(neg(x)), least)
const entropy = (p: Floats, t: Floats): Floats => neg(add(mul(t, logOf(p)), mul(sub(1, t), logOfOther(p))))

/** With the derivative `(p - t) / max(p (1 - p), eps)`, which is finite also where p is 0 or 1. */
const binaryEntropy = customJvp(entropy, ([p, t], [dp, dt]): [Floats, Floats] => {
  const slope = div(sub(p, t), maximum(mul(p, sub(1, p)), eps))
  const targetSlope = clamp(sub(log1p(neg(p)), log(p)), least, -least)
  return [entropy(p, t), add(mul(slope, dp), mul(targetSlope, dt))]
})

/**
 * The cross-entropy of probabilities to targets: `-(target · ln p + (1 - target) · ln(1 - p))`, with logarithms of at least -100.
 * @param input floats[…]: probabilities, 0 to 1
 * @param target floats of the same shape, 0 to 1
 * @param options weight: floats that stretch to the shape; reduction: `'mean'`, the default, `'sum'` or `'none'`
 * @returns floats[], or of the shape of the input with reduction `'none'`; NaN where the input is no probability
 * @throws ShapeError when the shapes differ or the weight does not stretch, DTypeError unless all are of one float dtype
 * @example
 * ```
 * binaryCrossEntropy(tensor([0.5, 1]), tensor([1, 0]), { reduction: 'none' }).toArray() // [0.6931471824645996, 100]
 * ```
 * @source as in PyTorch
 * @deviation an input that is no probability gives NaN, where PyTorch throws
 */
export function binaryCrossEntropy<S extends Shape, D extends FloatDType, R extends LossReduction = 'mean'>(
  input: Tensor<S, D>,
  target: Tensor<NoInfer<S>, NoInfer<D>>,
  options?: BinaryOptions<NoInfer<D>, R>,
): Tensor<LossShape<S, R>, D>
export function binaryCrossEntropy(input: Tensor, target: Tensor, options: BinaryOptions = {}): Tensor {
  checkOptions('binaryCrossEntropy', options, ['reduction', 'weight'])
  const p = floats('binaryCrossEntropy', 'input', input)
  checkAlike('binaryCrossEntropy', 'input', input, 'target', target)
  const losses = binaryEntropy(p, floats('binaryCrossEntropy', 'target', target))
  return weighted('binaryCrossEntropy', losses, input, options)
}

/**
 * The cross-entropy of the sigmoids of logits to targets, without overflow: `(1 - t) x + (1 + (posWeight - 1) t) · ln(1 + e⁻ˣ)`.
 * @param input floats[…]: logits
 * @param target floats of the same shape, 0 to 1
 * @param options weight, posWeight: floats that stretch to the shape; reduction: `'mean'`, the default, `'sum'` or `'none'`
 * @returns floats[], or of the shape of the input with reduction `'none'`
 * @throws ShapeError when the shapes differ or a weight does not stretch, DTypeError unless all are of one float dtype
 * @example
 * ```
 * binaryCrossEntropyWithLogits(tensor([0, 1000]), tensor([1, 1]), { reduction: 'none' }).toArray() // [0.6931471824645996, 0]
 * ```
 * @source as in PyTorch
 */
export function binaryCrossEntropyWithLogits<S extends Shape, D extends FloatDType, R extends LossReduction = 'mean'>(
  input: Tensor<S, D>,
  target: Tensor<NoInfer<S>, NoInfer<D>>,
  options?: LogitsOptions<NoInfer<D>, R>,
): Tensor<LossShape<S, R>, D>
export function binaryCrossEntropyWithLogits(input: Tensor, target: Tensor, options: LogitsOptions = {}): Tensor {
  const operation = 'binaryCrossEntropyWithLogits'
  checkOptions(operation, options, ['reduction', 'weight', 'posWeight'])
  const x = floats(operation, 'input', input)
  checkAlike(operation, 'input', input, 'target', target)
  const t = floats(operation, 'target', target)
  const missed = softplus(neg(x))
  const { posWeight } = options
  const share = posWeight === undefined ? missed : mul(add(mul(sub(weightOf(operation, 'posWeight', posWeight, input), 1), t), 1), missed)
  return weighted(operation, add(mul(sub(1, t), x), share), input, options)
}
