// A function whose result is differentiated whole, or as the first of `[result, aux]`: called as a list of one or two, and taken apart.

import type { Tensor } from '../../core/tensor.js'
import { type Flat, paths, type Structure, unflatten } from '../../support/tree.js'
import type { Selected } from '../argnums.js'
import { checkPair } from '../reverse/grad.js'
import { callOnLeaves, type TreeFunction } from '../tree-function.js'

/** A function of the selected leaves that returns the leaves of `[result]` or `[result, aux]`. */
export const listed =
  (operation: string, f: TreeFunction, selected: Selected, aux: boolean) =>
  (inputs: readonly Tensor[]): Flat<Tensor> => {
    const body = (...args: readonly unknown[]): unknown => {
      const result = selected.call(f, ...args)
      if (!aux) return [result]
      checkPair(operation, result)
      return result
    }
    return callOnLeaves(operation, body, selected.structure, inputs)
  }

const partOf = (structure: Structure, i: number): Structure =>
  (typeof structure === 'object' && 'list' in structure ? structure.list[i] : undefined) ?? { static: undefined }

/** The leaves that belong to the result. */
export function resultOf({ leaves, structure }: Flat<Tensor>): Flat<Tensor> {
  const first = partOf(structure, 0)
  return { leaves: leaves.slice(0, paths(first).length), structure: first }
}

/** What came beside it. */
export const auxOf = (all: Flat<Tensor>): unknown => unflatten(partOf(all.structure, 1), all.leaves.slice(resultOf(all).leaves.length))
