// Web workers for a library that looks for a browser's: Node's threads under that interface, as far as jax-js uses it. With them it shares its
// memory among threads; without, it computes on one. `navigator` tells it how many there may be.

import { resolveObjectURL } from 'node:buffer'
import { Worker as NodeWorker } from 'node:worker_threads'

/** What a script of a worker finds: `self.onmessage`, and `postMessage`. */
const scope = `
const { parentPort } = require('node:worker_threads')
globalThis.self = globalThis
globalThis.postMessage = message => parentPort.postMessage(message)
parentPort.on('message', data => self.onmessage({ data }))
`

class WebWorker {
  onmessage = null
  onerror = null
  #thread

  constructor(url) {
    this.#thread = this.#start(String(url))
  }

  async #start(url) {
    const script = await resolveObjectURL(url).text()
    const thread = new NodeWorker(scope + script, { eval: true })
    thread.on('message', data => this.onmessage?.({ data }))
    thread.on('error', error => this.onerror?.(error))
    return thread
  }

  postMessage(message) {
    this.#thread.then(thread => thread.postMessage(message))
  }
}

/** @param threads how many a library may use */
export function provideWebWorkers(threads) {
  const value = { hardwareConcurrency: threads, userAgent: `Node.js/${process.versions.node}` }
  Object.defineProperty(globalThis, 'navigator', { value, configurable: true })
  globalThis.Worker = WebWorker
}
