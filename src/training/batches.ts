// Where a run's batches come from, and how it goes on in the middle of an epoch: a loader starts at the position, of a data set the batches before
// it are not asked for, and whatever can only be gone through is gone through.

import type { Dataset, Loader } from '../data/index.js'
import { ArgumentError } from '../support/errors.js'
import { show } from '../support/show.js'

/** Inputs and targets of some examples. */
export interface Batch<X, Y> {
  readonly x: X
  readonly y: Y
}

/** Those of an epoch: a list, a data set, or what is still to come. */
export type Batches<X, Y> = Iterable<Batch<X, Y> | Promise<Batch<X, Y>>> | AsyncIterable<Batch<X, Y>>

/** A loader of batches, or the batches of an epoch as a function of its number, from 0. */
export type BatchSource<X, Y> = Pick<Loader<Batch<X, Y>>, 'from'> | ((epoch: number) => Batches<X, Y>)

const isLoader = <X, Y>(source: BatchSource<X, Y>): source is Pick<Loader<Batch<X, Y>>, 'from'> =>
  typeof source === 'object' && source !== null && 'from' in source && typeof source.from === 'function'

const isDataset = <X, Y>(batches: Batches<X, Y>): batches is Dataset<Batch<X, Y> | Promise<Batch<X, Y>>> =>
  'get' in batches && typeof batches.get === 'function' && 'length' in batches && typeof batches.length === 'number'

/** @throws ArgumentError unless batches can be had of it */
export function checkSource(operation: string, source: unknown): void {
  if (typeof source === 'function' || isLoader(source as BatchSource<unknown, unknown>)) return
  throw new ArgumentError(`${operation}: batches must be a loader, or a function of the epoch; got ${show(source)}`)
}

/** The batches of an epoch from one on. */
export async function* batchesFrom<X, Y>(source: BatchSource<X, Y>, epoch: number, first: number): AsyncGenerator<Batch<X, Y>, void> {
  if (isLoader(source)) {
    for await (const { batch } of source.from({ epoch, batch: first })) yield batch
    return
  }
  const batches = source(epoch)
  if (isDataset(batches)) {
    for (let i = first; i < batches.length; i++) yield await batches.get(i)
    return
  }
  let position = 0
  for await (const batch of batches) if (position++ >= first) yield batch
}
