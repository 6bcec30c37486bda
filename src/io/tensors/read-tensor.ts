// A tensor from the bytes of a file.

import { type ArrayType, bytesOf, showType } from '../../core/array-type.js'
import { held } from '../../core/held.js'
import type { Tensor } from '../../core/tensor.js'
import { elementsToFill } from '../../support/dtype.js'
import { Malformed } from '../../support/read-file.js'
import { sizeOf } from '../../support/shape.js'

/** @throws Malformed when there is not so much memory, or it is more than one array of JavaScript holds: 4 GiB in Node 20 */
function roomFor(what: string, type: ArrayType): ReturnType<typeof elementsToFill> {
  try {
    return elementsToFill(type.dtype, sizeOf(type.shape))
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new Malformed(`${what}: there is no array for the ${bytesOf(type)} bytes of ${showType(type)} (${error.message})`)
  }
}

/**
 * A tensor whose bytes `fill` writes, row-major and little-endian.
 * @param what it is, for messages
 * @throws Malformed when the bytes are no elements of the dtype
 */
export async function readTensor(what: string, type: ArrayType, fill: (bytes: Uint8Array) => Promise<void>): Promise<Tensor> {
  const { bytes, elements } = roomFor(what, type)
  await fill(bytes)
  if (type.dtype === 'bool' && bytes.some(byte => byte > 1)) throw new Malformed(`${what}: a bool must be 0 or 1`)
  return held({ ...type, data: elements() })
}
