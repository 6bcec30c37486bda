// A Python process that answers one JSON line with one JSON line (see peers/worker.py).
// Invariant: `ask` never throws and never waits for ever: a dead or babbling process is a Left that says why, and one that is silent for too long
// is stopped.

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { type Either, left, right } from 'fp-ts/lib/Either.js'
import { broken, type Failure, late } from './failure.js'

export type Answer = Readonly<Record<string, unknown>>

export interface PeerProcess {
  /** Whether it can be asked. */
  readonly alive: () => boolean
  /** @param seconds to wait for the answer */
  readonly ask: (question: Answer, seconds: number) => Promise<Either<Failure, Answer>>
  readonly close: () => Promise<void>
}

/** One line from the process, decoded: an object, or the error it reports. */
function decode(line: string): Either<Failure, Answer> {
  try {
    const value: unknown = JSON.parse(line)
    if (typeof value !== 'object' || value === null) return left(broken(`unexpected answer ${line}`))
    if ('error' in value) return left(broken(String(value.error)))
    return right({ ...value })
  } catch {
    return left(broken(`unexpected answer ${line}`))
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
  let ended: Failure | null = null
  let waiting: ((answer: Either<Failure, Answer>) => void) | null = null
  const settle = (answer: Either<Failure, Answer>): void => {
    waiting?.(answer)
    waiting = null
  }
  const end = (reason: Failure): void => {
    ended ??= reason
    settle(left(ended))
  }
  lines.on('line', line => settle(decode(line)))
  child.stdin.on('error', () => {}) // What was written to a dead process: `close` tells.
  child.on('error', error => end(broken(`cannot start ${command}: ${error.message}`)))
  child.on('close', (code, signal) => end(broken(`the process ended (${signal ?? code}) ${words()}`.trim())))

  return {
    alive: () => ended === null,
    ask: (question, seconds) =>
      new Promise(resolve => {
        if (ended !== null) {
          resolve(left(ended))
          return
        }
        const timer = setTimeout(() => {
          end(late(seconds))
          child.kill('SIGKILL')
        }, 1000 * seconds)
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
