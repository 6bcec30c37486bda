// What torch.save has written, read without running anything.

import { type Either, right } from 'fp-ts/lib/Either.js'
import type { IoError } from '../../support/io-error.js'
import { checkOptions } from '../../support/options.js'
import { Malformed, type ReadableFile, readFileWith } from '../../support/read-file.js'
import { checkedMaxBytes, type UnfoldOptions } from '../unfold-options.js'
import { readArchive, type TorchContent } from './archive.js'
import { readLegacy } from './legacy.js'
import type { TensorView } from './rules.js'
import { readViews } from './storages.js'
import { type TorchTree, treeOf } from './tree.js'

/** Where a tar archive says that it is one. */
const tarMark = { at: 257, text: 'ustar' }

async function readContent(file: ReadableFile): Promise<TorchContent> {
  const text = async (at: number, length: number): Promise<string> =>
    at + length > file.size ? '' : Buffer.from(await file.read(at, length)).toString('latin1')
  if ((await text(0, 2)) === 'PK') return readArchive(file)
  if ((await text(tarMark.at, tarMark.text.length)) === tarMark.text)
    throw new Malformed('it is a tar archive of PyTorch before 0.2, which is not supported; load and save it once with a newer one')
  if ((await text(0, 1)) !== '\x80') throw new Malformed('it is no file of PyTorch: it begins neither as a ZIP archive nor as a pickle')
  return readLegacy(file)
}

/**
 * Reads a `.pt` or `.pth` file, of the ZIP format or the one before. No code in it is run: it may hold tensors and parameters (views and shared
 * storages too), dicts, lists, tuples, numbers, strings, bools, None, sizes and dtypes; anything else is a Left that names it.
 * @param path of what `torch.save` has written, best of a `state_dict()`
 * @param options.maxBytes of all tensors together: a view may repeat elements. Default 8 times the file, or 1 GiB where that is more
 * @returns dicts as records, lists and tuples as lists, tensors that are one in PyTorch as one. Where a tensor was (device, gradient) is left out
 * @example
 * ```
 * const params = pipe(await loadTorch('resnet18.pth'), E.flatMap(weights => restore(resnet.init(key), weights)))
 * ```
 * @source PyTorch, torch/serialization.py; compare `torch.load(weights_only=True)`
 * @deviation from `weights_only=True`: checksums are verified; sets, bytes, Python's complex numbers and quantized tensors are refused
 */
export async function loadTorch(path: string, options: UnfoldOptions = {}): Promise<Either<IoError, TorchTree>> {
  checkOptions('loadTorch', options, ['maxBytes'])
  return readFileWith(path, async file => {
    const { value, source } = await readContent(file)
    const views: TensorView[] = []
    treeOf(value, view => views.push(view))
    const tensorOf = await readViews(source, views, checkedMaxBytes('loadTorch', options, file.size))
    // The kinds of values that treeOf makes.
    return right(treeOf(value, tensorOf) as TorchTree)
  })
}
