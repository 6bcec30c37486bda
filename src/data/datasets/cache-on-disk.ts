// Examples that are computed once and kept in a folder, a file each, so that a second run does not compute them again. A file that is
// damaged, cut off or of another version is computed and written anew; files are written whole or not at all.

import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import { crc32 } from 'node:zlib'
import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js'
import { isTensor } from '../../core/tensor.js'
import { ArgumentError } from '../../support/errors.js'
import { describeSystemError, IoError } from '../../support/io-error.js'
import { given } from '../../support/options.js'
import { checkPath, type ReadableFile, readFileWith } from '../../support/read-file.js'
import { writeAtomically } from '../../support/write-atomically.js'
import { checkDataset, type Dataset, generate } from './dataset.js'

export interface DiskCacheOptions {
  /** What the examples depend on besides their position: whoever changes the pipeline changes this. */
  readonly version: string
}

const magic = 'tenet example 1\n'

/** Magic, checksum of what follows, the version and the example. */
function encode(example: unknown, version: string): Uint8Array {
  const content = serialize([version, example])
  const head = Buffer.alloc(magic.length + 4)
  head.write(magic, 'latin1')
  head.writeUInt32LE(crc32(content), magic.length)
  return Buffer.concat([head, content])
}

async function decode(file: ReadableFile, version: string): Promise<Either<string, unknown>> {
  const bytes = Buffer.from((await file.read(0, file.size)).buffer)
  const start = magic.length + 4
  if (bytes.length < start || bytes.toString('latin1', 0, magic.length) !== magic) return left('it is no cached example')
  const content = bytes.subarray(start)
  if (crc32(content) !== bytes.readUInt32LE(magic.length)) return left('it is damaged')
  // The checksum says that these are bytes of our own.
  const [written, example] = deserialize(content) as [string, unknown]
  return written === version ? right(example) : left(`it is of version ${written}`)
}

/** @throws ArgumentError unless the example is plain data */
function checkPlain(value: unknown, path: string): void {
  if (isTensor(value) || typeof value === 'function' || typeof value === 'symbol')
    throw new ArgumentError(
      `cacheOnDisk: examples must be plain data: arrays of ndArray, numbers, strings, records and lists; ` +
        `got a ${isTensor(value) ? 'Tensor' : typeof value}${path === '' ? '' : ` at ${path}`}`,
    )
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return
  for (const [name, part] of Object.entries(value)) checkPlain(part, path === '' ? name : `${path}.${name}`)
}

/**
 * The same examples, kept in a folder, which is made when the first is written.
 * @param folder of these examples alone
 * @returns examples that have to be waited for; rejected with an IoError when the folder cannot be written to
 */
export function cacheOnDisk<A>(examples: Dataset<A>, folder: string, options: DiskCacheOptions): Dataset<Promise<Awaited<A>>> {
  const { version } = given('cacheOnDisk', options, ['version'])
  checkDataset('cacheOnDisk', examples)
  checkPath(folder)
  return generate(examples.length, async (i): Promise<Awaited<A>> => {
    const path = join(folder, `${i}.example`)
    const kept = await readFileWith(path, file => decode(file, version))
    if (!isLeft(kept)) return kept.right as Awaited<A>
    const example: Awaited<A> = await examples.get(i)
    checkPlain(example, '')
    try {
      await mkdir(folder, { recursive: true })
    } catch (error) {
      throw new IoError(folder, `cannot be made: ${describeSystemError(error)}`, { cause: error })
    }
    await writeAtomically(path, [encode(example, version)])
    return example
  })
}
