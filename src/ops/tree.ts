// Trees of tensors, for users: parameters, gradients, states. The tree comes first, the function last.

import { isTensor, type Tensor } from '../core/tensor.js'
import { flatten, paths as pathsOf, type Structure, unflatten } from '../support/tree.js'

/** The tree with an A in the place of every tensor. */
export type TreeOf<T, A> = T extends Tensor
  ? A
  : T extends (...args: never) => unknown
    ? T
    : T extends object
      ? { [K in keyof T]: TreeOf<T[K], A> }
      : T

/**
 * The tensors of a tree, in order.
 * @example
 * ```
 * tree.leaves({ weight: ones([2]), layers: [zeros([3])] }).length // 2
 * ```
 */
export const leaves = (tree: unknown): readonly Tensor[] => flatten(tree, isTensor).leaves

/**
 * The paths of the tensors of a tree, in the order of `leaves`; a lone tensor has the path `''`.
 * @example
 * ```
 * tree.paths({ weight: ones([2]), layers: [zeros([3])] }) // ["weight", "layers.0"]
 * ```
 */
export const paths = (tree: unknown): readonly string[] => pathsOf(flatten(tree, isTensor).structure)

/**
 * The tree with `f` of every tensor; other values stay.
 * @param f takes a tensor and its path
 * @example
 * ```
 * tree.map({ weight: ones([2]) }, leaf => leaf.mul(2).toArray()) // { weight: [2, 2] }
 * ```
 */
export function map<T, A>(tree: T, f: (leaf: Tensor, path: string) => A): TreeOf<T, A> {
  const { leaves, structure } = flatten(tree, isTensor)
  const names = pathsOf(structure)
  // The structure of the tree, with what f gives in the place of tensors.
  return unflatten(
    structure,
    leaves.map((leaf, i) => f(leaf, names[i] ?? '')),
  ) as TreeOf<T, A>
}

/** A tree of booleans like another tree. */
export type Selected<T> = T extends Tensor ? boolean : T extends object ? { [K in keyof T]: Selected<T[K]> } : boolean

/**
 * Which tensors of a tree have a path that matches, as a tree of booleans: the selection that `optim.mask` takes. Values that are no tensors are not
 * selected.
 * @example
 * ```
 * tree.byPath({ conv: ones([2]), fc: { bias: ones([3]) } }, /^fc\./) // { conv: false, fc: { bias: true } }
 * ```
 */
export function byPath<T>(tree: T, pattern: RegExp): Selected<T> {
  const { structure } = flatten(tree, isTensor)
  const walk = (node: Structure, path: string): unknown => {
    const at = (key: string | number): string => (path === '' ? `${key}` : `${path}.${key}`)
    if (node === '*') return path.search(pattern) >= 0
    if ('list' in node) return node.list.map((child, i) => walk(child, at(i)))
    if ('record' in node) return Object.fromEntries(node.record.map(([key, child]) => [key, walk(child, at(key))]))
    return false
  }
  // The structure of the tree, with booleans for leaves.
  return walk(structure, '') as Selected<T>
}
