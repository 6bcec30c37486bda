// What holds of trees: paths name leaves, mapping is a functor, and taking apart is undone by putting together.

import { isDeepStrictEqual } from 'node:util'
import { type Tensor, tree } from 'tenet'
import type { Violation } from './compare-arrays.js'

/** There is one path for each leaf, and no two are alike unless a key holds a dot. */
export function pathsNameLeaves(of: unknown): Violation {
  const [paths, count] = [tree.paths(of), tree.leaves(of).length]
  if (paths.length !== count) return `there must be one path for each of ${count} leaves; got ${paths.length}`
  const repeated = paths.find((path, i) => paths.indexOf(path) !== i)
  return repeated === undefined ? null : `paths must differ; got ${JSON.stringify(repeated)} twice`
}

/** `map(identity) = identity`, with the same leaves in the same places. */
export const mapsIdentity = (of: unknown): Violation =>
  isDeepStrictEqual(
    tree.map(of, (leaf: Tensor): Tensor => leaf),
    of,
  )
    ? null
    : 'mapping the identity must give the tree again'

/** `map(g ∘ f) = map(g) ∘ map(f)`. */
export const mapsCompositions = (of: unknown, f: (leaf: Tensor) => Tensor, g: (leaf: Tensor) => Tensor): Violation =>
  isDeepStrictEqual(
    tree.map(of, (leaf: Tensor) => g(f(leaf))),
    tree.map(
      tree.map(of, (leaf: Tensor) => f(leaf)),
      (leaf: Tensor) => g(leaf),
    ),
  )
    ? null
    : 'mapping a composition must be mapping one after the other'
