// The content of a file, piece by piece.

import type { Tensor } from '../../core/tensor.js'
import { tensorBytes } from '../tensors/tensor-bytes.js'
import { encodeHeader, layOut, type Metadata } from './format.js'

/** The header, then tensor after tensor: no more than one of them is in memory for it. */
export async function* fileChunks(named: ReadonlyMap<string, Tensor>, metadata: Metadata): AsyncGenerator<Uint8Array> {
  const entries = layOut([...named].map(([name, type]) => ({ name, type })))
  yield encodeHeader({ entries, metadata })
  for (const { name } of entries) {
    const tensor = named.get(name)
    if (tensor !== undefined) yield await tensorBytes(tensor)
  }
}
