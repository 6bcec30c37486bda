// The display of a sweep: live bars in a terminal, lines elsewhere.

import { ArgumentError } from '../../support/errors.js'
import { checkGivenOptions } from '../../support/options.js'
import { show } from '../../support/show.js'
import { isRecord } from '../../support/tree.js'
import { harmless } from '../terminal-text.js'
import type { Clock, Display, DisplayOptions, Job } from './display.js'
import { begun, ended, type JobState, overallOf, progressed } from './job-state.js'
import { liveReporter, type Terminal } from './live-reporter.js'
import { plainReporter } from './plain-reporter.js'
import type { Sweep } from './reporter.js'

export type { Clock, Display, DisplayOptions, Job, JobEvent, Outcome } from './display.js'

const realClock: Clock = {
  now: () => performance.now(),
  every(milliseconds, call) {
    // A display keeps no process alive.
    const timer = setInterval(call, milliseconds).unref()
    return () => clearInterval(timer)
  },
}

const isTerminal = (stream: NodeJS.WritableStream): stream is Terminal => 'isTTY' in stream && stream.isTTY === true

const isSet = (value: string | undefined): boolean => value !== undefined && value !== ''

/** A line as a terminal shows it: of what was written over itself, the last. */
const shownOf = (line: string): string => harmless(line.replace(/\r+$/, '').replace(/^.*\r/s, ''))

/**
 * A display of jobs that run, several at once. In a terminal each has a bar with its rate, the time that is left and its latest numbers, and what jobs print and
 * come to stays above; where the stream is no terminal, or `NO_COLOR` or `CI` is set, there are lines, one whenever a job is a tenth further.
 * @param options stream, jobs
 * @throws ArgumentError when there is no stream, or the jobs are none
 * @example
 * ```
 * const display = createDisplay({ stream: process.stderr, jobs: [{ id: 'a', title: 'depth=8' }] })
 * ```
 */
export function createDisplay(options: DisplayOptions): Display {
  const { stream, jobs, env, clock } = checkedOptions(options)
  const started = clock.now()
  const states = new Map<string, JobState>()
  const known = new Set(jobs.map(({ id }) => id))
  const count = (): number => Math.max(known.size, states.size)
  const sweep: Sweep = {
    several: known.size > 1,
    running: () => [...states.values()].filter(({ outcome }) => outcome === null),
    isOver: () => states.size >= count() && [...states.values()].every(({ outcome }) => outcome !== null),
    overall: now => overallOf([...states.values()], count(), started, now),
  }
  const wantsLines = isSet(env.NO_COLOR) || isSet(env.CI) || env.TERM === 'dumb'
  const reporter = isTerminal(stream) && !wantsLines ? liveReporter(stream, sweep, clock) : plainReporter(stream, sweep, clock)
  let isClosed = false
  const stateOf = (job: Job, now: number): JobState => states.get(job.id) ?? begun(job, now)
  return {
    update(job, event) {
      if (isClosed) return
      const now = clock.now()
      const before = stateOf(job, now)
      const state = event.type === 'progress' ? progressed(before, event, now) : before
      states.set(job.id, state)
      if (event.type === 'progress') reporter.progress(state, now)
      else reporter.line(state, shownOf(event.line))
    },
    finish(job, outcome) {
      if (isClosed) return
      const state = ended(stateOf(job, clock.now()), outcome)
      states.set(job.id, state)
      reporter.finish(state, outcome)
    },
    close() {
      if (isClosed) return
      isClosed = true
      reporter.close()
    },
  }
}

function checkedOptions(options: DisplayOptions): Required<DisplayOptions> {
  checkGivenOptions('createDisplay', options, ['stream', 'jobs', 'env', 'clock'])
  const { stream, jobs, env = process.env, clock = realClock } = options
  // A stream is no plain record, and neither is the environment.
  const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null
  if (!isObject(stream) || typeof stream.write !== 'function')
    throw new ArgumentError(`createDisplay: stream must be one that can be written to; got ${show(stream)}`)
  const isJob = (job: unknown): boolean => isRecord(job) && typeof job.id === 'string' && typeof job.title === 'string'
  if (!Array.isArray(jobs) || !Array.from(jobs as readonly unknown[]).every(isJob))
    throw new ArgumentError(`createDisplay: jobs must be an array of objects with id and title; got ${show(jobs)}`)
  if (!isObject(env)) throw new ArgumentError(`createDisplay: env must be an object of texts; got ${show(env)}`)
  if (!isObject(clock) || typeof clock.now !== 'function' || typeof clock.every !== 'function')
    throw new ArgumentError(`createDisplay: clock must be an object of now and every; got ${show(clock)}`)
  return { stream, jobs, env, clock }
}
