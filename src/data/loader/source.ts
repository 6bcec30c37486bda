// Where batches are computed: in this thread, or in others. A source knows nothing of order or prefetching.

import type { Dataset } from '../datasets/dataset.js'

/** The batches of an epoch, e.g. `epoch => batch(shuffle(augment(train, { seed, epoch }, f), { seed, epoch }), 64)`. */
export type Pipeline<B> = (epoch: number) => Dataset<B> | Promise<Dataset<B>>

/** One epoch's batches. */
export interface Epoch<B> {
  readonly length: number
  /** Starts to compute a batch. */
  readonly get: (i: number) => B | Promise<B>
  /** Nothing of what was started is wanted any more. */
  readonly cancel: () => void
}

export interface Source<B> {
  readonly open: (epoch: number) => Promise<Epoch<B>>
  /** Batches to have under way or ready at a time, where nothing else is asked for. */
  readonly prefetch: number
  readonly close: () => Promise<void>
}

/** Batches computed in this thread: what waits for files or for sharp's threads goes on while a step computes. */
export const inThisThread = <B>(pipeline: Pipeline<B>): Source<Awaited<B>> => ({
  async open(epoch) {
    const batches = await pipeline(epoch)
    return { length: batches.length, get: i => batches.get(i) as Awaited<B> | Promise<Awaited<B>>, cancel: () => undefined }
  },
  prefetch: 2,
  close: () => Promise.resolve(),
})
