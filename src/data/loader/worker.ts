// What a loader's thread runs: it makes the pipeline, keeps the data sets of the last two epochs, and answers requests.

import { parentPort, workerData } from 'node:worker_threads'
import type { Dataset } from '../datasets/dataset.js'
import { withLibrary } from '../late-library.js'
import { pack, type Reply, type Request, type Start } from './messages.js'

const { module, name, args } = workerData as Start
const port = parentPort
if (port === null) throw new Error('this module runs in a worker thread of a loader')

type Pipeline = (epoch: number, ...args: readonly unknown[]) => Dataset<unknown> | Promise<Dataset<unknown>>

async function loadPipeline(): Promise<Pipeline> {
  const exported = (await import(module)) as Readonly<Record<string, unknown>>
  const pipeline = exported[name]
  if (typeof pipeline !== 'function')
    throw new Error(`${module} exports no function ${name}; it exports ${Object.keys(exported).join(', ') || 'nothing'}`)
  return pipeline as Pipeline
}

const pipeline = loadPipeline()
// Told with the first answer.
pipeline.catch(() => undefined)

const epochs = new Map<number, Promise<Dataset<unknown>>>()
const kept = 2

function epochOf(epoch: number): Promise<Dataset<unknown>> {
  const known = epochs.get(epoch)
  if (known !== undefined) return known
  const opened = pipeline.then(make => withLibrary(() => make(epoch, ...args)))
  opened.catch(() => epochs.delete(epoch))
  epochs.set(epoch, opened)
  for (const oldest of epochs.keys()) {
    if (epochs.size <= kept) break
    epochs.delete(oldest)
  }
  return opened
}

const cancelled = new Set<number>()

async function answer(request: Exclude<Request, { kind: 'cancel' }>): Promise<Reply | undefined> {
  const { id, epoch } = request
  try {
    const batches = await epochOf(epoch)
    if (request.kind === 'open') return { id, kind: 'length', length: batches.length }
    if (cancelled.delete(id)) return undefined
    const batch = await withLibrary(() => batches.get(request.i))
    return cancelled.delete(id) ? undefined : { id, kind: 'batch', batch: pack(batch) }
  } catch (error) {
    cancelled.delete(id)
    const known = error instanceof Error ? error : new Error(String(error))
    return { id, kind: 'error', name: known.name, message: known.message, stack: known.stack }
  }
}

port.on('message', async (request: Request) => {
  if (request.kind === 'cancel') {
    for (const id of request.ids) cancelled.add(id)
    return
  }
  const reply = await answer(request)
  if (reply === undefined) return
  try {
    port.postMessage(reply)
  } catch (error) {
    // Something in the batch cannot leave the thread: a function, a handle.
    const { name, message, stack } = error as Error
    port.postMessage({ id: reply.id, kind: 'error', name, message: `the batch cannot be handed over: ${message}`, stack } satisfies Reply)
  }
})
