// Batches of a data set are a data set of batches.

import type { Tensor } from '../../core/tensor.js'
import { ArgumentError } from '../../support/errors.js'
import { given } from '../../support/options.js'
import { show } from '../../support/show.js'
import { toTensor } from '../nd-array.js'
import { type Collated, collate } from './collate.js'
import { map } from './combine.js'
import { type After, afterAll, checkCount, checkDataset, type Dataset, generate } from './dataset.js'

export interface BatchOptions {
  /**
   * What becomes of a last batch that is not full: it stays smaller (`keep`, the default), is left out (`drop`), or is filled up with its last
   * example (`pad`), and a mask says which examples count. All but `keep` give every batch one shape, so that a jitted step is compiled once.
   */
  readonly last?: 'keep' | 'drop' | 'pad'
}

/** Consecutive examples as lists of `size`. @throws ArgumentError when the size is not a positive integer, or `last` is none of its values */
export function group<A>(examples: Dataset<A>, size: number, options: BatchOptions = {}): Dataset<After<A, Awaited<A>[]>> {
  const { last = 'keep' } = given('group', options, ['last'])
  checkDataset('group', examples)
  checkCount('group', 'the size', size, 1)
  if (last !== 'keep' && last !== 'drop' && last !== 'pad')
    throw new ArgumentError(`group: last must be 'keep', 'drop' or 'pad'; got ${show(last)}`)
  const { length } = examples
  const count = last === 'drop' ? Math.floor(length / size) : Math.ceil(length / size)
  return generate(count, i => {
    const end = last === 'pad' ? (i + 1) * size : Math.min(length, (i + 1) * size)
    return afterAll(
      Array.from({ length: end - i * size }, (_, j) => examples.get(Math.min(length - 1, i * size + j))),
      list => list,
    )
  })
}

/** A batch of which not every example counts. */
export interface Padded<out Batch, B extends number> {
  readonly examples: Batch
  /** Which examples are there; the others are copies of the last. */
  readonly valid: Tensor<[B], 'bool'>
}

/** What a batch is, by what becomes of the last one. */
export type Batch<A, N extends number, O extends BatchOptions> = O extends { readonly last: 'drop' }
  ? Collated<A, N>
  : O extends { readonly last: 'pad' }
    ? Padded<Collated<A, N>, N>
    : Collated<A>

/**
 * Batches of consecutive examples, collated into tensors.
 * @param size examples a batch
 * @returns a data set of batches: records of tensors with a leading axis of the batch size
 * @throws ArgumentError when the size is not a positive integer; ShapeError when the arrays of a batch differ in shape
 * @example
 * ```
 * for (const { x, y } of data.batch(data.shuffle(train, { seed: 0, epoch }), 64, { last: 'drop' })) …   // x: Tensor<[64, …]>
 * ```
 */
export function batch<A, const N extends number, const O extends BatchOptions = Record<never, never>>(
  examples: Dataset<A>,
  size: N,
  options?: O,
): Dataset<After<A, Batch<Awaited<A>, N, O>>> {
  const last = options?.last ?? 'keep'
  const batches = map(group(examples, size, { last }), (list, i) => {
    const collated = collate(list as readonly Awaited<A>[])
    if (last !== 'pad') return collated
    const valid = Uint8Array.from({ length: size }, (_, j) => (i * size + j < examples.length ? 1 : 0))
    return { examples: collated, valid: toTensor({ shape: [size], dtype: 'bool', data: valid }) }
  })
  // One of the three kinds, as `last` says.
  return batches as unknown as Dataset<After<A, Batch<Awaited<A>, N, O>>>
}
