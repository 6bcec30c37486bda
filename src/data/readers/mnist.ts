// MNIST, and the data sets that come in its files (Fashion-MNIST, KMNIST): 28x28 grey pictures in ten classes.
// Source: LeCun, Cortes, Burges (1998).

import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js'
import { type HostArray, showType } from '../../core/array-type.js'
import { describeSystemError, IoError } from '../../support/io-error.js'
import { checkChoice, given } from '../../support/options.js'
import { checkPath } from '../../support/read-file.js'
import { type Column, type ColumnDataset, column, dataset } from '../datasets/columns.js'
import { readIdx } from './idx.js'

const side = 28
const classes = 10

export type Digits = ColumnDataset<{
  /** 0 is background, 255 is ink. */
  readonly image: Column<[1, 28, 28], 'uint8'>
  /** 0 … 9. */
  readonly label: Column<[], 'int32'>
}>

export interface MnistOptions {
  /** 60,000 digits to learn from, or 10,000 to test on. */
  readonly split: 'train' | 'test'
}

const prefixes = { train: 'train', test: 't10k' } as const

/** The file of this name or, compressed, of this name with `.gz`; some distributions write a dot for the second hyphen. */
async function find(folder: string, name: string): Promise<Either<IoError, string>> {
  checkPath(folder)
  const dotted = name.replace('-idx', '.idx')
  const candidates = [name, `${name}.gz`, dotted, `${dotted}.gz`]
  try {
    const present = new Set(await readdir(folder))
    const found = candidates.find(candidate => present.has(candidate))
    return found === undefined ? left(new IoError(folder, `there is no ${name}, nor ${name}.gz`)) : right(join(folder, found))
  } catch (error) {
    return left(new IoError(folder, `cannot be read: ${describeSystemError(error)}`, { cause: error }))
  }
}

interface Found {
  readonly path: string
  readonly array: HostArray
}

async function read(folder: string, name: string): Promise<Either<IoError, Found>> {
  const path = await find(folder, name)
  if (isLeft(path)) return path
  const array = await readIdx(path.right)
  return isLeft(array) ? array : right({ path: path.right, array: array.right })
}

function combine(images: Found, labels: Found): Either<IoError, Digits> {
  const [count = 0, height, width] = images.array.shape
  if (images.array.dtype !== 'uint8' || images.array.shape.length !== 3 || height !== side || width !== side)
    return left(new IoError(images.path, `expected uint8[n,${side},${side}], got ${showType(images.array)}`))
  if (labels.array.dtype !== 'uint8' || labels.array.shape.length !== 1 || labels.array.shape[0] !== count)
    return left(new IoError(labels.path, `expected a label for each of ${count} images, uint8[${count}]; got ${showType(labels.array)}`))
  const wrong = labels.array.data.find(label => label >= classes)
  if (wrong !== undefined) return left(new IoError(labels.path, `labels must be 0 to ${classes - 1}; got ${wrong}`))
  return right(
    dataset({
      image: column([1, side, side], 'uint8', images.array.data),
      label: column([], 'int32', Int32Array.from(labels.array.data)),
    }),
  )
}

/**
 * Reads MNIST from a folder with its four files, `train-images-idx3-ubyte` and so on, gzipped or not.
 * @returns image uint8[1, 28, 28] and label int32[]; Left when a file is missing or not what it should be
 * @example
 * ```
 * const digits = await mnist('data/mnist', { split: 'test' })
 * ```
 * @source LeCun, Cortes, Burges, 1998
 */
export async function mnist(folder: string, options: MnistOptions): Promise<Either<IoError, Digits>> {
  const { split } = given('mnist', options, ['split'])
  checkChoice('mnist', 'split', split, ['train', 'test'])
  const images = await read(folder, `${prefixes[split]}-images-idx3-ubyte`)
  if (isLeft(images)) return images
  const labels = await read(folder, `${prefixes[split]}-labels-idx1-ubyte`)
  return isLeft(labels) ? labels : combine(images.right, labels.right)
}
