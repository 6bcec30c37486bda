// Mapped functions: vmap(f)(xs) is the stack of f(x) over the examples x, to the bit, for a result does not depend on what it was
// batched with.

import { type Tensor, tree, vmap } from 'tenet'
import { tensorOf } from '../arbitrary/tensor.js'
import { bitDifferenceOf, hostOf, numbersEach, stack, type Violation } from './compare-arrays.js'
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

/** Trees of the same leaves, stacked along a new axis before or behind theirs. */
export function stackLeaves(
  examples: readonly ReadonlyMap<string, Elements>[],
  at: 'first' | 'last' = 'first',
): ReadonlyMap<string, Elements> {
  const [example = new Map<string, Elements>()] = examples
  return new Map(
    [...example].map(([path, { shape }]) => {
      const leaves = examples.map(one => one.get(path) as Elements)
      return [path, stack(leaves, at === 'first' ? 0 : shape.length)] as const
    }),
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
  options: { readonly in: readonly unknown[]; readonly out?: number },
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

/** A tree like the argument: for each tensor, the axis that examples are stacked along, at most one behind its last. */
const axesUpTo = (arg: unknown, axis: number): unknown => tree.map(arg, (leaf: Tensor) => Math.min(axis, leaf.shape.length))

/** Two arguments as one, each of their tensors stacked along its axis. */
function stackedAt(first: unknown, second: unknown, axis: number): unknown {
  const others = tree.leaves(second) as readonly Tensor[]
  let next = 0
  return tree.map(first, (leaf: Tensor) => {
    const { data, shape, dtype } = stack([hostOf(leaf), hostOf(others[next++] as Tensor)], Math.min(axis, leaf.shape.length))
    return tensorOf(data, shape, dtype)
  })
}

const rankOf = (of: unknown): number => Math.max(0, ...tree.leaves(of).map(leaf => (leaf as Tensor).shape.length))

/**
 * `vmap` over any axis of the arguments, or of one of them alone, is the stack of single calls to the bit, and puts the results along any axis.
 * @param first arguments, trees with tensors each
 * @param second others of the same types
 */
export function vmapOverEveryAxis<A extends readonly unknown[]>(f: (...args: A) => unknown, first: A, second: A): Violation {
  const call = (args: readonly unknown[]): ReadonlyMap<string, Elements> => leavesOf(f(...(args as unknown as A)))
  const mapped = (options: { in: readonly unknown[]; out?: number }, args: readonly unknown[]): ReadonlyMap<string, Elements> =>
    leavesOf((vmap as unknown as Vmap)(f, options)(...(args as unknown as A)))
  const both = [call(first), call(second)]
  const expected = stackLeaves(both)
  for (let axis = 0; axis <= rankOf(first); axis++) {
    const stacked = first.map((arg, i) => stackedAt(arg, second[i], axis))
    const batched = mapped({ in: first.map(arg => axesUpTo(arg, axis)) }, stacked)
    const violation = treeDifference(`vmap over axis ${axis}`, batched, expected, bitDifferenceOf)
    if (violation !== null) return violation
  }
  const pairs = first.map((arg, i) => stackedAt(arg, second[i], 0))
  const last = stackLeaves(both, 'last')
  const violation = treeDifference(
    'vmap with the last axis of results',
    mapped({ in: first.map(() => 0), out: -1 }, pairs),
    last,
    bitDifferenceOf,
  )
  if (violation !== null || first.length === 1) return violation
  for (const [i] of first.entries()) {
    const alone = mapped({ in: first.map((_, k) => (k === i ? 0 : null)) }, first.with(i, pairs[i]))
    const wanted = stackLeaves([call(first), call(first.with(i, second[i]))])
    const different = treeDifference(`vmap over argument ${i} alone`, alone, wanted, bitDifferenceOf)
    if (different !== null) return different
  }
  return null
}

/** `vmap` over no examples gives no results, of the shapes that results have. */
export function vmapOverNothing<A extends readonly unknown[]>(f: (...args: A) => unknown, args: A): Violation {
  const none = <T>(leaf: T & Elements): Elements => ({ ...leaf, shape: [0, ...leaf.shape], data: leaf.data.slice(0, 0) })
  const batched = (vmap as unknown as Vmap)(f, { in: args.map(() => 0) })(...mapElements(args, none))
  const expected = [...leavesOf(f(...args))].map(([path, leaf]) => [path, none(leaf)] as const)
  return treeDifference('vmap over no examples', leavesOf(batched), new Map(expected), bitDifferenceOf)
}
