// Several runs at once, each in a process of its own, with its share of the cores: one that fails or dies takes no other with it.

import { type ChildProcess, fork } from 'node:child_process'
import { appendFileSync, mkdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Display, Job, Outcome } from '../display/index.js'
import { fileNames } from '../folder/format.js'
import type { Assignment, Ended, FromJob, ToJob } from '../job/protocol.js'

export interface Task extends Job {
  readonly assignment: Assignment
}

export interface ScheduleOptions {
  /** How many at once. */
  readonly jobs: number
  readonly env: Readonly<Record<string, string | undefined>>
  readonly display: Display
  /** Aborted: no more runs are begun, those that there are are told to stop. */
  readonly stop: AbortSignal
  /** Aborted: those that there still are are killed. */
  readonly kill: AbortSignal
}

export interface Ran extends Task {
  readonly outcome: Outcome
}

const jobFile = fileURLToPath(new URL('../job/main.js', import.meta.url))

/** Threads of each run, so that all of them together are as many as there are cores. */
export const threadsOf = (jobs: number, cores: number): number => Math.max(1, Math.floor(cores / jobs))

/** The lines that a process prints go to a file in the folder of its run, and to the display. */
function follow(child: ChildProcess, task: Task, display: Display): Promise<void> {
  const path = join(task.assignment.folder, fileNames.output)
  const streams = [child.stdout, child.stderr].flatMap(stream => (stream === null ? [] : [stream]))
  const all = streams.map(async stream => {
    for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
      display.update(task, { type: 'output', line })
      try {
        appendFileSync(path, `${line}\n`)
      } catch {
        // Where the disk is full what is printed is still shown, and the run says itself what it cannot write.
      }
    }
  })
  return Promise.all(all).then(() => undefined)
}

/** Runs one in a process of its own, until that ends. */
function runTask(task: Task, { jobs, env, display, stop, kill }: ScheduleOptions): Promise<Outcome> {
  const threads = env.TENET_THREADS ?? `${threadsOf(jobs, availableParallelism())}`
  // What the folder cannot hold the process itself says.
  mkdirSync(task.assignment.folder, { recursive: true })
  const started = performance.now()
  const child = fork(jobFile, { env: { ...env, TENET_THREADS: threads }, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
  const tell = (message: ToJob): void => {
    if (child.connected) child.send(message, () => undefined)
  }
  const onStop = (): void => tell({ type: 'stop' })
  const onKill = (): void => void child.kill('SIGKILL')
  stop.addEventListener('abort', onStop)
  kill.addEventListener('abort', onKill)
  let ended: Ended | null = null
  child.on('message', (message: FromJob) => {
    if (message.type === 'ended') ended = message
    else display.update(task, message)
  })
  const printed = follow(child, task, display)
  tell({ type: 'start', assignment: task.assignment })
  return new Promise(done => {
    const finish = async (unsaid: Pick<Ended, 'state' | 'error'>): Promise<void> => {
      await printed
      stop.removeEventListener('abort', onStop)
      kill.removeEventListener('abort', onKill)
      const seconds = (performance.now() - started) / 1000
      const { state, error }: Pick<Ended, 'state' | 'error'> = ended ?? unsaid
      done({ state, seconds, ...(error === undefined ? {} : { error }) })
    }
    child.on('error', error => void finish({ state: 'failed', error: `its process cannot be started: ${error.message}` }))
    child.on('exit', (code, signal) => {
      // A terminal signals all processes, those too that are only just beginning and do not listen yet.
      if (kill.aborted || signal === 'SIGINT' || signal === 'SIGTERM') void finish({ state: 'interrupted' })
      else
        void finish({
          state: 'failed',
          error: signal === null ? `its process ended with exit code ${code}` : `its process was killed by ${signal}`,
        })
    })
  })
}

/** Runs them all, in their order, as many at once as there are jobs. @returns those that were begun, in the order in which they ended */
export async function schedule(tasks: readonly Task[], options: ScheduleOptions): Promise<readonly Ran[]> {
  const waiting = [...tasks]
  const ran: Ran[] = []
  const worker = async (): Promise<void> => {
    for (let task = waiting.shift(); task !== undefined && !options.stop.aborted; task = waiting.shift()) {
      const outcome = await runTask(task, options)
      options.display.finish(task, outcome)
      ran.push({ ...task, outcome })
    }
  }
  await Promise.all(Array.from({ length: options.jobs }, worker))
  return ran
}
