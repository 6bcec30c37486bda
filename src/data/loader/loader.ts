// A loader: the batches of one epoch after the other, computed ahead of time, in order. Which batches come, and with which random numbers, is
// the pipeline's business, a pure function of the epoch; so it depends neither on how many threads there are nor on where one starts, and a
// position is all that has to be kept to go on.

import { checkMethods } from '../../support/arguments.js'
import { ArgumentError } from '../../support/errors.js'
import { checkOptions } from '../../support/options.js'
import { show } from '../../support/show.js'
import { checkCount } from '../datasets/dataset.js'
import { LoadError } from './load-error.js'
import { type Epoch, inThisThread, type Pipeline, type Source } from './source.js'

/** Where to go on: plain data, to be kept with the state of training. */
export interface Position {
  readonly epoch: number
  /** Batches of this epoch that are done. */
  readonly batch: number
}

/** A batch, and where to go on after it: after the last of an epoch, at the start of the next. */
export interface Loaded<B> {
  readonly batch: B
  readonly next: Position
}

export interface LoaderOptions {
  /** The most batches that are under way or ready at a time. Default 2, or twice the number of workers. */
  readonly prefetch?: number
}

export interface IterationOptions {
  /** Ends the iteration with the signal's reason. */
  readonly signal?: AbortSignal
}

export interface Loader<B> {
  /**
   * The rest of an epoch.
   * @throws LoadError (as a rejection) when a batch cannot be made: its message has the reason, with the file; `next` is where to go on
   */
  from(position: Position, options?: IterationOptions): AsyncGenerator<Loaded<B>, void, undefined>
  /** Ends the threads. The loader cannot be used afterwards. */
  close(): Promise<void>
}

type Settled<B> = { readonly ok: true; readonly value: B } | { readonly ok: false; readonly error: unknown }

/** A failure is kept until its turn: batches before it come first. */
const settle = async <B>(batch: Promise<B>): Promise<Settled<B>> => {
  try {
    return { ok: true, value: await batch }
  } catch (error) {
    return { ok: false, error }
  }
}

/** The value, or a rejection with the signal's reason if that comes first. */
async function unlessAborted<T>(value: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return value
  signal.throwIfAborted()
  let stop: (() => void) | undefined
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason)
    signal.addEventListener('abort', stop)
  })
  try {
    return await Promise.race([value, aborted])
  } finally {
    if (stop !== undefined) signal.removeEventListener('abort', stop)
  }
}

/** Batches from `first` on, at most `prefetch` of them started and not yet handed over. */
async function* inOrder<B>(epoch: Epoch<B>, first: number, prefetch: number, signal: AbortSignal | undefined): AsyncGenerator<Settled<B>> {
  const started: Promise<Settled<B>>[] = []
  let asked = first
  const start = async (i: number): Promise<B> => epoch.get(i)
  for (let i = first; i < epoch.length; i++) {
    while (asked < epoch.length && asked < i + prefetch) started.push(settle(start(asked++)))
    yield await unlessAborted(started.shift() as Promise<Settled<B>>, signal)
  }
}

function checkPosition(position: unknown): asserts position is Position {
  if (typeof position !== 'object' || position === null || !('epoch' in position) || !('batch' in position))
    throw new ArgumentError(`from: expected a position, { epoch, batch }; got ${show(position)}`)
  checkCount('from', 'the epoch', position.epoch)
  checkCount('from', 'the batch', position.batch)
}

/**
 * Batches, computed ahead of time.
 * @param source a pipeline, to be computed in this thread, or `inWorkers`
 * @example
 * ```
 * const batches = data.loader(epoch => data.batch(data.shuffle(train, { seed: 0, epoch }), 64, { last: 'drop' }))
 * for await (const { batch, next } of batches.from(state.position)) state = { ...step(state, batch), position: next }
 * ```
 */
export function loader<B>(source: Source<B>, options?: LoaderOptions): Loader<B>
export function loader<B>(pipeline: Pipeline<B>, options?: LoaderOptions): Loader<Awaited<B>>
export function loader<B>(pipelineOrSource: Source<B> | Pipeline<B>, options: LoaderOptions = {}): Loader<B> {
  // A pipeline's promises are waited for.
  if (typeof pipelineOrSource !== 'function')
    checkMethods('loader', 'a pipeline, or a source as inWorkers gives', pipelineOrSource, ['open', 'close'])
  checkOptions('loader', options, ['prefetch'])
  const source = typeof pipelineOrSource === 'function' ? (inThisThread(pipelineOrSource) as Source<B>) : pipelineOrSource
  const prefetch = options.prefetch ?? source.prefetch
  checkCount('loader', 'prefetch', prefetch, 1)
  let closed = false
  return {
    async *from(position, { signal } = {}) {
      checkPosition(position)
      if (closed) throw new ArgumentError('from: this loader is closed')
      const { epoch } = position
      const batches = await unlessAborted(source.open(epoch), signal)
      try {
        if (position.batch > batches.length)
          throw new ArgumentError(`from: epoch ${epoch} has ${batches.length} batches; got batch ${position.batch}`)
        let batch = position.batch
        for await (const settled of inOrder(batches, batch, prefetch, signal)) {
          const done = batch++
          const next = batch < batches.length ? { epoch, batch } : { epoch: epoch + 1, batch: 0 }
          if (!settled.ok) {
            const reason = settled.error instanceof Error ? settled.error.message : String(settled.error)
            throw new LoadError({ epoch, batch: done }, next, reason, { cause: settled.error })
          }
          yield { batch: settled.value, next }
        }
      } finally {
        batches.cancel()
      }
    },
    async close() {
      closed = true
      await source.close()
    },
  }
}
