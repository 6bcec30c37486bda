// What may be differentiated: trees whose tensors are all float, but for statistics, which may be counts. Anything else is refused with the
// leaf's name.

import { showType } from '../core/array-type.js'
import type { Tensor } from '../core/tensor.js'
import { isFloat } from '../support/dtype.js'
import { DTypeError } from '../support/errors.js'
import { isStatistic } from '../support/statistics.js'
import { paths, type Structure } from '../support/tree.js'
import { nameLeaf } from './tree-function.js'

/**
 * @param structure a list of arguments
 * @param positions the position of each in the user's call
 * @throws DTypeError naming the first leaf that is neither float nor a statistic
 */
export function checkDifferentiable(
  operation: string,
  leaves: readonly Tensor[],
  structure: Structure,
  positions?: readonly number[],
): void {
  if (leaves.every(leaf => isFloat(leaf.dtype))) return
  const names = paths(structure)
  for (const [i, leaf] of leaves.entries()) {
    if (isFloat(leaf.dtype) || isStatistic(names[i] ?? '')) continue
    const [position = '0', ...rest] = (names[i] ?? '').split('.')
    const argument = `argument ${positions?.[Number(position)] ?? position}`
    throw new DTypeError(
      `${operation}: ${nameLeaf(rest.join('.'), argument)} must be float; expected a float dtype, got ${showType(leaf)}. ` +
        'Integers have no derivatives: take it out of the tree, close over it, or pass it as an argument that is not differentiated.',
    )
  }
}
