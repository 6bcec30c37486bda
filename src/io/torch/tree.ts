// A pickled value as a tree: dicts as records, lists and tuples as lists, tensors as views of storages that are still to be read.

import type { Tensor } from '../../core/tensor.js'
import { describe, type PickleValue } from '../../support/pickle/values.js'
import { Malformed } from '../../support/read-file.js'
import { showName } from '../untrusted/values.js'
import { dtypesByGlobal } from './dtypes.js'
import { type TensorView, tensorOf } from './rules.js'

/** What a file of PyTorch's holds. Integers beyond 2⁵³ are bigints, dtypes are their names. */
export type TorchTree = Tensor | number | bigint | string | boolean | null | readonly TorchTree[] | { readonly [name: string]: TorchTree }

const deepest = 100
/** Containers may be shared in a pickle, and a tree has a copy in each place. */
const mostNodes = 2 ** 20

function keyOf(key: PickleValue): string {
  if (typeof key === 'string' || typeof key === 'bigint' || Number.isInteger(key)) return `${key}`
  throw new Malformed(`the keys of a dict must be strings or integers; got ${describe(key)}`)
}

/**
 * The tree with `leaf` of every tensor.
 * @throws Malformed when it is too deep, too large, holds itself, or what is no part of a tree
 */
export function treeOf<A>(value: PickleValue, leaf: (view: TensorView) => A): unknown {
  let nodes = 0
  const record = (entries: readonly (readonly [PickleValue, PickleValue])[], depth: number): unknown => {
    const fields = new Map<string, unknown>()
    for (const [key, item] of entries) {
      const name = keyOf(key)
      if (fields.has(name)) throw new Malformed(`the key ${showName(name)} occurs twice in one dict`)
      fields.set(name, build(item, depth + 1))
    }
    return Object.fromEntries(fields)
  }
  const build = (node: PickleValue, depth: number): unknown => {
    if (++nodes > mostNodes) throw new Malformed(`its tree has more than ${mostNodes} nodes`)
    if (depth > deepest) throw new Malformed(`its containers are nested more than ${deepest} deep, or hold themselves`)
    if (node === null || typeof node !== 'object') return node
    switch (node.kind) {
      case 'list':
      case 'tuple':
        return node.items.map(item => build(item, depth + 1))
      case 'dict':
        return record(node.entries, depth)
      case 'global': {
        const dtype = dtypesByGlobal.get(node.name)
        if (dtype === undefined) throw new Malformed(`it holds ${node.name} as a value; expected a tensor, container, number or string`)
        return dtype
      }
      case 'bytes':
        throw new Malformed('it holds bytes as a value; expected a tensor, container, number or string')
      case 'object': {
        const view = tensorOf(node)
        if (view === undefined) throw new Malformed('it holds a storage that is no tensor')
        return leaf(view)
      }
    }
  }
  return build(value, 0)
}
