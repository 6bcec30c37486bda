// Losses of classes: the negative log-likelihood of labels, or the cross-entropy to probabilities.
// Classes stand on axis 1 of [n, classes, …], or on axis 0 of [classes].

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import { oneHot } from '../../ops/creation/creation.js'
import { add, div, mul, neg } from '../../ops/elementwise/arithmetic.js'
import { cast, where } from '../../ops/elementwise/choose.js'
import { greaterEqual, less, notEqual } from '../../ops/elementwise/comparison.js'
import { logicalAnd, logicalNot, logicalOr } from '../../ops/elementwise/logic.js'
import { sum } from '../../ops/reductions/reduce.js'
import { logSoftmax } from '../../ops/reductions/softmax.js'
import { moveAxis } from '../../ops/shape/permute.js'
import { reshape } from '../../ops/shape/reshape.js'
import { checkInteger, checkKind, integerKinds, show } from '../../ops/signatures/operands.js'
import { isInteger } from '../../support/dtype.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { checkOptions } from '../../support/options.js'
import { sameShape, showShape, sizeOf } from '../../support/shape.js'
import type { FloatDType, IntDType, Shape } from '../../types/index.js'
import {
  checkAlike,
  type Floats,
  finished,
  floats,
  type LossOptions,
  type LossReduction,
  type LossShape,
  loudly,
  reduceLoss,
} from './reduction.js'

/** The shape of labels for scores of shape S: the axis of classes is missing. */
export type LabelShape<S extends Shape> = S extends readonly [infer N extends number, number, ...infer Rest extends readonly number[]]
  ? [N, ...Rest]
  : S extends readonly [number]
    ? []
    : Shape

/** The number of classes in scores of shape S. */
export type ClassCount<S extends Shape> = S extends readonly [number, infer C extends number, ...(readonly number[])]
  ? C
  : S extends readonly [infer C extends number]
    ? C
    : number

export interface NllOptions<S extends Shape = Shape, D extends FloatDType = FloatDType, R extends LossReduction = LossReduction>
  extends LossOptions<R> {
  /** floats[classes]: how much each class counts. The mean over labels is then `Σ weight · loss / Σ weight`. Default 1 for all. */
  readonly weight?: Tensor<readonly [ClassCount<S>], D>
  /** A label that is left out, of the sum and of the mean. Default -100. */
  readonly ignoreIndex?: number
}

export interface CrossEntropyOptions<S extends Shape = Shape, D extends FloatDType = FloatDType, R extends LossReduction = LossReduction>
  extends NllOptions<S, D, R> {
  /** The share of the target that is spread evenly over all classes, 0 to 1. Default 0. */
  readonly labelSmoothing?: number
}

/** Scores of classes, the axis the classes are on, and how much each counts. */
interface Scores {
  readonly x: Floats
  readonly axis: 0 | 1
  readonly classes: number
  /** Stretches over x. */
  readonly weight: Floats | null
}

/** @throws ShapeError, DTypeError unless there are classes, and as many weights */
function scoresOf(operation: string, name: string, scores: Tensor, { weight }: NllOptions): Scores {
  const x = floats(operation, name, scores)
  const axis = x.shape.length === 1 ? 0 : 1
  const classes = x.shape[axis]
  if (classes === undefined)
    throw new ShapeError(`${operation}: ${name} must have an axis of classes; expected [n,classes,…] or [classes], got ${showType(scores)}`)
  if (weight === undefined) return { x, axis, classes, weight: null }
  const weights = floats(operation, 'weight', weight)
  if (!sameShape(weights.shape, [classes]))
    throw new ShapeError(`${operation}: there must be a weight for each class; expected float[${classes}], got ${showType(weight)}`)
  const along = x.shape.map((_, i) => (i === axis ? classes : 1))
  return { x, axis, classes, weight: reshape(cast(weights, x.dtype as FloatDType), along) }
}

