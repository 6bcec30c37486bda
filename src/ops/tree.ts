// Trees of tensors, for users: parameters, gradients, states. The tree comes first, the function last.

import { isTensor, type Tensor } from '../core/tensor.js'
import { cast as convert } from '../primitives/elementwise/cast.js'
import { isDType, isFloat } from '../support/dtype.js'
import { ArgumentError, DTypeError } from '../support/errors.js'
import { show } from '../support/show.js'
import { isStatistic } from '../support/statistics.js'
import { unflatten as assemble, checkSameStructure, flatten, isStructure, paths as pathsOf, type Structure } from '../support/tree.js'
import type { DType, FloatDType, LeafDType, Shape } from '../types/index.js'

export type { Structure } from '../support/tree.js'

/** The tree with an A in the place of every tensor. */
export type TreeOf<T, A> = T extends Tensor
  ? A
  : T extends (...args: never) => unknown
    ? T
    : T extends object
      ? { [K in keyof T]: TreeOf<T[K], A> }
      : T

/** A tensor of a tree: of the dtype that all of them have, where they have one. */
export type Leaf<T, S extends Shape = Shape> = Tensor<S, Extract<LeafDType<T>, DType>>

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
 * What is left of a tree when its tensors are taken out: with the leaves, all that `unflatten` needs.
 * @example
 * ```
 * tree.structure([ones([2]), zeros([3])]) // {"list": ["*", "*"]}
 * ```
 */
export const structure = (tree: unknown): Structure => flatten(tree, isTensor).structure

/**
 * Puts a tree together from a structure and its leaves.
 * @param leaves as many as the tree had, in the order of `leaves`
 * @throws ArgumentError when there are more or fewer
 * @example
 * ```
 * tree.unflatten(tree.structure({ a: ones([]) }), ['leaf']) // {"a": "leaf"}
 * ```
 */
export function unflatten(structure: Structure, leaves: readonly unknown[]): unknown {
  if (!isStructure(structure))
    throw new ArgumentError(`tree.unflatten: expected a structure; got ${show(structure)}; make one with tree.structure(…)`)
  if (!Array.isArray(leaves)) throw new ArgumentError(`tree.unflatten: expected an array of leaves; got ${show(leaves)}`)
  const expected = pathsOf(structure).length
  if (leaves.length !== expected)
    throw new ArgumentError(`tree.unflatten: the structure must have as many leaves; expected ${expected}, got ${leaves.length}`)
  return assemble(structure, leaves)
}

/**
 * The tree with `f` of every tensor; other values stay.
 * @param f takes a tensor and its path
 * @returns a tree of the same type where f keeps shape and dtype
 * @example
 * ```
 * tree.map({ weight: ones([2]) }, leaf => leaf.mul(2).toArray()) // {"weight": [2, 2]}
 * tree.map({ a: [ones([])] }, (_, path) => path) // {"a": ["a.0"]}
 * ```
 */
export function map<T>(tree: T, f: <S extends Shape>(leaf: Leaf<T, S>, path: string) => Leaf<T, S>): T
export function map<T, A>(tree: T, f: (leaf: Leaf<T>, path: string) => A): TreeOf<T, A>
export function map(tree: unknown, f: (...args: never) => unknown): unknown {
  // The signatures above have matched f with the leaves.
  if (typeof f !== 'function') throw new ArgumentError(`tree.map: expected a function; got ${show(f)}`)
  const apply = f as (leaf: Tensor, path: string) => unknown
  const { leaves, structure } = flatten(tree, isTensor)
  const names = pathsOf(structure)
  return assemble(
    structure,
    leaves.map((leaf, i) => apply(leaf, names[i] ?? '')),
  )
}

/**
 * One tree from several of the same structure: `f` of the tensors that they have at each place; other values are those of the first.
 * @param f takes a tensor of each tree
 * @returns a tree of the same type where f keeps shape and dtype
 * @throws ShapeError naming the first path at which the structures differ
 * @example
 * ```
 * tree.zipWith([{ a: ones([2]) }, { a: ones([2]) }], (x, y) => x.add(y)).a.toArray() // [2, 2]
 * ```
 */
export function zipWith<T>(trees: readonly [T, ...NoInfer<T>[]], f: <S extends Shape>(...leaves: Leaf<T, S>[]) => Leaf<T, S>): T
export function zipWith<T, A>(trees: readonly [T, ...NoInfer<T>[]], f: (...leaves: Leaf<T>[]) => A): TreeOf<T, A>
export function zipWith(trees: readonly unknown[], f: (...args: never) => unknown): unknown {
  // The signatures above have matched f with the leaves.
  if (typeof f !== 'function') throw new ArgumentError(`tree.zipWith: expected a function; got ${show(f)}`)
  const apply = f as (...leaves: readonly Tensor[]) => unknown
  if (!Array.isArray(trees)) throw new ArgumentError(`tree.zipWith: expected an array of trees; got ${show(trees)}`)
  const [first, ...others] = [...trees].map(tree => flatten(tree, isTensor))
  if (first === undefined) throw new ArgumentError('tree.zipWith: needs at least one tree')
  for (const other of others) checkSameStructure(first.structure, other.structure, 'tree.zipWith')
  return assemble(
    first.structure,
    first.leaves.map((leaf, i) => apply(leaf, ...others.map(other => other.leaves[i] as Tensor))),
  )
}

/** A tree of booleans like another tree. */
export type Selected<T> = T extends Tensor ? boolean : T extends object ? { [K in keyof T]: Selected<T[K]> } : boolean

/**
 * Which tensors of a tree have a path that matches, as a tree of booleans: the selection that `optim.mask` takes. Values that are no tensors are not
 * selected.
 * @example
 * ```
 * tree.byPath({ conv: ones([2]), fc: { bias: ones([3]) } }, /^fc\./) // {"conv": false, "fc": {"bias": true}}
 * ```
 */
export function byPath<T>(tree: T, pattern: RegExp): Selected<T> {
  if (!(pattern instanceof RegExp)) throw new ArgumentError(`tree.byPath: expected a regular expression; got ${show(pattern)}`)
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

/**
 * The tree with its float tensors in another float dtype; other tensors and values stay, and so do statistics, whose names say what they are.
 * @throws DTypeError unless the dtype is float
 * @example
 * ```
 * tree.cast({ weight: ones([2]), count: zeros([], 'int32') }, 'float16').weight.dtype // "float16"
 * ```
 */
export function cast<T>(tree: T, dtype: FloatDType): T {
  if (!isDType(dtype) || !isFloat(dtype)) throw new DTypeError(`tree.cast: the dtype must be float; got ${show(dtype)}`)
  const { leaves, structure } = flatten(tree, isTensor)
  const names = pathsOf(structure)
  const converted = leaves.map((leaf, i) => (isFloat(leaf.dtype) && !isStatistic(names[i] ?? '') ? convert(leaf, dtype) : leaf))
  // The structure of the tree; types that name a dtype go on naming that of what was given.
  return assemble(structure, converted) as T
}
