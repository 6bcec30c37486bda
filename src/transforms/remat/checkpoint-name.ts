// Names for values, by which policies of remat keep them.

import { checkpointName as named } from '../../primitives/structure/checkpoint-name.js'
import { ArgumentError } from '../../support/errors.js'
import { unflatten } from '../../support/tree.js'
import { flattenTensors } from '../tree-function.js'

/**
 * The same tree; its tensors have a name, for `checkpointPolicies.saveOnlyTheseNames`. It costs nothing.
 * @param tree any tree of tensors
 * @returns a tree like the argument
 * @throws ArgumentError when the name is not a string
 * @example
 * ```
 * checkpointName(tensor([1, 2]), 'hidden').toArray() // [1, 2]
 * ```
 */
export function checkpointName<T>(tree: T, name: string): T {
  if (typeof name !== 'string') throw new ArgumentError(`checkpointName: the name must be a string; got ${typeof name}`)
  const { leaves, structure } = flattenTensors(tree)
  // The same structure with tensors of the same types.
  return unflatten(
    structure,
    leaves.map(leaf => named(leaf, name)),
  ) as T
}
