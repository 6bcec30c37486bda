// A tensor from the bytes of a file.

import type { ArrayType } from '../../core/array-type.js'
import { held } from '../../core/held.js'
import type { Tensor } from '../../core/tensor.js'
import { elementsToFill } from '../../support/dtype.js'
import { Malformed } from '../../support/read-file.js'
import { sizeOf } from '../../support/shape.js'

/**
 * A tensor whose bytes `fill` writes, row-major and little-endian.
 * @param what it is, for messages
 * @throws Malformed when the bytes are no elements of the dtype
 */
export async function readTensor(what: string, type: ArrayType, fill: (bytes: Uint8Array) => Promise<void>): Promise<Tensor> {
  const { bytes, elements } = elementsToFill(type.dtype, sizeOf(type.shape))
  await fill(bytes)
  if (type.dtype === 'bool' && bytes.some(byte => byte > 1)) throw new Malformed(`${what}: a bool must be 0 or 1`)
  return held({ ...type, data: elements() })
}
