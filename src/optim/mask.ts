// An optimizer for a part of the parameters: the rest is frozen.

import { isTensor } from '../core/tensor.js'
import { zerosLike } from '../ops/creation/creation.js'
import { ShapeError } from '../support/errors.js'
import { flatten, unflatten } from '../support/tree.js'
import { isLeaf } from './leaves.js'
import type { Optimizer } from './optimizer.js'

/** `true` where parameters are trained; a boolean in the place of a record or list stands for all that is in it. */
export type Selection = boolean | readonly Selection[] | { readonly [name: string]: Selection }

type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !isTensor(value)

/** The tree without the tensors that are not selected. */
function select(selection: Selection, tree: unknown, path: string): unknown {
  if (selection === true) return tree
  if (selection === false) {
    const { leaves, structure } = flatten(tree, isTensor)
    return unflatten(
      structure,
      leaves.map(() => null),
    )
  }
  const inner: Readonly<Record<string, Selection>> = Object.fromEntries(Object.entries(selection))
  const [wanted, got] = [Object.keys(inner), isFields(tree) ? Object.keys(tree) : []]
  if (!isFields(tree) || Array.isArray(tree) !== Array.isArray(selection) || wanted.sort().join() !== got.sort().join())
    throw new ShapeError(
      `mask: the selection must have the parameters' structure, or a boolean for all of a part; ` +
        `expected the keys [${got}] at '${path}', got [${wanted}]`,
    )
  const entries = Object.entries(tree).map(
    ([key, child]) => [key, select(inner[key] ?? false, child, path === '' ? key : `${path}.${key}`)] as const,
  )
  return Array.isArray(tree) ? entries.map(([, child]) => child) : Object.fromEntries(entries)
}

/**
 * Trains the selected parameters with an optimizer, which sees nothing of the others and keeps no state for them; those get updates of zero.
 * @param selection a tree of booleans like the parameters
 * @example
 * ```
 * mask({ backbone: false, head: true }, sgd({ learningRate: 0.1, momentum: 0.9 }))
 * ```
 * @deviation from optax's `masked`, which passes on the gradients of the others: here they stay where they are
 */
export function mask<S>(selection: Selection, optimizer: Optimizer<S>): Optimizer<S> {
  return Object.freeze({
    init: (params: unknown) => optimizer.init(select(selection, params, '')),
    update<P>(gradients: P, state: S, params: P) {
      const [updates, next] = optimizer.update(select(selection, gradients, ''), state, select(selection, params, ''))
      const all = flatten(gradients, isLeaf)
      const trained = flatten(updates, isLeaf).leaves
      const merged = all.leaves.map((leaf, i) => trained[i] ?? (leaf === null ? null : zerosLike(leaf)))
      // The gradients' structure, with leaves of the same types.
      return [unflatten(all.structure, merged) as P, next] as const
    },
  })
}
