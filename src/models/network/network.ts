// A network: a model that begins as its authors began, and takes and gives the state dicts of PyTorch.
// Its type says what goes in and out and what its parameters are called; shapes inside of it are not followed through a hundred layers.

import type { Tensor } from '../../core/tensor.js'
import type { RestoreOptions } from '../../io/index.js'
import { forExamples, type Model } from '../../nn/container/model.js'
import { type LayerRules, rulesOf } from '../../nn/layer/layer.js'
import { foldIn, type Key } from '../../ops/random/index.js'
import { map } from '../../ops/tree.js'
import type { Dims } from '../../support/shape.js'
import type { LayerLike, Shape, Takes } from '../../types/index.js'
import { type StateDicts, stateDicts } from './state-dicts.js'

/** A model that takes and gives state dicts. */
export interface Network<P, I extends Shape, O extends Shape, T extends Takes = 'floats'> extends Model<P, I, O, T>, StateDicts<P> {}

/** What a parameter begins with where it is not what its layer gives it. */
export type Beginning = (path: string, leaf: Tensor, key: Key) => Tensor | undefined

export interface NetworkRules {
  readonly name: string
  readonly layer: LayerLike
  readonly begin?: Beginning
  /** Names that files have and this network has otherwise. */
  readonly rename?: RestoreOptions['rename']
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
  const rules: LayerRules & StateDicts<unknown> = { ...base, init, ...stateDicts(init, rename) }
  // The types of P and O say what the layer computes; the tests hold them against each other.
  return Object.freeze(rules) as unknown as Network<P, I, O>
}
