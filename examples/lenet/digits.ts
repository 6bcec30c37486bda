// Where the digits come from: a folder of MNIST, or the program itself. Always in two parts: to learn from, and held out.

import { existsSync } from 'node:fs'
import { column, type Dataset, type Digits, dataset, type Example, mnist, split, take } from 'tenet/data'
import { drawDigits } from './drawn-digits.js'
import { UsageError } from './options.js'

/** MNIST, or a part of it. */
export type DigitSet = Dataset<Example<Digits>>

export interface Examples {
  readonly training: DigitSet
  readonly heldOut: DigitSet
  readonly source: string
}

const nearby = '../shared/data/mnist'

/** MNIST's own two files where both are there; its test file alone is split 8,000 to 2,000. */
async function fromFolder(folder: string): Promise<Examples> {
  const test = await mnist(folder, { split: 'test' })
  if (test._tag === 'Left') throw new UsageError(`--data: ${test.left.message}`)
  const train = await mnist(folder, { split: 'train' })
  if (train._tag === 'Right') return { training: train.right, heldOut: test.right, source: `MNIST in ${folder}` }
  const [training, rest] = split(test.right, Math.floor(test.right.length * 0.8))
  return {
    training,
    heldOut: take(rest, test.right.length - training.length),
    source: `the ${test.right.length} test digits of MNIST in ${folder}`,
  }
}

function drawn(seed: number): Examples {
  const draw = (count: number, from: number): Digits => {
    const { images, labels } = drawDigits(count, from)
    return dataset({ image: column([1, 28, 28], 'uint8', images), label: column([], 'int32', Int32Array.from(labels)) })
  }
  return { training: draw(8000, seed), heldOut: draw(2000, seed + 1_000_003), source: 'digits drawn by this program' }
}

/** @throws UsageError when the folder cannot be used */
export async function readDigits(folder: string | undefined, seed: number): Promise<Examples> {
  if (folder !== undefined) return fromFolder(folder)
  return existsSync(nearby) ? fromFolder(nearby) : drawn(seed)
}
