// How large a model is.

import { isTensor } from '../../core/tensor.js'
import { sizeOf } from '../../support/shape.js'
import { isStatistic } from '../../support/statistics.js'
import { flatten, paths } from '../../support/tree.js'

/**
 * The number of elements of all tensors in a tree but statistics, as PyTorch counts `parameters()` and not buffers.
 * @example
 * ```
 * countParameters(model([784], linear(10)).init(random.key(0))) // 7850
 * ```
 */
export function countParameters(params: unknown): number {
  const { leaves, structure } = flatten(params, isTensor)
  const names = paths(structure)
  return leaves.reduce((total, { shape }, i) => total + (isStatistic(names[i] ?? '') ? 0 : sizeOf(shape)), 0)
}
