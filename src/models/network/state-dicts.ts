// State dicts: the parameters of a network as PyTorch's files have them, flat and by name, there and back.

import type { Either } from 'fp-ts/lib/Either.js'
import { type RestoreError, type RestoreOptions, restore, type StateDict, toStateDict } from '../../io/index.js'
import { type Key, key as keyOf } from '../../ops/random/index.js'

/** What takes and gives state dicts. */
export interface StateDicts<P> {
  /**
   * Parameters from a state dict, as `loadTorch` gives it: each tensor goes where its name is the path.
   * @param options what differences are no errors, as of `restore`. A count of batches (`num_batches_tracked`) that is missing is 0: old files have none
   * @returns Left with all that is missing, unexpected or of another shape or dtype
   * @example
   * ```
   * pipe(await io.loadTorch('resnet18.pth'), E.flatMap(resnet18().fromStateDict))
   * ```
   */
  readonly fromStateDict: (state: unknown, options?: RestoreOptions) => Either<RestoreError, P>
  /** The tensors by their paths: `Object.keys` are the names of PyTorch. */
  readonly toStateDict: (params: P) => StateDict
}

const counts = /(^|\.)num_batches_tracked$/

/** The differences that are no errors: those that were asked for, and counts that old files lack. */
function lenient(rename: RestoreOptions['rename'] = [], options: RestoreOptions = {}): RestoreOptions {
  const { missing } = options
  const asked = missing instanceof RegExp ? new RegExp(`${missing.source}|${counts.source}`, missing.flags) : counts
  return { ...options, rename: [...rename, ...(options.rename ?? [])], missing: missing === 'accept' ? missing : asked }
}

/**
 * Both ways, for parameters as `init` makes them.
 * @param rename names that files have and the parameters have otherwise
 */
export const stateDicts = <P>(init: (key: Key) => P, rename?: RestoreOptions['rename']): StateDicts<P> => ({
  // The elements of a template are never computed.
  fromStateDict: (state, options) => restore(init(keyOf(0)), state, lenient(rename, options)),
  toStateDict,
})
