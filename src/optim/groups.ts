// Different optimizers for different parameters, and none for some.

import { zerosLike } from '../ops/creation/creation.js'
import { ArgumentError } from '../support/errors.js'
import { flatten, unflatten } from '../support/tree.js'
import { isLeaf, mapLeaves, trainedPaths } from './leaves.js'
import { type Optimizer, type StateOf, stateless } from './optimizer.js'
import { only, type Selector, select, selectedPaths, without } from './select.js'

/** The updates of parts of the parameters put together; zero where no part has one. */
function merged<P>(gradients: P, parts: readonly unknown[]): P {
  const { leaves, structure } = flatten(gradients, isLeaf)
  const updates = parts.map(part => flatten(part, isLeaf).leaves)
  const found = leaves.map(
    (leaf, i) => updates.map(part => part[i]).find(update => update != null) ?? (leaf === null ? null : zerosLike(leaf)),
  )
  // The gradients' structure, with leaves of the same types.
  return unflatten(structure, found) as P
}

/**
 * Trains the selected parameters with an optimizer, which sees nothing of the others and keeps no state for them; those get updates of zero.
 * @param selector a pattern of paths, or a tree of booleans like the parameters
 * @example
 * ```
 * mask(/^head\./, sgd({ learningRate: 0.1, momentum: 0.9 }))
 * ```
 * @deviation from optax's `masked`, which passes on the gradients of the others: here they stay where they are
 */
export function mask<S>(selector: Selector, optimizer: Optimizer<S>): Optimizer<S> {
  const chosen = (tree: unknown): unknown => select('mask', selector, tree)
  return Object.freeze({
    init: (params: unknown) => optimizer.init(chosen(params)),
    update<P>(gradients: P, state: S, params: P) {
      const [updates, next] = optimizer.update(chosen(gradients), state, chosen(params))
      return [merged(gradients, [updates]), next] as const
    },
  })
}

/**
 * Trains all parameters but the selected ones, which get updates of zero and have no state.
 * @param selector a pattern of paths, or a tree of booleans like the parameters
 * @example
 * ```
 * freeze(/^backbone\./, adam())
 * ```
 */
export function freeze<S>(selector: Selector, optimizer: Optimizer<S>): Optimizer<S> {
  const rest = (tree: unknown): unknown => without(tree, selectedPaths('freeze', selector, tree))
  return Object.freeze({
    init: (params: unknown) => optimizer.init(rest(params)),
    update<P>(gradients: P, state: S, params: P) {
      const [updates, next] = optimizer.update(rest(gradients), state, rest(params))
      return [merged(gradients, [updates]), next] as const
    },
  })
}

/** The optimizer that keeps everything where it is: for parts of `groups`. */
export const setToZero = (): Optimizer<null> => stateless(gradients => mapLeaves('setToZero', gradients, {}, zerosLike))

export type Group = readonly [selector: Selector, optimizer: Optimizer]

/** The states of the groups, in order. */
export type GroupsState<Groups extends readonly Group[]> = { readonly [I in keyof Groups]: StateOf<Groups[I][1]> }

/**
 * Each parameter is trained by the optimizer of the first group that selects it.
 * @param parts each a selector and an optimizer; `true` selects what is left
 * @throws ArgumentError naming a parameter that no group selects
 * @example
 * ```
 * groups(
 *   [/(^|\.)(bias|norm\.weight)$/, adamw({ weightDecay: 0 })],
 *   [/^embedding\./, setToZero()],
 *   [true, adamw({ weightDecay: 0.1 })],
 * )
 * ```
 */
export function groups<const Groups extends readonly Group[]>(...parts: Groups): Optimizer<GroupsState<Groups>> {
  /** The part of each group. */
  function divided(tree: unknown): readonly unknown[] {
    let left = tree
    const found = parts.map(([selector]) => {
      // A tree of booleans has the structure of all parameters, whoever has taken some.
      const wanted = selectedPaths('groups', selector, tree)
      const part = only(left, wanted)
      left = without(left, wanted)
      return part
    })
    const [missed] = trainedPaths(left)
    if (missed !== undefined) throw new ArgumentError(`groups: every parameter must be in a group; none selects '${missed}'; add [true, …]`)
    return found
  }
  return Object.freeze({
    // One state for each group, in their order.
    init: (params: unknown) => {
      const own = divided(params)
      return parts.map(([, optimizer], i) => optimizer.init(own[i])) as unknown as GroupsState<Groups>
    },
    update<P>(gradients: P, states: GroupsState<Groups>, params: P) {
      const [ownGradients, own] = [divided(gradients), divided(params)]
      const stepped = parts.map(([, optimizer], i) => optimizer.update(ownGradients[i], states[i], own[i]))
      const updates = merged(
        gradients,
        stepped.map(([update]) => update),
      )
      return [updates, stepped.map(([, next]) => next) as unknown as GroupsState<Groups>] as const
    },
  })
}
