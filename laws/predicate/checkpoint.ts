// Checkpoints: what is written and read again has the same bits.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadSafetensors, restore, saveSafetensors } from 'tenet/io'
import type { Violation } from './compare-arrays.js'
import { sameBits } from './trees.js'

/** The tree as it comes back from a file; a string says what went wrong. */
export async function throughFile<T>(tree: T): Promise<{ readonly restored: T } | string> {
  const folder = await mkdtemp(join(tmpdir(), 'tenet-laws-'))
  try {
    const path = join(folder, 'checkpoint.safetensors')
    await saveSafetensors(path, tree)
    const loaded = await loadSafetensors(path)
    if (loaded._tag === 'Left') return loaded.left.message
    const restored = restore(tree, loaded.right.tensors)
    return restored._tag === 'Left' ? restored.left.message : { restored: restored.right }
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** A tree of tensors survives a file: same paths, types and bits. */
export async function survivesCheckpoint(tree: unknown): Promise<Violation> {
  const outcome = await throughFile(tree)
  return typeof outcome === 'string' ? outcome : sameBits('the restored tree', outcome.restored, tree)
}
