// A tensor as the bytes of a file.

import { contentOf, type Tensor } from '../../core/tensor.js'
import { bytesOfElements } from '../../support/dtype.js'

/** The elements, row-major and little-endian, once they are computed; not to be written to. */
export async function tensorBytes(tensor: Tensor): Promise<Uint8Array> {
  const content = contentOf(tensor)
  if (content.kind !== 'held') return bytesOfElements(tensor.dtype, await tensor.data())
  await content.buffer.settled()
  return bytesOfElements(tensor.dtype, content.buffer.read())
}
