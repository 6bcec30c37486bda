// The one place where parameters change: new ones are made.

import { add } from '../ops/elementwise/arithmetic.js'
import { flatten, unflatten } from '../support/tree.js'
import { isLeaf, mapLeaves } from './leaves.js'

/**
 * The parameters after a step: `params + updates`. What is not float stays as it is.
 * @param updates a tree like the parameters
 * @throws ShapeError naming the leaf at which the trees differ
 */
export function applyUpdates<P>(params: P, updates: NoInfer<P>): P {
  const moved = mapLeaves('applyUpdates', params, { updates }, (param, { updates: update }) => add(param, update))
  const { leaves, structure } = flatten(params, isLeaf)
  const results = flatten(moved, isLeaf).leaves
  // The parameters' structure, with leaves of the same types.
  return unflatten(
    structure,
    leaves.map((leaf, i) => results[i] ?? leaf),
  ) as P
}
