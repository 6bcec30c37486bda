// Whole states of training as files: parameters, the optimizer's state, counters, keys, the position in the data. A safetensors file, which
// any reader of such files opens; the values that are no tensors, and the shape of the tree, are text in its metadata.

import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js'
import { isTensor, type Tensor } from '../../core/tensor.js'
import { ArgumentError } from '../../support/errors.js'
import { IoError } from '../../support/io-error.js'
import { flatten, paths } from '../../support/tree.js'
import { checkRestoreOptions, RestoreError, type RestoreOptions, refused, renamed } from '../restore/differences.js'
import { matchTensors } from '../restore/match-tensors.js'
import { toStateDict } from '../restore/restore.js'
import { loadSafetensors } from '../safetensors/open.js'
import { saveSafetensors } from '../safetensors/save.js'
import { showName } from '../untrusted/values.js'
import { isHole, matchValues, plainValues, refilled } from './match-tree.js'
import { decodeTree, encodeTree } from './plain-tree.js'

const treeKey = 'tenet.tree'

/** @throws ArgumentError when two values have the same path */
function checkDistinct(names: readonly string[]): void {
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice !== undefined)
    throw new ArgumentError(`saveCheckpoint: two values have the path ${showName(twice)}; rename a key that holds a dot`)
}

interface Content {
  readonly tensors: readonly (readonly [name: string, tensor: Tensor])[]
  readonly values: ReturnType<typeof plainValues>
}

/**
 * Writes a tree of tensors, numbers, bigints, strings, booleans and null: all that a run needs to go on. The file is replaced atomically: it goes to
 * a temporary file in the same folder, to the disk, and then takes the name. Killed at any moment, or out of space, there is a whole checkpoint under the
 * name, the old or the new; what a killed process leaves of a temporary file is read by nobody, and removed by the next process that saves into the folder.
 * @param path of a safetensors file; where it ends in `.safetensors.index.json`, of the index of several
 * @throws IoError (as a rejection) when it cannot be written; ArgumentError when a leaf is something else, or two tensors have the same path
 * @example
 * ```
 * await saveCheckpoint('run/last.safetensors', { params, state, key, epoch: 3, batch: 120, losses })
 * ```
 */
export async function saveCheckpoint(path: string, tree: unknown): Promise<void> {
  const text = encodeTree('saveCheckpoint', tree)
  checkDistinct(plainValues(tree).map(([path]) => path))
  await saveSafetensors(path, toStateDict(tree), { metadata: { [treeKey]: text } })
}

async function readCheckpoint(path: string): Promise<Either<IoError, Content>> {
  const file = await loadSafetensors(path)
  if (isLeft(file)) return file
  const { tensors, metadata } = file.right
  const text = metadata[treeKey]
  if (text === undefined) return left(new IoError(path, 'it is a safetensors file, but no checkpoint: read it with loadSafetensors'))
  const tree = decodeTree(text)
  if (isLeft(tree)) return left(new IoError(path, `its tree is damaged: ${tree.left}`))
  const holes = paths(flatten(tree.right, isHole).structure)
  const names = new Set(Object.keys(tensors))
  if (holes.length !== names.size || !holes.every(name => names.has(name)))
    return left(new IoError(path, 'its tree is damaged: its tensors are not those of the file'))
  return right({ tensors: Object.entries(tensors), values: plainValues(tree.right) })
}

/**
 * Reads what `saveCheckpoint` has written into a tree like the template. Strict, as `restore` is, with one report for tensors and other values.
 * @param template a tree like the one that was saved: a fresh state. Lists without tensors may have any length, null may be anything
 * @returns Left when there is no such file, it is damaged, or it does not fit
 * @throws ArgumentError (as a rejection) when an option is none
 * @example
 * ```
 * const state = pipe(await loadCheckpoint('run/last.safetensors', fresh), E.getOrElse(() => fresh))
 * ```
 */
export async function loadCheckpoint<T>(
  path: string,
  template: T,
  options: RestoreOptions = {},
): Promise<Either<IoError | RestoreError, T>> {
  checkRestoreOptions('loadCheckpoint', options)
  const file = await readCheckpoint(path)
  if (isLeft(file)) return file
  const found = new Map<string, Tensor>()
  const ambiguous: string[] = []
  for (const [name, tensor] of file.right.tensors) {
    const path = renamed(name, options)
    if (found.has(path)) ambiguous.push(path)
    found.set(path, tensor)
  }
  const { leaves, structure } = flatten(template, isTensor)
  const names = paths(structure)
  const tensors = matchTensors(new Map(leaves.map((leaf, i) => [names[i] ?? '', leaf])), found, options)
  const values = matchValues(plainValues(template), file.right.values, options)
  const differences = refused(
    {
      missing: [...tensors.missing, ...values.missing],
      unexpected: [...tensors.unexpected, ...values.unexpected],
      mismatched: [...tensors.mismatched, ...values.mismatched],
      ambiguous,
    },
    options,
  )
  if (differences !== undefined) return left(new RestoreError('loadCheckpoint', differences))
  // The template's structure with tensors of the same types, and values of the same kinds.
  return right(refilled(template, tensors.tensors, values.values) as T)
}
