// Tensors that are views of others, turned, reversed or cut out of something larger, are what they are equal to: an operation does not
// see where its elements lie.

import { flip, jit, repeat, type Shape, slice, stack, type Tensor, transpose, tree } from 'tenet'
import type { Violation } from './compare-arrays.js'
import { copyOf, sameBits } from './trees.js'

/** How a tensor becomes another one that lies elsewhere, and the view of that which is the tensor again. */
interface View {
  readonly away: (x: Tensor, rank: number) => Tensor
  readonly back: (y: Tensor<Shape>, rank: number) => Tensor
}

const turned = (x: Tensor): Tensor => transpose(x)
const reversed = (x: Tensor, rank: number): Tensor => (rank > 0 ? flip(x) : x)

const views: Readonly<Record<string, View>> = {
  'turned over': { away: turned, back: turned },
  reversed: { away: reversed, back: reversed },
  'cut out of twice as many': {
    away: (x, rank) => (rank > 0 ? repeat(x, 2, -1) : stack([x, x])),
    back: (y, rank) => (rank > 0 ? slice(y, '...', [null, null, 2]) : slice(y, 0)),
  },
}

/** `f` of a view has the bits of `f` of what the view is equal to, whether or not the two are compiled together (where `f` can be traced). */
export function viewsChangeNothing<A extends readonly unknown[]>(
  f: (...args: A) => unknown,
  args: A,
  traceable: 'traceable' | 'untraceable' = 'traceable',
): Violation {
  const expected = f(...args)
  const ranks = (tree.leaves(args) as readonly Tensor[]).map(leaf => leaf.shape.length)
  const each = <T>(of: T, change: (leaf: Tensor, rank: number) => Tensor): T => {
    let next = 0
    return tree.map(of, (leaf: Tensor) => change(leaf, ranks[next++] as number)) as T
  }
  for (const [name, { away, back }] of Object.entries(views)) {
    // In memory of their own.
    const held = copyOf(each(args, away))
    const ofViews = (given: A): unknown => f(...each(given, back))
    const violation =
      sameBits(`the result of tensors ${name}`, ofViews(held), expected) ??
      (traceable === 'untraceable'
        ? null
        : sameBits(`the result of tensors ${name}, compiled`, jit((given: A) => ofViews(given))(held), expected))
    if (violation !== null) return violation
  }
  return null
}
