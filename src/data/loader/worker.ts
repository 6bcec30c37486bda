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

/** A request whose turn has not ended, and what ends it when nobody wants the answer any more. */
interface Turn {
  readonly request: Exclude<Request, { kind: 'cancel' }>
  readonly cancelled: Promise<undefined>
  readonly cancel: () => void
}

async function answer({ request, cancelled }: Turn): Promise<Reply | undefined> {
  const { id, epoch } = request
  try {
    const batches = await epochOf(epoch)
    if (request.kind === 'open') return { id, kind: 'length', length: batches.length }
    return await Promise.race([
      withLibrary(() => batches.get(request.i)).then((batch): Reply => ({ id, kind: 'batch', batch: pack(batch) })),
      cancelled,
    ])
  } catch (error) {
    const known = error instanceof Error ? error : new Error(String(error))
    return { id, kind: 'error', name: known.name, message: known.message, stack: known.stack }
  }
}

const turns = new Map<number, Turn>()

function tell(reply: Reply): void {
  try {
    port?.postMessage(reply)
  } catch (error) {
    // Something in the batch cannot leave the thread: a function, a handle.
    const { name, message, stack } = error as Error
    port?.postMessage({ id: reply.id, kind: 'error', name, message: `the batch cannot be handed over: ${message}`, stack } satisfies Reply)
  }
}

/** One batch after the other: begun together they would be ready together, the first one late. */
let before: Promise<void> = Promise.resolve()

function take(request: Turn['request']): void {
  let cancel = (): void => undefined
  const cancelled = new Promise<undefined>(resolve => {
    cancel = () => resolve(undefined)
  })
  const turn: Turn = { request, cancelled, cancel }
  turns.set(request.id, turn)
  before = before.then(async () => {
    const reply = turns.has(request.id) ? await answer(turn) : undefined
    if (turns.delete(request.id) && reply !== undefined) tell(reply)
  })
}

port.on('message', (request: Request) => {
  if (request.kind !== 'cancel') take(request)
  else
    for (const id of request.ids) {
      turns.get(id)?.cancel()
      turns.delete(id)
    }
})
