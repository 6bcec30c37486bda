// Optimizers one after the other.

import type { Optimizer, StateOf } from './optimizer.js'

/** The states of the parts, in order. */
export type ChainState<Parts extends readonly Optimizer[]> = { readonly [I in keyof Parts]: StateOf<Parts[I]> }

/**
 * Each optimizer updates what the one before made of the gradients. A monoid: `chain()` changes nothing, and grouping does not matter.
 * @example
 * ```
 * chain(clipByGlobalNorm(1), adam({ learningRate: cosine(1e-3, 2000) }))
 * ```
 */
export function chain<const Parts extends readonly Optimizer[]>(...parts: Parts): Optimizer<ChainState<Parts>> {
  return Object.freeze({
    // One state for each part, in their order.
    init: (params: unknown) => parts.map(part => part.init(params)) as unknown as ChainState<Parts>,
    update: <P>(gradients: P, states: ChainState<Parts>, params: P) => {
      let updates = gradients
      const next = parts.map((part, i) => {
        const [better, state] = part.update(updates, states[i], params)
        updates = better
        return state
      })
      return [updates, next as unknown as ChainState<Parts>] as const
    },
  })
}
