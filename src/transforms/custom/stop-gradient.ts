// A value that derivatives treat as a constant.

import { stopGradient as stop } from '../../primitives/elementwise/index.js'
import { unflatten } from '../../support/tree.js'
import { flattenTensors } from '../tree-function.js'

/**
 * The same tree, a constant for differentiation: its tangent is zero and no cotangent flows back through it.
 * @param tree any tree of tensors
 * @returns a tree like the argument
 * @example
 * ```
 * grad((x: Tensor<[]>) => x.mul(stopGradient(x)))(tensor(3)).item() // 3
 * ```
 */
export function stopGradient<T>(tree: T): T {
  const { leaves, structure } = flattenTensors(tree)
  // The same structure with tensors of the same types.
  return unflatten(structure, leaves.map(stop)) as T
}
