// Margins between the scores of classes: of one right class, and of several.

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import { oneHot } from '../../ops/creation/creation.js'
import { cumprod } from '../../ops/cumulative/cumulative.js'
import { softplus } from '../../ops/elementwise/activations.js'
import { add, div, mul, neg, square, sub } from '../../ops/elementwise/arithmetic.js'
import { cast, where } from '../../ops/elementwise/choose.js'
import { greaterEqual, less } from '../../ops/elementwise/comparison.js'
import { logicalAnd, logicalNot } from '../../ops/elementwise/logic.js'
import { any, mean, sum } from '../../ops/reductions/reduce.js'
import { expandDims } from '../../ops/shape/reshape.js'
import { checkKind, integerKinds, show } from '../../ops/signatures/operands.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { checkOptions } from '../../support/options.js'
import { sameShape } from '../../support/shape.js'
import type { FloatDType, IntDType, Shape } from '../../types/index.js'
import { type BinaryOptions, weightOf } from './binary.js'
import { type ClassCount, checkLabelled, type LabelShape } from './cross-entropy.js'
import type { VectorShape } from './embedding.js'
import { hinge, type MarginOptions } from './margin.js'
import {
  checkAlike,
  checkNumber,
  type Floats,
  finished,
  floats,
  type LossOptions,
  type LossReduction,
  type LossShape,
  loudly,
  reduceLoss,
} from './reduction.js'

type Bools = Tensor<Shape, 'bool'>

export interface MultiMarginOptions<S extends Shape = Shape, D extends FloatDType = FloatDType, R extends LossReduction = LossReduction>
  extends MarginOptions,
    LossOptions<R> {
  /** floats[classes]: how much each class counts. Default 1. */
  readonly weight?: Tensor<readonly [ClassCount<S>], D>
  /** The power of what a class lacks of its margin. Default 1. */
  readonly p?: 1 | 2
}

/** @throws ShapeError unless they are [n, classes] or [classes], with a class at least */
function scoresOf(operation: string, input: Tensor): { readonly x: Floats; readonly classes: number } {
  const x = floats(operation, 'input', input)
  const classes = x.shape.at(-1)
  if (x.shape.length > 2 || classes === undefined || classes === 0)
    throw new ShapeError(`${operation}: the input must be scores of classes; expected [n,classes] or [classes], got ${showType(input)}`)
  return { x, classes }
}

/** @throws ShapeError, DTypeError unless there is a weight for each class */
function classWeight(operation: string, weight: Tensor, x: Floats, classes: number): Floats {
  const weights = floats(operation, 'weight', weight)
  if (!sameShape(weights.shape, [classes]))
    throw new ShapeError(`${operation}: there must be a weight for each class; expected float[${classes}], got ${showType(weight)}`)
  return cast(weights, x.dtype as FloatDType)
}

/**
 * The hinge loss of one right class: `Σ weight[y] · max(0, margin - x[y] + x[c])ᵖ / classes` over the classes c ≠ y.
 * @param input floats[n, classes] or floats[classes]
 * @param labels ints[n] or ints[]
 * @param options p, 1 (the default) or 2; margin, default 1; weight: floats[classes]; reduction: `'mean'`, the default, `'sum'` or `'none'`
 * @returns floats[], or of the shape of the labels with reduction `'none'`; NaN where a label is out of range
 * @throws ShapeError when there is not a label for each row or a weight for each class, DTypeError, ArgumentError
 * @example
 * ```
 * multiMarginLoss(tensor([[0.5, 1]]), tensor([1], 'int32')).item() // 0.25
 * ```
 * @source Crammer and Singer, "On the algorithmic implementation of multiclass kernel-based vector machines", 2001; as in PyTorch
 */
export function multiMarginLoss<S extends Shape, D extends FloatDType, R extends LossReduction = 'mean'>(
  input: Tensor<S, D>,
  labels: Tensor<LabelShape<S>, IntDType>,
  options?: MultiMarginOptions<NoInfer<S>, NoInfer<D>, R>,
): Tensor<LossShape<LabelShape<S>, R>, D>
export function multiMarginLoss(input: Tensor, labels: Tensor, options: MultiMarginOptions = {}): Tensor {
  checkOptions('multiMarginLoss', options, ['reduction', 'p', 'margin', 'weight'])
  const { p = 1, margin = 1, weight, reduction } = options
  if (p !== 1 && p !== 2) throw new ArgumentError(`multiMarginLoss: p must be 1 or 2; got ${show(p)}`)
  checkNumber('multiMarginLoss', 'margin', margin)
  const { x, classes } = scoresOf('multiMarginLoss', input)
  checkLabelled('multiMarginLoss', 'input', input, labels)
  const integers = labels as Tensor<Shape, IntDType>
  const right: Bools = oneHot(integers, classes, 'bool')
  const at = (values: Floats): Floats => sum(where(right, values, 0), -1, { keepDims: true })
  const lack = hinge(add(sub(margin, at(x)), x))
  const powers = p === 1 ? lack : square(lack)
  const counted = weight === undefined ? powers : mul(powers, at(classWeight('multiMarginLoss', weight, x, classes)))
  const losses = div(sum(where(right, 0, counted), -1), classes)
  const legal = logicalAnd(greaterEqual(integers, 0), less(cast(integers, 'int64'), classes))
  return finished(reduceLoss('multiMarginLoss', loudly(losses, legal), reduction), input)
}

