// Positive numbers that add up to 1, along an axis.

import { showType } from '../../core/array-type.js'
import { neg } from '../../ops/elementwise/arithmetic.js'
import * as ops from '../../ops/reductions/softmax.js'
import { checkInteger } from '../../ops/signatures/operands.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import type { SameShape } from '../../types/index.js'
import type { FloatTensor, Layer } from '../layer/layer.js'
import { checkExampleRank } from '../window/window-options.js'
import { elementwise } from './elementwise.js'

function alongAxis(name: string, axis: number, f: (x: FloatTensor, axis: number) => FloatTensor): Layer<SameShape> {
  checkInteger(name, 'axis', axis)
  if (axis === 0) throw new ArgumentError(`${name}: axis must not be the batch, 0`)
  return elementwise(name, x => {
    if (-axis >= x.shape.length) throw new ShapeError(`${name}: axis must not be the batch; got ${axis} for ${showType(x)}`)
    return f(x, axis)
  })
}

/**
 * `e^xᵢ / Σⱼ e^xⱼ` along an axis.
 * @param axis of the batch, which is axis 0 itself; negative ones count from the end. Default -1
 * @throws ArgumentError unless it is an integer other than 0; when applied, ShapeError when there is no such axis
 * @source Bridle, "Probabilistic interpretation of feedforward classification network outputs", 1990; as in PyTorch
 */
export const softmax = (axis = -1): Layer<SameShape> => alongAxis('softmax', axis, (x, at) => ops.softmax(x, at))

/** `xᵢ - ln Σⱼ e^xⱼ` along an axis, the logarithm of `softmax`. */
export const logSoftmax = (axis = -1): Layer<SameShape> => alongAxis('logSoftmax', axis, (x, at) => ops.logSoftmax(x, at))

/** `softmax` of `-x`. */
export const softmin = (axis = -1): Layer<SameShape> => alongAxis('softmin', axis, (x, at) => ops.softmax(neg(x), at))

/** `softmax` over the channels of float32[batch, channels, height, width], at each place. */
export const softmax2d: Layer<SameShape> = elementwise('softmax2d', x => {
  checkExampleRank('softmax2d', 2, x.shape.slice(1))
  return ops.softmax(x, 1)
})
