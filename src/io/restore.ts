// Loaded tensors back into the tree they came from, with every difference named.

import { type Either, left, right } from 'fp-ts/lib/Either.js'
import { sameType, showType } from '../core/array-type.js'
import { isTensor, type Tensor } from '../core/tensor.js'
import { flatten, paths, unflatten } from '../support/tree.js'

export interface Differences {
  /** Paths of the template without a tensor. */
  readonly missing: readonly string[]
  /** Names of tensors without a place in the template. */
  readonly unexpected: readonly string[]
  /** Paths whose tensor is of another type, with both types. */
  readonly mismatched: readonly { readonly path: string; readonly expected: string; readonly got: string }[]
}

/** As many names as a reader takes in. */
const most = 10

function list(what: string, names: readonly string[]): readonly string[] {
  if (names.length === 0) return []
  const more = names.length > most ? ` and ${names.length - most} more` : ''
  return [`${what} ${names.slice(0, most).join(', ')}${more}`]
}

/** The tensors are not those that the template asks for. */
export class RestoreError extends Error {
  override readonly name = 'RestoreError'
  readonly differences: Differences

  constructor(differences: Differences) {
    const { missing, unexpected, mismatched } = differences
    const types = mismatched.map(({ path, expected, got }) => `${JSON.stringify(path)} (expected ${expected}, got ${got})`)
    const quoted = (names: readonly string[]): readonly string[] => names.map(name => JSON.stringify(name))
    const parts = [...list('missing', quoted(missing)), ...list('unexpected', quoted(unexpected)), ...list('mismatched', types)]
    super(`restore: tensors must be those of the template; ${parts.join('; ')}`)
    this.differences = differences
  }
}

/**
 * A tree like the template with the tensors of its paths.
 * @param template gives structure, shapes and dtypes; its elements are not looked at, its static values stay
 * @param tensors by path, as `loadSafetensors` gives them
 * @returns Left with all that is missing, unexpected or of another shape or dtype
 * @example
 * ```
 * pipe(await loadSafetensors('lenet.safetensors'), E.flatMap(({ tensors }) => restore(model.init(key), tensors)))
 * ```
 */
export function restore<T>(template: T, tensors: Readonly<Record<string, Tensor>>): Either<RestoreError, T> {
  const { leaves, structure } = flatten(template, isTensor)
  const names = paths(structure)
  const loaded = new Map(Object.entries(tensors))
  const wanted = new Set(names)
  const found = names.map(name => loaded.get(name))
  const differences: Differences = {
    missing: names.filter(name => !loaded.has(name)),
    unexpected: [...loaded.keys()].filter(name => !wanted.has(name)),
    mismatched: leaves.flatMap((leaf, i) => {
      const got = found[i]
      return got === undefined || sameType(leaf, got) ? [] : [{ path: names[i] ?? '', expected: showType(leaf), got: showType(got) }]
    }),
  }
  if (Object.values(differences).some(names => names.length > 0)) return left(new RestoreError(differences))
  // The template's structure with tensors of the same types.
  return right(unflatten(structure, found) as T)
}