/** @throws ShapeError, DTypeError unless there is an integer label for each place */
export function checkLabelled(operation: string, name: string, scores: Tensor, labels: Tensor): void {
  checkKind(operation, labels, integerKinds, 'labels')
  const axis = scores.shape.length === 1 ? 0 : 1
  const expected = scores.shape.toSpliced(axis, 1)
  if (!sameShape(labels.shape, expected))
    throw new ShapeError(
      `${operation}: there must be a label for each place; expected ints${showShape(expected)} for ${name} ${showType(scores)}, got ${showType(labels)}`,
    )
}

/** How much each label counts in a mean: the weight of its class, or 1; nothing where it is ignored. */
export function labelShares(labels: Tensor, classes: number, dtype: FloatDType, { weight, ignoreIndex = -100 }: NllOptions): Floats {
  const integers = labels as Tensor<Shape, IntDType>
  const counted = notEqual(cast(integers, 'int64'), ignoreIndex)
  if (weight === undefined) return cast(counted, dtype)
  const hot = oneHot(integers, classes, 'bool') as Tensor<Shape, 'bool'> // […, classes]
  return where(counted, sum(where(hot, cast(weight as Floats, dtype), 0), -1), 0)
}

/**
 * The losses of labels from log-probabilities, weighted, and their reduction.
 * @param smoothing the share of the target that all classes have
 */
function ofLabels(operation: string, { x, axis, classes, weight }: Scores, labels: Tensor, options: NllOptions, smoothing: number): Floats {
  const { ignoreIndex = -100, reduction } = options
  checkInteger(operation, 'ignoreIndex', ignoreIndex)
  const integers = labels as Tensor<Shape, IntDType>
  // Chosen by comparison, not by gathering: one pass, and its derivative is another comparison.
  const hot = moveAxis(oneHot(integers, classes, 'bool'), -1, axis) as Tensor<Shape, 'bool'>
  const counted = notEqual(cast(integers, 'int64'), ignoreIndex)
  const legal = logicalAnd(greaterEqual(integers, 0), less(cast(integers, 'int64'), classes))
  const checked = (each: Floats): Floats => where(counted, loudly(each, logicalOr(legal, logicalNot(counted))), 0)
  const weighted = weight === null ? x : mul(x, weight)
  const likelihood = checked(neg(sum(where(hot, weighted, 0), axis)))
  const losses =
    smoothing === 0 ? likelihood : add(mul(likelihood, 1 - smoothing), mul(checked(neg(sum(weighted, axis))), smoothing / classes))
  if (reduction !== undefined && reduction !== 'mean') return reduceLoss(operation, losses, reduction)
  return div(sum(losses), sum(labelShares(labels, classes, x.dtype as FloatDType, options)))
}

/**
 * The negative log-likelihood of labels: `-weight[y] · logProbabilities[y]`.
 * @param logProbabilities floats[n, classes, …] or floats[classes], as `logSoftmax(logits, 1)` gives them
 * @param labels ints[n, …] or ints[]: 0 to classes - 1, or `ignoreIndex`
 * @param options weight: floats[classes]; ignoreIndex, default -100; reduction: `'mean'`, the default, `'sum'` or `'none'`
 * @returns floats[], or of the shape of the labels with reduction `'none'`; NaN where a label is out of range
 * @throws ShapeError when there is not a label for each place or a weight for each class, DTypeError unless the labels are integers and the rest float
 * @example
 * ```
 * nllLoss(tensor([[-1, -0.5]]), tensor([1], 'int32')).item() // 0.5
 * ```
 * @source as in PyTorch
 * @deviation a label out of range gives NaN, which `checkFinite` finds, where PyTorch throws
 */
