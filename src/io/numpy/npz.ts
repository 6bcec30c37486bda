// Arrays by name as NumPy's .npz file: a ZIP archive of .npy files.

import { type Either, right } from 'fp-ts/lib/Either.js'
import { forceAll } from '../../core/pending.js'
import type { Tensor } from '../../core/tensor.js'
import { ArgumentError } from '../../support/errors.js'
import type { IoError } from '../../support/io-error.js'
import { checkOptions } from '../../support/options.js'
import { Malformed, readFileWith } from '../../support/read-file.js'
import { show } from '../../support/show.js'
import { writeAtomically } from '../../support/write-atomically.js'
import type { StateDict } from '../restore/restore.js'
import { onlyTensorsByPath } from '../tensors/named-tensors.js'
import { checkedMaxBytes, type UnfoldOptions } from '../unfold-options.js'
import { showName } from '../untrusted/values.js'
import { readZipDirectory } from '../zip/directory.js'
import { readZipEntry } from '../zip/entry.js'
import { type ZipContent, zipChunks } from '../zip/write.js'
import { npyChunks } from './npy.js'
import { fileOfBytes, readArray } from './read-array.js'

const ending = '.npy'

/**
 * Reads an `.npz` file, compressed or not.
 * @param options.maxBytes of all arrays together, as the archive claims: compressed data can unfold to a thousand times the file. Default 8 times the file, or 1 GiB where that is more
 * @returns the tensors by name; `restore` puts them into a tree. Left when the archive is damaged, or holds what is no tensor
 * @example
 * ```
 * const arrays = await loadNpz('mnist.npz')   // Right({ x_train: …, y_train: … })
 * ```
 * @source NumPy, numpy.savez
 */
export async function loadNpz(path: string, options: UnfoldOptions = {}): Promise<Either<IoError, StateDict>> {
  checkOptions('loadNpz', options, ['maxBytes'])
  return readFileWith(path, async file => {
    const maxBytes = checkedMaxBytes('loadNpz', options, file.size)
    const entries = [...(await readZipDirectory(file)).values()]
    const total = entries.reduce((sum, { size }) => sum + size, 0)
    if (!(total <= maxBytes))
      throw new Malformed(
        `its arrays have ${total} bytes, more than the file may unfold to; expected at most ${maxBytes} (the option maxBytes)`,
      )
    const tensors: [string, Tensor][] = []
    for (const entry of entries) {
      if (!entry.name.endsWith(ending))
        throw new Malformed(`entry ${showName(entry.name)}: it is no array; expected a name that ends in ${ending}`)
      const name = entry.name.slice(0, -ending.length)
      const content = fileOfBytes(await readZipEntry(file, entry, maxBytes))
      try {
        tensors.push([name, await readArray(`array ${showName(name)}`, content)])
      } catch (error) {
        throw error instanceof Malformed ? new Malformed(`array ${showName(name)}: ${error.message}`) : error
      }
    }
    return right(Object.fromEntries(tensors))
  })
}

export interface SaveNpzOptions {
  /** Default 'none', as NumPy's savez; 'deflate' is its savez_compressed. */
  readonly compression?: 'none' | 'deflate'
}

/**
 * Writes a tree of tensors as an `.npz` file, each under its path. The file is replaced atomically.
 * @throws IoError (as a rejection) when it cannot be written; ArgumentError when a leaf is not a tensor or two have the same path; LimitationError for
 *   bfloat16, which NumPy does not have
 * @example
 * ```
 * await saveNpz('digits.npz', { images, labels }, { compression: 'deflate' })   // numpy.load('digits.npz')['images']
 * ```
 * @source NumPy, numpy.savez
 */
export async function saveNpz(path: string, tree: unknown, options: SaveNpzOptions = {}): Promise<void> {
  checkOptions('saveNpz', options, ['compression'])
  const { compression = 'none' } = options
  if (compression !== 'none' && compression !== 'deflate')
    throw new ArgumentError(`saveNpz: compression must be 'none' or 'deflate'; got ${show(compression)}`)
  const named = onlyTensorsByPath('saveNpz', tree)
  if (named.has('')) throw new ArgumentError('saveNpz: expected a tree with names; a tensor alone goes into an .npy file by saveNpy')
  forceAll([...named.values()])
  async function* contents(): AsyncGenerator<ZipContent> {
    for (const [name, tensor] of named)
      yield {
        name: `${name}${ending}`,
        bytes: Buffer.concat(await npyChunks('saveNpz', tensor)),
        method: compression === 'none' ? 'stored' : 'deflated',
      }
  }
  await writeAtomically(path, zipChunks(contents()))
}
