// A network: a model that begins as its authors began, and takes and gives the state dicts of PyTorch.
// Its type says what goes in and out and what its parameters are called; shapes inside of it are not followed through a hundred layers.

import type { Either } from 'fp-ts/lib/Either.js'
import type { Tensor } from '../../core/tensor.js'
import { type RestoreError, type RestoreOptions, restore, type StateDict, toStateDict } from '../../io/index.js'
import { forExamples, type Model } from '../../nn/container/model.js'
import { type LayerRules, rulesOf } from '../../nn/layer/layer.js'
import { foldIn, type Key, key as keyOf } from '../../ops/random/index.js'
import { map } from '../../ops/tree.js'
import type { Dims } from '../../support/shape.js'
import type { LayerLike, Shape, Takes } from '../../types/index.js'

type FromStateDict<P> = (state: unknown, options?: RestoreOptions) => Either<RestoreError, P>

/** A model that takes and gives state dicts. */
export interface Network<P, I extends Shape, O extends Shape, T extends Takes = 'floats'> extends Model<P, I, O, T> {
  /**
   * Parameters from a state dict, as `loadTorch` gives it: each tensor goes where its name is the path.
   * @param options what differences are no errors, as of `restore`. A count of batches (`num_batches_tracked`) that is missing is 0: old files have none
   * @returns Left with all that is missing, unexpected or of another shape or dtype
   * @example
   * ```
   * pipe(await io.loadTorch('resnet18.pth'), E.flatMap(resnet18().fromStateDict))
   * ```
   */
  readonly fromStateDict: FromStateDict<P>
  /** The tensors by their paths: `Object.keys` are the names of PyTorch. */
  readonly toStateDict: (params: P) => StateDict
}

/** What a parameter begins with where it is not what its layer gives it. */
export type Beginning = (path: string, leaf: Tensor, key: Key) => Tensor | undefined

export interface NetworkRules {
  readonly name: string
  readonly layer: LayerLike
  readonly begin?: Beginning
  /** Names that files have and this network has otherwise. */
  readonly rename?: RestoreOptions['rename']
}

const counts = /(^|\.)num_batches_tracked$/

/** The differences that are no errors: those that were asked for, and counts that old files lack. */
function lenient(rename: RestoreOptions['rename'] = [], options: RestoreOptions = {}): RestoreOptions {
  const { missing } = options
  const asked = missing instanceof RegExp ? new RegExp(`${missing.source}|${counts.source}`, missing.flags) : counts
  return { ...options, rename: [...rename, ...(options.rename ?? [])], missing: missing === 'accept' ? missing : asked }
}

/** A network from a layer; P says what its parameters are. */
export function network<P, I extends Shape, O extends Shape>(input: I, { name, layer, begin, rename }: NetworkRules): Network<P, I, O> {
  const base = forExamples(name, input, rulesOf(name, layer))
  const init = (key: Key, given?: Dims): unknown => {
    const params = base.init(key, given ?? input)
    if (begin === undefined) return params
    let position = 0
    // Another value of the same type for each leaf.
    return map(params as Readonly<Record<string, Tensor>>, (leaf, path) => begin(path, leaf, foldIn(key, position++)) ?? leaf)
  }
  const rules: LayerRules & { readonly fromStateDict: FromStateDict<unknown>; readonly toStateDict: typeof toStateDict } = {
    ...base,
    init,
    // The elements of a template are never computed.
    fromStateDict: (state, options) => restore(init(keyOf(0)), state, lenient(rename, options)),
    toStateDict,
  }
  // The types of P and O say what the layer computes; the tests hold them against each other.
  return Object.freeze(rules) as unknown as Network<P, I, O>
}
