// Which values of a checkpointed function are kept for its derivative; the others are computed again. Policies are data, so that programs
// that keep different things are told apart.

import type { Equation } from '../../core/graph.js'
import { ArgumentError } from '../../support/errors.js'
import { show } from '../../support/show.js'

/** Made by `checkpointPolicies`. */
export type CheckpointPolicy =
  | { readonly saves: 'nothing' | 'everything' | 'dots' }
  | { readonly saves: 'names'; readonly names: readonly string[] }

/** Matrix products and convolutions: what takes long to compute again. */
const products: ReadonlySet<string> = new Set(['dot', 'conv'])

/** Whether the results of an operation are kept. */
export function saves(policy: CheckpointPolicy, { primitive, params }: Equation): boolean {
  switch (policy.saves) {
    case 'nothing':
      return false
    case 'everything':
      return true
    case 'dots':
      return products.has(primitive.name)
    case 'names':
      return primitive.name === 'checkpointName' && typeof params.name === 'string' && policy.names.includes(params.name)
  }
}

const policy = (saves: 'nothing' | 'everything' | 'dots'): CheckpointPolicy => Object.freeze({ saves })

/**
 * Policies of `remat`: what is kept of a function for its derivative. The inputs of the function are kept in any case.
 * @example
 * ```
 * const block = (x: Tensor<[2]>) => checkpointName(x.exp(), 'hidden').sin().sum()
 * const keepsHidden = remat(block, { policy: checkpointPolicies.saveOnlyTheseNames('hidden') })
 * grad(keepsHidden)(zeros([2])).toArray()[0].toFixed(4) // "0.5403"
 * ```
 */
export const checkpointPolicies = Object.freeze({
  /** Everything is computed again: the least memory. The default. */
  nothingSaveable: policy('nothing'),
  /** Nothing is computed again: as without remat. */
  everythingSaveable: policy('everything'),
  /** Results of matrix products and convolutions are kept; what is cheap is computed again. */
  dotsSaveable: policy('dots'),
  /** Values that `checkpointName` has given one of these names are kept. @throws ArgumentError when one is not a string */
  saveOnlyTheseNames(...names: readonly string[]): CheckpointPolicy {
    const other = names.find(name => typeof name !== 'string')
    if (other !== undefined) throw new ArgumentError(`saveOnlyTheseNames: names must be strings; got ${typeof other}`)
    return Object.freeze({ saves: 'names', names: Object.freeze([...names]) })
  },
})

/** @throws ArgumentError when it is not one of the policies */
export function checkPolicy(policy: CheckpointPolicy): void {
  const known: readonly unknown[] = ['nothing', 'everything', 'dots', 'names']
  if (typeof policy !== 'object' || policy === null || !known.includes(policy.saves))
    throw new ArgumentError(`remat: policy must be one of checkpointPolicies; got ${show(policy)}`)
}
