// The array in an .npy file, wherever its bytes are.

import type { Tensor } from '../../core/tensor.js'
import { dtypeInfo, partWidth } from '../../support/dtype.js'
import type { ReadableFile } from '../../support/read-file.js'
import type { Dims } from '../../support/shape.js'
import { toNativeOrder } from '../tensors/byte-order.js'
import { readTensor } from '../tensors/read-tensor.js'
import { gatherStrided, isRowMajor } from '../tensors/strided.js'
import { decodeNpyHeader, longestHeader, prefixBytes } from './header.js'

/** Of an array whose first axis varies fastest, in elements. */
function fortranStrides(shape: Dims): Dims {
  let stride = 1
  return shape.map(size => {
    const own = stride
    stride *= size
    return own
  })
}

/**
 * @param what it is, for messages
 * @throws Malformed when it is no .npy file, or holds what is no tensor
 */
export async function readArray(what: string, file: Pick<ReadableFile, 'size' | 'read' | 'fill'>): Promise<Tensor> {
  const beginning = await file.read(0, Math.min(file.size, prefixBytes + longestHeader))
  const { type, order, layout, start } = decodeNpyHeader(beginning, file.size)
  const { bytes: width } = dtypeInfo(type.dtype)
  const strides = fortranStrides(type.shape)
  return readTensor(what, type, async bytes => {
    if (layout === 'C' || isRowMajor(type.shape, strides)) await file.fill(start, bytes)
    else gatherStrided(await file.read(start, bytes.length), bytes, type.shape, strides, width)
    toNativeOrder(bytes, partWidth(type.dtype), order)
  })
}

/** Bytes in memory as a file. */
export const fileOfBytes = (content: Uint8Array): Pick<ReadableFile, 'size' | 'read' | 'fill'> => ({
  size: content.length,
  read: async (position, length) => content.slice(position, position + length) as Uint8Array<ArrayBuffer>,
  async fill(position, bytes) {
    bytes.set(content.subarray(position, position + bytes.length))
  },
})
