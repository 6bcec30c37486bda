// Tensors from their storages, one storage after the other: no more is in memory for it than what a tensor reaches over.

import { bytesOf, showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import { dtypeInfo, partWidth } from '../../support/dtype.js'
import { Malformed, type ReadableFile } from '../../support/read-file.js'
import { sizeOf } from '../../support/shape.js'
import { type ByteOrder, toNativeOrder } from '../tensors/byte-order.js'
import { readTensor } from '../tensors/read-tensor.js'
import { gatherStrided, isRowMajor, reachOf } from '../tensors/strided.js'
import { showName } from '../untrusted/values.js'
import { crcOf } from '../zip/crc.js'
import type { TensorView } from './rules.js'

/** Where a storage lies in the file. */
export interface StoragePlace {
  readonly position: number
  readonly bytes: number
  /** Throws Malformed when it is not the checksum of the storage; `null` where the file has none. */
  readonly checkCrc: ((crc: number) => void) | null
}

export interface StorageSource {
  readonly file: ReadableFile
  readonly order: ByteOrder
  /** @throws Malformed when there is no such storage, or it has not as many bytes as the pickle says */
  readonly locate: (key: string) => Promise<StoragePlace>
}

const chunkBytes = 2 ** 24

async function crcOfStorage(file: ReadableFile, { position, bytes }: StoragePlace): Promise<number> {
  let crc = 0
  for (let done = 0; done < bytes; done += chunkBytes)
    crc = crcOf(await file.read(position + done, Math.min(chunkBytes, bytes - done)), crc)
  return crc
}

async function readView(
  { file, order }: StorageSource,
  { position, checkCrc }: StoragePlace,
  view: TensorView,
  covers: boolean,
): Promise<Tensor> {
  const { type, begin, strides, storage } = view
  const width = dtypeInfo(type.dtype).bytes
  return readTensor(`storage ${showName(storage.key)}`, type, async bytes => {
    if (isRowMajor(type.shape, strides)) {
      await file.fill(position + begin, bytes)
      if (covers) checkCrc?.(crcOf(bytes))
    } else {
      const source = await file.read(position + begin, reachOf(type.shape, strides) * width)
      gatherStrided(source, bytes, type.shape, strides, width)
    }
    toNativeOrder(bytes, partWidth(type.dtype), order)
  })
}

/** Whether reading the view is reading all of its storage. */
const covers = ({ type, strides, storage }: TensorView): boolean => isRowMajor(type.shape, strides) && bytesOf(type) === storage.bytes

/** Tensors of the same elements of a storage are one tensor. */
const identityOf = ({ type, begin, strides, storage }: TensorView): string =>
  `${begin} ${showType(type)} ${sizeOf(type.shape) === 0 ? '' : strides} ${storage.key}`

/** A function from views to their tensors, all of them read. @throws Malformed */
export async function readViews(
  source: StorageSource,
  views: readonly TensorView[],
  maxBytes: number,
): Promise<(view: TensorView) => Tensor> {
  const distinct = new Map(views.map(view => [identityOf(view), view] as const))
  const total = [...distinct.values()].reduce((sum, { type }) => sum + bytesOf(type), 0)
  if (!(total <= maxBytes))
    throw new Malformed(
      `its tensors have ${total} bytes, more than the file may unfold to; expected at most ${maxBytes} (the option maxBytes)`,
    )
  const byKey = new Map<string, TensorView[]>()
  for (const view of distinct.values()) {
    const others = byKey.get(view.storage.key)
    if (others === undefined) byKey.set(view.storage.key, [view])
    else others.push(view)
  }
  const tensors = new Map<string, Tensor>()
  for (const [key, group] of byKey) {
    const place = await source.locate(key)
    const single = group.length === 1 && group.every(covers)
    if (!single) place.checkCrc?.(await crcOfStorage(source.file, place))
    for (const view of group) tensors.set(identityOf(view), await readView(source, place, view, single))
  }
  return view => {
    const tensor = tensors.get(identityOf(view))
    if (tensor === undefined) throw new Malformed('a tensor was not among those that were read')
    return tensor
  }
}
