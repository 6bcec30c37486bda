// What every transform does around the user's function: takes trees apart, calls it, takes the result apart.
// Leaves are tensors; everything else in a tree (numbers, strings, null, functions) is static and passes through untouched.

import { type ArrayType, sameType, showType } from '../core/array-type.js'
import { isComplex, pairOf, partsOf } from '../core/complex.js'
import { isTensor, type Tensor } from '../core/tensor.js'
import { checkLeaks } from '../core/trace.js'
import { complexDType } from '../support/dtype.js'
import { ArgumentError, ShapeError } from '../support/errors.js'
import { type Flat, flatten, paths, type Structure, unflatten } from '../support/tree.js'

/** Any function of trees. */
export type TreeFunction = (...args: never) => unknown

/** A complex tensor from its parts; its type from theirs. */
function joined([re, im]: readonly unknown[]): unknown {
  if (isTensor(re) && isTensor(im)) return pairOf(re, im)
  const { shape, dtype } = re as ArrayType
  return { shape, dtype: complexDType(dtype) }
}

const partNames = ['re', 'im']

/** The tensors of a tree; a complex one counts as two, for that is what it is. */
export const flattenTensors = (tree: unknown): Flat<Tensor> =>
  flatten(tree, isTensor, leaf => (isComplex(leaf) ? { leaves: partsOf(leaf), parts: partNames, join: joined } : null))

/** The types alone, for closures that must not keep values alive. */
export const typesOf = (leaves: readonly Tensor[]): readonly ArrayType[] => leaves.map(({ shape, dtype }) => ({ shape, dtype }))

/** How messages name a leaf: by its path, or by the tree when it is all of it. */
export const nameLeaf = (path: string, tree: string): string => (path === '' ? tree : `leaf '${path}' of ${tree}`)

/** How messages name a leaf of an argument list. */
export function nameArgument(path: string): string {
  const [position = '', ...rest] = path.split('.')
  return position === '' ? 'the arguments' : nameLeaf(rest.join('.'), `argument ${position}`)
}

const isPromise = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'

/** What a value is, for messages. */
export function describe(value: unknown): string {
  if (isTensor(value)) return showType(value)
  if (value === null || value === undefined) return String(value)
  if (Array.isArray(value)) return `a list of ${value.length}`
  return typeof value === 'object' ? 'a record' : typeof value === 'function' ? 'a function' : `the ${typeof value} ${String(value)}`
}

/** @throws ArgumentError unless it is a function */
export function checkFunction(operation: string, f: unknown): void {
  if (typeof f !== 'function') throw new ArgumentError(`${operation}: expected a function; got ${describe(f)}`)
}

/** Calls a transform's function. @throws ArgumentError when it is async, or no function */
export function callFunction(operation: string, f: TreeFunction, args: readonly unknown[]): unknown {
  checkFunction(operation, f)
  // The transform's own signature has matched arguments and function.
  const result = (f as (...args: readonly unknown[]) => unknown)(...args)
  if (!isPromise(result)) return result
  // Whatever becomes of it happened outside of the transform, and has been reported here.
  result.then(undefined, () => undefined)
  throw new ArgumentError(`${operation}: the function must not be async: what follows an await would escape the transform; got a promise`)
}

/** Calls a transform's function on arguments put together from leaves; the leaves of its result belong to traces that are alive. */
export function callOnLeaves(operation: string, f: TreeFunction, args: Structure, leaves: readonly Tensor[]): Flat<Tensor> {
  // The structure is that of an argument list, so what is put together is a list.
  const result = flattenTensors(callFunction(operation, f, unflatten(args, leaves) as readonly unknown[]))
  checkLeaks(operation, result.leaves)
  return result
}

/**
 * The leaves of a tree that must go with another one: tangents with their primals, cotangents with their outputs.
 * @throws ShapeError naming the leaf at which they differ
 */
export function matchingLeaves(
  operation: string,
  what: string,
  tree: unknown,
  structure: Structure,
  types: readonly ArrayType[],
): readonly Tensor[] {
  const flat = flattenTensors(tree)
  const [expected, got] = [paths(structure), paths(flat.structure)]
  for (let i = 0; i < Math.max(expected.length, got.length); i++) {
    if (expected[i] === got[i]) continue
    const show = (path: string | undefined): string =>
      path === undefined ? 'nothing more' : path === '' ? 'a single tensor' : `leaf '${path}'`
    throw new ShapeError(
      `${operation}: ${what} must have the structure of what they belong to; expected ${show(expected[i])}, got ${show(got[i])}`,
    )
  }
  for (const [i, leaf] of flat.leaves.entries()) {
    const type = types[i]
    if (type !== undefined && !sameType(type, leaf))
      throw new ShapeError(
        `${operation}: ${what} must have the types of what they belong to; expected ${showType(type)}, got ${showType(leaf)}${expected[i] === '' ? '' : ` at leaf '${expected[i]}'`}`,
      )
  }
  return flat.leaves
}
