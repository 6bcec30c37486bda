// Losses: scalars to be minimised, means as in PyTorch; and accuracy, which is to be looked at.

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import { oneHot } from '../../ops/creation/creation.js'
import { neg, square, sub } from '../../ops/elementwise/arithmetic.js'
import { cast, where } from '../../ops/elementwise/choose.js'
import { equal, greaterEqual, less } from '../../ops/elementwise/comparison.js'
import { logicalAnd } from '../../ops/elementwise/logic.js'
import { mean, sum } from '../../ops/reductions/reduce.js'
import { logSoftmax } from '../../ops/reductions/softmax.js'
import { argmax } from '../../ops/reductions/statistics.js'
import { checkKind, floatKind, integerKinds } from '../../ops/signatures/operands.js'
import { ShapeError } from '../../support/errors.js'
import { sameShape } from '../../support/shape.js'
import type { FloatDType, IntDType, Shape } from '../../types/index.js'

/** @throws ShapeError, DTypeError unless there is an integer label for each row of scores */
function checkLabelled(operation: string, logits: Tensor, labels: Tensor): void {
  checkKind(operation, logits, floatKind)
  checkKind(operation, labels, integerKinds)
  if (logits.shape.length !== 2 || !sameShape(labels.shape, logits.shape.slice(0, 1)))
    throw new ShapeError(
      `${operation}: there must be a label for each row of logits; expected float32[n,classes] and int32[n], ` +
        `got ${showType(logits)} and ${showType(labels)}`,
    )
}

/**
 * The mean negative log-likelihood of labels under the softmax of logits: `-1/n Σᵢ logSoftmax(logits)[i, labels[i]]`.
 * @param logits floats[n, classes]
 * @param labels ints[n], from 0 to classes - 1
 * @returns floats[]; NaN when a label is out of range
 * @throws ShapeError when there is not a label for each row, DTypeError when logits are not float or labels not integers
 * @example
 * ```
 * crossEntropy(tensor([[0, 0]]), tensor([1], 'int32')).item() // 0.6931471824645996
 * ```
 * @deviation from PyTorch: a label out of range gives NaN where PyTorch throws (or, at -100, leaves the example out)
 */
export function crossEntropy<N extends number, C extends number, D extends FloatDType>(
  logits: Tensor<readonly [N, C], D>,
  labels: Tensor<readonly [NoInfer<N>], IntDType>,
): Tensor<[], D> {
  checkLabelled('crossEntropy', logits, labels)
  const classes = logits.shape[1]
  // Chosen by comparison, not by gathering: one pass, and its derivative is another comparison.
  const logLikelihood = sum(where(oneHot(labels, classes, 'bool'), logSoftmax(logits), 0), 1)
  const inRange = logicalAnd(greaterEqual(labels, 0), less(labels, classes))
  return mean(where(inRange, neg(logLikelihood), Number.NaN))
}

/**
 * The mean of squared differences: `1/size Σ (prediction - target)²`.
 * @param prediction floats[…]
 * @param target floats of the same shape
 * @returns floats[]
 * @throws ShapeError when the shapes differ
 */
export function meanSquaredError<S extends Shape, D extends FloatDType>(
  prediction: Tensor<S, D>,
  target: Tensor<NoInfer<S>, D>,
): Tensor<[], D> {
  if (!sameShape(prediction.shape, target.shape))
    throw new ShapeError(
      `meanSquaredError: shapes must be equal; expected ${showType(prediction)} (prediction), got ${showType(target)} (target)`,
    )
  return mean(square(sub(prediction, target)))
}

/**
 * The part of rows whose largest score is at their label.
 * @param logits floats[n, classes]
 * @param labels ints[n]
 * @returns float32[], 0 to 1
 * @throws ShapeError when there is not a label for each row, DTypeError when logits are not float or labels not integers
 */
export function accuracy<N extends number, C extends number>(
  logits: Tensor<readonly [N, C], FloatDType>,
  labels: Tensor<readonly [NoInfer<N>], IntDType>,
): Tensor<[], 'float32'> {
  checkLabelled('accuracy', logits, labels)
  return mean(cast(equal(argmax(logits, 1), cast(labels, 'int32')), 'float32'))
}