export function nllLoss<S extends Shape, D extends FloatDType, R extends LossReduction = 'mean'>(
  logProbabilities: Tensor<S, D>,
  labels: Tensor<LabelShape<S>, IntDType>,
  options?: NllOptions<NoInfer<S>, NoInfer<D>, R>,
): Tensor<LossShape<LabelShape<S>, R>, D>
export function nllLoss(logProbabilities: Tensor, labels: Tensor, options: NllOptions = {}): Tensor {
  checkOptions('nllLoss', options, ['reduction', 'weight', 'ignoreIndex'])
  const scores = scoresOf('nllLoss', 'log-probabilities', logProbabilities, options)
  checkLabelled('nllLoss', 'log-probabilities', logProbabilities, labels)
  return finished(ofLabels('nllLoss', scores, labels, options, 0), logProbabilities)
}

/**
 * The cross-entropy of classes under the softmax of logits, to labels or to probabilities: `-Σᶜ weight[c] · target[c] · logSoftmax(logits)[c]`,
 * where the target of a label is 1 at the label and 0 elsewhere; with smoothing s it is `(1 - s) target + s / classes`.
 * @param logits floats[n, classes, …] or floats[classes]
 * @param target ints[n, …] or ints[]: labels from 0 to classes - 1, or `ignoreIndex`; or probabilities, of the shape and dtype of the logits
 * @param options weight: floats[classes]; labelSmoothing, 0 to 1; ignoreIndex, default -100, for labels; reduction: `'mean'`, the default
 *   (over labels that are not ignored, by their weights; over places for probabilities), `'sum'` or `'none'`
 * @returns floats[], or of the shape of labels with reduction `'none'`; NaN where a label is out of range
 * @throws ShapeError when there is not a label for each place or a weight for each class, DTypeError when logits are not float or the target is neither,
 *   ArgumentError when an option is out of range
 * @example
 * ```
 * crossEntropy(tensor([[0, 0]]), tensor([1], 'int32')).item() // 0.6931471824645996
 * ```
 * @source label smoothing: Szegedy et al., "Rethinking the inception architecture", 2016; as in PyTorch
 * @deviation a label out of range gives NaN, which `checkFinite` finds, where PyTorch throws
 */
export function crossEntropy<S extends Shape, D extends FloatDType, R extends LossReduction = 'mean'>(
  logits: Tensor<S, D>,
  target: Tensor<LabelShape<S>, IntDType> | Tensor<NoInfer<S>, NoInfer<D>>,
  options?: CrossEntropyOptions<NoInfer<S>, NoInfer<D>, R>,
): Tensor<LossShape<LabelShape<S>, R>, D>
export function crossEntropy(logits: Tensor, target: Tensor, options: CrossEntropyOptions = {}): Tensor {
  checkOptions('crossEntropy', options, ['reduction', 'weight', 'ignoreIndex', 'labelSmoothing'])
  const { labelSmoothing = 0, reduction } = options
  if (!(labelSmoothing >= 0 && labelSmoothing <= 1))
    throw new ArgumentError(`crossEntropy: labelSmoothing must be from 0 to 1; got ${show(labelSmoothing)}`)
  const scores = scoresOf('crossEntropy', 'logits', logits, options)
  const { axis, classes, weight } = scores
  const probabilities: Floats = logSoftmax(scores.x, axis)
  const toProbabilities = !isInteger(target.dtype) && sameShape(target.shape, logits.shape)
  if (!toProbabilities) {
    checkLabelled('crossEntropy', 'logits', logits, target)
    return finished(ofLabels('crossEntropy', { ...scores, x: probabilities }, target, options, labelSmoothing), logits)
  }
  checkAlike('crossEntropy', 'logits', logits, 'target', target)
  const given = floats('crossEntropy', 'target', target)
  const goal = labelSmoothing === 0 ? given : add(mul(given, 1 - labelSmoothing), labelSmoothing / classes)
  const each = mul(goal, weight === null ? probabilities : mul(probabilities, weight))
  const losses: Floats = neg(sum(each, axis))
  // A mean over places, whatever their weights.
  const loss =
    reduction === undefined || reduction === 'mean' ? div(sum(losses), sizeOf(losses.shape)) : reduceLoss('crossEntropy', losses, reduction)
  return finished(loss, logits)
}
