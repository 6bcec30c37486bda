// A data set as a sequence of batches of tensors, in order or shuffled. The sequence is a value: iterating it twice gives the same batches.

import { ArgumentError } from '../support/errors.js'
import { type Batch, type Columns, type Dataset, examplesAt } from './dataset.js'
import { permutation, type ShuffleOptions } from './shuffle.js'

export interface BatchOptions {
  /** Examples a batch. */
  readonly batchSize: number
  /** In the order of this seed and epoch; in the data set's order when absent. */
  readonly shuffle?: ShuffleOptions
  /** Leaves out a last batch that is not full, so that all have one shape. Default false: the last may be smaller. */
  readonly dropLast?: boolean
}

/** The batch size as far as it is known: only without a smaller last batch. */
export type BatchSize<O extends BatchOptions> = O extends { readonly dropLast: true } ? O['batchSize'] : number

export interface Batches<B> extends Iterable<B> {
  /** How many batches there are. */
  readonly count: number
}

/**
 * The batches of a data set.
 * @returns an iterable of records of tensors, one for each column, with a leading axis of the batch size
 * @throws ArgumentError when the batch size is not a positive integer
 * @example
 * ```
 * for (let epoch = 0; epoch < 10; epoch++)
 *   for (const { images, labels } of batches(train, { batchSize: 64, shuffle: { seed: 0, epoch }, dropLast: true }))
 *     [params, state, loss] = step(params, state, images, labels)
 * ```
 */
export function batches<C extends Columns, const O extends BatchOptions>(examples: Dataset<C>, options: O): Batches<Batch<C, BatchSize<O>>>
export function batches<C extends Columns>(
  examples: Dataset<C>,
  { batchSize, shuffle, dropLast = false }: BatchOptions,
): Batches<Batch<C>> {
  if (!Number.isInteger(batchSize) || batchSize < 1)
    throw new ArgumentError(`batches: batchSize must be a positive integer; got ${batchSize}`)
  const { size } = examples
  const order = shuffle === undefined ? Uint32Array.from({ length: size }, (_, i) => i) : permutation(size, shuffle)
  const count = dropLast ? Math.floor(size / batchSize) : Math.ceil(size / batchSize)
  return {
    count,
    *[Symbol.iterator]() {
      for (let i = 0; i < count; i++) yield examplesAt(examples, order.subarray(i * batchSize, (i + 1) * batchSize))
    },
  }
}
