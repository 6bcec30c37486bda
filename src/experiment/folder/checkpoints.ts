// The checkpoints of a run: the state that its script gives, and beside it, in the same file, how far the run's own files were. So whatever is in one file is of one moment:
// a run that goes on from it cuts off what was written later.

import { join } from 'node:path'
import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js'
import { loadCheckpoint, saveCheckpoint } from '../../io/checkpoint/checkpoint.js'
import type { RestoreError } from '../../io/restore/differences.js'
import { ArgumentError } from '../../support/errors.js'
import { type IoError, systemCode } from '../../support/io-error.js'
import { checkPath } from '../../support/read-file.js'
import { show } from '../../support/show.js'
import { isFolderName } from '../experiment.js'
import { fileNames } from './format.js'

/** How far a run was. */
export interface Position {
  /** Bytes of `metrics.jsonl`. */
  readonly metrics: number
  /** The step that was logged last; -1 before the first. */
  readonly step: number
  /** Seconds that it had run. */
  readonly seconds: number
}

/** The checkpoint that a run goes on from. */
export const lastName = 'last'

/** @throws ArgumentError when no file can have the name */
export const checkpointPath = (folder: string, name: string): string => {
  if (!isFolderName(name)) throw new ArgumentError(`checkpoint: the name must be one that a file can have; got ${show(name)}`)
  return join(folder, fileNames.checkpoints, `${name}.safetensors`)
}

export const savePosition = (folder: string, name: string, state: unknown, run: Position): Promise<void> =>
  saveCheckpoint(checkpointPath(folder, name), { state, run })

/** What was saved, in a tree like the template; `null` where nothing was. */
export async function loadPosition<T>(
  folder: string,
  name: string,
  template: T,
): Promise<Either<IoError | RestoreError, { readonly state: T; readonly run: Position } | null>> {
  const found = await loadCheckpoint(checkpointPath(folder, name), { state: template, run: { metrics: 0, step: 0, seconds: 0 } })
  if (!isLeft(found)) return found
  return systemCode(found.left.cause) === 'ENOENT' ? right(null) : left(found.left)
}

/**
 * A state that a run has saved, from its folder: the trained parameters, say.
 * @param folder of the run
 * @param template a tree like the one that was saved
 * @param name as it was saved under; `'last'` unless given
 * @returns Left when it cannot be read or does not fit; `null` where there is none
 * @throws ArgumentError (as a rejection) when the path or the name is none
 * @example
 * ```
 * const best = await readCheckpoint('runs/depth/depth=8,seed=0-1f3a9c2b', params, 'best')   // Either<…, Params | null>
 * ```
 */
export async function readCheckpoint<T>(folder: string, template: T, name = lastName): Promise<Either<IoError | RestoreError, T | null>> {
  checkPath(folder)
  const found = await loadPosition(folder, name, template)
  return isLeft(found) ? found : right(found.right === null ? null : found.right.state)
}
