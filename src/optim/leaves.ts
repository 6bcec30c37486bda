// Trees that belong together, leaf by leaf: gradients, parameters, moments.
// Invariant: only float tensors that are no statistics are trained. A leaf that is a statistic, an integer or bool tensor, or null, is null in every
// result.

import { sameType, showType } from '../core/array-type.js'
import { isTensor, type Tensor } from '../core/tensor.js'
import type { TensorTree } from '../core/tensors.js'
import { zerosLike } from '../ops/creation/creation.js'
import { isFloat } from '../support/dtype.js'
import { ShapeError } from '../support/errors.js'
import { isStatistic } from '../support/statistics.js'
import { checkSameStructure, flatten, paths, type Structure, unflatten } from '../support/tree.js'
import type { FloatDType, Shape } from '../types/index.js'

export type FloatTensor = Tensor<Shape, FloatDType>

/** Nothing at a place is a leaf too, so that trees with and without it have one structure. */
export const isLeaf = (value: unknown): value is Tensor | null => value === null || isTensor(value)

export const isTrained = (leaf: Tensor | null | undefined, path: string): leaf is FloatTensor =>
  leaf != null && isFloat(leaf.dtype) && !isStatistic(path)

/** The leaves of a tree that are trained. */
export function trainedLeaves(tree: unknown): readonly FloatTensor[] {
  const { leaves, structure } = flatten(tree, isLeaf)
  const names = paths(structure)
  return leaves.filter((leaf, i): leaf is FloatTensor => isTrained(leaf, names[i] ?? ''))
}

/** The paths of the leaves of a tree that are trained. */
export function trainedPaths(tree: unknown): readonly string[] {
  const { leaves, structure } = flatten(tree, isLeaf)
  const names = paths(structure)
  return names.filter((path, i) => isTrained(leaves[i], path))
}

const show = (leaf: Tensor | null | undefined): string => (leaf == null ? 'nothing' : showType(leaf))

type Beside<Names extends string> = Readonly<Record<Names, FloatTensor>>

/**
 * `f` of each trained leaf, of the leaves at the same place of the other trees, and of its path; null in the places of the others.
 * @param tested for messages: the name of the tree, where it is what must fit the others
 */
function eachLeaf<Names extends string, R>(
  operation: string,
  tree: unknown,
  others: Readonly<Record<Names, unknown>>,
  f: (leaf: FloatTensor, others: Beside<Names>, path: string) => R,
  tested?: string,
): { readonly structure: Structure; readonly results: readonly (R | null)[] } {
  const { leaves, structure } = flatten(tree, isLeaf)
  const names = paths(structure)
  const flat = Object.entries<unknown>(others).map(([name, other]) => {
    const { leaves, structure: otherStructure } = flatten(other, isLeaf)
    if (tested === undefined) checkSameStructure(structure, otherStructure, `${operation}, ${name}`)
    else checkSameStructure(otherStructure, structure, `${operation}, ${tested}`)
    return [name, leaves] as const
  })
  const results = leaves.map((leaf, i) => {
    const path = names[i] ?? ''
    const beside = flat.map(([name, leaves]) => [name, leaves[i]] as const)
    for (const [name, other] of beside) {
      const fits = isTrained(leaf, path) ? isTrained(other, path) && sameType(leaf, other) : !isTrained(other, path)
      if (fits) continue
      const [expected, got] = tested === undefined ? [leaf, other] : [other, leaf]
      throw new ShapeError(
        `${operation}: ${tested ?? name} must have the leaves of what they belong to; expected ${show(expected)} at '${path}', got ${show(got)}`,
      )
    }
    // Checked just now: where this leaf is trained, the others are.
    return isTrained(leaf, path) ? f(leaf, Object.fromEntries(beside) as unknown as Beside<Names>, path) : null
  })
  return { structure, results }
}

/**
 * The tree with `f` of each trained leaf and of the leaves at the same place of the other trees, which go by name.
 * @throws ShapeError when the trees differ in structure, or two leaves in shape or dtype
 */
export function mapLeaves<T, Names extends string = never>(
  operation: string,
  tree: T,
  others: Readonly<Record<Names, unknown>>,
  f: (leaf: FloatTensor, others: Beside<Names>, path: string) => Tensor | null,
): T {
  const { structure, results } = eachLeaf(operation, tree, others, f)
  // The structure of the tree, with leaves of the same types; null where the tree holds nothing to train.
  return unflatten(structure, results) as T
}

/** As many trees as `f` gives tensors of each leaf, by the names it gives them: the updates, and what the state is made of. */
export function mapLeavesTo<T, Names extends string, Made extends string>(
  operation: string,
  tree: T,
  others: Readonly<Record<Names, unknown>>,
  made: readonly ['updates', ...Made[]],
  f: (leaf: FloatTensor, others: Beside<Names>, path: string) => Readonly<Record<'updates' | Made, Tensor | null>>,
): { readonly updates: T } & Readonly<Record<Made, TensorTree>> {
  const { structure, results } = eachLeaf(operation, tree, others, f, 'gradients')
  const trees = made.map(
    name =>
      [
        name,
        unflatten(
          structure,
          results.map(result => result?.[name] ?? null),
        ),
      ] as const,
  )
  // Each with the structure of the tree.
  return Object.fromEntries(trees) as unknown as { readonly updates: T } & Readonly<Record<Made, TensorTree>>
}

/** A tree like the parameters, of zeros. What is left of them are records and lists, with tensors or null as leaves. */
export const zerosOf = (operation: string, params: unknown): TensorTree => mapLeaves(operation, params, {}, zerosLike) as TensorTree
