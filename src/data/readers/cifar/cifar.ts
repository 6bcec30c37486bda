// CIFAR-10 and CIFAR-100 from a folder, in either of their formats: the binary version, or the Python version, of which nothing is run.
// Source: Krizhevsky, "Learning multiple layers of features from tiny images" (2009).

import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js'
import { describeSystemError, IoError } from '../../../support/io-error.js'
import { checkChoice, checkGivenOptions } from '../../../support/options.js'
import { checkPath } from '../../../support/read-file.js'
import { type Column, type ColumnDataset, column, dataset } from '../../datasets/columns.js'
import { readPickled } from './pickled.js'
import { imageBytes, type Labelling, type Records, readRecords } from './records.js'

export type TinyImages = ColumnDataset<{
  readonly image: Column<[3, 32, 32], 'uint8'>
  readonly label: Column<[], 'int32'>
}>

export interface CifarOptions {
  readonly split: 'train' | 'test'
}

export interface Cifar100Options extends CifarOptions {
  /** One of 100 classes (`fine`, the default), or of the 20 that they belong to (`coarse`). */
  readonly labels?: 'fine' | 'coarse'
}

/** The files of a split, in the binary and in the Python version. */
interface Files {
  readonly binary: readonly string[]
  readonly pickled: readonly string[]
}

async function readFolder(folder: string, { binary, pickled }: Files, labelling: Labelling): Promise<Either<IoError, TinyImages>> {
  checkPath(folder)
  let present: ReadonlySet<string>
  try {
    present = new Set(await readdir(folder))
  } catch (error) {
    return left(new IoError(folder, `cannot be read: ${describeSystemError(error)}`, { cause: error }))
  }
  const asPickles = !binary.some(name => present.has(name)) && pickled.some(name => present.has(name))
  const names = asPickles ? pickled : binary
  const missing = names.filter(name => !present.has(name))
  if (missing.length > 0)
    return left(
      new IoError(
        folder,
        `there is no ${missing.join(', ')}; expected the binary (${binary[0]}) or Python (${pickled[0]}) version of ${labelling.name}`,
      ),
    )
  const parts: Records[] = []
  for (const name of names) {
    const records = await (asPickles ? readPickled : readRecords)(join(folder, name), labelling)
    if (isLeft(records)) return records
    parts.push(records.right)
  }
  return right(joined(parts))
}

function joined(parts: readonly Records[]): TinyImages {
  const images = new Uint8Array(parts.reduce((sum, part) => sum + part.images.length, 0))
  const labels = new Int32Array(images.length / imageBytes)
  let done = 0
  for (const part of parts) {
    images.set(part.images, done * imageBytes)
    labels.set(part.labels, done)
    done += part.labels.length
  }
  return dataset({ image: column([3, 32, 32], 'uint8', images), label: column([], 'int32', labels) })
}

const five = [1, 2, 3, 4, 5]

/**
 * Reads CIFAR-10 from a folder with its binary version (`data_batch_1.bin` …, `test_batch.bin`) or its Python version (`data_batch_1` …,
 * `test_batch`), whose pickles are read without running anything.
 * @returns image uint8[3, 32, 32] and label int32[]; Left when a file is missing or not what it should be
 * @throws ArgumentError (as a rejection) without a split
 * @example
 * ```
 * const train = await data.cifar10('cifar-10-batches-py', { split: 'train' })   // Right: 50,000 of { image, label }
 * ```
 * @source Krizhevsky, 2009
 */
export async function cifar10(folder: string, options: CifarOptions): Promise<Either<IoError, TinyImages>> {
  checkGivenOptions('cifar10', options, ['split'])
  checkChoice('cifar10', 'split', options.split, ['train', 'test'])
  const names = options.split === 'test' ? ['test_batch'] : five.map(n => `data_batch_${n}`)
  return readFolder(
    folder,
    { binary: names.map(name => `${name}.bin`), pickled: names },
    { name: 'CIFAR-10', labelBytes: 1, at: 0, key: 'labels', classes: 10 },
  )
}

/**
 * Reads CIFAR-100 from a folder with its binary version (`train.bin`, `test.bin`) or its Python version (`train`, `test`), whose pickles are read
 * without running anything.
 * @returns image uint8[3, 32, 32] and label int32[]; Left when a file is missing or not what it should be
 * @throws ArgumentError (as a rejection) without a split
 * @example
 * ```
 * const test = await data.cifar100('cifar-100-python', { split: 'test', labels: 'coarse' })   // labels 0 to 19
 * ```
 * @source Krizhevsky, 2009
 */
export async function cifar100(folder: string, options: Cifar100Options): Promise<Either<IoError, TinyImages>> {
  checkGivenOptions('cifar100', options, ['split', 'labels'])
  const { split, labels = 'fine' } = options
  checkChoice('cifar100', 'split', split, ['train', 'test'])
  checkChoice('cifar100', 'labels', labels, ['fine', 'coarse'])
  return readFolder(
    folder,
    { binary: [`${split}.bin`], pickled: [split] },
    labels === 'fine'
      ? { name: 'CIFAR-100', labelBytes: 2, at: 1, key: 'fine_labels', classes: 100 }
      : { name: 'CIFAR-100', labelBytes: 2, at: 0, key: 'coarse_labels', classes: 20 },
  )
}
