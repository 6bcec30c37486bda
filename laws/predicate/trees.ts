// Trees of tensors as laws look at them: leaves by path, with their elements in plain memory.

import { type Tensor, tree } from 'tenet'
import { isStatistic } from 'tenet/nn'
import { type Random, randomFrom } from '../arbitrary/random.js'
import { tensorOf } from '../arbitrary/tensor.js'
import { bitDifferenceOf, hostOf, typeViolation, type Violation } from './compare-arrays.js'

/** The elements of one tensor, row-major. */
export type Elements = ReturnType<typeof hostOf>

const floatDTypes: ReadonlySet<string> = new Set(['float16', 'bfloat16', 'float32', 'float64', 'complex64', 'complex128'])
/** Whether elements are floats, or pairs of them: what has derivatives. */
export const isFloatArray = ({ dtype }: { readonly dtype: string }): boolean => floatDTypes.has(dtype)

/** Leaves by path, read. The lone leaf of a tree that is a tensor has the path `''`. */
export function leavesOf(of: unknown): ReadonlyMap<string, Elements> {
  const leaves = tree.leaves(of)
  return new Map(tree.paths(of).map((path, i) => [path, hostOf(leaves[i] as Tensor)] as const))
}

/** How messages name a leaf of `what`. */
export const nameOf = (what: string, path: string): string => (path === '' ? what : `${what}: ${path}`)

/** The first difference of two trees, leaf by leaf as `compare` finds it. */
export function treeDifference(
  what: string,
  got: ReadonlyMap<string, Elements>,
  expected: ReadonlyMap<string, Elements>,
  compare: (name: string, got: Elements, expected: Elements) => Violation,
): Violation {
  const [paths, wanted] = [[...got.keys()], [...expected.keys()]]
  const at = wanted.findIndex((path, i) => path !== paths[i])
  if (at >= 0 || paths.length !== wanted.length) return `${what} must have the leaves [${wanted.join(', ')}]; got [${paths.join(', ')}]`
  for (const [path, leaf] of expected) {
    const violation = compare(nameOf(what, path), got.get(path) as Elements, leaf)
    if (violation !== null) return violation
  }
  return null
}

/** Trees of the same leaves with the same bits; all NaNs are one. */
export const sameBits = (what: string, got: unknown, expected: unknown): Violation =>
  treeDifference(what, leavesOf(got), leavesOf(expected), bitDifferenceOf)

/** The tree with other tensors: `f` sees the elements of each. */
export const mapElements = <T>(of: T, f: (leaf: Elements) => Elements): T =>
  // tree.map keeps the structure; the leaves are tensors again.
  tree.map(of, (leaf: Tensor): Tensor => {
    const { data, shape, dtype } = f(hostOf(leaf))
    return tensorOf(data, shape, dtype)
  }) as T

/** Equal tensors that share no memory with those of the tree. */
export const copyOf = <T>(of: T): T => mapElements(of, leaf => leaf)

/** The tree in float64, or complex128, where it is float or complex: there differences have digits to spare. */
export const inFloat64 = <T>(of: T): T =>
  mapElements(of, leaf => (isFloatArray(leaf) ? { ...leaf, dtype: leaf.dtype.startsWith('complex') ? 'complex128' : 'float64' } : leaf))

/** A tree like the given one with elements from -1 to 1, none of them near 0; zeros where it is not float. */
export function directionLike<T>(of: T, seed: number): T {
  const random: Random = randomFrom(seed)
  const element = (): number => (random() < 0.5 ? -1 : 1) * (1 + 7 * random()) * 0.125
  // The difference is a zero of the integer's own kind, number or bigint.
  return mapElements(of, leaf => ({ ...leaf, data: leaf.data.map(x => (isFloatArray(leaf) ? element() : x - x)) }))
}

/** For trees that must agree in types only. */
export const typeDifferenceOf = (name: string, got: Elements, expected: Elements): Violation => typeViolation(name, got, expected)

export interface FloatPart<T> {
  readonly floats: readonly Tensor[]
  readonly paths: readonly string[]
  /** The tree with other tensors in the place of the float ones. */
  readonly rebuild: (floats: readonly Tensor[]) => T
}

/** The float tensors of a tree, which have derivatives, and the way back. Statistics have none, nor has what else is constant. */
export function floatPart<T>(of: T, isConstant: (path: string) => boolean = () => false): FloatPart<T> {
  const isFloating = (leaf: Tensor, path: string): boolean => isFloatArray(leaf) && !isStatistic(path) && !isConstant(path)
  const leaves = tree.leaves(of)
  const paths = tree.paths(of)
  const floating = leaves.map((leaf, i) => isFloating(leaf, paths[i] ?? ''))
  return {
    floats: leaves.filter((_, i) => floating[i]),
    paths: paths.filter((_, i) => floating[i]),
    rebuild(floats) {
      let next = 0
      // The structure of the tree, with tensors for tensors.
      return tree.map(of, (leaf: Tensor, path: string): Tensor => (isFloating(leaf, path) ? (floats[next++] ?? leaf) : leaf)) as T
    },
  }
}
