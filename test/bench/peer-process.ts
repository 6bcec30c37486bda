// A Python process that answers one JSON line with one JSON line (see peers/worker.py).
// Invariant: `ask` never throws and never waits for ever: a dead, silent or babbling process is a Left that says why.

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { type Either, left, right } from 'fp-ts/lib/Either.js'

export type Answer = Readonly<Record<string, unknown>>

export interface PeerProcess {
  /** Whether it can be asked. */
  readonly alive: () => boolean
  readonly ask: (question: Answer) => Promise<Either<string, Answer>>
  readonly close: () => Promise<void>
}

/** Compiling everything for the first time takes compilers of C++ a minute on a slow machine. */
const patience = 300_000

/** One line from the process, decoded: an object, or the error it reports. */
function decode(line: string): Either<string, Answer> {
  try {
    const value: unknown = JSON.parse(line)
    if (typeof value !== 'object' || value === null) return left(`unexpected answer ${line}`)
    if ('error' in value) return left(String(value.error))
    return right({ ...value })
  } catch {
    return left(`unexpected answer ${line}`)
  }
}

/** The end of what the process wrote to stderr: the last line of a Python traceback says what happened. */
function lastWords(child: ChildProcessWithoutNullStreams): () => string {
  let tail = ''
  child.stderr.on('data', chunk => {
    tail = `${tail}${chunk}`.slice(-4000)
  })
  return () => tail.trim().split('\n').at(-1) ?? ''
}

/** @param env added to the environment of this process */
export function startPeer(command: string, args: readonly string[], env: Readonly<Record<string, string>>): PeerProcess {
  const child = spawn(command, [...args], { env: { ...process.env, ...env }, stdio: 'pipe' })
  const lines = createInterface({ input: child.stdout })
  const words = lastWords(child)
  let ended: string | null = null
  let waiting: ((answer: Either<string, Answer>) => void) | null = null
  const settle = (answer: Either<string, Answer>): void => {
    waiting?.(answer)
    waiting = null
  }
  const end = (reason: string): void => {
    ended ??= reason
    settle(left(ended))
  }
  lines.on('line', line => settle(decode(line)))
  child.stdin.on('error', () => {}) // What was written to a dead process: `close` tells.
  child.on('error', error => end(`cannot start ${command}: ${error.message}`))
  child.on('close', (code, signal) => end(`the process ended (${signal ?? code}) ${words()}`.trim()))

  return {
    alive: () => ended === null,
    ask: question =>
      new Promise(resolve => {
        if (ended !== null) {
          resolve(left(ended))
          return
        }
        const timer = setTimeout(() => {
          end(`no answer within ${patience / 1000} s`)
          child.kill('SIGKILL')
        }, patience)
        waiting = answer => {
          clearTimeout(timer)
          resolve(answer)
        }
        child.stdin.write(`${JSON.stringify(question)}\n`)
      }),
    close: () =>
      new Promise(resolve => {
        if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) {
          resolve()
          return
        }
        child.once('close', () => resolve())
        child.stdin.end()
        child.kill()
      }),
  }
}
