// Trees of tensors as safetensors files, which Python reads and writes too. A tensor's name is its path in the tree.
// Reading yields an Either, for a file is not to be trusted; writing is atomic and fails with a rejection, for a lost checkpoint must be loud.

import { forceAll } from '../../core/pending.js'
import { ArgumentError, DTypeError } from '../../support/errors.js'
import { checkOptions } from '../../support/options.js'
import { checkPath } from '../../support/read-file.js'
import { writeAtomically } from '../../support/write-atomically.js'
import { onlyTensorsByPath } from '../tensors/named-tensors.js'
import { showName } from '../untrusted/values.js'
import { fileChunks } from './file-chunks.js'
import { codeOf, type Metadata, metadataKey } from './format.js'
import { saveShards } from './save-shards.js'
import { indexEnding } from './shard-index.js'

export interface SaveOptions {
  /** Strings to keep beside the tensors; in every file, where there are several. */
  readonly metadata?: Metadata
  /** For a path that ends in `.safetensors.index.json`: the most bytes of tensors in one file. Default 5·10⁹, as Hugging Face's. */
  readonly shardBytes?: number
}

function checkMetadata(metadata: unknown): void {
  for (const [key, text] of Object.entries(metadata ?? {}))
    if (typeof text !== 'string')
      throw new ArgumentError(`saveSafetensors: metadata must be strings; got a ${typeof text} at ${JSON.stringify(key)}`)
}

/**
 * Writes a tree of tensors. The file is replaced atomically: whatever happens, there is a whole file under the name, the old or the new.
 * @param path of the file; where it ends in `.safetensors.index.json`, of the index of several files: see `shardBytes`
 * @throws IoError (as a rejection) when it cannot be written; ArgumentError when a leaf is not a tensor or two have the same path; DTypeError on complex128, which the
 *   format lacks
 * @example
 * ```
 * await saveSafetensors('lenet.safetensors', params, { metadata: { epoch: '3' } })   // conv1.weight, conv1.bias, …
 * await saveSafetensors('gpt.safetensors.index.json', params, { shardBytes: 1e9 })   // gpt-00001-of-00004.safetensors, …
 * ```
 * @source safetensors, Hugging Face, 2023
 */
export async function saveSafetensors(path: string, tree: unknown, options: SaveOptions = {}): Promise<void> {
  checkPath(path)
  checkOptions('saveSafetensors', options, ['metadata', 'shardBytes'])
  const { metadata = {}, shardBytes } = options
  checkMetadata(metadata)
  const named = onlyTensorsByPath('saveSafetensors', tree)
  if (named.has(metadataKey))
    throw new ArgumentError(`saveSafetensors: ${metadataKey} is reserved by the file format and cannot name a leaf`)
  for (const [name, { dtype }] of named)
    if (codeOf(dtype) === undefined)
      throw new DTypeError(
        `saveSafetensors: the format has no ${dtype}; got it at ${showName(name)}; cast it to complex64, or save its real and imag`,
      )
  forceAll([...named.values()])
  if (path.endsWith(indexEnding)) return saveShards(path, named, metadata, shardBytes)
  if (shardBytes !== undefined)
    throw new ArgumentError(`saveSafetensors: shardBytes goes with a path that ends in ${indexEnding}; got ${JSON.stringify(path)}`)
  await writeAtomically(path, fileChunks(named, metadata))
}
