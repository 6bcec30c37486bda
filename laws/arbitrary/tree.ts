// Trees: a lone leaf, lists and records of trees. A failure shrinks to a lone leaf if it can.

import fc from 'fast-check'

export type Tree<A> = A | readonly Tree<A>[] | { readonly [name: string]: Tree<A> }

export interface TreeOptions {
  /** How deep lists and records nest at most. Default 3. */
  readonly depth?: number
  /** How many children a list or record has at most. Default 3. */
  readonly width?: number
}

const names = fc.constantFrom('weight', 'bias', 'scale', 'a', 'b', 'layers', '0', 'längs')

/**
 * A tree with the given leaves.
 * @example
 * ```
 * laws.tree(laws.tensor())   // { weight: …, layers: [ …, … ] }
 * ```
 */
export function tree<A>(leaf: fc.Arbitrary<A>, { depth = 3, width = 3 }: TreeOptions = {}): fc.Arbitrary<Tree<A>> {
  const { node } = fc.letrec<{ node: Tree<A> }>(tie => ({
    node: fc.oneof(
      { maxDepth: depth, withCrossShrink: true },
      leaf,
      fc.array(tie('node'), { maxLength: width }),
      fc.dictionary(names, tie('node'), { maxKeys: width, noNullPrototype: true }),
    ),
  }))
  return node
}
