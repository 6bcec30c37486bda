// Parameters from a state dict, and a state dict of parameters: flat names on one side, a tree on the other.

import { type Either, left, right } from 'fp-ts/lib/Either.js'
import { isTensor, type Tensor } from '../../core/tensor.js'
import { flatten, paths, type Structure, unflatten } from '../../support/tree.js'
import { tensorsByPath } from '../tensors/named-tensors.js'
import { checkRestoreOptions, RestoreError, type RestoreOptions, refused, renamed } from './differences.js'
import { matchTensors } from './match-tensors.js'

/** Tensors by name. */
export type StateDict = Readonly<Record<string, Tensor>>

/**
 * The tensors of a tree by their paths, in one flat record: what PyTorch calls a state dict.
 * @param tree of parameters, say; the positions in a list are names like others. What is no tensor is left out
 * @throws ArgumentError when two tensors have the same path
 * @example
 * ```
 * Object.keys(toStateDict({ conv1: { weight: zeros([2, 1, 3, 3]), bias: zeros([2]) }, layers: [{ bias: zeros([4]) }] })) // ["conv1.weight", "conv1.bias", "layers.0.bias"]
 * ```
 */
export const toStateDict = (tree: unknown): StateDict => Object.fromEntries(tensorsByPath('toStateDict', tree))

/** The paths of values that are no tensors, absent ones left out. */
function otherPaths(node: Structure, path = ''): readonly string[] {
  const at = (key: string | number): string => (path === '' ? `${key}` : `${path}.${key}`)
  if (node === '*') return []
  if ('list' in node) return node.list.flatMap((child, i) => otherPaths(child, at(i)))
  if ('record' in node) return node.record.flatMap(([key, child]) => otherPaths(child, at(key)))
  return !('static' in node) || node.static === null || node.static === undefined ? [] : [path]
}

/**
 * A tree like the template with the tensors of a state dict: each goes where its name is the path. Strict: every tensor must have a place, and every
 * place a tensor of the same shape and dtype, unless the options say otherwise.
 * @param template gives structure, shapes and dtypes; its elements are not looked at, its static values stay
 * @param state tensors by name, as `loadSafetensors` and `loadTorch` give them; or a tree of tensors, whose paths are the names
 * @returns Left with all that is missing, unexpected or of another shape or dtype
 * @throws ArgumentError when an option is none
 * @example
 * ```
 * pipe(await loadSafetensors('lenet.safetensors'), E.flatMap(({ tensors }) => restore(model.init(key), tensors)))
 * restore(params, weights, { rename: [[/^module\./, '']], mismatched: /^fc\./ })   // a head of another size keeps what it was initialised with
 * ```
 */
export function restore<T>(template: T, state: unknown, options: RestoreOptions = {}): Either<RestoreError, T> {
  checkRestoreOptions('restore', options)
  const { leaves, structure } = flatten(template, isTensor)
  const names = paths(structure)
  const given = flatten(state, isTensor)
  const found = new Map<string, Tensor>()
  const ambiguous: string[] = []
  for (const [i, path] of paths(given.structure).entries()) {
    const name = renamed(path, options)
    if (found.has(name)) ambiguous.push(name)
    found.set(name, given.leaves[i] as Tensor)
  }
  const matched = matchTensors(new Map(leaves.map((leaf, i) => [names[i] ?? '', leaf])), found, options)
  const others = otherPaths(given.structure).map(path => renamed(path, options))
  const differences = refused({ ...matched, unexpected: [...matched.unexpected, ...others], ambiguous }, options)
  if (differences !== undefined) return left(new RestoreError('restore', differences))
  // The template's structure with tensors of the same types.
  return right(
    unflatten(
      structure,
      leaves.map((leaf, i) => matched.tensors.get(names[i] ?? '') ?? leaf),
    ) as T,
  )
}
