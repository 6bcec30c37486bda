// Tensors divided among several files. No file that an index may name is written to: a save takes names of its own, the index is replaced
// last, and what only the old index named is removed after that. Whenever the process is killed, the index names whole files of one save.

import { readdir, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { bytesOf } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import { ArgumentError } from '../../support/errors.js'
import { describeSystemError, IoError } from '../../support/io-error.js'
import { writeAtomically } from '../../support/write-atomically.js'
import { fileChunks } from './file-chunks.js'
import type { Metadata } from './format.js'
import { encodeIndex, indexEnding } from './shard-index.js'

const usualShardBytes = 5e9

type Tensors = ReadonlyMap<string, Tensor>

/** As many tensors to a file, in their order, as there is room for; at least one. */
function divide(named: Tensors, shardBytes: number): readonly Tensors[] {
  const shards: Map<string, Tensor>[] = []
  let room = 0
  for (const [name, tensor] of named) {
    const bytes = bytesOf(tensor)
    let shard = shards.at(-1)
    if (shard === undefined || bytes > room) {
      shard = new Map()
      shards.push(shard)
      room = shardBytes
    }
    shard.set(name, tensor)
    room -= bytes
  }
  return shards
}

async function filesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    throw new IoError(folder, `cannot be read: ${describeSystemError(error)}`, { cause: error })
  }
}

/** The save that a shard of this model belongs to (1 where its name has no number), or `undefined` for other files. */
function saveOf(file: string, model: string): number | undefined {
  if (!file.startsWith(model)) return undefined
  const match = /^(?:\.(\d{1,9}))?-\d{5}-of-\d{5}\.safetensors$/.exec(file.slice(model.length))
  return match === null ? undefined : Number(match[1] ?? 1)
}

export async function saveShards(path: string, named: Tensors, metadata: Metadata, shardBytes = usualShardBytes): Promise<void> {
  if (!(shardBytes >= 1)) throw new ArgumentError(`saveSafetensors: shardBytes must be a positive number; got ${shardBytes}`)
  const [folder, model] = [dirname(path), basename(path, indexEnding)]
  const old = (await filesIn(folder)).filter(file => saveOf(file, model) !== undefined)
  const save = Math.max(0, ...old.map(file => saveOf(file, model) ?? 0)) + 1
  const shards = divide(named, shardBytes)
  const count = String(shards.length).padStart(5, '0')
  const files = new Map<string, string>()
  let totalBytes = 0
  for (const [i, shard] of shards.entries()) {
    const file = `${model}${save === 1 ? '' : `.${save}`}-${String(i + 1).padStart(5, '0')}-of-${count}.safetensors`
    await writeAtomically(join(folder, file), fileChunks(shard, metadata))
    for (const [name, tensor] of shard) {
      files.set(name, file)
      totalBytes += bytesOf(tensor)
    }
  }
  await writeAtomically(path, [encodeIndex(files, totalBytes)])
  for (const file of old) await rm(join(folder, file), { force: true })
}