/**
 * The hinge loss of several right classes: `Σ max(0, 1 - (x[y] - x[c])) / classes` over the right classes y and the other classes c.
 * @param input floats[n, classes] or floats[classes]
 * @param target ints of the same shape: the right classes, and then -1 in the first place that holds none; what follows it does not count
 * @param options reduction: `'mean'`, the default, `'sum'` or `'none'`
 * @returns floats[], or floats[n] or floats[] with reduction `'none'`; NaN where a class is out of range
 * @throws ShapeError when the shapes differ, DTypeError unless the input is float and the target integer
 * @example
 * ```
 * multilabelMarginLoss(tensor([[0.1, 0.2, 0.4, 0.8]], 'float64'), tensor([[3, 0, -1, 1]], 'int32')).item() // 0.85
 * ```
 * @source as in PyTorch
 */
export function multilabelMarginLoss<S extends Shape, D extends FloatDType, R extends LossReduction = 'mean'>(
  input: Tensor<S, D>,
  target: Tensor<NoInfer<S>, IntDType>,
  options?: LossOptions<R>,
): Tensor<LossShape<LabelShape<S>, R>, D>
export function multilabelMarginLoss(input: Tensor, target: Tensor, options: LossOptions = {}): Tensor {
  checkOptions('multilabelMarginLoss', options, ['reduction'])
  const { x, classes } = scoresOf('multilabelMarginLoss', input)
  checkKind('multilabelMarginLoss', target, integerKinds, 'target')
  if (!sameShape(target.shape, input.shape))
    throw new ShapeError(
      `multilabelMarginLoss: shapes must be equal; expected that of ${showType(input)} (input), got ${showType(target)} (target)`,
    )
  const integers = cast(target, 'int64') as Tensor<Shape, 'int64'>
  const named = cast(cumprod(cast(greaterEqual(integers, 0), 'int32'), -1), 'bool') as Bools // [n, place]
  const hot: Bools = logicalAnd(oneHot(integers, classes, 'bool') as Bools, expandDims(named, -1) as Bools) // [n, place, class]
  const right = any(hot, -2) as Bools // [n, class]
  const scores = expandDims(x, -2) as Floats // [n, 1, class]
  const atPlace = sum(where(hot, scores, 0), -1, { keepDims: true }) as Floats // [n, place, 1]
  const counted = logicalAnd(expandDims(named, -1) as Bools, logicalNot(expandDims(right, -2)) as Bools)
  const losses = sum(where(counted, hinge(add(sub(1, atPlace), scores)), 0), [-2, -1]) as Floats
  const illegal = any(logicalAnd(named, greaterEqual(integers, classes)), -1) as Bools
  return finished(reduceLoss('multilabelMarginLoss', loudly(div(losses, classes), logicalNot(illegal)), options.reduction), input)
}

/**
 * The mean over classes of the cross-entropies of their sigmoids: `-Σ weight · (t · ln σ(x) + (1 - t) · ln σ(-x)) / classes`.
 * @param input floats[…, classes]: logits
 * @param target floats of the same shape, 0 to 1
 * @param options weight: floats that stretch to the shape, as floats[classes] do; reduction: `'mean'`, the default, `'sum'` or `'none'`
 * @returns floats[], or floats[…] with reduction `'none'`
 * @throws ShapeError when the shapes differ or the weight does not stretch, DTypeError unless all are of one float dtype
 * @example
 * ```
 * multilabelSoftMarginLoss(tensor([[0, 0]]), tensor([[1, 0]])).item() // 0.6931471824645996
 * ```
 * @source as in PyTorch
 */
export function multilabelSoftMarginLoss<S extends Shape, D extends FloatDType, R extends LossReduction = 'mean'>(
  input: Tensor<S, D>,
  target: Tensor<NoInfer<S>, NoInfer<D>>,
  options?: BinaryOptions<NoInfer<D>, R>,
): Tensor<LossShape<VectorShape<S>, R>, D>
export function multilabelSoftMarginLoss(input: Tensor, target: Tensor, options: BinaryOptions = {}): Tensor {
  checkOptions('multilabelSoftMarginLoss', options, ['reduction', 'weight'])
  const x = floats('multilabelSoftMarginLoss', 'input', input)
  if (x.shape.length === 0) throw new ShapeError(`multilabelSoftMarginLoss: the input must have an axis of classes; got ${showType(input)}`)
  checkAlike('multilabelSoftMarginLoss', 'input', input, 'target', target)
  const t = floats('multilabelSoftMarginLoss', 'target', target)
  const each = add(mul(t, softplus(neg(x))), mul(sub(1, t), softplus(x)))
  const { weight } = options
  const counted = weight === undefined ? each : mul(each, weightOf('multilabelSoftMarginLoss', 'weight', weight, input))
  return finished(reduceLoss('multilabelSoftMarginLoss', mean(counted, -1), options.reduction), input)
}
