// How large a model is.

import { isTensor } from '../../core/tensor.js'
import { sizeOf } from '../../support/shape.js'
import { flatten } from '../../support/tree.js'

/**
 * The number of elements of all tensors in a tree.
 * @example
 * ```
 * countParameters(model([784], linear(10)).init(random.key(0))) // 7850
 * ```
 */
export const countParameters = (params: unknown): number =>
  flatten(params, isTensor).leaves.reduce((total, { shape }) => total + sizeOf(shape), 0)
