// The tensors of a tree by their names, which are their paths: what goes into a file.

import { isTensor, type Tensor } from '../../core/tensor.js'
import { ArgumentError } from '../../support/errors.js'
import { flatten, paths, type Structure } from '../../support/tree.js'
import { showName } from '../untrusted/values.js'

/** @throws ArgumentError at the first leaf that would be lost. `null` is an absent leaf and may be lost. */
function checkOnlyTensors(operation: string, node: Structure, path: string): void {
  if (node === '*') return
  const at = (key: string | number) => (path === '' ? `${key}` : `${path}.${key}`)
  if ('list' in node) for (const [i, child] of node.list.entries()) checkOnlyTensors(operation, child, at(i))
  else if ('record' in node) for (const [key, child] of node.record) checkOnlyTensors(operation, child, at(key))
  else if ('static' in node && node.static !== null && node.static !== undefined)
    throw new ArgumentError(
      `${operation}: leaves must be tensors; got a ${typeof node.static} at ${showName(path)}: make it a tensor, or save it with saveCheckpoint`,
    )
}

/** The tensors of a tree by path. @throws ArgumentError when two have the same */
export function tensorsByPath(operation: string, tree: unknown): ReadonlyMap<string, Tensor> {
  const { leaves, structure } = flatten(tree, isTensor)
  const named = new Map<string, Tensor>()
  for (const [i, name] of paths(structure).entries()) {
    if (named.has(name)) throw new ArgumentError(`${operation}: two leaves have the path ${showName(name)}; rename a key that holds a dot`)
    named.set(name, leaves[i] as Tensor)
  }
  return named
}

/** The tensors of a tree of which nothing may be lost. @throws ArgumentError when a leaf is not a tensor, or two have the same path */
export function onlyTensorsByPath(operation: string, tree: unknown): ReadonlyMap<string, Tensor> {
  checkOnlyTensors(operation, flatten(tree, isTensor).structure, '')
  return tensorsByPath(operation, tree)
}
