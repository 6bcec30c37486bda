// What a file of CIFAR holds, whichever its format, and the binary one: records of one label (two of CIFAR-100: coarse, fine) and 3072 bytes,
// plane by plane.

import { type Either, left, right } from 'fp-ts/lib/Either.js'
import type { IoError } from '../../../support/io-error.js'
import { readFileWith } from '../../../support/read-file.js'

/** Images one after the other, each [3, 32, 32], and as many labels. */
export interface Records {
  readonly images: Uint8Array
  readonly labels: Int32Array
}

/** Which labels a file has, and which of them are asked for. */
export interface Labelling {
  /** In words: `CIFAR-10`. */
  readonly name: string
  /** Labels of an image in the binary version. */
  readonly labelBytes: 1 | 2
  /** Which of them. */
  readonly at: 0 | 1
  /** Their name in the Python version. */
  readonly key: 'labels' | 'fine_labels' | 'coarse_labels'
  readonly classes: number
}

export const imageBytes = 3 * 32 * 32
export const mostBytes = 2 ** 31

/** Why a label is none, or `undefined`. */
export const faultOfLabel = (label: unknown, i: number, { classes }: Labelling): string | undefined =>
  typeof label === 'number' && Number.isInteger(label) && label >= 0 && label < classes
    ? undefined
    : `labels must be 0 to ${classes - 1}; record ${i} has ${typeof label === 'number' || typeof label === 'bigint' ? label : 'none'}`

export const readRecords = (path: string, labelling: Labelling): Promise<Either<IoError, Records>> =>
  readFileWith(path, async file => {
    const { name, labelBytes, at } = labelling
    const record = labelBytes + imageBytes
    if (file.size === 0 || file.size % record !== 0 || file.size > mostBytes)
      return left(`expected records of ${record} bytes of ${name}; the file has ${file.size} bytes`)
    const bytes = await file.read(0, file.size)
    const count = file.size / record
    const images = new Uint8Array(count * imageBytes)
    const labels = new Int32Array(count)
    for (let i = 0; i < count; i++) {
      const label = bytes[i * record + at] as number
      const fault = faultOfLabel(label, i, labelling)
      if (fault !== undefined) return left(fault)
      labels[i] = label
      images.set(bytes.subarray(i * record + labelBytes, (i + 1) * record), i * imageBytes)
    }
    return right({ images, labels })
  })
