// Ctrl-C and its like: the first asks runs to save and end, the second, or some seconds of waiting, ends them.

import type { Terminal } from '../commands/command.js'

export interface Signals {
  readonly stop: AbortSignal
  readonly kill: AbortSignal
  /** 128 and the number of the signal, as shells have it; `null` where none has come. */
  readonly exitCode: () => number | null
  /** Signals mean again what they meant before. */
  readonly dispose: () => void
}

/** Milliseconds that runs have for their next checkpoint. */
const patience = 10_000

const numbers = { SIGINT: 2, SIGTERM: 15 } as const

export function stopOnSignals({ stderr }: Terminal): Signals {
  const [stop, kill] = [new AbortController(), new AbortController()]
  let received: number | null = null
  let timer: NodeJS.Timeout | undefined
  const handlers = (['SIGINT', 'SIGTERM'] as const).map(name => {
    const handler = (): void => {
      if (stop.signal.aborted) {
        kill.abort()
        return
      }
      received = 128 + numbers[name]
      stderr.write(`stopping: runs have ${patience / 1000} s to save; once more to stop at once\n`)
      stop.abort()
      timer = setTimeout(() => kill.abort(), patience)
    }
    process.on(name, handler)
    return { name, handler }
  })
  return {
    stop: stop.signal,
    kill: kill.signal,
    exitCode: () => received,
    dispose() {
      clearTimeout(timer)
      for (const { name, handler } of handlers) process.off(name, handler)
    },
  }
}
