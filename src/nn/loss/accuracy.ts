// What is looked at beside a loss.

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import { cast } from '../../ops/elementwise/choose.js'
import { equal } from '../../ops/elementwise/comparison.js'
import { mean } from '../../ops/reductions/reduce.js'
import { argmax } from '../../ops/reductions/statistics.js'
import { checkKind, floatKind, integerKinds } from '../../ops/signatures/operands.js'
import { ShapeError } from '../../support/errors.js'
import { sameShape } from '../../support/shape.js'
import type { FloatDType, IntDType } from '../../types/index.js'

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
  checkKind('accuracy', logits, floatKind)
  checkKind('accuracy', labels, integerKinds)
  if (logits.shape.length !== 2 || !sameShape(labels.shape, logits.shape.slice(0, 1)))
    throw new ShapeError(
      `accuracy: there must be a label for each row of logits; expected float32[n,classes] and int32[n], ` +
        `got ${showType(logits)} and ${showType(labels)}`,
    )
  return mean(cast(equal(argmax(logits, 1), cast(labels, 'int32')), 'float32'))
}
