// One array as NumPy's .npy file.

import { type Either, right } from 'fp-ts/lib/Either.js'
import { forceAll } from '../../core/pending.js'
import { isTensor, type Tensor } from '../../core/tensor.js'
import { ArgumentError, LimitationError } from '../../support/errors.js'
import type { IoError } from '../../support/io-error.js'
import { readFileWith } from '../../support/read-file.js'
import { writeAtomically } from '../../support/write-atomically.js'
import { tensorBytes } from '../tensors/tensor-bytes.js'
import { encodeNpyHeader, typeCodes } from './header.js'
import { readArray } from './read-array.js'

/** The header and the elements. @throws LimitationError for bfloat16, which NumPy does not have */
export async function npyChunks(operation: string, tensor: Tensor): Promise<readonly [Uint8Array, Uint8Array]> {
  const { dtype } = tensor
  const code = typeCodes[dtype]
  if (code === null) throw new LimitationError(`${operation}: NumPy has no ${dtype}; cast to float32 or float16 first`)
  return [encodeNpyHeader(tensor, code), await tensorBytes(tensor)]
}

/**
 * Reads an `.npy` file: versions 1 to 3, either byte order, either order of axes. Arrays of objects, strings, records and dates are a Left that says so; nothing is unpickled or evaluated.
 * @example
 * ```
 * const embeddings = await loadNpy('glove.npy')   // Right(Tensor float32[400000,100])
 * ```
 * @source NumPy, numpy.lib.format
 */
export const loadNpy = (path: string): Promise<Either<IoError, Tensor>> =>
  readFileWith(path, async file => right(await readArray('the array', file)))

/**
 * Writes a tensor as an `.npy` file of version 1.0, the bytes that NumPy writes. The file is replaced atomically.
 * @throws IoError (as a rejection) when it cannot be written; LimitationError for bfloat16, which NumPy does not have
 * @example
 * ```
 * await saveNpy('loss.npy', tensor(losses))   // numpy.load('loss.npy')
 * ```
 * @source NumPy, numpy.lib.format
 */
export async function saveNpy(path: string, tensor: Tensor): Promise<void> {
  if (!isTensor(tensor)) throw new ArgumentError('saveNpy: expected one tensor; a tree of them goes into an .npz file by saveNpz')
  forceAll([tensor])
  await writeAtomically(path, await npyChunks('saveNpy', tensor))
}
