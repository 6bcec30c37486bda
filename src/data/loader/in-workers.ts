// Batches computed in worker threads. A thread can be given no closure, so the pipeline is a function that a module exports, made anew in each
// thread from plain arguments. Whichever thread is free makes the next batch; a thread that dies fails the batches it was making, and another takes its place.

import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { checkList } from '../../support/arguments.js'
import { ArgumentError } from '../../support/errors.js'
import { given } from '../../support/options.js'
import { checkCount, type Dataset } from '../datasets/dataset.js'
import { type Reply, type Request, type Start, unpack } from './messages.js'
import type { Source } from './source.js'

/** A pipeline with arguments of its own after the epoch. */
export type WorkerPipeline = (epoch: number, ...args: never) => Dataset<unknown> | Promise<Dataset<unknown>>

type ArgumentsOf<F extends WorkerPipeline> = Parameters<F> extends readonly [number?, ...infer Rest] ? Rest : never
/** What batches a pipeline makes. */
export type BatchOf<F extends WorkerPipeline> = Awaited<ReturnType<F>> extends Dataset<infer B> ? Awaited<B> : never

export interface WorkerOptions<F extends WorkerPipeline> {
  /** What the pipeline takes after the epoch: plain data. */
  readonly args: Readonly<ArgumentsOf<F>>
  /** Threads. Default the number of cores. */
  readonly workers?: number
}

interface Waiting {
  readonly resolve: (reply: Reply) => void
  readonly reject: (error: Error) => void
}

/** A thread and the requests it has not answered. */
interface Thread {
  readonly ask: (request: Exclude<Request, { kind: 'cancel' }>) => Promise<Reply>
  readonly cancel: (ids: readonly number[]) => void
  readonly load: () => number
  readonly alive: () => boolean
  readonly end: () => Promise<void>
}

/** Threads load `tenet/data` without what few of them need: see late-library.ts. */
const condition = '--conditions=tenet-loader-thread'

/** A thread with this process's own settings, except for those that are the whole process's. */
function startWorker(start: Start): Worker {
  const startWith = (execArgv: string[]): Worker =>
    new Worker(new URL('./worker.js', import.meta.url), { workerData: start, execArgv: [...execArgv, condition] })
  try {
    return startWith(process.execArgv)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_INVALID_EXEC_ARGV')) throw error
    // Node names those that threads cannot have.
    return startWith(process.execArgv.filter(flag => !error.message.includes(flag)))
  }
}

function startThread(start: Start): Thread {
  const worker = startWorker(start)
  const waiting = new Map<number, Waiting>()
  let [alive, ending] = [true, false]
  const settle = (id: number): Waiting | undefined => {
    const found = waiting.get(id)
    waiting.delete(id)
    // A process may end while its threads have nothing to do, but not while it waits for their end, whatever they still answer.
    if (waiting.size === 0 && !ending) worker.unref()
    return found
  }
  const fail = (reason: string, cause?: Error): void => {
    alive = false
    for (const id of [...waiting.keys()]) settle(id)?.reject(new Error(reason, { cause }))
  }
  worker.on('message', (reply: Reply) => settle(reply.id)?.resolve(reply))
  worker.on('messageerror', error => fail(`a worker thread said what cannot be read: ${error.message}`, error))
  worker.on('error', error => fail(`a worker thread failed: ${error.message}`, error))
  worker.on('exit', code => fail(`a worker thread ended (exit code ${code}) while it made this batch`))
  worker.unref()
  return {
    ask: request =>
      new Promise((resolve, reject) => {
        waiting.set(request.id, { resolve, reject })
        worker.ref()
        worker.postMessage(request)
      }),
    cancel(ids) {
      const own = ids.filter(id => waiting.has(id))
      if (own.length > 0 && alive) worker.postMessage({ kind: 'cancel', ids: own } satisfies Request)
      for (const id of own) settle(id)?.reject(new Error('it is not wanted any more'))
    },
    load: () => waiting.size,
    alive: () => alive,
    async end() {
      ending = true
      worker.ref()
      await worker.terminate()
    },
  }
}

/** An error of another thread, with the name it had there. */
function errorOf({ name, message, stack }: Extract<Reply, { kind: 'error' }>): Error {
  const error = new Error(message)
  error.name = name
  if (stack !== undefined) error.stack = stack
  return error
}

/**
 * Computes batches in worker threads.
 * @param module the module of the pipeline, e.g. `new URL('./pipeline.js', import.meta.url)`
 * @param name the name under which it exports the pipeline: a function of the epoch and plain arguments to a data set of batches
 * @example
 * ```
 * // pipeline.ts:  export const training = async (epoch: number, folder: string) => data.batch(…, 64)
 * import type { training } from './pipeline.js'
 * const batches = data.loader(data.inWorkers<typeof training>(new URL('./pipeline.js', import.meta.url), 'training', { args: ['photos'] }))
 * ```
 */
export function inWorkers<F extends WorkerPipeline>(module: URL, name: string, options: WorkerOptions<F>): Source<BatchOf<F>> {
  const { args, workers = availableParallelism() } = given('inWorkers', options, ['args', 'workers'])
  if (!(module instanceof URL)) throw new ArgumentError(`inWorkers: expected the URL of a module; got ${typeof module}`)
  if (typeof name !== 'string') throw new ArgumentError(`inWorkers: expected the name of an export; got ${typeof name}`)
  checkList('inWorkers', 'args', args)
  checkCount('inWorkers', 'workers', workers, 1)
  const start: Start = { module: module.href, name, args }
  const threads: (Thread | undefined)[] = new Array(workers).fill(undefined)
  let requests = 0

  /** The thread with the least to do; one that has died is started anew. */
  const freest = (): Thread => {
    let best: Thread | undefined
    for (let n = 0; n < workers; n++) {
      const known = threads[n]
      const thread = known?.alive() === true ? known : startThread(start)
      threads[n] = thread
      if (best === undefined || thread.load() < best.load()) best = thread
    }
    return best as Thread
  }

  return {
    async open(epoch) {
      const first = freest()
      const opened = first.ask({ kind: 'open', id: requests++, epoch })
      // The others get ready meanwhile; what is wrong with the pipeline the first one says.
      for (const other of threads) if (other !== first) other?.ask({ kind: 'open', id: requests++, epoch }).catch(() => undefined)
      const reply = await opened
      if (reply.kind === 'error') throw errorOf(reply)
      const asked = new Set<number>()
      return {
        length: reply.kind === 'length' ? reply.length : 0,
        async get(i) {
          const id = requests++
          asked.add(id)
          try {
            const answered = await freest().ask({ kind: 'get', id, epoch, i })
            if (answered.kind === 'error') throw errorOf(answered)
            // The batch of this pipeline, as its type says.
            return unpack(answered.kind === 'batch' ? answered.batch : { tree: { value: undefined }, tensors: [] }) as BatchOf<F>
          } finally {
            asked.delete(id)
          }
        },
        cancel() {
          for (const thread of threads) thread?.cancel([...asked])
        },
      }
    },
    prefetch: 2 * workers,
    async close() {
      await Promise.all(threads.map(thread => thread?.end()))
    },
  }
}
