// One file of tensors: its header, and its tensors one by one.

import { type Either, isLeft, right } from 'fp-ts/lib/Either.js'
import type { Tensor } from '../../core/tensor.js'
import type { IoError } from '../../support/io-error.js'
import { Malformed, type ReadableFile, readFileWith } from '../../support/read-file.js'
import { readTensor } from '../tensors/read-tensor.js'
import { showName } from '../untrusted/values.js'
import { decodeHeader, type Header, lengthBytes, longestHeader, type TensorEntry } from './format.js'

export interface Shard extends Header {
  readonly path: string
  /** Of the file that had this header. */
  readonly identity: string
  /** Where the data begins. */
  readonly start: number
}

/** @throws Malformed when the header is not what it should be */
export async function readShard(path: string, file: ReadableFile): Promise<Shard> {
  if (file.size < lengthBytes)
    throw new Malformed(`it is no safetensors file: it has ${file.size} bytes, fewer than the ${lengthBytes} of a length`)
  const length = new DataView((await file.read(0, lengthBytes)).buffer).getBigUint64(0, true)
  if (length > BigInt(longestHeader)) throw new Malformed(`its header may have at most ${longestHeader} bytes; it claims ${length}`)
  const start = lengthBytes + Number(length)
  if (start > file.size) throw new Malformed(`its header claims ${length} bytes; the file has ${file.size - lengthBytes} after the length`)
  const header = decodeHeader(await file.read(lengthBytes, Number(length)), file.size - start)
  if (isLeft(header)) throw new Malformed(header.left)
  return { path, identity: file.identity, start, ...header.right }
}

/** @throws Malformed when the data are no elements of the entry's dtype */
export const readEntry = (file: ReadableFile, { start }: Shard, { name, type, begin }: TensorEntry): Promise<Tensor> =>
  readTensor(`tensor ${showName(name)}`, type, bytes => file.fill(start + begin, bytes))

/** A tensor of a shard whose file has been closed since. */
export const openEntry = (shard: Shard, entry: TensorEntry): Promise<Either<IoError, Tensor>> =>
  readFileWith(shard.path, async file => {
    if (file.identity !== shard.identity) throw new Malformed('it was replaced or written to after it was opened')
    return right(await readEntry(file, shard, entry))
  })
