// What holds of trees: paths name leaves, mapping is a functor, and taking apart is undone by putting together.

import { isDeepStrictEqual } from 'node:util'
import { type Tensor, tree } from 'tenet'
import type { Violation } from './compare-arrays.js'
import { sameBits } from './trees.js'

/** There is one path for each leaf, and no two are alike unless a key holds a dot. */
export function pathsNameLeaves(of: unknown): Violation {
  const [paths, count] = [tree.paths(of), tree.leaves(of).length]
  if (paths.length !== count) return `there must be one path for each of ${count} leaves; got ${paths.length}`
  const repeated = paths.find((path, i) => paths.indexOf(path) !== i)
  return repeated === undefined ? null : `paths must differ; got ${JSON.stringify(repeated)} twice`
}

/** What a tree is beside the elements of its tensors, which a deep comparison does not see. */
const sameStructure = (what: string, got: unknown, expected: unknown): Violation =>
  isDeepStrictEqual(got, expected) ? null : `${what} must have the structure of the tree`

/** `map(identity) = identity`: the same structure, and the very same leaves in it. */
export function mapsIdentity(of: unknown): Violation {
  const mapped = tree.map(of, (leaf: Tensor): Tensor => leaf)
  const leaves = tree.leaves(of)
  const kept = tree.leaves(mapped).every((leaf, i) => leaf === leaves[i])
  return sameStructure('the map of the identity', mapped, of) ?? (kept ? null : 'the map of the identity must keep every leaf')
}

/** `map(g ∘ f) = map(g) ∘ map(f)`, to the bit. */
export function mapsCompositions(of: unknown, f: (leaf: Tensor) => Tensor, g: (leaf: Tensor) => Tensor): Violation {
  const once = tree.map(of, (leaf: Tensor) => g(f(leaf)))
  const first = tree.map(of, (leaf: Tensor) => f(leaf))
  const twice = tree.map(first, (leaf: Tensor) => g(leaf))
  return sameStructure('the map of a composition', once, twice) ?? sameBits('the map of a composition', once, twice)
}
