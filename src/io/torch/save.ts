// Trees as files that `torch.load(weights_only=True)` reads: the ZIP format of PyTorch 1.6 and on.

import { forceAll } from '../../core/pending.js'
import { isTensor, type Tensor } from '../../core/tensor.js'
import { dtypeInfo } from '../../support/dtype.js'
import { ArgumentError } from '../../support/errors.js'
import { sizeOf, stridesOf } from '../../support/shape.js'
import { show } from '../../support/show.js'
import { isRecord } from '../../support/tree.js'
import { writeAtomically } from '../../support/write-atomically.js'
import { tensorBytes } from '../tensors/tensor-bytes.js'
import { showName } from '../untrusted/values.js'
import { type ZipContent, zipChunks } from '../zip/write.js'
import { storageClasses } from './dtypes.js'
import * as pickler from './pickler.js'
import type { TorchTree } from './tree.js'

const orderedDict = Buffer.concat([pickler.global('collections', 'OrderedDict'), pickler.tuple([]), pickler.reduce])

/** A tensor over the whole of the storage with this key. */
function pickleTensor({ shape, dtype }: Tensor, key: number): pickler.Piece {
  const storageClass = storageClasses[dtype]
  const size = sizeOf(shape)
  const storage = [
    pickler.text('storage'),
    storageClass === null ? pickler.global('torch.storage', 'UntypedStorage') : pickler.global('torch', storageClass),
    pickler.text(`${key}`),
    pickler.text('cpu'),
    pickler.integer(storageClass === null ? size * dtypeInfo(dtype).bytes : size),
  ]
  const rebuild = [
    Buffer.concat([pickler.tuple(storage), pickler.persistentId]),
    pickler.integer(0),
    pickler.tuple(shape.map(pickler.integer)),
    pickler.tuple(stridesOf(shape).map(pickler.integer)),
    pickler.bool(false),
    orderedDict,
  ]
  const [name, args] =
    storageClass === null
      ? (['_rebuild_tensor_v3', [...rebuild, pickler.global('torch', dtype)]] as const)
      : (['_rebuild_tensor_v2', rebuild] as const)
  return Buffer.concat([pickler.global('torch._utils', name), pickler.tuple(args), pickler.reduce])
}

/** The pickle of a tree, and the tensors that it refers to, by their keys: a tensor in two places is one. */
function pickleTree(tree: unknown): { readonly pickle: Uint8Array; readonly tensors: readonly Tensor[] } {
  const keys = new Map<Tensor, number>()
  const piece = (node: unknown, path: string): pickler.Piece => {
    const at = (key: string | number): string => (path === '' ? `${key}` : `${path}.${key}`)
    if (isTensor(node)) {
      const key = keys.get(node) ?? keys.size
      keys.set(node, key)
      return pickleTensor(node, key)
    }
    if (node === null) return pickler.none
    if (typeof node === 'boolean') return pickler.bool(node)
    if (typeof node === 'string') return pickler.text(node)
    if (typeof node === 'bigint') return pickler.integer(node)
    if (typeof node === 'number') return Number.isSafeInteger(node) && !Object.is(node, -0) ? pickler.integer(node) : pickler.float(node)
    if (Array.isArray(node)) return pickler.list(node.map((item, i) => piece(item, at(i))))
    if (isRecord(node)) return pickler.dict(Object.entries(node).map(([key, item]) => [pickler.text(key), piece(item, at(key))] as const))
    throw new ArgumentError(
      `saveTorch: leaves must be tensors, numbers, bigints, strings, booleans or null; got ${show(node)} at ${showName(path)}`,
    )
  }
  const root = piece(tree, '')
  return { pickle: Buffer.concat([pickler.header, root, pickler.stop]), tensors: [...keys.keys()] }
}

async function* contentsOf(pickle: Uint8Array, tensors: readonly Tensor[]): AsyncGenerator<ZipContent> {
  const entry = (name: string, bytes: Uint8Array): ZipContent => ({ name: `archive/${name}`, bytes, method: 'stored' })
  yield entry('data.pkl', pickle)
  yield entry('byteorder', Buffer.from('little'))
  for (const [key, tensor] of tensors.entries()) yield entry(`data/${key}`, await tensorBytes(tensor))
  yield entry('version', Buffer.from('3\n'))
}

/**
 * Writes a tree as a `.pth` file that `torch.load` reads, `weights_only=True` too: records are dicts there, arrays lists, whole numbers ints. The file
 * is replaced atomically.
 * @param tree of tensors, numbers, bigints, strings, booleans and null; for `load_state_dict`, what `toStateDict` makes of parameters
 * @throws IoError (as a rejection) when it cannot be written; ArgumentError when a leaf is something else
 * @example
 * ```
 * await saveTorch('lenet.pth', toStateDict(params))   // net.load_state_dict(torch.load('lenet.pth'))
 * ```
 * @source PyTorch, torch/serialization.py
 */
export async function saveTorch(path: string, tree: TorchTree): Promise<void> {
  const { pickle, tensors } = pickleTree(tree)
  forceAll(tensors)
  await writeAtomically(path, zipChunks(contentsOf(pickle, tensors)))
}
