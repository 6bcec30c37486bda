// The index of tensors that are divided among several files, as Hugging Face's libraries write it: `model.safetensors.index.json` beside
// `model-00001-of-00002.safetensors` and its like, with the file of every tensor under `weight_map`.

import { basename } from 'node:path'
import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js'
import { parseObject } from '../untrusted/strict-json.js'
import { isFields, showName, showValue } from '../untrusted/values.js'

/** A path that ends like this names an index. */
export const indexEnding = '.safetensors.index.json'

export const longestIndex = 100_000_000

/** File names in the folder of the index, by the name of the tensor. */
export type WeightMap = ReadonlyMap<string, string>

const isFileName = (file: unknown): file is string =>
  typeof file === 'string' && file.endsWith('.safetensors') && file === basename(file) && !/[\\:\0]/.test(file)

export function decodeIndex(bytes: Uint8Array): Either<string, WeightMap> {
  const parsed = parseObject(bytes)
  if (isLeft(parsed)) return left(`the index: ${parsed.left}`)
  const map = parsed.right.weight_map
  if (!isFields(map)) return left(`weight_map must be a record of file names; got ${showValue(map)}`)
  const files = new Map<string, string>()
  for (const [name, file] of Object.entries(map)) {
    if (!isFileName(file))
      return left(`tensor ${showName(name)}: its file must be a .safetensors file in the same folder; got ${showValue(file)}`)
    files.set(name, file)
  }
  return right(files)
}

/** @param totalBytes of the data of all tensors */
export function encodeIndex(files: WeightMap, totalBytes: number): Uint8Array {
  const lines = [...files].map(([name, file]) => `    ${JSON.stringify(name)}: ${JSON.stringify(file)}`)
  // Put together here, for in an object names like '1' would be moved to the front.
  const map = lines.length === 0 ? '{}' : `{\n${lines.join(',\n')}\n  }`
  return new TextEncoder().encode(`{\n  "metadata": {\n    "total_size": ${totalBytes}\n  },\n  "weight_map": ${map}\n}`)
}
