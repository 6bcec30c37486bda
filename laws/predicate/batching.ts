// Mapped functions: vmap(f)(xs) is the stack of f(x) over the examples x, to the bit, for a result does not depend on what it was
// batched with.

import { vmap } from 'tenet'
import { bitDifferenceOf, numbersEach, stack, type Violation } from './compare-arrays.js'
import { type Elements, isFloatArray, leavesOf, mapElements, treeDifference } from './trees.js'

/** What is at place `i` of the first axis. */
function rowOf({ data, shape, dtype }: Elements, i: number): Elements {
  const rest = shape.slice(1)
  const size = rest.reduce((product, axis) => product * axis, numbersEach(dtype))
  return { shape: rest, dtype, data: data.slice(i * size, (i + 1) * size) }
}

/** The trees of one example. */
export const exampleOf = <T>(batch: T, i: number): T => mapElements(batch, leaf => rowOf(leaf, i))

/** Two examples: the tree, and one like it whose floats are smaller by a quarter. */
export const pairOf = <T>(of: T): T =>
  mapElements(of, leaf => stack([leaf, { ...leaf, data: leaf.data.map(value => (isFloatArray(leaf) ? value * 0.75 : value)) }], 0))

/** Trees of the same leaves, stacked along a new first axis. */
export function stackLeaves(examples: readonly ReadonlyMap<string, Elements>[]): ReadonlyMap<string, Elements> {
  const [first = new Map<string, Elements>()] = examples
  return new Map(
    [...first.keys()].map(
      path =>
        [
          path,
          stack(
            examples.map(leaves => leaves.get(path) as Elements),
            0,
          ),
        ] as const,
    ),
  )
}

/** The number of examples: the first axis of the first tensor. */
function countOf(batched: readonly unknown[]): number {
  const [first] = leavesOf(batched).values()
  return first?.shape[0] ?? 0
}

/** vmap's signature computes the shapes of what it maps; here they are not known. */
type Vmap = <A extends readonly unknown[]>(
  f: (...args: A) => unknown,
  options: { readonly in: readonly (0 | null)[] },
) => (...args: A) => unknown

/**
 * `vmap(f)` is the stack of single calls, to the bit.
 * @param args the first axis of the mapped ones is that of the examples; there is at least one
 * @param mapped which of the arguments are; all unless said otherwise
 */
export function vmapIsAStack<A extends readonly unknown[]>(
  f: (...args: A) => unknown,
  args: A,
  mapped: readonly boolean[] = args.map(() => true),
): Violation {
  const count = countOf(args.filter((_, i) => mapped[i]))
  const singles = Array.from({ length: count }, (_, example) =>
    // One example in the place of each mapped argument.
    leavesOf(f(...(args.map((arg, i) => (mapped[i] ? exampleOf(arg, example) : arg)) as unknown as A))),
  )
  const batched = (vmap as unknown as Vmap)(f, { in: mapped.map(is => (is ? 0 : null)) })(...args)
  return treeDifference('vmap', leavesOf(batched), stackLeaves(singles), bitDifferenceOf)
}
