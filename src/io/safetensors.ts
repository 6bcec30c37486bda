// Trees of tensors as safetensors files, which Python reads and writes too. A tensor's name is its path in the tree.
// Reading yields an Either, for a file is not to be trusted; writing is atomic and fails with a rejection, for a lost checkpoint must be loud.

import { type Either, left, right } from 'fp-ts/lib/Either.js'
import { HostBuffer } from '../core/buffer.js'
import { forceAll } from '../core/pending.js'
import { isTensor, Tensor } from '../core/tensor.js'
import { bytesOfElements, elementsOfBytes } from '../support/dtype.js'
import { ArgumentError } from '../support/errors.js'
import type { IoError } from '../support/io-error.js'
import { type ReadableFile, readFileWith } from '../support/read-file.js'
import { sizeOf } from '../support/shape.js'
import { flatten, paths, type Structure } from '../support/tree.js'
import { writeAtomically } from '../support/write-atomically.js'
import {
  decodeHeader,
  encodeHeader,
  layOut,
  lengthBytes,
  longestHeader,
  type Metadata,
  metadataKey,
  showName,
  type TensorEntry,
} from './safetensors-format.js'

/** What a file holds: tensors by name, and strings about them. */
export interface TensorFile {
  readonly tensors: Readonly<Record<string, Tensor>>
  readonly metadata: Metadata
}

export interface SaveOptions {
  /** Strings to keep beside the tensors. */
  readonly metadata?: Metadata
}

/** @throws ArgumentError at the first leaf that would be lost: a file holds tensors only. `null` is an absent leaf and may be lost. */
function checkOnlyTensors(node: Structure, path: string): void {
  if (node === '*') return
  const at = (key: string | number) => (path === '' ? `${key}` : `${path}.${key}`)
  if ('list' in node) for (const [i, child] of node.list.entries()) checkOnlyTensors(child, at(i))
  else if ('record' in node) for (const [key, child] of node.record) checkOnlyTensors(child, at(key))
  else if (node.static !== null && node.static !== undefined)
    throw new ArgumentError(
      `saveSafetensors: leaves must be tensors; got a ${typeof node.static} at ${showName(path)}: make it a tensor, or put it into the metadata`,
    )
}

/** The tensors of a tree by name. @throws ArgumentError when two leaves have one name, or a name has a meaning of its own */
function nameTensors(tree: unknown): ReadonlyMap<string, Tensor> {
  const { leaves, structure } = flatten(tree, isTensor)
  checkOnlyTensors(structure, '')
  const named = new Map<string, Tensor>()
  for (const [i, name] of paths(structure).entries()) {
    if (named.has(name))
      throw new ArgumentError(`saveSafetensors: two leaves have the path ${showName(name)}; rename a key that holds a dot`)
    if (name === metadataKey)
      throw new ArgumentError(`saveSafetensors: ${metadataKey} is reserved by the file format and cannot name a leaf`)
    named.set(name, leaves[i] as Tensor)
  }
  return named
}

/**
 * Writes a tree of tensors. The file is replaced atomically: whatever happens, there is a whole file under the name, the old or the new.
 * @throws IoError (as a rejection) when it cannot be written; ArgumentError when a leaf is not a tensor or two have the same path
 * @example
 * ```
 * await saveSafetensors('lenet.safetensors', params, { metadata: { epoch: '3' } })   // conv1.weight, conv1.bias, …
 * ```
 * @source safetensors, Hugging Face, 2023
 */
export async function saveSafetensors(path: string, tree: unknown, { metadata = {} }: SaveOptions = {}): Promise<void> {
  const named = nameTensors(tree)
  const entries = layOut([...named].map(([name, type]) => ({ name, type })))
  forceAll([...named.values()])
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield encodeHeader({ entries, metadata })
    for (const { name } of entries) {
      const tensor = named.get(name)
      if (tensor !== undefined) yield bytesOfElements(tensor.dtype, await tensor.data())
    }
  }
  await writeAtomically(path, chunks())
}

async function readTensor(file: ReadableFile, dataStart: number, { name, type, begin, end }: TensorEntry): Promise<Either<string, Tensor>> {
  const bytes = await file.read(dataStart + begin, end - begin)
  if (type.dtype === 'bool' && bytes.some(byte => byte > 1)) return left(`tensor ${showName(name)}: a bool must be 0 or 1`)
  const data = elementsOfBytes(type.dtype, sizeOf(type.shape), into => into.set(bytes))
  return right(new Tensor(type, { kind: 'held', buffer: new HostBuffer({ ...type, data }) }))
}

async function decodeFile(file: ReadableFile): Promise<Either<string, TensorFile>> {
  if (file.size < lengthBytes)
    return left(`it is no safetensors file: it has ${file.size} bytes, fewer than the ${lengthBytes} of a length`)
  const length = new DataView((await file.read(0, lengthBytes)).buffer).getBigUint64(0, true)
  if (length > BigInt(longestHeader)) return left(`its header may have at most ${longestHeader} bytes; it claims ${length}`)
  const dataStart = lengthBytes + Number(length)
  if (dataStart > file.size) return left(`its header claims ${length} bytes; the file has ${file.size - lengthBytes} after the length`)
  const header = decodeHeader(await file.read(lengthBytes, Number(length)), file.size - dataStart)
  if (header._tag === 'Left') return header
  const tensors: [string, Tensor][] = []
  for (const entry of header.right.entries) {
    const tensor = await readTensor(file, dataStart, entry)
    if (tensor._tag === 'Left') return tensor
    tensors.push([entry.name, tensor.right])
  }
  return right({ tensors: Object.fromEntries(tensors), metadata: header.right.metadata })
}

/**
 * Reads a file of tensors. Nothing in it is trusted: whatever is wrong with it is a Left that says what.
 * @returns the tensors by name; `restore` puts them into a tree
 * @example
 * ```
 * const restored = pipe(await loadSafetensors('lenet.safetensors'), E.flatMap(({ tensors }) => restore(params, tensors)))
 * ```
 * @source safetensors, Hugging Face, 2023
 * @deviation from the reference implementation: a name that occurs twice is an error, and so is a bool other than 0 or 1
 */
export const loadSafetensors = (path: string): Promise<Either<IoError, TensorFile>> => readFileWith(path, decodeFile)
