// Tensors in files, read when they are asked for. See Note [Positioned reads].

import { dirname, join } from 'node:path'
import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js'
import type { ArrayType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import { IoError } from '../../support/io-error.js'
import { checkPath, Malformed, readFileWith } from '../../support/read-file.js'
import { showName } from '../untrusted/values.js'
import type { Metadata, TensorEntry } from './format.js'
import { openEntry, readEntry, readShard, type Shard } from './shard.js'
import { decodeIndex, indexEnding, longestIndex } from './shard-index.js'

/** What a file holds: tensors by name, and strings about them. */
export interface TensorFile {
  readonly tensors: Readonly<Record<string, Tensor>>
  readonly metadata: Metadata
}

/** What a file says that it holds, and a way to read it. */
export interface OpenedTensorFile {
  /** Shapes and dtypes by name, in the order of the data. */
  readonly types: Readonly<Record<string, ArrayType>>
  readonly metadata: Metadata
  /**
   * Reads one tensor, and no more of the file than that.
   * @returns Left also when the file has been replaced or written to since it was opened, or has no such tensor
   */
  readonly read: (name: string) => Promise<Either<IoError, Tensor>>
}

type Visit = (shard: Shard, entry: TensorEntry, readNow: () => Promise<Tensor>) => Promise<void>

/** Visits the tensors of one file while it is open. @returns the file's metadata */
const visitShard = (path: string, visit: Visit, names?: ReadonlySet<string>): Promise<Either<IoError, Metadata>> =>
  readFileWith(path, async file => {
    const shard = await readShard(path, file)
    if (names !== undefined) checkNames(shard, names)
    for (const entry of shard.entries) await visit(shard, entry, () => readEntry(file, shard, entry))
    return right(shard.metadata)
  })

/** @throws Malformed unless the shard holds what its index says */
function checkNames({ entries }: Shard, names: ReadonlySet<string>): void {
  const held = new Set(entries.map(({ name }) => name))
  for (const name of names) if (!held.has(name)) throw new Malformed(`its index says that it holds tensor ${showName(name)}; it does not`)
  for (const name of held) if (!names.has(name)) throw new Malformed(`it holds tensor ${showName(name)}, which its index does not say`)
}

async function visitShards(path: string, visit: Visit): Promise<Either<IoError, Metadata>> {
  const index = await readFileWith(path, async file => {
    if (file.size > longestIndex) return left(`an index may have at most ${longestIndex} bytes; it has ${file.size}`)
    return decodeIndex(await file.read(0, file.size))
  })
  if (isLeft(index)) return index
  const names = new Map<string, Set<string>>()
  for (const [name, file] of index.right) names.set(file, (names.get(file) ?? new Set()).add(name))
  let metadata: Metadata = {}
  for (const [file, held] of names) {
    const visited = await visitShard(join(dirname(path), file), visit, held)
    if (isLeft(visited)) return visited
    metadata = { ...visited.right, ...metadata }
  }
  return right(metadata)
}

async function visitTensors(path: string, visit: Visit): Promise<Either<IoError, Metadata>> {
  checkPath(path)
  return path.endsWith(indexEnding) ? visitShards(path, visit) : visitShard(path, visit)
}

/**
 * Reads what a file says about its tensors; each of them is read when it is asked for.
 * @param path of a `.safetensors` file, or of a `.safetensors.index.json` beside several of them
 * @returns Left with what is wrong when it is no such file. There is nothing to close
 * @example
 * ```
 * const file = await openSafetensors('gpt2.safetensors')
 * if (E.isRight(file)) console.log(file.right.types['wte.weight'], await file.right.read('wpe.weight'))
 * ```
 * @source safetensors, Hugging Face, 2023
 */
export async function openSafetensors(path: string): Promise<Either<IoError, OpenedTensorFile>> {
  const places = new Map<string, readonly [Shard, TensorEntry]>()
  const visited = await visitTensors(path, async (shard, entry) => {
    places.set(entry.name, [shard, entry])
  })
  if (isLeft(visited)) return visited
  return right({
    types: Object.fromEntries([...places].map(([name, [, { type }]]) => [name, type])),
    metadata: visited.right,
    async read(name) {
      const place = places.get(name)
      return place === undefined ? left(new IoError(path, `it has no tensor ${showName(name)}`)) : openEntry(...place)
    },
  })
}

/**
 * Reads tensors, all of them. Nothing in the file is trusted: whatever is wrong with it is a Left that says what.
 * @param path of a `.safetensors` file, or of a `.safetensors.index.json` beside several of them
 * @returns the tensors by name; `restore` puts them into a tree
 * @example
 * ```
 * const restored = pipe(await loadSafetensors('lenet.safetensors'), E.flatMap(({ tensors }) => restore(params, tensors)))
 * ```
 * @source safetensors, Hugging Face, 2023
 * @deviation from the reference implementation: a name that occurs twice is an error, and so is a bool other than 0 or 1
 */
export async function loadSafetensors(path: string): Promise<Either<IoError, TensorFile>> {
  const tensors: [string, Tensor][] = []
  const visited = await visitTensors(path, async (_, { name }, readNow) => {
    tensors.push([name, await readNow()])
  })
  return isLeft(visited) ? visited : right({ tensors: Object.fromEntries(tensors), metadata: visited.right })
}

// Note [Positioned reads]
// A tensor is read by a positioned read of its bytes, into the memory that holds it from then on. Mapping the file would save that copy, but not
// soundly: tensors are immutable, and a mapped file changes under them when someone writes to it; and where someone shortens it, the next
// look at a lost page kills the process with SIGBUS, which no JavaScript can catch. The reference implementation accepts both.
