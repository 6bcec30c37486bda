// CIFAR-10 and CIFAR-100 in their binary version: records of one label (two for CIFAR-100: coarse, fine) and 3072 bytes, plane by plane.
// Source: Krizhevsky, "Learning multiple layers of features from tiny images" (2009).

import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js'
import { describeSystemError, IoError } from '../../support/io-error.js'
import { checkPath, readFileWith } from '../../support/read-file.js'
import { type Column, type ColumnDataset, column, dataset } from '../datasets/columns.js'

export type TinyImages = ColumnDataset<{
  readonly image: Column<[3, 32, 32], 'uint8'>
  /** Of CIFAR-100 the fine one. */
  readonly label: Column<[], 'int32'>
}>

export interface CifarOptions {
  readonly split: 'train' | 'test'
  /** 10 (the default) or 100. */
  readonly classes?: 10 | 100
}

const imageBytes = 3 * 32 * 32
const mostBytes = 2 ** 31

const filesOf = (split: CifarOptions['split'], classes: 10 | 100): readonly string[] =>
  classes === 100 ? [`${split}.bin`] : split === 'test' ? ['test_batch.bin'] : [1, 2, 3, 4, 5].map(n => `data_batch_${n}.bin`)

interface Records {
  readonly images: Uint8Array
  readonly labels: Int32Array
}

const readRecords = (path: string, classes: 10 | 100): Promise<Either<IoError, Records>> =>
  readFileWith(path, async file => {
    const labelBytes = classes === 100 ? 2 : 1
    const record = labelBytes + imageBytes
    if (file.size === 0 || file.size % record !== 0 || file.size > mostBytes)
      return left(`expected records of ${record} bytes of CIFAR-${classes}; the file has ${file.size} bytes`)
    const bytes = await file.read(0, file.size)
    const count = file.size / record
    const images = new Uint8Array(count * imageBytes)
    const labels = new Int32Array(count)
    for (let i = 0; i < count; i++) {
      const label = bytes[i * record + labelBytes - 1] as number
      if (label >= classes) return left(`labels must be 0 to ${classes - 1}; record ${i} has ${label}`)
      labels[i] = label
      images.set(bytes.subarray(i * record + labelBytes, (i + 1) * record), i * imageBytes)
    }
    return right({ images, labels })
  })

/**
 * Reads CIFAR-10 or CIFAR-100 from a folder with the files of its binary version (`data_batch_1.bin` …, `test_batch.bin`, or `train.bin`, `test.bin`).
 * @returns image uint8[3, 32, 32] and label int32[]; Left when a file is missing or not what it should be
 * @source Krizhevsky, 2009
 */
export async function cifar(folder: string, { split, classes = 10 }: CifarOptions): Promise<Either<IoError, TinyImages>> {
  checkPath(folder)
  const names = filesOf(split, classes)
  try {
    const present = new Set(await readdir(folder))
    const missing = names.filter(name => !present.has(name))
    if (missing.length > 0)
      return left(new IoError(folder, `there is no ${missing.join(', ')}; expected the binary version of CIFAR-${classes}`))
  } catch (error) {
    return left(new IoError(folder, `cannot be read: ${describeSystemError(error)}`, { cause: error }))
  }
  const parts: Records[] = []
  for (const name of names) {
    const records = await readRecords(join(folder, name), classes)
    if (isLeft(records)) return records
    parts.push(records.right)
  }
  const images = new Uint8Array(parts.reduce((sum, part) => sum + part.images.length, 0))
  const labels = new Int32Array(images.length / imageBytes)
  let done = 0
  for (const part of parts) {
    images.set(part.images, done * imageBytes)
    labels.set(part.labels, done)
    done += part.labels.length
  }
  return right(dataset({ image: column([3, 32, 32], 'uint8', images), label: column([], 'int32', labels) }))
}
